"""All runs: who trains, who waits, what is finished."""

import streamlit as st

from gan_core.runs.device_queue import queued_runs
from gan_core.runs.run_dir import RunDir, all_runs
from playground.shared import theme
from playground.shared.paths import runs_root
from playground.shared.state import RUN

SHOWN = 12
REFRESH_SECONDS = 4


@st.fragment(run_every=REFRESH_SECONDS)
def show() -> None:
    """The newest runs with their last sheet, refreshed by itself; nothing before the first run."""
    runs = all_runs(runs_root())
    if not runs:
        return
    st.subheader("Runs")
    line = [run.id for run in queued_runs(runs_root())]
    cells = [cell for _ in range(-(-min(len(runs), SHOWN) // 4)) for cell in st.columns(4)]
    for run, cell in zip(runs[:SHOWN], cells, strict=False):
        with cell, st.container(border=True):
            _tile(run, line)
    if len(runs) > SHOWN:
        st.caption(f"The newest {SHOWN} of {len(runs)} runs; the others lie in {runs_root()}.")


def _tile(run: RunDir, line: list[str]) -> None:
    status = run.status()
    state = status["state"]
    words = f"{run.id[:5]} {run.id[6:]}"
    place = f"place {line.index(run.id) + 1} in line" if run.id in line else ""
    seen = status.get("images_seen")
    progress = f"{100 * status.get('progress', 0):.0f}%, {seen:,} images" if seen else place
    st.markdown(f"{theme.badge(state)} {progress or place}")
    samples = list(run.samples().values())
    if samples:
        st.image(str(samples[-1]), width="stretch")
    if st.button(words, key=f"open-{run.id}", width="stretch"):
        RUN.set(run.id)
        st.rerun(scope="app")
