"""Puts the form into the address bar, where a reload, a bookmark and a shared link find it."""

from playground.shared.modules import component

_mount = component(
    "gan_playground.form_address", "train/frontend/form/form_address.js", html="", css=""
)


def form_address(query: str) -> None:
    """Replace the query string of the page's address; Back still leads to the page before."""
    _mount(key="form-address", data={"query": query})
