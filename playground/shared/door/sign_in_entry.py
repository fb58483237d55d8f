"""Signing in and out with Streamlit's login, where that is configured."""

import streamlit as st
from streamlit.auth_util import get_secrets_auth_section, is_authlib_installed
from streamlit.errors import StreamlitAuthError

from playground.shared import browser, signed_in
from playground.shared.addresses import page
from playground.shared.door import teachers
from playground.shared.plain_text import plain

NOT_INSTALLED = "Signing in needs a package: `pip install 'gan-playground[login]'` on the server."
WHY = "Your runs and uploads are then yours on every browser."
IN = "Signed in as {name}. Your runs and uploads are yours on every browser."


def show(place: str = "") -> None:
    """Who has signed in, with the way out, or the ways in; nothing where there are none.

    A second one on a page has a name of its `place`.
    """
    person = browser.person()
    if person:
        _signed_in(person)
    elif signed_in.has_login():
        if is_authlib_installed():
            _ways_in(place)
        else:
            st.caption(NOT_INSTALLED)


def _signed_in(person: signed_in.Person) -> None:
    with st.popover(plain(person.name), icon=":material/person:", key="signed-in"):
        is_teacher = " You are the teacher here." if teachers.has_name(person) else ""
        st.caption(IN.format(name=plain(person.name)) + is_teacher)
        if is_teacher:
            st.markdown(f"[Everyone's runs]({page('gallery')})")
        if person.by_proxy:
            st.caption("Sign out where you signed in.")
        elif st.button("Sign out", key="sign-out"):
            st.logout()


def _ways_in(place: str) -> None:
    for provider in _providers():
        words = f"Sign in with {plain(provider)}" if provider else "Sign in"
        key = "-".join(filter(None, ("sign-in", provider, place)))
        if st.button(words, key=key, icon=":material/login:", help=WHY):
            try:
                st.login(provider or None)
            except StreamlitAuthError as error:
                st.error(plain(str(error)))


def _providers() -> list[str]:
    """The names of the configured providers; "" is the one that [auth] itself describes."""
    section = get_secrets_auth_section().to_dict()
    named = [name for name, value in section.items() if isinstance(value, dict)]
    named = [name for name in named if "client_id" in section[name]]
    return [*([""] if "client_id" in section else []), *named]
