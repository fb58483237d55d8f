"""One sweep on the page: its state, a chart, a table, and the way to its runs."""

import html
from collections import Counter

import streamlit as st

from gan_core import GanError
from gan_core.queue import sweeps
from gan_core.runs.measurements import BETTER, number
from gan_core.runs.run_dir import ACTIVE, RunDir
from gan_core.runs.sweep_results import BEST, FINAL, AtValue, SweepResults, sweep_results
from playground.runs.measured_words import measured_words
from playground.runs.sweep_chart import chart
from playground.shared import metric_names, run_rows, run_words, theme
from playground.shared.addresses import page
from playground.shared.door import owners, visible
from playground.shared.plain_text import plain
from playground.shared.setting_labels import budget_words, label, setting_words

REFRESH_SECONDS = 4
LETTERS = "abcdef"  # of the runs in the address of Compare
ORDER = ("done", "running", "paused", "queued", "stopped", "interrupted", "failed")
NUMBERS = ("Mean", "Spread", "Real images")  # columns; on a phone each stands above its value
WHICH = {FINAL: "last evaluation", BEST: "best evaluation"}
CHART = {"displayModeBar": False}
ONE_SEED = (
    "One run for each value: a difference may be chance. Sweep with two or more seeds to tell."
)
SPREAD = "Spread: the standard deviation over the runs with a value, which differ in their seed."
EARLY = "The chart begins when a run has been trained and evaluated to its end."
OTHERWISE = (
    "{count} finished in another way than most, on other images or samples, and {verb} left out."
)


def show(sweep: str) -> None:
    """Everything about a sweep, refreshed by itself while a run of it is active.

    Raises GanError where who asks sees no run of it.
    """
    runs = _runs(sweep)
    is_active = any(run.status()["state"] in ACTIVE for run in runs)
    st.fragment(_guarded, run_every=REFRESH_SECONDS if is_active else None)(sweep, is_active)


def _runs(sweep: str) -> list[RunDir]:
    if found := sweeps.runs_of(sweep, visible.visible_runs()):
        return found
    raise GanError(f'There is no sweep "{sweep[:100]}"; choose one from the list of sweeps.')


def _guarded(sweep: str, was_active: bool) -> None:
    try:  # in here, since a fragment shows what escapes from it as a traceback
        _show(_runs(sweep), was_active)
    except GanError as error:
        st.error(plain(str(error)))


def _show(runs: list[RunDir], was_active: bool) -> None:
    states = Counter(run.status()["state"] for run in runs)
    is_active = any(states[state] for state in ACTIVE)
    if was_active and not is_active:
        st.rerun()  # the whole page, which then stops asking
    _head(runs, states, is_active)
    metric, which = _options(runs)
    results = sweep_results(runs, metric, which)
    if results.measured:
        title = next(it["name"] for it in metric_names.listed() if it["key"] == metric)
        if metric == "fd":
            title = metric_names.DISTANCES.get(results.measured.fd_name, title)
        name = label(results.setting)
        st.plotly_chart(
            chart(results, name, title), key=f"sweep-{metric}-{which}", width="stretch",
            config=CHART, alt=f"{title} at each value of {name}",
        )  # fmt: skip
        st.caption(measured_words(results.measured, metric))
    else:
        st.info(EARLY, icon=":material/hourglass_top:")
    with st.container(key="sweep-table"):
        st.html(_table(results))
    _notes(results)


def _head(runs: list[RunDir], states: Counter[str], is_active: bool) -> None:
    place = runs[0].place()
    assert place is not None, "runs_of gives runs of a sweep"
    about = run_rows.describe(runs[0])
    st.title(f"Sweep over {label(place.setting)}", anchor=False)
    budget = ""
    try:
        budget = f", {budget_words(**runs[0].config()['budget'])} each"
    except (GanError, TypeError):  # damaged, or another version's
        pass
    words = f"{about['recipe']} on {about['data']}{budget}"
    done = ", ".join(
        f"{states[state]} {theme.STATE_WORDS[state][0]}" for state in ORDER if states[state]
    )
    with st.container(horizontal=True, vertical_alignment="center", key="sweep-head"):
        st.markdown(plain(f"{words}: {_count(len(runs))}, {done}."), width="content")
        if st.button("Compare", key="sweep-compare", icon=":material/compare_arrows:"):
            st.switch_page("compare/page.py", query_params=_compared(runs))
        if is_active and all(map(owners.may_change, runs)):
            if st.button("Stop all", key="sweep-stop", icon=":material/stop:"):
                sweeps.stop_all(runs)
                st.rerun()
    if missing := _missing(runs):
        st.caption(missing)


def _missing(runs: list[RunDir]) -> str:
    """Which runs of the sweep are not among these; "" where all are, or that is not known."""
    place = runs[0].place()
    if place is None or (not place.is_elsewhere and len(runs) >= place.runs):
        return ""
    of = f" {place.runs}" if place.runs else ""
    here = f"{len(runs)} of its{of} runs {'is' if len(runs) == 1 else 'are'} here"
    if not place.is_elsewhere:
        return f"{here}: the others were deleted, or are hidden."
    if len(runs) == place.runs:
        return "It was trained on another machine, and all of its runs are here."
    train = f"[Train]({page('train')})"
    return (
        f"It was trained on another machine, and {here}: import the ZIPs of the others on {train}."
    )


def _compared(runs: list[RunDir]) -> dict[str, str]:
    """What Compare is to show: the first run of each value; with one value left, with its runs."""
    first: dict[int, RunDir] = {}
    for run in runs:
        if place := run.place():
            first.setdefault(place.number, run)
    chosen = list(first.values()) if len(first) > 1 else runs
    return dict(zip(LETTERS, (run.id for run in chosen), strict=False))


def _options(runs: list[RunDir]) -> tuple[str, str]:
    """The metric and which evaluation of a run counts; only what some run has is offered."""
    rows = [row for run in runs for row in run.metrics()[0][-1:]]
    offered = {
        it["key"]: it["name"]
        for it in metric_names.listed()
        if it["key"] in metric_names.OF_IMAGES and BETTER[it["key"]]
        and (it["key"] == "fd" or any(number(row.get(it["key"])) is not None for row in rows))
    }  # fmt: skip
    left, right = st.columns([2, 3], vertical_alignment="bottom")
    with left:
        metric = st.selectbox(
            "Metric", list(offered), format_func=lambda key: offered[key], key="sweep-metric"
        )
    with right:
        which = st.segmented_control(
            "Of each run its", list(WHICH), format_func=lambda key: WHICH[key], default=FINAL,
            required=True, key="sweep-which",
        )  # fmt: skip
    return metric, which


def _table(results: SweepResults) -> str:
    """HTML: a row for each value, with its runs."""
    floor = results.measured.floor if results.measured else None
    names = (label(results.setting), *NUMBERS, "Counted", "Runs")
    head = "".join(f"<th>{html.escape(name)}</th>" for name in names)
    rows = "".join(_row(results.setting, at, floor) for at in results.values)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"


def _row(setting: str, at: AtValue, floor: float | None) -> str:
    value = html.escape(str(setting_words(setting, at.value)))
    numbers = (_number(at.mean), _number(at.spread), _number(floor))
    cells = "".join(
        f'<td class=number data-of="{name}">{text}</td>'
        for name, text in zip(NUMBERS, numbers, strict=True)
    )
    counted = f"{len(at.scores)} of {len(at.runs)}"
    links = " ".join(_link(run, at.scores.get(run.id)) for run in at.runs)
    return (
        f"<tr><td>{value}</td>{cells}<td class=number data-of=Counted>{counted}</td>"
        f"<td>{links}</td></tr>"
    )


def _link(run: RunDir, score: float | None) -> str:
    """The run, with what it scored, or what became of it."""
    status = run.status()
    word = theme.STATE_WORDS[status["state"]][0]
    if run_words.is_cancelled(status):
        word = "cancelled"
    elif status["state"] == "running":
        word += f" {100 * (number(status.get('progress')) or 0):.0f}%"
    told = word if score is None else f"{score:.3g}"
    address = html.escape(page("train", run=run.id))
    return f'<span><a href="{address}" target="_self">{run.id[:5]}</a> {told}</span>'


def _notes(results: SweepResults) -> None:
    words = [SPREAD if any(len(at.runs) > 1 for at in results.values) else ONE_SEED]
    if count := results.measured_otherwise:
        words.append(OTHERWISE.format(count=_count(count), verb="is" if count == 1 else "are"))
    st.caption(f"{' '.join(words)} Only runs that used their whole budget count.")
    st.markdown(f"[All sweeps]({page('sweep')})")


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.3g}"


def _count(runs: int) -> str:
    return "1 run" if runs == 1 else f"{runs} runs"
