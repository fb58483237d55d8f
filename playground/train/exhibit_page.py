"""A recorded run that failed on purpose, read-only: it plays back on the timeline of any run."""

from dataclasses import asdict
from typing import Any

import streamlit as st

from gan_core import GanError
from playground.shared import jobs
from playground.shared.exhibits import PREFIX, find_exhibit, find_recording
from playground.shared.folded import folded
from playground.shared.plain_text import plain
from playground.shared.state import EXHIBIT, RUN
from playground.train import run_settings
from playground.train.adjusting import adjusted, page_state
from playground.train.live_run import live_run


def show(run_id: str) -> None:
    """Its header, the live view at the beginning, and its settings folded away.

    Raises GanError for an unknown recording; the run itself is never changed.
    """
    run, exhibit = find_recording(run_id), find_exhibit(run_id.removeprefix(PREFIX))
    config, about = run.config(), run.about()
    with st.container(key="run-header"):
        with st.container(horizontal=True, key="run-title"):
            st.title(exhibit.title, anchor=False, width="content")
            st.markdown(":gray-badge[recorded]", width="content")
        with st.container(horizontal=True, key="run-actions"):
            if st.button("Back to Learn", key="to-learn", icon=":material/school:"):
                st.switch_page("learn/page.py", query_params={EXHIBIT.name: exhibit.id})
            if st.button("Start the cure", key="cure", icon=":material/healing:", type="primary"):
                st.query_params.from_dict(exhibit.cure_settings)
                st.rerun()
    live_run(
        run_id, page_state(run.status(), False, adjusted(run).version), config, about,
        on_suggestion=_follow, marks=[asdict(mark) for mark in exhibit.marks],
    )  # fmt: skip
    with folded("Settings of this run", "run-settings") as is_open:
        if is_open:
            run_settings.show(config, about)


def _follow(chosen: dict[str, Any]) -> None:
    """What a finding suggests: a new run like this one with some settings changed."""
    try:
        if chosen.get("adjustment") is not None:
            raise GanError("A recorded run cannot be adjusted; start one of your own.")
        from gan_core.runs.run_config import changed_config

        assignments = [str(words) for words in chosen.get("assignments") or []]
        RUN.set(jobs.start(changed_config(find_recording(RUN.get()), assignments)).id)
    except GanError as error:
        st.toast(plain(str(error)), icon=":material/error:")
