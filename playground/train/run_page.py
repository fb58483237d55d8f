"""One run on the page: what it is, what can be done with it, and the live view.

The header has the same places in every state, so nothing below it moves: what to do next, a second
action, Stop, and a menu for the rest. What went wrong is said among the findings.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal

import streamlit as st

from gan_core import GanError
from gan_core.config.adjustment import Adjustment
from gan_core.config.request import Request
from gan_core.config.settings import MAX_SEED
from gan_core.queue import trash
from gan_core.runs.run_dir import ACTIVE, RunDir, condition_names
from playground.shared import jobs, run_words, signed_in
from playground.shared.addresses import api
from playground.shared.door import limits, owners, teacher_entry, visible
from playground.shared.folded import folded
from playground.shared.plain_text import plain
from playground.shared.state import DECK, DECK_TO_MAKE, DELETED, MODEL, RUN, A, B
from playground.train import (
    adjust_panel,
    branches,
    fork_panel,
    form_state,
    run_settings,
    share_panel,
    sweep_panel,
)
from playground.train.adjusting import Adjusted, adjusted, page_state
from playground.train.download_routes import MAX_SAMPLES
from playground.train.live_run import live_run
from playground.train.run_form import AMOUNTS

MAX_NAME = 24  # characters of the images' name in the title, which is one line
MAX_FRAMES = 300  # of an animation; gan_core.runs.animation has the same bound, but loads torch
HIDDEN_WORDS = {
    visible.BY_OWNER: "only you and the teacher see it",
    visible.BY_TEACHER: "hidden by the teacher",
}
EXPLORE = ":material/explore: Open in Explore"
COMPARE = ":material/compare_arrows: Compare with another run"
DOWNLOAD = ":material/download: Download…"
PLAY = ":material/sports_esports: Play against its D"
NEW_LIKE_THIS = ":material/content_copy: New run with these settings"
NEW = ":material/add_circle: New run"
HIDE = ":material/visibility_off: Hide from others"
SHOW = ":material/visibility: Show to everybody"
DELETE = ":material/delete: Delete"
NO_OTHER = "There is no other run yet to compare with; train or import one on this page first."
LOCKED = "Another person's"
WHY = "It can be stopped, adjusted and continued where it was started, and by the teacher."
WHY_SIGN_IN = (
    " If you started it while you were signed in, sign in again below the list of runs on Train."
)


def show(run: RunDir) -> None:
    """The run's header and buttons, its live view, and its settings folded away."""
    config, status, about = run.config(), run.status(), run.about()
    has_generator, adjustment = bool(run.generators()), adjusted(run)
    images = Path(config["dataset"]).name
    images = images if len(images) <= MAX_NAME else f"{images[:MAX_NAME]}…"
    with st.container(key="run-header"):
        with st.container(horizontal=True, key="run-title"):
            name = plain(run.label().name or f"{images} · {config['recipe']}")
            st.title(f"{run.id[:5]}  {name}", anchor=False, width="content")
            badges = run_words.badge(status) + _hidden_badge(run) + _imported_badge(run)
            st.markdown(badges, width="content")
        with st.container(horizontal=True, key="run-actions"):
            if owners.may_change(run):
                _actions(run, config, status, adjustment)
            else:
                st.button(
                    LOCKED, key="locked", icon=":material/lock:", disabled=True, help=_why_locked()
                )
                teacher_entry.show()
            _menu(run, config, status["state"], has_generator)
    if (why := limits.why_stopped(run)) and owners.may_change(run):
        st.caption(why)
    if origin := branches.origin_html(run) + sweep_panel.place_html(run):
        with st.container(key="run-origin"):
            st.html(origin)
    live_run(
        run.id, page_state(status, has_generator, adjustment.version), config, about,
        on_suggestion=lambda chosen: _follow(run, status["state"], chosen),
        on_fork=lambda pressed: fork_panel.press(run, pressed), family=branches.family(run),
    )  # fmt: skip
    with folded("Settings of this run", "run-settings") as is_open:
        if is_open:
            request = None if about else Request.from_json(run.ticket().get("request"))
            run_settings.show(config, about, request)
    fork_panel.show(run)
    adjust_panel.say()


def _why_locked() -> str:
    return WHY + WHY_SIGN_IN * signed_in.has_login()


def _hidden_badge(run: RunDir) -> str:
    by = run.hidden_by()
    return f" :gray-badge[{HIDDEN_WORDS.get(by, 'hidden')}]" if by and owners.is_shared() else ""


def _imported_badge(run: RunDir) -> str:
    return " :gray-badge[imported]" if run.imported_from() else ""


def _follow(run: RunDir, state: str, chosen: dict[str, Any]) -> None:
    """What a finding suggests: adjust this run, or start one like it with some settings changed."""
    try:
        if chosen.get("adjustment") is not None:
            adjust_panel.apply(run, state, Adjustment.from_json(chosen["adjustment"]))
        else:
            from gan_core.runs.run_config import changed_config

            owners.require_may_use(run.config()["dataset"])
            assignments = [str(words) for words in chosen.get("assignments") or []]
            RUN.set(jobs.start(changed_config(run, assignments)).id)
    except GanError as error:
        st.toast(plain(str(error)), icon=":material/error:")


def _actions(
    run: RunDir, config: dict[str, Any], status: dict[str, Any], adjustment: Adjusted
) -> None:
    """What can be done in this state: the next thing first."""
    state, unit = status["state"], config["budget"]["unit"]
    if state == "queued":
        _button("Leave the queue", "stop", "close", jobs.stop, run)
    elif run_words.is_cancelled(status):
        _button("Queue again", "resume", "replay", jobs.resume, run)
    elif state == "running":
        _button("Pause", "pause", "pause", jobs.pause, run)
    elif state == "paused":
        _button("Continue", "continue", "play_arrow", jobs.unpause, run, primary=True)
    elif state != "done":
        _button("Resume", "resume", "play_arrow", jobs.resume, run, primary=state != "failed")
    if state in ("running", "paused"):
        adjust_panel.show(run, state, adjustment, int(status.get("images_per_epoch") or 1))
        _button("Stop", "stop", "stop", jobs.stop, run)
    elif state in ("stopped", "done", "interrupted") and not run_words.is_cancelled(status):
        with st.popover("Extend", icon=":material/add:"):
            _extend(run, unit)


def _menu(run: RunDir, config: dict[str, Any], state: str, has_generator: bool) -> None:
    """What is done more rarely, at the same place in every state."""
    with_images = [EXPLORE, COMPARE, DOWNLOAD, share_panel.SHARE] if has_generator else []
    if has_generator and state in ("stopped", "done", "interrupted") and run.checkpoints():
        with_images.append(PLAY)
    decides = owners.is_shared() and visible.decides(run)
    visibility = [SHOW if run.hidden_by() else HIDE] if decides else []
    deletion = [DELETE] if state not in ACTIVE and owners.may_change(run) else []
    items = [*with_images, NEW_LIKE_THIS, NEW, *visibility, *deletion]
    chosen = st.menu_button("More", items, key="run-menu")
    if chosen == EXPLORE:
        st.switch_page("explore/page.py", query_params={MODEL.name: f"run:{run.id}"})
    elif chosen == COMPARE:
        _compare(run, config)
    elif chosen == DOWNLOAD:
        _downloads(run)
    elif chosen == share_panel.SHARE:
        share_panel.show(run)
    elif chosen == PLAY:
        st.session_state[DECK_TO_MAKE] = run.id
        st.switch_page("game/page.py", query_params={DECK.name: run.id})
    elif chosen == NEW_LIKE_THIS:
        try:
            form_state.fill_from(config)
        except GanError as error:
            st.toast(plain(str(error)), icon=":material/error:")
            return
        st.rerun()
    elif chosen == NEW:
        RUN.set("")
        st.rerun()
    elif chosen in (HIDE, SHOW):
        try:
            (visible.hide if chosen == HIDE else visible.show)(run)
        except GanError as error:
            st.toast(plain(str(error)), icon=":material/error:")
            return
        st.rerun()
    elif chosen == DELETE:
        _delete(run)


def _compare(run: RunDir, config: dict[str, Any]) -> None:
    """Open Compare with the newest other run, of the same images where there is one."""
    others = [other for other in visible.visible_runs() if other.id != run.id]
    if not others:
        st.toast(NO_OTHER, icon=":material/error:")
        return
    alike = (it for it in others if it.samples() and _dataset(it) == config["dataset"])
    other = next(alike, others[0])
    st.switch_page("compare/page.py", query_params={A.name: run.id, B.name: other.id})


def _dataset(run: RunDir) -> str:
    """What a run trains on; "" where its config cannot be read."""
    try:
        return run.config()["dataset"]
    except GanError:
        return ""


def _delete(run: RunDir) -> None:
    """Into the trash; the page Runs then says so, and offers to undo it."""
    try:
        owners.require_may_change(run)
        trash.trash(run)
    except GanError as error:
        st.toast(plain(str(error)), icon=":material/error:")
        return
    st.switch_page("runs/page.py", query_params={DELETED.name: run.id})


@st.dialog("Download")
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
            owners.require_may_change(run)
            action(run)
        except GanError as error:
            st.toast(plain(str(error)), icon=":material/error:")
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
