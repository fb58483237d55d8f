"""Draw: a set of doodles drawn here, by one person or a whole class, to train on."""

import streamlit as st

from playground.draw.drawing_page import drawing_page
from playground.shared import drawing_sets, theme
from playground.shared.class_codes import is_code
from playground.shared.folder_names import MAX_NAME

FIRST_SET = "our class"
ABOUT = (
    "Draw 10 to 50 of one thing, then train a GAN that draws more of them. Whoever draws into the "
    "same set adds to it."
)


def main() -> None:
    theme.apply()
    st.title("Draw your own set", anchor=False)
    st.caption(ABOUT)
    kind = _named("class")  # of what is drawn; on every page it may also name a school class
    drawing_page(
        set_name=_named("set"),
        class_name="" if is_code(kind) else kind,
        sets=drawing_sets.names() or [FIRST_SET],
        key="draw",
    )


def _named(what: str) -> str:
    """The name in the address, none where it is too long: cut, it would name another set."""
    name = st.query_params.get(what, "")
    if len(name) <= MAX_NAME:
        return name
    st.warning(
        f"The address names a {what} of {len(name):,} characters, and at most {MAX_NAME} are "
        "possible; type a shorter name."
    )
    return ""


main()
