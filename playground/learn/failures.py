"""Failing on purpose: recorded runs that went wrong, each predicted before it is watched."""

import random

import streamlit as st

from gan_core import GanError
from playground.learn.lab_presets import find_preset
from playground.shared.addresses import page
from playground.shared.exhibit_content import Exhibit, Option
from playground.shared.exhibits import all_exhibits, find_exhibit, run_id_of
from playground.shared.plain_text import plain
from playground.shared.state import EXHIBIT, RUN

ABOUT = """
Eight trainings on Fashion-MNIST, recorded from the first update to the last. Most of them fail, and
one only seems to. Say what will happen, then watch it happen: whoever predicts first sees more,
whether the prediction was right or not.
"""
CARD = 262  # px; four in a row on a projector
PREDICTED = "predicted"  # in the session: number of the chosen option, by exhibit
PLACE_WORDS = {
    "grid": "sample grid", "losses": "losses", "output": "D's output", "metric": "quality metric",
}  # fmt: skip


def show() -> None:
    """The list of exhibits, or the one in the address."""
    name = EXHIBIT.get()
    try:
        exhibit = find_exhibit(name) if name else None
    except GanError as unknown:
        st.error(str(unknown))
        exhibit = None
    if exhibit:
        _exhibit(exhibit)
    else:
        _list()


def _list() -> None:
    exhibits, mistakes = all_exhibits()
    st.header("Failing on purpose", anchor=False)
    st.markdown(ABOUT)
    for mistake in mistakes:
        st.warning(f"One exhibit is left out. {plain(mistake)}")
    with st.container(horizontal=True, key="exhibits"):
        for exhibit in exhibits:
            with st.container(border=True, width=CARD, key=f"exhibit-{exhibit.id}"):
                icon = "check" if exhibit.id in _predictions() else "arrow_forward"
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
    chosen = _predictions().get(exhibit.id)
    if chosen is None:
        _ask(exhibit)
    else:
        _watch(exhibit, exhibit.options[chosen])


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
            _predictions()[exhibit.id] = chosen
            st.rerun()
    st.caption("The replay opens with your prediction.")


def _watch(exhibit: Exhibit, chosen: Option) -> None:
    st.markdown(f"You predicted: **{chosen.words}** Now watch.")
    if st.button("Replay the recorded run", "replay", icon=":material/play_arrow:", type="primary"):
        st.switch_page("train/page.py", query_params={RUN.name: run_id_of(exhibit.id)})
    after = st.expander("After watching: what happened, and why", key=f"after-{exhibit.id}",
                        on_change="rerun")  # fmt: skip
    if after.open:
        with after:
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


def _predictions() -> dict[str, int]:
    """Of this session alone: they are nobody else's business."""
    return st.session_state.setdefault(PREDICTED, {})
