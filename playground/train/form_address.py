"""Puts the form into the address bar, where a reload, a bookmark and a shared link find it."""

from collections.abc import Iterable

from playground.shared.modules import component

_mount = component(
    "gan_playground.form_address", "train/frontend/form/form_address.js", html="", css=""
)


def form_address(query: str, names: Iterable[str]) -> None:
    """Replace the parameters of these names in the page's address; Back still leads to the page
    before, and parameters of others stay.
    """
    _mount(key="form-address", data={"query": query, "names": sorted(names)})
