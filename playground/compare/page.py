"""Compare: two to six runs side by side, or example pairs to start with."""

import streamlit as st

from gan_core import GanError
from gan_core.runs.run_dir import RunDir
from playground.compare import comparison_view, example_pairs
from playground.shared import run_words, theme
from playground.shared.door import visible
from playground.shared.plain_text import plain
from playground.shared.state import COMPARED, A, B, Parameter

ABOUT = (
    "Two to six trainings side by side: whose generator (G) makes the better images, how its "
    "opponent, the discriminator (D), held up, and which settings differ. Chance makes runs differ "
    "as well: repeat them with other seeds before you credit a setting."
)
OFFERED = 200  # newest runs in the lists
NEEDS_TWO = (
    "A comparison needs two runs: start an example pair below, or train runs on the **Train** page."
)
Chosen = list[tuple[Parameter, RunDir]]


def main() -> None:
    """The whole page. What a person can cause is answered by a sentence, never by a traceback."""
    theme.apply()
    runs = {run.id: run for run in visible.visible_runs()[:OFFERED]}
    with st.container(horizontal=True, horizontal_alignment="distribute"):
        st.title("Compare runs", anchor=False, width="content")
        buttons = st.container(horizontal=True, width="content")
    st.caption(ABOUT)
    chosen = requested(runs)
    if len(chosen) < 2:
        st.info(NEEDS_TWO)
        offer_examples()
        return
    with buttons:
        add_one(chosen, runs)
        key = "-".join(["examples", *(run.id for _, run in chosen)])  # other runs close it
        with st.popover("Example pairs", icon=":material/science:", key=key):
            offer_examples()
    with st.container(key="compare-runs"):
        cells = st.columns(len(chosen))
        for cell, (parameter, run) in zip(cells, chosen, strict=True):
            with cell:
                choose(parameter, run, runs)
    comparison_view.show([(parameter.name.upper(), run) for parameter, run in chosen])


def requested(runs: dict[str, RunDir]) -> Chosen:
    """The runs in the address; A and B are, where it names none, the two newest."""
    newest = list(runs.values())
    defaults = dict(zip((B, A), newest, strict=False)) if len(newest) > 1 else {}
    found = []
    for parameter in COMPARED:
        run = defaults.get(parameter)
        if parameter.get():
            try:
                run = visible.find_visible(parameter.get())
                runs.setdefault(run.id, run)
            except GanError as error:
                st.error(plain(str(error)))
        if run is not None:
            found.append((parameter, run))
    return found if {A, B} <= {parameter for parameter, _ in found} else []


def choose(parameter: Parameter, run: RunDir, runs: dict[str, RunDir]) -> None:
    """A list of runs; the choice goes into the address, which alone decides what is shown."""
    key = f"compare-{parameter.name}"
    st.session_state[key] = run.id
    leave_out = [] if parameter in (A, B) else [""]
    st.selectbox(
        parameter.name.upper(),
        [*runs, *leave_out],
        format_func=lambda run_id: (
            f"{run_id[:5]}  {run_words.called(runs[run_id])}" if run_id else "– leave out –"
        ),
        key=key,
        on_change=lambda: parameter.set(st.session_state[key]),
    )


def add_one(chosen: Chosen, runs: dict[str, RunDir]) -> None:
    """A button for the newest run that is not compared yet, which can then be changed."""
    taken = [parameter for parameter, _ in chosen]
    shown = [run.id for _, run in chosen]
    free = next((parameter for parameter in COMPARED if parameter not in taken), None)
    other = next((run_id for run_id in runs if run_id not in shown), None)

    def add() -> None:
        for parameter, run in chosen:
            parameter.set(run.id)
        if free and other:
            free.set(other)

    st.button(
        "Add a run", key="compare-add", icon=":material/add:", on_click=add,
        disabled=not (free and other),
        help="Six runs at most" if free is None else None,
    )  # fmt: skip


def offer_examples() -> None:
    """One press queues both runs of a pair and opens them here."""
    for pair in example_pairs.pairs():
        if st.button(pair.title, key=f"pair-{pair.key}", icon=":material/play_arrow:"):
            try:
                with st.spinner("Starting both runs…"):
                    started = example_pairs.start(pair)
            except GanError as error:
                st.error(plain(str(error)))
                return
            for parameter in COMPARED:
                parameter.set("")
            A.set(started[0].id)
            B.set(started[1].id)
            st.rerun()
        st.caption(pair.question)


main()
