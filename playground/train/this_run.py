"""The run that the form would start: its button, its time, its differences from the published."""

from dataclasses import replace
from typing import TYPE_CHECKING

import streamlit as st

from gan_core import GanError
from gan_core.config.request import Request
from playground.shared import jobs, theme
from playground.shared.door import limits, sign_in_entry
from playground.shared.plain_text import plain
from playground.shared.state import RUN
from playground.train import (
    form_locks,
    form_state,
    image_panel,
    image_sources,
    settings_form,
    sweep_panel,
)
from playground.train.estimate import Estimate, estimate, expected_seconds, published_estimate
from playground.train.form_state import PUBLISHED, SHORT, FormState
from playground.train.image_choice import Choice
from playground.train.published import (
    PATIENCE,
    budget_text,
    differences,
    published_preset,
    short_preset,
)

if TYPE_CHECKING:
    from gan_core.config.train_config import TrainConfig
    from gan_core.recipes import Recipe


def show(
    recipe: "Recipe",
    config: "TrainConfig",
    request: Request,
    state: FormState,
    changed: list[str],
    images: Choice,
) -> None:
    """What the run to be started would be on this machine, and the button that starts it."""
    if st.button(
        "Train", key="train", type="primary", width="stretch", icon=":material/play_arrow:"
    ):
        _start(config, expected_seconds(config), request)
    sweep_panel.show_button(recipe, config, request)
    if limits.needs_sign_in():
        sign_in_entry.show("form")
    expected = estimate(config)  # after the buttons: it may measure the speed for seconds
    st.markdown(
        f"On **{expected.device}**  \n"
        f"About **{theme.duration(expected.seconds)}**, {expected.images_text}"
    )
    st.caption(f"{expected.images_per_second:,.0f} images per second, {expected.source}.")
    if expected.uncertain:
        st.caption(f":material/warning: {expected.uncertain}")
    if chosen := settings_form.auto_choice_words(config.settings, expected.images_per_epoch):
        st.caption(chosen)
    form_locks.show_panel(recipe, config, state)
    if others := jobs.other_machines():
        st.caption(
            f"Another machine may train it ({plain(', '.join(others))}); device and precision are "
            "then chosen there."
        )
    if most := limits.in_words():
        st.caption(most)
    if ahead := jobs.on_device(config.device):
        runs = "1 run uses" if len(ahead) == 1 else f"{len(ahead)} runs use"
        st.info(
            f"{runs} this device, so yours will be queued. Everybody's first run goes before "
            "anybody's second.",
            icon=":material/hourglass_top:",
        )
    _changes(images, state, changed)
    if recipe.published is None:
        st.caption("Training continues if you close this page; find it under Runs.")
        return
    _compare_with_published(recipe, config, expected, state)


def show_refusal(refusal: str, state: FormState, changed: list[str], images: Choice) -> None:
    """Why there is no run to start, a sentence of the core, and the way back."""
    st.button("Train", type="primary", width="stretch", disabled=True, key="train")
    st.error(settings_form.in_words(refusal))
    _changes(images, state, changed)


def _changes(images: Choice, state: FormState, settings: list[str]) -> None:
    """What a person changed, and the way back."""
    found = list(settings)
    if images.is_own:
        found += image_panel.changed(image_panel.choices_of(state))
    if found:
        st.caption(f"Changed by you: {', '.join(found)}.")
        st.button("Reset settings", key="reset", on_click=state.forget_settings, width="stretch")


def _compare_with_published(
    recipe: "Recipe", config: "TrainConfig", expected: Estimate, state: FormState
) -> None:
    """Whether these are the published settings, and a button for the ones they are not."""
    found = differences(config, recipe)
    full = published_estimate(recipe)
    if found:
        st.markdown(":orange-badge[not as published]")
        st.caption(f"{'; '.join(found)}.")
        st.button(
            "Use published settings", key="as-published", width="stretch",
            icon=":material/menu_book:", on_click=_use_published, args=(recipe, state),
        )  # fmt: skip
        epochs = budget_text(published_preset(recipe).budget)
        st.caption(f"{epochs}, about {theme.duration(full.seconds)} here.")
        return
    st.markdown(":green-badge[as published]")
    if expected.seconds > PATIENCE:
        preset = short_preset(recipe, full.images_per_second)
        st.button(
            "Short version", key="short", width="stretch", icon=":material/compress:",
            on_click=_use_short, args=(state,),
        )  # fmt: skip
        st.caption(f"{preset.text}: not the published run, but it shows how this model learns.")


def _use_published(recipe: "Recipe", state: FormState) -> None:
    assert recipe.published is not None, recipe.name
    state.forget_settings()
    state.forget("unit", *form_state.PARAMETERS.values(), "image_size", "convert")
    state.choose_images(recipe.published.datasets[0])
    state.choose("preset", PUBLISHED)


def _use_short(state: FormState) -> None:
    state.forget("unit", *form_state.PARAMETERS.values(), "width")
    state.choose("preset", SHORT)


def _start(config: "TrainConfig", seconds: float, request: Request) -> None:
    try:
        lasting = replace(config, dataset=image_sources.lasting(config.dataset))
        run = jobs.start(lasting, seconds, request)
    except GanError as error:
        st.error(plain(str(error)))
        return
    st.query_params.from_dict({RUN.name: run.id})
    st.rerun()
