"""One run on the page: what it is, what can be done with it, and the live view."""

from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import streamlit as st

from gan_core import GanError
from gan_core.config.adjustment import Adjustment
from gan_core.runs.run_dir import RunDir, condition_names
from playground.shared import jobs, theme
from playground.shared.state import MODEL, RUN
from playground.train.download_routes import MAX_SAMPLES, MAX_SEED
from playground.train.live_run import live_run

MAX_FRAMES = 300  # of a film; gan_core.runs.animation has the same bound, but loads torch

WHO = {"both": (True, True), "only G": (True, False), "only D": (False, True)}
RATES = (0.1, 0.25, 0.5, 1.0, 2.0, 4.0, 10.0)

MORE = {"minutes": 5.0, "epochs": 5.0, "images": 100_000.0}  # offered to a run that has ended


def show(run: RunDir) -> None:
    """The run's header and buttons, its live view, and its settings folded away."""
    config, status, about = run.config(), run.status(), run.about()
    state, has_generator = status["state"], bool(run.generators())
    title, buttons = st.columns([3, 4], vertical_alignment="center")
    with title:
        st.markdown(
            f"# {run.id[:5]}  {Path(config['dataset']).name} · {config['recipe']} "
            f"{theme.badge(state)}"
        )
    with buttons, st.container(horizontal=True, horizontal_alignment="right"):
        _buttons(run, config, state, has_generator)
    if status.get("error"):
        st.error(status["error"])
    if state == "interrupted":
        st.warning(
            "Its process ended without saying goodbye. Resume goes on from its last checkpoint."
        )
    live_run(
        run.id, state, has_generator, config, about,
        on_rerun=lambda assignments: _rerun_with(run, assignments),
    )  # fmt: skip
    with st.expander("Settings of this run"):
        _facts(config, about)


def _rerun_with(run: RunDir, assignments: list[str]) -> None:
    """Start what a finding proposes: this run again, with some settings changed."""
    from gan_core.runs.training_run import changed_config

    try:
        RUN.set(jobs.start(changed_config(run, assignments)).id)
    except GanError as error:
        st.toast(str(error), icon=":material/error:")


def _buttons(run: RunDir, config: dict[str, Any], state: str, has_generator: bool) -> None:
    if state == "running":
        _button("Pause", "pause", "pause", jobs.pause, run)
    if state == "paused":
        _button("Continue", "continue", "play_arrow", jobs.unpause, run)
    if state in ("running", "paused"):
        with st.popover("Steer", icon=":material/tune:"):
            _steer(run)
        _button("Stop", "stop", "stop", jobs.stop, run)
    if state == "queued":
        _button("Leave the line", "stop", "close", jobs.stop, run)
    if state in ("stopped", "interrupted", "failed"):
        _button("Resume", "resume", "play_arrow", jobs.resume, run, primary=state != "failed")
    if state in ("stopped", "done", "interrupted"):
        with st.popover("Train more", icon=":material/add:"):
            _train_more(run, config["budget"]["unit"])
    if has_generator:
        with st.popover("Take it along", icon=":material/download:"):
            _take_along(run)
    if has_generator and st.button("Open in Explore", key="explore", icon=":material/explore:"):
        st.switch_page("explore/page.py", query_params={MODEL.name: f"run:{run.id}"})
    if st.button("New run", key="new-run", icon=":material/add_circle:"):
        RUN.set("")
        st.rerun()


def _steer(run: RunDir) -> None:
    """Who trains and how fast, from the next record on; it is marked on the curve."""
    changes, _ = run.changes()
    now = changes[-1] if changes else {}
    st.caption(f"Now: {now.get('words', 'as the run was asked for')}.")
    before = {
        "lr_multiplier_G": now.get("lr_multiplier_G", 1.0),
        "lr_multiplier_D": now.get("lr_multiplier_D", 1.0),
    }
    who = st.segmented_control(
        "Who trains", list(WHO), default=_who(**before), required=True, key="who"
    )
    rates = {}
    for name, trains in zip(("G", "D"), WHO[who], strict=True):
        times = st.select_slider(
            f"Learning rate of {name}, times", RATES, value=_offered(before[f"rate_{name}"]),
            format_func=lambda x: f"{x:g}", key=f"rate-{name}", disabled=not trains,
        )  # fmt: skip
        rates[f"rate_{name}"] = times if trains else 0.0
    flat = st.checkbox(
        "Stop when its quality has stopped rising", bool(now.get("stop_early")), key="flat",
        help="Judged by the measured distance: little gain for a third of the run, or a fall.",
    )  # fmt: skip
    _button(
        "Go on like this", "adjust", "check",
        lambda run: jobs.adjust(run, Adjustment(**rates, stop_early=flat)), run, primary=True,
    )  # fmt: skip


def _who(lr_multiplier_G: float, lr_multiplier_D: float) -> str:
    trains = (lr_multiplier_G > 0, lr_multiplier_D > 0)
    return next((words for words, pair in WHO.items() if pair == trains), "both")


def _offered(rate: float) -> float:
    """The rate the slider begins at: the one in force, or 1 for one that it does not offer."""
    return rate if rate in RATES else 1.0


def _take_along(run: RunDir) -> None:
    about = run.about()
    sheets = min(len(run.samples()), MAX_FRAMES)
    st.link_button(
        f"The run as a film (GIF, {sheets} sheets)", f"/api/runs/{run.id}/film.gif",
        icon=":material/movie:", width="stretch",
    )  # fmt: skip
    query = {"count": st.number_input("Samples", 1, MAX_SAMPLES, 100, key="zip-count")}
    query["seed"] = st.number_input("From seed", 0, MAX_SEED, 0, key="zip-seed")
    names = condition_names(about)
    if names:
        each = st.selectbox("Class", ["all in turn", *names], key="zip-class")
        if each in names:
            query["class"] = each
    st.link_button(
        "Samples of the newest generator (ZIP)",
        f"/api/runs/{run.id}/samples.zip?{urlencode(query)}",
        icon=":material/folder_zip:", width="stretch",
    )  # fmt: skip
    st.caption("Each sheet can be saved below it. In a terminal: `python -m gan_core film`.")


def _button(
    label: str, key: str, icon: str, action: Any, run: RunDir, primary: bool = False
) -> None:
    kind = "primary" if primary else "secondary"
    if st.button(label, key=key, icon=f":material/{icon}:", type=kind):
        try:
            action(run)
        except GanError as error:
            st.toast(str(error), icon=":material/error:")
            return
        st.rerun()


def _train_more(run: RunDir, unit: str) -> None:
    unit = st.segmented_control(
        "Go on for", list(MORE), default=unit, required=True, key="more-unit"
    )
    more = st.number_input(unit, 0.1, 1e9, MORE[unit], format="%g", key=f"more-{unit}")
    budget = jobs.extended(run.status(), unit, more)
    _button("Go on", "more", "play_arrow", lambda run: jobs.resume(run, budget), run, primary=True)


def _facts(config: dict[str, Any], about: dict[str, Any]) -> None:
    left, middle, right = st.columns(3)
    budget = config["budget"]
    settings = " · ".join(f"{name} {value}" for name, value in config["settings"].items())
    left.markdown(
        f"**Asked for**  \n{config['recipe']} on {Path(config['dataset']).name}, "
        f"{config['image_size']} px, {budget['amount']:g} {budget['unit']}, seed {config['seed']}"
    )
    middle.markdown(f"**Settings**  \n{settings}")
    if about:
        parameters = about["parameters"]
        right.markdown(
            f"**Found**  \n{about['images']:,} images; parameters: G {parameters['G']:,}, "
            f"D {parameters['D']:,}; {about['device']}, {about['threads']} threads"
        )
