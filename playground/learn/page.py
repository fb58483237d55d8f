"""Learn: the parts of the page, one below the other."""

import streamlit as st

from playground.learn import failures
from playground.shared import theme

PARTS = (failures,)  # each has show()


def main() -> None:
    theme.apply()
    st.title("Learn", anchor=False)
    for part in PARTS:
        part.show()


main()
