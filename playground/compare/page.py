"""Compare: two runs side by side, or example pairs to start with."""

import streamlit as st

from gan_core import GanError
from gan_core.runs.run_dir import RunDir
from playground.compare import comparison_view, example_pairs
from playground.shared import run_words, theme
from playground.shared.door import visible
from playground.shared.plain_text import plain
from playground.shared.state import A, B, Parameter

ABOUT = (
    "Two trainings side by side: whose generator (G) makes the better images, how its opponent, "
    "the discriminator (D), held up, and which settings differ. Chance makes runs differ as well: "
    "repeat both with other seeds before you credit a setting."
)
OFFERED = 200  # newest runs in the lists
NEEDS_TWO = (
    "A comparison needs two runs: start an example pair below, or train runs on the **Train** page."
)


def main() -> None:
    """The whole page. What a person can cause is answered by a sentence, never by a traceback."""
    theme.apply()
    st.title("Compare two runs", anchor=False)
    st.caption(ABOUT)
    runs = {run.id: run for run in visible.visible_runs()[:OFFERED]}
    a, b = requested(A, runs, 1), requested(B, runs, 0)
    if a is None or b is None:
        st.info(NEEDS_TWO)
        offer_examples()
        return
    first, second, third = st.columns([4, 4, 3], vertical_alignment="bottom")
    with first:
        choose(A, "A (solid lines)", a, runs)
    with second:
        choose(B, "B (dashed lines)", b, runs)
    with third:
        key = f"examples-{a.id}-{b.id}"  # another pair closes it
        with st.popover(
            "Start an example pair", icon=":material/science:", width="stretch", key=key
        ):
            offer_examples()
    comparison_view.show(a, b)


def requested(parameter: Parameter, runs: dict[str, RunDir], default: int) -> RunDir | None:
    """The run in the address; without one, number `default` of the newest."""
    if parameter.get():
        try:
            run = visible.find_visible(parameter.get())
            runs.setdefault(run.id, run)
            return run
        except GanError as error:
            st.error(plain(str(error)))
    newest = list(runs.values())
    return newest[default] if len(newest) > 1 else None


def choose(parameter: Parameter, label: str, run: RunDir, runs: dict[str, RunDir]) -> None:
    """A list of runs; the choice goes into the address, which alone decides what is shown."""
    key = f"compare-{parameter.name}"
    st.session_state[key] = run.id
    st.selectbox(
        label,
        list(runs),
        format_func=lambda run_id: f"{run_id[:5]}  {run_words.called(runs[run_id])}",
        key=key,
        on_change=lambda: parameter.set(st.session_state[key]),
    )


def offer_examples() -> None:
    """One press queues both runs of a pair and opens them here."""
    for pair in example_pairs.pairs():
        if st.button(pair.title, key=f"pair-{pair.key}", icon=":material/play_arrow:"):
            try:
                with st.spinner("Starting both runs…"):
                    a, b = example_pairs.start(pair)
            except GanError as error:
                st.error(plain(str(error)))
                return
            A.set(a.id)
            B.set(b.id)
            st.rerun()
        st.caption(pair.question)


main()
