"""The form for a new run: model, images, budget, settings, and how long it will take."""

from typing import TYPE_CHECKING

import streamlit as st

from gan_core import GanError
from gan_core.config.train_config import Budget
from playground.shared import jobs, theme
from playground.shared.state import RUN
from playground.train import image_choice, recipe_card, settings_form
from playground.train.estimate import Estimate, estimate, published_estimate
from playground.train.image_choice import Choice
from playground.train.published import (
    PATIENCE,
    Preset,
    budget_text,
    differences,
    published_preset,
    short_preset,
)

if TYPE_CHECKING:  # torch is imported when the form is first shown, not when the page is
    from gan_core.config.train_config import TrainConfig
    from gan_core.recipes import Recipe

# Offered to a new run and to one that goes on.
AMOUNTS = {"minutes": 5.0, "epochs": 5.0, "images": 100_000.0}
ABOUT = (
    "A GAN is two networks trained against each other: the generator G draws images from random "
    "numbers, and the discriminator D learns to tell them from real ones."
)


def show() -> None:
    """Draw the form; a press on Train starts the run and moves on to it."""
    with st.spinner("Loading PyTorch, once after the server has started…"):
        from gan_core.recipes import RECIPES
        from gan_core.training.resolve import resolve_config

    st.title("Train a GAN")
    st.caption(ABOUT)
    left, right = st.columns([7, 2], gap="large")
    with left, st.container(key="form"):
        recipe, images, size, budget = _what_to_train(RECIPES)
        settings, seed = settings_form.show(recipe)
    assignments = [f"{name}={value}" for name, value in settings.items()]
    if images.channels:
        assignments.append(f"channels={images.channels}")
    config: TrainConfig | None = None
    with right:
        st.subheader("This run")
        try:
            if images.problem:
                raise GanError(images.problem)
            config = resolve_config(
                recipe.name, images.dataset, budget=budget, seed=seed, image_size=size,
                settings=assignments,
            )  # fmt: skip
        except GanError as error:
            st.error(settings_form.in_words(str(error)))
            st.button("Train", type="primary", width="stretch", disabled=True, key="train")
        else:
            _this_run(recipe, config)
    recipe_card.show(recipe, config)


def _what_to_train(recipes: "dict[str, Recipe]") -> "tuple[Recipe, Choice, int, Budget]":
    first, second, third, fourth = st.columns([4, 4, 3, 5])
    with first:
        name = st.selectbox(
            "Model (recipe)", list(recipes), format_func=lambda key: recipes[key].title,
            key="recipe",
        )  # fmt: skip
        recipe = recipes[name]
        _set_defaults(recipe)
        st.caption(recipe.summary)
    with second:
        images = image_choice.show(recipe)
    with third:
        native = recipe.nearest_size(images.info.image_size if images.info else 0)
        size = st.selectbox(
            "Size", recipe.image_sizes, index=recipe.image_sizes.index(native),
            format_func=lambda px: f"{px} px", key=f"size-{recipe.name}-{images.dataset}",
            disabled=len(recipe.image_sizes) == 1,
        )  # fmt: skip
        only = len(recipe.image_sizes) == 1
        st.caption("The only size this model supports." if only else "Larger is slower.")
    with fourth:
        chosen = st.segmented_control(
            "Train for", list(AMOUNTS), required=True, key=f"unit-{recipe.name}", width="stretch"
        )
        unit = chosen or "minutes"
        st.session_state.setdefault(f"amount-{recipe.name}-{unit}", AMOUNTS[unit])
        amount = st.number_input(
            unit, min_value=0.1 if unit != "images" else 1.0, max_value=1e9, format="%g",
            key=f"amount-{recipe.name}-{unit}", label_visibility="collapsed",
        )  # fmt: skip
    return recipe, images, size, Budget(unit, amount)


def _set_defaults(recipe: "Recipe") -> None:
    """The published run where it takes minutes here, its short version where it takes hours."""
    if f"unit-{recipe.name}" in st.session_state:
        return
    image_choice.propose(recipe)
    if recipe.published is None:
        preset = Preset(Budget("minutes", AMOUNTS["minutes"]), 0)
    else:
        expected = published_estimate(recipe)
        preset = published_preset(recipe)
        if expected.seconds > PATIENCE:
            preset = short_preset(recipe, expected.images_per_second)
    _apply(recipe, preset)


def _apply(recipe: "Recipe", preset: Preset) -> None:
    st.session_state[f"unit-{recipe.name}"] = preset.budget.unit
    st.session_state[f"amount-{recipe.name}-{preset.budget.unit}"] = preset.budget.amount
    if preset.width:
        st.session_state[settings_form.key(recipe, "width")] = preset.width


def _as_published(recipe: "Recipe") -> None:
    assert recipe.published is not None, recipe.name
    settings_form.set_to_defaults(recipe)
    st.session_state[image_choice.key(recipe)] = recipe.published.datasets[0]
    _apply(recipe, published_preset(recipe))


def _this_run(recipe: "Recipe", config: "TrainConfig") -> None:
    expected: Estimate = estimate(config)
    st.markdown(
        f"On **{expected.device}**  \n"
        f"About **{theme.duration(expected.seconds)}**, {expected.images_text}"
    )
    st.caption(f"{expected.images_per_second:,.0f} images per second, {expected.source}.")
    if chosen := settings_form.auto_choice_words(config.settings):
        st.caption(chosen)
    if ahead := jobs.on_device(config.device):
        runs = "1 run uses" if len(ahead) == 1 else f"{len(ahead)} runs use"
        st.info(f"{runs} this device first; yours will be queued.", icon=":material/hourglass_top:")
    if st.button(
        "Train", key="train", type="primary", width="stretch", icon=":material/play_arrow:"
    ):
        _start(config)
    if recipe.published is None:
        st.caption("Training continues if you close this page; find it under Runs.")
        return
    _compare_with_published(recipe, config, expected)


def _compare_with_published(recipe: "Recipe", config: "TrainConfig", expected: Estimate) -> None:
    """Whether these are the published settings, and a button for the ones they are not."""
    found = differences(config, recipe)
    full = published_estimate(recipe)
    if found:
        st.markdown(":orange-badge[not as published]")
        st.caption(f"{'; '.join(found)}.")
        st.button(
            "Use published settings", key="as-published", width="stretch",
            icon=":material/menu_book:", on_click=_as_published, args=(recipe,),
        )  # fmt: skip
        epochs = budget_text(published_preset(recipe).budget)
        st.caption(f"{epochs}, about {theme.duration(full.seconds)} here.")
        return
    st.markdown(":green-badge[as published]")
    if expected.seconds > PATIENCE:
        preset = short_preset(recipe, full.images_per_second)
        st.button(
            "Short version", key="short", width="stretch", icon=":material/compress:",
            on_click=_apply, args=(recipe, preset),
        )  # fmt: skip
        st.caption(f"{preset.text}: not the published run, but it shows how this model learns.")


def _start(config: "TrainConfig") -> None:
    try:
        run = jobs.start(config)
    except GanError as error:
        st.error(str(error))
        return
    RUN.set(run.id)
    st.rerun()
