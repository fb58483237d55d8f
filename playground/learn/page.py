"""Learn: the parts of the page, one below the other; a lesson that is open has it for itself."""

import streamlit as st

from playground.learn import failures, lessons_page
from playground.shared import theme
from playground.shared.addresses import page
from playground.shared.state import EXHIBIT

TOGETHER = f"""
**[Game]({page("game")})**: be the discriminator, twenty images against D.
**[Class]({page("class")})**: a code without accounts, votes before and after talking, and a
page for the teacher.
"""
PARTS = (lessons_page, failures)  # each has show()


def main() -> None:
    theme.apply()
    if lessons_page.is_open():
        lessons_page.show()
        return
    st.title("Learn", anchor=False)
    if not EXHIBIT.get():
        st.markdown(TOGETHER)
    for part in PARTS:
        if part is failures or not EXHIBIT.get():
            part.show()


main()
