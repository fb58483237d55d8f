"""What is folded away costs nothing until it is opened."""

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st


@contextmanager
def folded(title: str, key: str, icon: str | None = None) -> Iterator[bool]:
    """A folded part of a page; gives whether it is open and its content wanted.

    Streamlit makes, sends and renders the content of a closed one as well.
    """
    part = st.expander(title, key=key, icon=icon, on_change="rerun")
    with part:
        yield bool(part.open)
