"""The form for a new run: recipe, data, budget, the settings that matter, what it will cost."""

import dataclasses
from typing import TYPE_CHECKING, Any

import streamlit as st

from gan_core.catalog import DATASETS, is_local
from gan_core.config import MAX_SEED, Budget
from gan_core.errors import GanError
from playground import jobs, theme
from playground.estimate import Estimate, estimate
from playground.state import RUN

if TYPE_CHECKING:  # torch is imported when the form is first shown, not when the page is
    from gan_core.config import TrainConfig
    from gan_core.recipes import Recipe

PREFERRED = ("fashion-mnist", "mnist", "cifar10", "silhouettes")
AMOUNTS = {"minutes": 5.0, "epochs": 5.0, "images": 100_000.0}
LABELS = {
    "batch_size": "Batch size",
    "lr_G": "Learning rate of G",
    "lr_D": "Learning rate of D",
    "z_dim": "Latent size",
    "real_label": "Label of reals",
    "labels": "Use class labels",
    "beta1": "Adam beta1",
    "beta2": "Adam beta2",
    "ema_kimg": "G_ema half-life",
    "log_every": "Updates per point",
    "width": "Width",
}


def show() -> None:
    """Draw the form; a press on Train starts the run and moves on to it."""
    with st.spinner("Loading PyTorch, once after the server has started…"):
        from gan_core.recipes import RECIPES
        from gan_core.resolve import resolve_config

    st.title("Train a GAN")
    left, right = st.columns([7, 2], gap="large")
    with left, st.container(key="form"):
        recipe, dataset, size, budget = _what_to_train(RECIPES)
        settings, seed = _settings(recipe)
    with right:
        st.subheader("This run")
        try:
            config = resolve_config(
                recipe.name, dataset, budget=budget, seed=seed, image_size=size,
                settings=[f"{name}={value}" for name, value in settings.items()],
            )  # fmt: skip
            _cost(config)
        except GanError as error:
            st.error(str(error))
            return
        if st.button(
            "Train", key="train", type="primary", width="stretch", icon=":material/play_arrow:"
        ):
            _start(config)
        st.caption("It goes on when you close this page, and this page finds it again.")


def _what_to_train(recipes: "dict[str, Recipe]") -> "tuple[Recipe, str, int, Budget]":
    first, second, third, fourth = st.columns(4)
    with first:
        name = st.selectbox(
            "Recipe", list(recipes), format_func=lambda n: recipes[n].title, key="recipe"
        )
        recipe = recipes[name]
        st.caption(recipe.summary)
    with second:
        local = [dataset for dataset in PREFERRED if _is_local(dataset)]
        dataset = st.selectbox(
            "Images",
            PREFERRED,
            index=PREFERRED.index(local[0]),
            format_func=_data_title,
            key="dataset",
        )
        st.caption(DATASETS[dataset].note)
    with third:
        native = recipe.nearest_size(DATASETS[dataset].image_size)
        size = st.selectbox(
            "Size", recipe.image_sizes, index=recipe.image_sizes.index(native),
            format_func=lambda px: f"{px} px", key=f"size-{dataset}",
        )  # fmt: skip
        st.caption("Larger is slower.")
    with fourth:
        unit = st.segmented_control(
            "Train for",
            list(AMOUNTS),
            default="minutes",
            required=True,
            key="unit",
            width="stretch",
        )
        amount = st.number_input(
            unit, min_value=0.1 if unit != "images" else 1.0, max_value=1e9, value=AMOUNTS[unit],
            format="%g", key=f"amount-{unit}", label_visibility="collapsed",
        )  # fmt: skip
    return recipe, dataset, size, Budget(unit, amount)


def _settings(recipe: "Recipe") -> tuple[dict[str, Any], int]:
    fields = dataclasses.fields(recipe.settings_type)
    values: dict[str, Any] = {}
    main = [field for field in fields if field.metadata["main"]]
    cells = [cell for _ in range(-(-(len(main) + 1) // 4)) for cell in st.columns(4)]
    for field, cell in zip(main, cells, strict=False):
        with cell:
            values[field.name] = _widget(recipe, field)
    with cells[len(main)]:
        seed = st.number_input("Seed", 0, MAX_SEED, 0, key="seed")
        st.caption("The same seed starts the same game.")
    with st.expander("More settings"):
        others = [field for field in fields if not field.metadata["main"]]
        cells = [cell for _ in range(-(-len(others) // 4)) for cell in st.columns(4)]
        for field, cell in zip(others, cells, strict=False):
            with cell:
                values[field.name] = _widget(recipe, field)
    return values, int(seed)


def _widget(recipe: "Recipe", field: dataclasses.Field) -> Any:
    about, key = field.metadata, f"{recipe.name}-{field.name}"
    label = LABELS.get(field.name, field.name)
    if about["unit"]:
        label += f" ({about['unit']})"
    if isinstance(field.default, bool):
        value: Any = st.toggle(label, field.default, key=key)
    elif isinstance(field.default, int):
        value = st.number_input(
            label, int(about["low"]), int(about["high"]), field.default, key=key
        )
    else:
        step = field.default / 2
        value = st.number_input(
            label, float(about["low"]), float(about["high"]), field.default, step, "%g", key=key
        )
    st.caption(about["doc"])
    return value


def _cost(config: "TrainConfig") -> None:
    expected: Estimate = estimate(config)
    st.markdown(f"On **{expected.device}**")
    st.markdown(f"About **{theme.duration(expected.seconds)}**, {expected.images_text}")
    st.caption(f"{expected.images_per_second:,.0f} images a second, {expected.source}.")
    ahead = jobs.on_device(config.device)
    if ahead:
        runs = "1 run" if len(ahead) == 1 else f"{len(ahead)} runs"
        st.info(
            f"{runs} on this device first; yours waits in line.", icon=":material/hourglass_top:"
        )


def _start(config: "TrainConfig") -> None:
    try:
        run = jobs.start(config)
    except GanError as error:
        st.error(str(error))
        return
    RUN.set(run.id)
    st.rerun()


def _is_local(dataset: str) -> bool:
    return is_local(dataset)


def _data_title(dataset: str) -> str:
    info = DATASETS[dataset]
    if dataset == "silhouettes":
        return f"{info.title} (drawn here, no download)"
    where = "on this machine" if _is_local(dataset) else f"downloads {info.download_mb:g} MB"
    return f"{info.title} ({where})"
