"""What was found about reported losses, as a small table."""

from typing import TYPE_CHECKING

import streamlit as st

if TYPE_CHECKING:
    from gan_core.diagnosis.loss_check import LossCheck

CONVENTIONS = {"sum": "sum", "mean": "average"}
BADGES = {"possible": "green", "worse than chance": "orange", "impossible": "red"}


def show(key: str, what: str, rows: "list[tuple[str, LossCheck]]") -> None:
    """One row for each checked pair: the losses, the result and why."""
    lines = [f"|{what}|G loss|D loss|Result|Why|", "|:--|--:|--:|:--|:--|"]
    lines += [f"|{name}|{_row(found)}|" for name, found in rows]
    with st.container(key=f"losses-{key}"):
        st.markdown("\n".join(lines))


def _row(found: "LossCheck") -> str:
    badge = f":{BADGES[found.result]}-badge[{found.result}]"
    loss_D = f"{found.loss_D:g} ({CONVENTIONS[found.convention]})"
    return f"{found.loss_G:g}|{loss_D}|{badge}|{found.explanation}"
