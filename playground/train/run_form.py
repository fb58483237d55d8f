"""The form for a new run: model, images, budget, settings, and how long it will take."""

import dataclasses
from collections.abc import Set
from typing import TYPE_CHECKING, Any

import streamlit as st

from gan_core import GanError
from gan_core.config.request import Request
from gan_core.config.train_config import Budget
from playground.train import (
    form_locks,
    form_problems,
    form_state,
    image_choice,
    image_panel,
    image_sizes,
    image_sources,
    recipe_card,
    settings_form,
    this_run,
)
from playground.train.estimate import published_estimate
from playground.train.form_address import form_address
from playground.train.form_state import PUBLISHED, SHORT, FormState, whole
from playground.train.image_choice import Choice
from playground.train.image_preview import Shape, show_preview
from playground.train.published import PATIENCE, Preset, published_preset, short_preset

if TYPE_CHECKING:  # torch is imported when the form is first shown, not when the page is
    from gan_core.config.train_config import TrainConfig
    from gan_core.recipes import Recipe

# Offered to a new run and to one that goes on.
AMOUNTS = {"minutes": 5.0, "epochs": 5.0, "images": 100_000.0}
ABOUT = (
    "A GAN is two networks trained against each other: the generator (G) draws images from random "
    "numbers, and the discriminator (D) learns to tell them from real ones."
)


def show() -> None:
    """Draw the form; a press on Train starts the run and moves on to it."""
    with st.spinner("Loading PyTorch, once after the server has started…"):
        from gan_core.recipes import RECIPES

    st.title("Train a GAN")
    st.caption(ABOUT)
    state = form_state.load()
    with st.container(key="new-run"):
        essentials, start, rest = (
            st.container(key=key) for key in ("essentials", "this-run", "form")
        )
    with essentials:
        recipe, images, size, budget = _what_to_train(RECIPES, state)
        preview = st.container(key="preview")
        if images.is_own:
            image_panel.show(images.dataset, state, image_panel.choices_of(state))
    problems = [
        *form_problems.problems(state, RECIPES, recipe, size, budget),
        *image_panel.problems(state),
    ]
    proposed = _proposed(recipe, state, images, size)
    values, wrong = settings_form.values_of(recipe, state, proposed)
    changed = settings_form.changed(recipe, state, values, proposed)
    request = Request(
        (
            *_assignments(recipe, values, state.chosen.keys() - wrong.keys(), images),
            *_choices(images, state),
        ),
        size,
    )
    config, refusal = _resolved(recipe, images, budget, request, state)
    used = dataclasses.asdict(config.settings) if config else {}
    problems += settings_form.problems(recipe, state, wrong, values | used)
    with rest:
        settings_form.show(settings_form.Drawn(recipe, state, values, used, _has_classes(images)))
    if images.is_own and images.info:
        shape = Shape(size, images.channels, recipe.data_range, *_augmentation(config))
        with preview:
            show_preview(images.dataset, shape, image_panel.choices_of(state))
    with start:
        if problems:
            st.warning("\n\n".join(problems))  # in one box, so that the button stays in view
        if config:
            this_run.show(recipe, config, request, state, changed, images)
        else:
            this_run.show_refusal(refusal, state, changed, images)
    recipe_card.show(recipe, config)
    # A moment, `at`, is one of a run that is no longer shown.
    form_address(form_state.keep(state), form_state.NAMES | {"at"})


def _resolved(
    recipe: "Recipe", images: Choice, budget: Budget, request: Request, state: FormState
) -> "tuple[TrainConfig | None, str]":
    """The whole configuration; without one, the sentence that says why."""
    from gan_core.training.resolve import resolve_config

    try:
        if images.problem:
            raise GanError(images.problem)
        return resolve_config(
            recipe.name, images.dataset, budget=budget, seed=settings_form.seed_of(state),
            image_size=request.image_size, settings=request.settings,
            followed_seeds=state.followed(),
        ), ""  # fmt: skip
    except GanError as error:
        own = images.is_own
        return None, image_sources.without_path(error, images.dataset) if own else str(error)


def _augmentation(config: "TrainConfig | None") -> tuple[str, str]:
    """Policy, and how many of D's inputs are augmented, as far as the settings are known."""
    if not config:
        return "none", ""
    return config.settings.augment, settings_form.augmented_words(config.settings)


def _what_to_train(
    recipes: "dict[str, Recipe]", state: FormState
) -> "tuple[Recipe, Choice, int, Budget]":
    first, second, third, fourth = st.columns([4, 4, 2.2, 4.8])
    with first:
        recipe = _recipe(recipes, state)
        form_locks.show_reason(state, "recipe")
        st.caption(recipe.summary)
    with second:
        images = image_choice.show(recipe, state)
        form_locks.show_reason(state, "dataset")
        st.caption(image_choice.notes(recipe, images))
        if "dataset" not in state.fixed:
            image_choice.show_upload(state)
    with third:
        size = _size(recipe, images, state)
    with fourth:
        budget = _budget(recipe, state)
    return recipe, images, size, budget


def _recipe(recipes: "dict[str, Recipe]", state: FormState) -> "Recipe":
    def changed() -> None:
        state.choose("recipe", st.session_state["recipe"])
        state.forget("preset")  # the published run of one recipe says nothing of another's

    chosen = state.get("recipe")
    st.session_state["recipe"] = chosen if chosen in recipes else next(iter(recipes))
    name = st.selectbox(
        form_locks.label(state, "recipe", "Model (recipe)"), list(recipes),
        format_func=lambda key: recipes[key].title, key="recipe", on_change=changed,
        disabled="recipe" in state.fixed,
    )  # fmt: skip
    return recipes[name]


def _size(recipe: "Recipe", images: Choice, state: FormState) -> int:
    """The image size: the one chosen where the recipe supports it, else the nearest to it."""
    key = f"size-{recipe.name}"
    wanted = whole(state.get("image_size"), 1, form_problems.MAX_SIZE) or 0
    native = images.info.image_size if images.info else 0
    sizes = image_sizes.Sizes(recipe.image_sizes, _has_gpu())
    st.session_state[key] = sizes.nearest(wanted or native)
    size = st.selectbox(
        "Size", sizes.offered(st.session_state[key]), format_func=lambda px: f"{px} px", key=key,
        disabled=sizes.is_only_one,
        on_change=lambda: state.choose("image_size", st.session_state[key]),
    )  # fmt: skip
    st.caption(sizes.words(wanted))
    return size


def _has_gpu() -> bool:
    from gan_core.training import devices

    return devices.choose().type != "cpu"


def _budget(recipe: "Recipe", state: FormState) -> Budget:
    proposal = _preset(recipe, state).budget
    unit, amount = state.amount() or (proposal.unit, proposal.amount)

    def unit_changed() -> None:
        new = st.session_state["unit"]
        state.choose_amount(new, state.amount_of(new) or AMOUNTS[new])

    st.session_state["unit"] = unit
    st.segmented_control(
        form_locks.label(state, "unit", "Train for"), list(AMOUNTS), required=True, key="unit",
        width="stretch", on_change=unit_changed, disabled="unit" in state.fixed,
    )  # fmt: skip
    key = f"amount-{unit}"
    st.session_state[key] = float(amount)
    amount = st.number_input(
        unit, min_value=form_state.LEAST[unit], max_value=form_state.MOST, format="%g", key=key,
        label_visibility="collapsed", disabled="unit" in state.fixed,
        on_change=lambda: state.choose_amount(unit, st.session_state[key]),
    )  # fmt: skip
    form_locks.show_reason(state, "unit")
    return Budget(unit, amount)


def _preset(recipe: "Recipe", state: FormState) -> Preset:
    """The published run where it takes minutes here, its short version where it takes hours."""
    if recipe.published is None:
        return Preset(Budget("minutes", AMOUNTS["minutes"]), 0)
    full = published_estimate(recipe)
    if state.get("preset") not in (PUBLISHED, SHORT):
        state.propose("preset", SHORT if full.seconds > PATIENCE else PUBLISHED)
    if state.get("preset") == PUBLISHED:
        return published_preset(recipe)
    return short_preset(recipe, full.images_per_second)


def _proposed(
    recipe: "Recipe", state: FormState, images: Choice, image_size: int
) -> dict[str, Any]:
    """Settings for these images and this machine that go before the recipe's defaults."""
    proposed: dict[str, Any] = {}
    if width := _preset(recipe, state).width:
        proposed["width"] = width
    if not _has_classes(images):
        proposed["labels"] = False
    return proposed | recipe.defaults_at(image_size)


def _has_classes(images: Choice) -> bool:
    return images.info is None or bool(images.info.class_names)


def _assignments(
    recipe: "Recipe", values: dict[str, Any], chosen: Set[str], images: Choice
) -> list[str]:
    """What somebody chose, and what is proposed; the rest is left to the recipe."""
    fields = recipe.settings_type.__dataclass_fields__
    asked = {
        name: value
        for name, value in values.items()
        if name in chosen or value != fields[name].default
    }
    if not _has_classes(images):
        asked["labels"] = False
    assignments = [f"{name}={value}" for name, value in asked.items()]
    return [*assignments, f"channels={images.channels}"] if images.channels else assignments


def _choices(images: Choice, state: FormState) -> list[str]:
    return image_panel.assignments(image_panel.choices_of(state)) if images.is_own else []
