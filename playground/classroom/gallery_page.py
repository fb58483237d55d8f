"""Everyone's runs: the latest sample grid of each, and what the teacher does with them."""

from pathlib import Path

import streamlit as st

from playground.shared import theme
from playground.shared.door import sign_in_entry, teacher_entry, teachers
from playground.shared.modules import component

_FRONTEND = Path(__file__).parent / "frontend" / "gallery"
_STYLES = ("../../../shared/frontend/controls.css", "gallery.css")
_component = component(
    "gan_playground.gallery",
    "classroom/frontend/gallery/main.js",
    html='<div class="gallery"></div>',
    css="\n".join((_FRONTEND / name).read_text("utf-8") for name in _STYLES),
)
TITLE = "Everyone's runs"
FOR_TEACHER = (
    "The latest sample grid of every run on one page: show one to your class, stop runs, change "
    "their order in the queue. This page is for the teacher alone."
)
NO_TEACHER = (
    "This server has no teacher yet. Start it with a passphrase, "
    "`GAN_TEACHER=... streamlit run playground/app.py`, and give it here."
)


def main() -> None:
    theme.apply()
    if teachers.is_teacher():
        _component(key="gallery")
        return
    st.title(TITLE, anchor=False)
    st.markdown(FOR_TEACHER)
    if teachers.is_configured():
        sign_in_entry.show()
        teacher_entry.show()
    else:
        st.info(NO_TEACHER)


main()
