"""All runs: training, queued and finished ones."""

import streamlit as st

from gan_core.runs.run_dir import RunDir
from playground.shared import run_words, server_load
from playground.shared.addresses import api, page
from playground.shared.code_words import owner_words
from playground.shared.door import owners, teachers, visible
from playground.shared.plain_text import plain
from playground.shared.state import RUN

SHOWN = 12
REFRESH_SECONDS = 4


@st.fragment(run_every=REFRESH_SECONDS)
def show() -> None:
    """The newest runs with their latest grid, refreshed by itself; nothing before the first run."""
    if not owners.is_shared() or teachers.is_teacher():
        for sentence in server_load.in_words(server_load.meter.load()):
            st.warning(sentence, icon=":material/speed:")
    runs = visible.visible_runs()
    if not runs:
        return
    st.subheader("Runs")
    is_shared = owners.is_shared()
    if is_shared and (me := owner_words(owners.person())):
        st.caption(f"Here you are called **{me}**, on your teacher's page as well.")
    cells = [cell for _ in range(-(-min(len(runs), SHOWN) // 4)) for cell in st.columns(4)]
    for run, cell in zip(runs[:SHOWN], cells, strict=False):
        with cell, st.container(border=True, key=f"run-card-{run.id}"):
            _card(run, owner_words(run.owner()) if is_shared else "")
    newest = f"The newest {SHOWN} of {len(runs):,} runs. " if len(runs) > SHOWN else ""
    st.markdown(f"{newest}The page [Runs]({page('runs')}) finds, names, ranks and deletes them.")


def _card(run: RunDir, owner: str) -> None:
    status = run.status()
    state = status["state"]
    seen = status.get("images_seen")
    words = f"{100 * status.get('progress', 0):.0f}%, {seen:,} images" if seen else ""
    if state == "queued":
        words = plain(run_words.waiting(run, status))
    if run_words.is_cancelled(status):
        words = "before it began"
    whose = f" :gray[{owner}]" if owner else ""
    st.markdown(f"{run_words.badge(status)} {words}{whose}")
    if samples := list(run.samples()):
        address = api(f"runs/{run.id}/grids/{samples[-1]}.png")
        alt = f"Latest sample grid of run {run.id[:5]}"  # for which st.image has no place
        with st.container(key=f"thumb-{run.id}"):
            st.html(f'<img src="{address}" alt="{alt}" style="width: 100%">')
    name = plain(f"{run.id[:5]} {run_words.called(run)}")
    if st.button(name, key=f"open-{run.id}", width="stretch"):
        RUN.set(run.id)
        st.rerun(scope="app")
