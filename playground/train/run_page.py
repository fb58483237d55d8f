"""One run on the page: what it is, what can be done with it, and the live view."""

import contextlib
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal

import streamlit as st

from gan_core import GanError
from gan_core.config.adjustment import Adjustment
from gan_core.config.settings import MAX_SEED
from gan_core.runs.run_dir import RunDir, condition_names
from playground.shared import jobs, theme
from playground.shared.addresses import api
from playground.shared.setting_labels import budget_words, label, value_words
from playground.shared.state import MODEL, RUN
from playground.train.download_routes import MAX_SAMPLES
from playground.train.live_run import live_run
from playground.train.run_form import AMOUNTS

MAX_NAME = 24  # characters of the images' name in the title, which is one line
MAX_FRAMES = 300  # of an animation; gan_core.runs.animation has the same bound, but loads torch

# What is trained, and whether that is G and D.
NETWORKS = {"both": (True, True), "only G": (True, False), "only D": (False, True)}
MULTIPLIERS = (0.1, 0.25, 0.5, 1.0, 2.0, 4.0, 10.0)


def show(run: RunDir) -> None:
    """The run's header and buttons, its live view, and its settings folded away."""
    config, status, about = run.config(), run.status(), run.about()
    state, has_generator = status["state"], bool(run.generators())
    images = Path(config["dataset"]).name
    images = images if len(images) <= MAX_NAME else f"{images[:MAX_NAME]}…"
    name = f"{run.id[:5]}  {images} · {config['recipe']}"
    with st.container(horizontal=True, vertical_alignment="center", key="run-header"):
        st.markdown(f"# {name} {theme.badge(state)}", width="stretch")
        _buttons(run, config, state, has_generator)
    if status.get("error"):
        st.error(status["error"])
    if state == "interrupted":
        st.warning("Its process ended unexpectedly. Resume continues from its last checkpoint.")
    live_run(
        run.id, state, has_generator, config, about,
        on_suggestion=lambda assignments: _start_changed(run, assignments),
    )  # fmt: skip
    with st.expander("Settings of this run"):
        _facts(config, about)


def _start_changed(run: RunDir, assignments: list[str]) -> None:
    """Start what a finding suggests: a run like this one, with some settings changed."""
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
        with st.popover("Adjust training", icon=":material/tune:"):
            _adjust(run)
        _button("Stop", "stop", "stop", jobs.stop, run)
    if state == "queued":
        _button("Leave the queue", "stop", "close", jobs.stop, run)
    if state in ("stopped", "interrupted", "failed"):
        _button("Resume", "resume", "play_arrow", jobs.resume, run, primary=state != "failed")
    if state in ("stopped", "done", "interrupted"):
        with st.popover("Extend", icon=":material/add:"):
            _extend(run, config["budget"]["unit"])
    if has_generator:
        with st.popover("Download", icon=":material/download:"):
            _downloads(run)
    if has_generator and st.button("Open in Explore", key="explore", icon=":material/explore:"):
        st.switch_page("explore/page.py", query_params={MODEL.name: f"run:{run.id}"})
    if st.button("New run", key="new-run", icon=":material/add_circle:"):
        RUN.set("")
        st.rerun()


def _adjust(run: RunDir) -> None:
    """What trains and how fast, from the next log entry on; it is marked on the curve."""
    current, words = _current_adjustment(run)
    st.caption(f"Current: {words}.")
    multipliers = {"G": current.lr_multiplier_G, "D": current.lr_multiplier_D}
    trained = st.segmented_control(
        "Networks to train", list(NETWORKS), default=_networks(current), required=True,
        key="networks",
    )  # fmt: skip
    for name, trains in zip("GD", NETWORKS[trained or "both"], strict=True):
        chosen = st.select_slider(
            f"Multiply {name}'s learning rate by", MULTIPLIERS, value=_offered(multipliers[name]),
            format_func=lambda times: f"{times:g}", key=f"lr-multiplier-{name}",
            disabled=not trains,
        )  # fmt: skip
        multipliers[name] = chosen if trains else 0.0
    early = st.checkbox(
        "Stop early when quality stops improving", current.stop_early, key="stop-early",
        help="Judged by the quality metric: little gain over a third of the run, or a decline.",
    )  # fmt: skip
    adjustment = Adjustment(multipliers["G"], multipliers["D"], early)
    _button("Apply", "adjust", "check", lambda run: jobs.adjust(run, adjustment), run, primary=True)


def _current_adjustment(run: RunDir) -> tuple[Adjustment, str]:
    """The one in force, and in words."""
    changes, _ = run.changes()
    if changes:
        with contextlib.suppress(GanError):  # a line that is no adjustment of ours
            found = Adjustment.from_json(changes[-1])
            return found, changes[-1].get("words") or found.in_words()
    return Adjustment(), "original settings"


def _networks(adjustment: Adjustment) -> str:
    trains = (adjustment.lr_multiplier_G > 0, adjustment.lr_multiplier_D > 0)
    return next((words for words, pair in NETWORKS.items() if pair == trains), "both")


def _offered(multiplier: float) -> float:
    """Where the slider begins: at the one in force, or at 1 for one that it does not offer."""
    return multiplier if multiplier in MULTIPLIERS else 1.0


def _downloads(run: RunDir) -> None:
    frames = min(len(run.samples()), MAX_FRAMES)
    st.link_button(
        f"Animation of the run (GIF, {frames} sample grids)", api(f"runs/{run.id}/animation.gif"),
        icon=":material/movie:", width="stretch",
    )  # fmt: skip
    count = st.number_input("Samples", 1, MAX_SAMPLES, 100, key="zip-count")
    seed = st.number_input("From seed", 0, MAX_SEED - MAX_SAMPLES, 0, key="zip-seed")
    query: dict[str, Any] = {"count": count, "seed": seed}
    names = condition_names(run.about())
    if names:
        chosen = st.selectbox("Class", ["each class in turn", *names], key="zip-class")
        if chosen in names:
            query["class"] = chosen
    st.link_button(
        "Samples of the latest generator (ZIP)", api(f"runs/{run.id}/samples.zip", **query),
        icon=":material/folder_zip:", width="stretch",
    )  # fmt: skip
    st.caption(
        "The PNG button below the sample grid saves that grid. "
        "In a terminal: `python -m gan_core animate`."
    )


def _button(
    label: str,
    key: str,
    icon: str,
    action: Callable[[RunDir], object],
    run: RunDir,
    primary: bool = False,
) -> None:
    kind: Literal["primary", "secondary"] = "primary" if primary else "secondary"
    if st.button(label, key=key, icon=f":material/{icon}:", type=kind):
        try:
            action(run)
        except GanError as error:
            st.toast(str(error), icon=":material/error:")
            return
        st.rerun()


def _extend(run: RunDir, unit: str) -> None:
    unit = st.segmented_control(
        "Train for another", list(AMOUNTS), default=unit, required=True, key="more-unit"
    )
    more = st.number_input(unit, 0.1, 1e9, AMOUNTS[unit], format="%g", key=f"more-{unit}")
    budget = jobs.extended(run.status(), unit, more)
    _button(
        "Continue training", "more", "play_arrow", lambda run: jobs.resume(run, budget), run,
        primary=True,
    )  # fmt: skip


def _facts(config: dict[str, Any], about: dict[str, Any]) -> None:
    left, middle, right = st.columns(3)
    budget = config["budget"]
    settings = " · ".join(
        f"{label(name)} {value_words(value)}" for name, value in config["settings"].items()
    )
    left.markdown(
        f"**Requested**  \n{config['recipe']} on {Path(config['dataset']).name}, "
        f"{config['image_size']} px, {budget_words(**budget)}, seed {config['seed']}"
    )
    middle.markdown(f"**Settings**  \n{settings}")
    if about:
        parameters = about["parameters"]
        skipped = about.get("skipped_files", 0)
        images = f"{about['images']:,} images"
        images += f" ({skipped:,} damaged files left out)" if skipped else ""
        right.markdown(
            f"**Details**  \n{images}; parameters: G {parameters['G']:,}, "
            f"D {parameters['D']:,}; {about['device']}, {about['threads']} threads"
        )
