"""A recipe's settings as widgets: the main ones in view, the others in titled groups.

Every value lives in the session under `key(recipe, name)`, so that a button can set many at once.
"""

import dataclasses
import re
from typing import TYPE_CHECKING, Any

import streamlit as st

from gan_core.config.settings import MAX_SEED
from playground.shared.setting_labels import CHOICES, LABELS, label

if TYPE_CHECKING:
    from gan_core.config.settings import Settings
    from gan_core.recipes import Recipe

OWN = "Networks"  # where a recipe's own settings go
# Each row is shared by its groups, four settings at most.
ROWS: tuple[dict[str, tuple[str, ...]], ...] = (
    {"Objective": ("loss", "d_steps"), "D's targets": ("fake_label", "target_noise")},
    {"Optimiser": ("beta1", "beta2", "adam_eps", "anneal")},
    {"Penalties": ("r1_gamma", "r2_gamma", "penalty_every", "gp_weight")},
    {
        "D's inputs": ("instance_noise", "instance_noise_kimg", "augment"),
        "Without labels": ("clusters",),
    },
    {OWN: ("width", "spectral_norm", "minibatch_std")},
    {
        "Averaging and log": ("ema_kimg", "log_every"),
        "Computation": ("precision",),
        "Limits": ("weight_clip",),
    },
)
CONVERT = {1: "Convert to greyscale", 3: "Convert to RGB"}  # by the channels they get
STEPS = {"weight_clip": 0.01, "instance_noise": 0.1, "r1_gamma": 1.0, "r2_gamma": 1.0}


def key(recipe: "Recipe", name: str) -> str:
    """Where the session keeps this setting."""
    return f"{recipe.name}-{name}"


def in_words(sentence: str) -> str:
    """A sentence of the core with the labels of the form in place of the settings' names."""
    names = [name for name in LABELS if "_" in name]  # the others are plain words as well
    sentence = re.sub(rf"\b({'|'.join(names)})\b(=?)", _label, sentence)
    return re.sub(
        r"set channels=([13]) to convert the images",
        lambda found: f"switch on **{CONVERT[int(found[1])]}**",
        sentence.replace("labels=false", f"**{LABELS['labels']}** off"),
    )


def _label(found: re.Match[str]) -> str:
    label = f"**{LABELS[found[1]]}**"
    return f"{label} = " if found[2] else label


def auto_choice_words(settings: "Settings") -> str:
    """What the recipe chose for this machine and these images; "" where it leaves nothing open.

    Augmentation is said to be on, since it changes what D sees.
    """
    from gan_core.training.resolve import auto_choices

    chosen = auto_choices(settings)
    if not chosen:
        return ""
    augment = chosen.pop("augment", "none")
    words = [
        f"{CHOICES.get(value, value)} network" if name == "size" else str(value)
        for name, value in chosen.items()
    ]
    sentences = [f"Chosen for this machine: {', '.join(words)}."]
    if settings.clusters > 1 and not settings.labels:
        sentences.append(
            f"Similar images are clustered and used as classes, up to {settings.clusters}."
        )
    if augment != "none":
        sentences.append(
            f"Augmentation ({augment}) is on, so that D does not memorise the few images."
        )
    return " ".join(sentences)


def set_to_defaults(recipe: "Recipe") -> None:
    """Every setting as the recipe has it."""
    for field in dataclasses.fields(recipe.settings_type):
        st.session_state[key(recipe, field.name)] = field.default


def show(recipe: "Recipe") -> tuple[dict[str, Any], int]:
    """Draw the settings and the seed; what they are set to."""
    fields = {field.name: field for field in dataclasses.fields(recipe.settings_type)}
    main = [field for field in fields.values() if field.metadata["main"]]
    values: dict[str, Any] = {}
    cells = _cells(len(main) + 1)
    for field, cell in zip(main, cells, strict=False):
        with cell:
            values[field.name] = _widget(recipe, field)
    with cells[len(main)]:
        seed = st.number_input("Seed", 0, MAX_SEED, 0, key="seed")
        st.caption("The same seed repeats the run.")
    with st.expander("More settings: loss, stabilisers, optimiser, networks"):
        for row in rows_of(recipe):
            values |= _row(recipe, fields, row)
    return values, int(seed)


def _cells(count: int) -> list[Any]:
    """Columns for so many widgets, four in a row; in a last row that is not full they are wider."""
    rows = [min(4, count - start) for start in range(0, count, 4)]
    return [cell for row in rows for cell in st.columns(max(3, row))[:row]]


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
    recipe: "Recipe", fields: dict[str, "dataclasses.Field[Any]"], row: dict[str, tuple[str, ...]]
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


def _widget(recipe: "Recipe", field: "dataclasses.Field[Any]") -> Any:
    about, name = field.metadata, key(recipe, field.name)
    default: Any = field.default
    st.session_state.setdefault(name, default)
    title = label(field.name)
    if about["unit"] and field.name != "d_steps":
        title += f" ({about['unit'].replace('thousand', '1000')})"
    if about["choices"]:
        value: Any = st.selectbox(
            title, about["choices"], format_func=lambda word: CHOICES.get(word, word), key=name
        )
    elif isinstance(default, bool):
        value = st.toggle(title, key=name)
    elif isinstance(default, int):
        value = st.number_input(title, int(about["low"]), int(about["high"]), key=name)
    else:
        step = default / 2 or STEPS.get(field.name, 10.0 if about["high"] > 1 else 0.05)
        low, high = float(about["low"]), float(about["high"])
        value = st.number_input(title, low, high, step=step, format="%g", key=name)
    st.caption(about["doc"])
    return value
