"""Runs: every run that this person may see, a leaderboard, and the trash."""

from pathlib import Path

import streamlit as st

from playground.runs import leaderboard
from playground.shared import metric_names, theme
from playground.shared.addresses import page
from playground.shared.door import sign_in_entry, teacher_entry
from playground.shared.modules import component

_FRONTEND = Path(__file__).parent / "frontend"
_STYLES = ("../../shared/frontend/controls.css", "runs.css", "leaderboard.css")
_component = component(
    "gan_playground.runs",
    "runs/frontend/main.js",
    html='<div class="runs"></div>',
    css="\n".join((_FRONTEND / name).read_text("utf-8") for name in _STYLES),
)


def main() -> None:
    theme.apply()
    offered = [it for it in metric_names.listed() if it["key"] in leaderboard.METRICS]
    _component(key="runs", data={"metrics": offered})
    st.markdown(f"[Sweeps]({page('sweep')}): runs that differ in one setting, compared.")
    with st.container(horizontal=True, key="who"):
        sign_in_entry.show()
        teacher_entry.show()


main()
