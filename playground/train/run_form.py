"""The form for a new run: recipe, data, budget, the settings that matter, what it will cost."""

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
    Form,
    budget_text,
    departures,
    published_form,
    reduced_form,
)

if TYPE_CHECKING:  # torch is imported when the form is first shown, not when the page is
    from gan_core.config.train_config import TrainConfig
    from gan_core.recipes import Recipe

AMOUNTS = {"minutes": 5.0, "epochs": 5.0, "images": 100_000.0}


def show() -> None:
    """Draw the form; a press on Train starts the run and moves on to it."""
    with st.spinner("Loading PyTorch, once after the server has started…"):
        from gan_core.recipes import RECIPES
        from gan_core.training.resolve import resolve_config

    st.title("Train a GAN")
    left, right = st.columns([7, 2], gap="large")
    with left, st.container(key="form"):
        recipe, images, size, budget = _what_to_train(RECIPES)
        settings, seed = settings_form.show(recipe)
    assignments = [f"{name}={value}" for name, value in settings.items()]
    if images.channels:
        assignments.append(f"channels={images.channels}")
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
            config = None
        else:
            _this_run(recipe, config)
    recipe_card.show(recipe, config)


def _what_to_train(recipes: "dict[str, Recipe]") -> "tuple[Recipe, Choice, int, Budget]":
    first, second, third, fourth = st.columns([4, 4, 3, 5])
    with first:
        name = st.selectbox(
            "Recipe", list(recipes), format_func=lambda n: recipes[n].title, key="recipe"
        )
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
        st.caption("The one size its networks draw." if only else "Larger is slower.")
    with fourth:
        unit = st.segmented_control(
            "Train for", list(AMOUNTS), required=True, key=f"unit-{recipe.name}", width="stretch"
        )
        st.session_state.setdefault(f"amount-{recipe.name}-{unit}", AMOUNTS[unit])
        amount = st.number_input(
            unit, min_value=0.1 if unit != "images" else 1.0, max_value=1e9, format="%g",
            key=f"amount-{recipe.name}-{unit}", label_visibility="collapsed",
        )  # fmt: skip
    return recipe, images, size, Budget(unit, amount)


def _set_defaults(recipe: "Recipe") -> None:
    """The published run where it takes minutes here, its reduced form where it takes hours."""
    if f"unit-{recipe.name}" in st.session_state:
        return
    image_choice.propose(recipe)
    if recipe.published is None:
        form = Form(Budget("minutes", AMOUNTS["minutes"]), 0)
    else:
        expected = published_estimate(recipe)
        form = published_form(recipe)
        if expected.seconds > PATIENCE:
            form = reduced_form(recipe, expected.images_per_second)
    _apply(recipe, form)


def _apply(recipe: "Recipe", form: Form) -> None:
    st.session_state[f"unit-{recipe.name}"] = form.budget.unit
    st.session_state[f"amount-{recipe.name}-{form.budget.unit}"] = form.budget.amount
    if form.width:
        st.session_state[settings_form.key(recipe, "width")] = form.width


def _as_published(recipe: "Recipe") -> None:
    settings_form.set_to_defaults(recipe)
    st.session_state[image_choice.key(recipe)] = recipe.published.datasets[0]
    _apply(recipe, published_form(recipe))


def _this_run(recipe: "Recipe", config: "TrainConfig") -> None:
    expected: Estimate = estimate(config)
    st.markdown(
        f"On **{expected.device}**  \n"
        f"About **{theme.duration(expected.seconds)}**, {expected.images_text}"
    )
    st.caption(f"{expected.images_per_second:,.0f} images a second, {expected.source}.")
    if chosen := settings_form.auto_choice_words(config.settings):
        st.caption(chosen)
    if ahead := jobs.on_device(config.device):
        runs = "1 run" if len(ahead) == 1 else f"{len(ahead)} runs"
        st.info(
            f"{runs} on this device first; yours waits in line.", icon=":material/hourglass_top:"
        )
    if st.button(
        "Train", key="train", type="primary", width="stretch", icon=":material/play_arrow:"
    ):
        _start(config)
    if recipe.published is None:
        st.caption("It goes on when you close this page, and this page finds it again.")
        return
    _against_the_published(recipe, config, expected)


def _against_the_published(recipe: "Recipe", config: "TrainConfig", expected: Estimate) -> None:
    """Whether this is the published run, and a button for the one it is not."""
    differs = departures(config, recipe)
    full = published_estimate(recipe)
    if differs:
        st.markdown(":orange-badge[not the published recipe]")
        st.caption(f"{'; '.join(differs)}.")
        st.button(
            "As published", key="as-published", width="stretch", icon=":material/menu_book:",
            on_click=_as_published, args=(recipe,),
        )  # fmt: skip
        epochs = budget_text(published_form(recipe).budget)
        st.caption(f"{epochs}, about {theme.duration(full.seconds)} here.")
        return
    st.markdown(":green-badge[as published]")
    if expected.seconds > PATIENCE:
        form = reduced_form(recipe, full.images_per_second)
        st.button(
            "Reduced form", key="reduced", width="stretch", icon=":material/compress:",
            on_click=_apply, args=(recipe, form),
        )  # fmt: skip
        st.caption(f"{form.text}: not the published recipe, but it shows its way of learning.")


def _start(config: "TrainConfig") -> None:
    try:
        run = jobs.start(config)
    except GanError as error:
        st.error(str(error))
        return
    RUN.set(run.id)
    st.rerun()
