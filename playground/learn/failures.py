"""Failing on purpose: recorded runs that went wrong, each predicted before it is watched."""

import random
from typing import Any

import streamlit as st

from gan_core import GanError
from playground.learn.lab_presets import find_preset
from playground.shared import browser
from playground.shared.addresses import page
from playground.shared.exhibit_content import Exhibit, Option
from playground.shared.exhibits import all_exhibits, find_exhibit, run_id_of
from playground.shared.folded import folded
from playground.shared.plain_text import plain
from playground.shared.state import EXHIBIT, RUN

ABOUT = """
Eight trainings on Fashion-MNIST, recorded from the first update to the last. Most of them fail, and
one only seems to. Say what will happen, then watch it happen: whoever predicts first sees more,
whether the prediction was right or not.
"""
CARD = 262  # px; four in a row on a projector
PREDICTED = "predicted"  # kept for the browser: number of the chosen option, by exhibit
PLACE_WORDS = {
    "grid": "sample grid", "losses": "losses", "output": "D's output", "metric": "quality metric",
}  # fmt: skip


def show() -> None:
    """The list of exhibits, or the one in the address."""
    name = EXHIBIT.get()
    try:
        exhibit = find_exhibit(name) if name else None
    except GanError as unknown:
        st.error(plain(str(unknown)))
        exhibit = None
    if exhibit:
        _exhibit(exhibit)
    else:
        _list()


def _list() -> None:
    exhibits, mistakes = all_exhibits()
    predicted = {exhibit.id for exhibit in exhibits if prediction(exhibit)}
    st.header("Failing on purpose", anchor=False)
    st.markdown(ABOUT)
    for mistake in mistakes:
        st.warning(f"One exhibit is left out. {plain(mistake)}")
    with st.container(horizontal=True, key="exhibits"):
        for exhibit in exhibits:
            with st.container(border=True, width=CARD, key=f"exhibit-{exhibit.id}"):
                icon = "check" if exhibit.id in predicted else "arrow_forward"
                if st.button(exhibit.title, f"open-{exhibit.id}", icon=f":material/{icon}:",
                             width="stretch"):  # fmt: skip
                    EXHIBIT.set(exhibit.id)
                    st.rerun()
                st.markdown(exhibit.summary)


def _exhibit(exhibit: Exhibit) -> None:
    if st.button("All exhibits", "all-exhibits", icon=":material/arrow_back:"):
        EXHIBIT.set("")
        st.rerun()
    st.header(exhibit.title, anchor=False)
    st.markdown(exhibit.summary)
    if chosen := prediction(exhibit):
        _watch(exhibit, chosen)
    else:
        _ask(exhibit)


def _ask(exhibit: Exhibit) -> None:
    """The prediction; without one there is nothing to watch yet."""
    order = [*range(len(exhibit.options))]
    random.Random(exhibit.id).shuffle(order)  # so that its place in the file tells nothing
    with st.container(border=True, key="prediction"):
        chosen = st.radio(
            exhibit.question, order, index=None, key=f"prediction-{exhibit.id}",
            format_func=lambda number: exhibit.options[number].words,
        )  # fmt: skip
        pressed = st.button("Predict", "predict", type="primary", disabled=chosen is None)
        if pressed and chosen is not None:
            _keep(exhibit, chosen)
            st.rerun()
    st.caption("The replay opens with your prediction.")


def _watch(exhibit: Exhibit, chosen: Option) -> None:
    st.markdown(f"You predicted: **{chosen.words}** Now watch.")
    with st.container(horizontal=True, key="watch"):
        if st.button("Replay the recorded run", "replay", icon=":material/play_arrow:",
                     type="primary"):  # fmt: skip
            st.switch_page("train/page.py", query_params={RUN.name: run_id_of(exhibit.id)})
        if st.button("Predict again", "predict-again", icon=":material/restart_alt:"):
            _keep(exhibit, None)
            st.rerun()
    with folded("After watching: what happened, and why", f"after-{exhibit.id}") as is_open:
        if is_open:
            _explain(exhibit, chosen)


def _explain(exhibit: Exhibit, chosen: Option) -> None:
    st.subheader("Your prediction", anchor=False)
    others = [option for option in exhibit.options if option is not chosen]
    for option in (chosen, *others):
        sign = ":material/check:" if option.right else ":material/close:"
        st.markdown(f"{sign} **{option.words}** {option.reason}")
    st.subheader("What to look at", anchor=False)
    run = run_id_of(exhibit.id)
    lines = [
        f"{number}. [After {mark.at:,} images, {PLACE_WORDS[mark.on]}]"
        f"({page('train', run=run, at=mark.at)}): {mark.caption}"
        for number, mark in enumerate(exhibit.marks, 1)
    ]
    st.markdown("\n".join(lines))
    st.subheader("The usual wrong guess", anchor=False)
    st.markdown(f"“{exhibit.guess}” {exhibit.guess_why}")
    st.subheader("The cure", anchor=False)
    st.markdown(exhibit.cure)
    if st.button("Start the cure", "cure", icon=":material/healing:"):
        st.switch_page("train/page.py", query_params=exhibit.cure_settings)
    if exhibit.lab:
        preset = find_preset(exhibit.lab)
        st.subheader("In two dimensions", anchor=False)
        st.markdown(
            f"[See it in the lab]({preset.fails}): it happened in {preset.failed} of "
            f"{preset.seeds} runs with different seeds. [The same with its cure]({preset.cure}): "
            f"it helped in {preset.cured} of {preset.seeds}."
        )


def prediction(exhibit: Exhibit) -> Option | None:
    """What was predicted in this browser; None before, and where the file has changed since."""
    number = _numbers(browser.remembered(PREDICTED)).get(exhibit.id, -1)
    return exhibit.options[number] if 0 <= number < len(exhibit.options) else None


def _keep(exhibit: Exhibit, number: int | None) -> None:
    """For this browser alone: it is nobody else's business. None forgets it."""

    def changed(old: Any) -> dict[str, Any]:
        others = {key: value for key, value in _numbers(old).items() if key != exhibit.id}
        return others if number is None else {**others, exhibit.id: number}

    browser.change(PREDICTED, changed)


def _numbers(kept: Any) -> dict[str, int]:
    """What of it is whole numbers by exhibit; it may be damaged or old."""
    if not isinstance(kept, dict):
        return {}
    return {name: number for name, number in kept.items() if type(number) is int}
