"""What the teacher has fixed: padlocks on the form, with the reason, and the panel that does it."""

from typing import TYPE_CHECKING

import streamlit as st

from gan_core import GanError
from playground.shared import class_desk, fixed_choices
from playground.shared.door import teachers
from playground.shared.fixed_choices import DATASET, RECIPE, UNIT
from playground.shared.plain_text import plain
from playground.shared.setting_labels import budget_words
from playground.train import image_sources
from playground.train.form_state import FormState

if TYPE_CHECKING:
    from gan_core.config.train_config import TrainConfig
    from gan_core.recipes import Recipe

PADLOCK = ":material/lock:"
PROBLEM = "fix-problem"  # session key


def label(state: FormState, name: str, words: str) -> str:
    """What a field is called, with a padlock where it is fixed."""
    return f"{PADLOCK} {words}" if name in state.fixed else words


def show_reason(state: FormState, name: str) -> None:
    """Below a field that is fixed: why it cannot be changed. No caption: a phone hides those."""
    if name in state.fixed:
        st.markdown(f":small[{PADLOCK} {fixed_choices.REASON}]")


def show_panel(recipe: "Recipe", config: "TrainConfig", state: FormState) -> None:
    """The teacher's panel, which fixes what the form shows now; nothing for anybody else."""
    if not teachers.is_teacher():
        return
    now = dict(class_desk.read().fixed)
    words = "Fixed for the class" if now else "Fix for the class"
    with st.popover(words, icon=PADLOCK, width="stretch", key="fix-for-class"):
        if now:
            st.markdown(f"Fixed now: {plain(', '.join(fixed_choices.in_words(now)))}.")
        budget = budget_words(config.budget.amount, config.budget.unit)
        images = plain(image_sources.title(config.dataset))
        titles = {RECIPE: f"Model: {recipe.title}", DATASET: f"Images: {images}",
                  UNIT: f"Budget: {budget}"}  # fmt: skip
        chosen = tuple(
            part for part, title in titles.items()
            if st.checkbox(title, part in now, key=f"fix-{part}")
        )  # fmt: skip
        st.caption(
            "What is ticked binds every new run of your students, on this form and everywhere "
            "else. You are bound by nothing."
        )
        token = state.get("dataset") or image_sources.token(config.dataset)
        st.button(
            "Release all" if now and not chosen else "Fix", key="fix", type="primary",
            on_click=_fix, args=(config, token, chosen), disabled=not (chosen or now),
        )  # fmt: skip
        if problem := st.session_state.pop(PROBLEM, ""):
            st.error(plain(problem))


def _fix(config: "TrainConfig", token: str, parts: tuple[str, ...]) -> None:
    try:
        fixed_choices.fix(config, token, parts)
    except GanError as error:
        st.session_state[PROBLEM] = str(error)
