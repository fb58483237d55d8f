"""Draw: a set of doodles drawn here, by one person or a whole class, to train on."""

import streamlit as st

from playground.draw.drawing_page import drawing_page
from playground.shared import drawing_sets, theme
from playground.shared.class_codes import is_code

FIRST_SET = "our class"
ABOUT = (
    "Draw 10 to 50 of one thing, then train a GAN that draws more of them. Whoever draws into the "
    "same set adds to it."
)


def main() -> None:
    theme.apply()
    st.title("Draw your own set", anchor=False)
    st.caption(ABOUT)
    query = st.query_params
    kind = query.get("class", "")  # of what is drawn; on every page it may also name a school class
    drawing_page(
        set_name=query.get("set", ""),
        class_name="" if is_code(kind) else kind,
        sets=drawing_sets.names() or [FIRST_SET],
        key="draw",
    )


main()
