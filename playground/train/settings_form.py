"""A recipe's settings as widgets: the main ones in sight, the others in titled groups.

Every value lives in the session under `key(recipe, name)`, so that a button can set many at once.
"""

import dataclasses
import re
from typing import TYPE_CHECKING, Any

import streamlit as st

from gan_core.config.settings import MAX_SEED
from playground.shared.setting_labels import CHOICES, LABELS

if TYPE_CHECKING:
    from gan_core.config.settings import Settings
    from gan_core.recipes import Recipe

OWN = "Networks"  # where a recipe's own settings go
# Each row is shared by its groups, four settings at most.
ROWS: tuple[dict[str, tuple[str, ...]], ...] = (
    {"Objective": ("loss", "d_steps"), "Labels D is told": ("fake_label", "target_noise")},
    {"Optimiser": ("beta1", "beta2", "adam_eps", "anneal")},
    {"Penalties": ("r1_gamma", "r2_gamma", "penalty_every", "gp_weight")},
    {
        "What D sees": ("instance_noise", "instance_noise_kimg", "augment"),
        "Without labels": ("clusters",),
    },
    {OWN: ("width", "spectral_norm", "minibatch_std")},
    {
        "Pictures and curves": ("ema_kimg", "log_every"),
        "Arithmetic": ("precision",),
        "Bounds": ("weight_clip",),
    },
)
CONVERT = {1: "Turn them grey", 3: "Give them three channels"}  # by the channels they get
STEPS = {"weight_clip": 0.01, "instance_noise": 0.1, "r1_gamma": 1.0, "r2_gamma": 1.0}


def key(recipe: "Recipe", name: str) -> str:
    """Where the session keeps this setting."""
    return f"{recipe.name}-{name}"


def in_words(sentence: str) -> str:
    """A sentence of the core with the labels of the form in place of the settings' names."""
    for name, label in LABELS.items():
        if "_" in name:  # the others are plain words, which a sentence may use as such
            sentence = re.sub(
                rf"\b{name}\b(=?)", lambda found, to=label: _named(to, found), sentence
            )
    return re.sub(
        r"set channels=([13]) to convert the images",
        lambda found: f"switch on **{CONVERT[int(found[1])]}**",
        sentence.replace("labels=false", f"**{LABELS['labels']}** off"),
    )


def _named(label: str, found: re.Match) -> str:
    return f"**{label}** {found[1]} " if found[1] else f"**{label}**"


def auto_choice_words(settings: "Settings") -> str:
    """What the recipe chose for this device and these images; empty where it leaves nothing open.

    Few images are said to be few, since what they switch on changes what D sees.
    """
    from gan_core.training.resolve import auto_choices

    chosen = auto_choices(settings)
    if not chosen:
        return ""
    shaken = chosen.pop("augment", "none")
    words = ", ".join(f"{LABELS[name].lower()} {value}" for name, value in chosen.items())
    if settings.clusters > 1 and not settings.labels:
        words += f"; up to {settings.clusters} groups of alike images stand in for classes"
    if shaken == "none":
        return f"Here: {words}."
    shaken = f"all that D sees is shaken ({shaken}), so that it learns no image by heart"
    return f"Here: {words}; {shaken}."


def set_to_defaults(recipe: "Recipe") -> None:
    """Every setting as the recipe has it."""
    for field in dataclasses.fields(recipe.settings_type):
        st.session_state[key(recipe, field.name)] = field.default


def show(recipe: "Recipe") -> tuple[dict[str, Any], int]:
    """Draw the settings and the seed; what they are set to."""
    fields = {field.name: field for field in dataclasses.fields(recipe.settings_type)}
    main = [field for field in fields.values() if field.metadata["main"]]
    values: dict[str, Any] = {}
    cells = [cell for _ in range(-(-(len(main) + 1) // 4)) for cell in st.columns(4)]
    for field, cell in zip(main, cells, strict=False):
        with cell:
            values[field.name] = _widget(recipe, field)
    with cells[len(main)]:
        seed = st.number_input("Seed", 0, MAX_SEED, 0, key="seed")
        st.caption("The same seed starts the same game.")
    with st.expander("More settings: losses, remedies, optimiser, networks"):
        for row in rows_of(recipe):
            values |= _row(recipe, fields, row)
    return values, int(seed)


def rows_of(recipe: "Recipe") -> list[dict[str, tuple[str, ...]]]:
    """The rows of groups with this recipe's own settings among its networks'."""
    known = {name for row in ROWS for names in row.values() for name in names}
    own = tuple(
        field.name
        for field in dataclasses.fields(recipe.settings_type)
        if not field.metadata["main"] and field.name not in known
    )
    return [
        {title: names + own if title == OWN else names for title, names in row.items()}
        for row in ROWS
    ]


def _row(
    recipe: "Recipe", fields: dict[str, dataclasses.Field], row: dict[str, tuple[str, ...]]
) -> dict[str, Any]:
    values: dict[str, Any] = {}
    counts = [len(names) for names in row.values()]
    empty = [4 - sum(counts)] if sum(counts) < 4 else []
    for (title, names), part in zip(row.items(), st.columns([*counts, *empty]), strict=False):
        with part:
            st.markdown(f"**{title}**")
            for name, cell in zip(names, st.columns(len(names)), strict=True):
                with cell:
                    values[name] = _widget(recipe, fields[name])
    return values


def _widget(recipe: "Recipe", field: dataclasses.Field) -> Any:
    about, place = field.metadata, key(recipe, field.name)
    st.session_state.setdefault(place, field.default)
    label = LABELS.get(field.name, field.name.replace("_", " "))
    if about["unit"] and field.name != "d_steps":
        label += f" ({about['unit'].replace('thousand', '1000')})"
    if about["choices"]:
        value: Any = st.selectbox(
            label, about["choices"], format_func=lambda word: CHOICES.get(word, word), key=place
        )
    elif isinstance(field.default, bool):
        value = st.toggle(label, key=place)
    elif isinstance(field.default, int):
        value = st.number_input(label, int(about["low"]), int(about["high"]), key=place)
    else:
        step = field.default / 2 or STEPS.get(field.name, 10.0 if about["high"] > 1 else 0.05)
        low, high = float(about["low"]), float(about["high"])
        value = st.number_input(label, low, high, step=step, format="%g", key=place)
    st.caption(about["doc"])
    return value
