"""Below the list of runs: a run that was exported elsewhere is brought here."""

import streamlit as st

from gan_core import GanError
from playground.shared.plain_text import plain
from playground.shared.state import RUN
from playground.train import run_import

PROBLEM, MADE = "import-problem", "imports-made"  # session keys


def show() -> None:
    """A button that opens the panel."""
    made = st.session_state.setdefault(MADE, 0)  # a new number is a new, empty uploader
    with st.popover("Import a run", icon=":material/upload_file:", key=f"import-run-{made}"):
        st.caption(
            "The ZIP that **Share** on a run's page made, on this machine or another. The run can "
            "then be looked at, compared and continued here; it is yours. Nothing in it is "
            "executed."
        )
        key = f"run-zip-{made}"
        st.file_uploader("Run (.zip)", type="zip", key=key, on_change=_take, args=(key,))
        if problem := st.session_state.get(PROBLEM):
            st.error(plain(problem))
        st.caption("In a terminal: `python -m gan_core import-run`, also for larger files.")


def _take(key: str) -> None:
    file = st.session_state[key]
    st.session_state[PROBLEM] = ""
    if file is None:
        return
    try:
        run = run_import.take(file)
    except GanError as error:
        st.session_state[PROBLEM] = str(error)
        return
    st.session_state[MADE] += 1
    RUN.set(run.id)
