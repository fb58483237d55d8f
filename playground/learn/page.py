"""Learn: the parts of the page, one below the other; a lesson that is open has it for itself."""

import streamlit as st

from playground.learn import failures, lessons_page
from playground.shared import theme
from playground.shared.state import EXHIBIT

PARTS = (lessons_page, failures)  # each has show()


def main() -> None:
    theme.apply()
    if lessons_page.is_open():
        lessons_page.show()
        return
    st.title("Learn", anchor=False)
    for part in PARTS:
        if part is failures or not EXHIBIT.get():
            part.show()


main()
