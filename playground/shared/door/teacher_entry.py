"""The teacher's way in by passphrase, on the pages where it changes something."""

import time

import streamlit as st

from gan_core import GanError
from playground.shared import browser
from playground.shared.addresses import page
from playground.shared.door import teachers
from playground.shared.plain_text import plain


def show() -> None:
    """A button whose panel takes the passphrase, or says how long it lasts; nothing without one.

    Nothing either for who is the teacher by the name they signed in with.
    """
    if not teachers.passphrase() or teachers.has_name(browser.person()):
        return
    ends = teachers.until()
    is_teacher = ends > time.time()
    icon = ":material/school:" if is_teacher else ":material/key:"
    with st.popover("Teacher", icon=icon, key="teacher"):
        if is_teacher:
            st.caption(f"This browser is the teacher's until {_clock(ends)}.")
            st.markdown(f"[Everyone's runs]({page('gallery')})")
            if st.button("Sign out", key="teacher-out"):
                teachers.sign_out()
                st.rerun()
            return
        _form()


def _form() -> None:
    with st.form("teacher-form", clear_on_submit=True, border=False):
        given = st.text_input("Passphrase", type="password", key="teacher-passphrase")
        if not st.form_submit_button("Sign in"):
            return
    try:
        teachers.sign_in(given, st.context.ip_address or "")
    except GanError as error:
        st.error(plain(str(error)))
        return
    st.rerun()


def _clock(moment: float) -> str:
    return time.strftime("%H:%M", time.localtime(moment))
