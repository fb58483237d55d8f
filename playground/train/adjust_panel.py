"""The panel that adjusts a training run: it begins at the true state each time it opens."""

import streamlit as st

from gan_core import GanError
from gan_core.config.adjustment import Adjustment
from gan_core.runs.run_dir import RunDir
from playground.shared import jobs
from playground.shared.door import owners
from playground.shared.plain_text import plain
from playground.train.adjusting import Adjusted, words

# What is trained, and whether that is G and D.
NETWORKS = {"both": (True, True), "only G": (True, False), "only D": (False, True)}
MULTIPLIERS = (0.1, 0.25, 0.5, 1.0, 2.0, 4.0, 10.0)
PANEL, CLOSED = "adjust-panel", "adjust-closed"  # in the session: is it open; times it was closed
SAID = "adjust-said"  # a sentence still to be shown, and its icon
# When an adjustment takes effect, by the run's state.
EFFECT = {
    "paused": "when you continue",
    **dict.fromkeys(("stopped", "interrupted", "failed"), "when you resume"),
    "done": "when you extend the run",
}


def show(run: RunDir, state: str, adjusted: Adjusted, images_per_epoch: int) -> None:
    """The button and its panel. What was chosen but not applied is gone when it opens again."""
    if SAID in st.session_state:
        # In every run of the page until one gets to its end: the browser, which does not know yet
        # that the panel closes, may ask for another meanwhile and says that it is open.
        st.session_state[PANEL] = False
        _toggled()
    with st.popover("Adjust", icon=":material/tune:", key=PANEL, on_change=_toggled):
        _panel(run, state, adjusted, images_per_epoch)


def apply(run: RunDir, state: str, adjustment: Adjustment) -> None:
    """Ask for an adjustment; `say` then says when it takes effect.

    Raises GanError where the run is another person's.
    """
    owners.require_may_change(run)
    jobs.adjust(run, adjustment)
    said = f"Applied ({words(adjustment)}); {_effect(state)}."
    st.session_state[SAID] = (said, ":material/check:")


def say() -> None:
    """What was applied, at the end of the page: the live view may ask for another run at once, and
    a toast of a run that is broken off is lost.
    """
    if SAID in st.session_state:
        sentence, icon = st.session_state[SAID]
        st.toast(sentence, icon=icon)
        del st.session_state[SAID]


def _toggled() -> None:
    if not st.session_state[PANEL]:
        st.session_state[CLOSED] = st.session_state.get(CLOSED, 0) + 1


def _panel(run: RunDir, state: str, adjusted: Adjusted, images_per_epoch: int) -> None:
    st.caption(_current(adjusted, state, images_per_epoch))
    # Other keys, and so other widgets, whenever the state changes or the panel closes: were it when
    # it opens, a slow server would take back what was chosen at once.
    key = f"{adjusted.version}-{st.session_state.get(CLOSED, 0)}"
    wanted = adjusted.wanted
    trained = st.segmented_control(
        "Networks to train", list(NETWORKS), default=_networks(wanted), required=True,
        key=f"networks-{key}",
    )  # fmt: skip
    multipliers = (wanted.lr_multiplier_G, wanted.lr_multiplier_D)
    for name, now, trains in zip("GD", multipliers, NETWORKS[trained or "both"], strict=True):
        st.select_slider(
            f"Multiply {name}'s learning rate by", MULTIPLIERS, value=_offered(now),
            format_func=lambda times: f"{times:g}", key=f"lr-multiplier-{name}-{key}",
            disabled=not trains,
        )  # fmt: skip
    st.checkbox(
        "Stop early when quality stops improving", wanted.stop_early, key=f"stop-early-{key}",
        help="Judged by the quality metric: little gain over a third of the run, or a decline.",
    )  # fmt: skip
    st.button(
        "Apply", key="adjust", icon=":material/check:", type="primary",
        on_click=_apply_and_close, args=(run, state, key),
    )  # fmt: skip


def _apply_and_close(run: RunDir, state: str, key: str) -> None:
    try:
        apply(run, state, _chosen(key))
    except GanError as error:
        st.session_state[SAID] = (plain(str(error)), ":material/error:")


def _chosen(key: str) -> Adjustment:
    """What the widgets hold now. The button's own arguments would be those of the last rerun, older
    than a choice that was made just before the click.
    """
    chosen = st.session_state
    trained = NETWORKS[chosen[f"networks-{key}"] or "both"]
    G, D = (
        chosen[f"lr-multiplier-{name}-{key}"] if trains else 0.0
        for name, trains in zip("GD", trained, strict=True)
    )
    return Adjustment(G, D, chosen[f"stop-early-{key}"])


def _current(adjusted: Adjusted, state: str, images_per_epoch: int) -> str:
    current = f"Current: {words(adjusted.now)}"
    if adjusted.now != Adjustment():
        current += f", since epoch {adjusted.since / max(1, images_per_epoch):.2f}"
    if adjusted.requested is None:
        return f"{current}."
    return f"{current}. Requested: {words(adjusted.requested)}; {_effect(state)}."


def _effect(state: str) -> str:
    return f"it takes effect {EFFECT.get(state, 'with the next log entry')}"


def _networks(adjustment: Adjustment) -> str:
    trains = (adjustment.lr_multiplier_G > 0, adjustment.lr_multiplier_D > 0)
    return next((name for name, pair in NETWORKS.items() if pair == trains), "both")


def _offered(multiplier: float) -> float:
    """Where the slider begins: at the one in force, or at 1 for one that it does not offer."""
    return multiplier if multiplier in MULTIPLIERS else 1.0
