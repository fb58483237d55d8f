"""A recipe's settings as widgets: the main ones in view, the others in titled groups.

A widget shows what the person chose, as FormState keeps it, and otherwise what the recipe proposes.
"""

import dataclasses
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

import streamlit as st

from gan_core import GanError
from gan_core.config.followed_seeds import MOST
from gan_core.config.settings import MAX_SEED, checked
from playground.shared.folded import folded
from playground.shared.plain_text import plain
from playground.shared.setting_labels import CHOICES, IMAGE_LABELS, LABELS, label, setting_words
from playground.train.form_state import FOLLOW, FormState, shortened, whole

if TYPE_CHECKING:
    from gan_core.config.training_options import TrainingOptions
    from gan_core.recipes import Recipe

MORE = "More settings: loss, stabilisers, optimiser, networks"
OWN = "Networks"  # where a recipe's own settings go
# Each row is shared by its groups, four or five settings; a group alone goes on below.
ROWS: tuple[dict[str, tuple[str, ...]], ...] = (
    {"Objective": ("loss", "d_steps"), "D's targets": ("fake_label", "target_noise")},
    {"Optimiser": ("beta1", "beta2", "adam_eps", "anneal")},
    {
        "Penalties": ("r1_gamma", "r2_gamma", "penalty_every", "gp_weight"),
        "Without labels": ("clusters",),
    },
    {
        "Noise on D's inputs": ("instance_noise", "instance_noise_kimg"),
        "Augmentation of D's inputs": ("augment", "augment_share", "augment_rampup"),
    },
    {OWN: ("width", "spectral_norm", "minibatch_std")},
    {"Averaging, checkpoints, log": ("ema_kimg", "posthoc_ema", "keep_checkpoints", "log_every")},
    {"Computation": ("precision",), "Limits": ("weight_clip",), "Late in the run": ("frechet",)},
)
CHOSEN_WORDS = {"size": "{} network", "scales": "D at {} scales"}  # of the recipe's own choices
CONVERT = {1: "Convert to greyscale", 3: "Convert to RGB"}  # by the channels they get
STEPS = {"weight_clip": 0.01, "instance_noise": 0.1, "r1_gamma": 1.0, "r2_gamma": 1.0}


def key(recipe: "Recipe", name: str) -> str:
    """Where the session keeps this setting."""
    return f"{recipe.name}-{name}"


def in_words(sentence: str) -> str:
    """A sentence of the core as Markdown, with the form's labels in place of settings' names.

    All else in it is text: it may repeat what stood in an address.
    """
    names = {plain(name): name for name in LABELS | IMAGE_LABELS if "_" in name}  # others are words
    sentence = re.sub(
        rf"\b({'|'.join(map(re.escape, names))})\b(=?)",
        lambda found: f"**{label(names[found[1]])}**" + (" = " if found[2] else ""),
        plain(sentence),
    )
    return re.sub(
        r"set channels=([13]) to convert the images",
        lambda found: f"switch on **{CONVERT[int(found[1])]}**",
        sentence.replace("labels=false", f"**{LABELS['labels']}** off"),
    )


def refused(name: str, text: str, error: GanError, used: Any) -> str:
    """A sentence on a setting that was asked for and cannot be, and what is used instead."""
    words = str(error).replace(text, shortened(text))
    return f"{in_words(words)} {label(name)}: {plain(setting_words(name, used))} is used."


def auto_choice_words(settings: "TrainingOptions", images: int) -> str:
    """What the recipe chose for this machine and so many images; "" where it leaves nothing open.

    Augmentation and the Frechet loss are said to be on, since they change what D and G learn from.
    """
    from gan_core.data.clusters import count_clusters
    from gan_core.training.resolve import auto_choices

    chosen = auto_choices(settings)
    if not chosen:
        return ""
    augment, frechet = chosen.pop("augment", "none"), chosen.pop("frechet", "off")
    words = [
        CHOSEN_WORDS.get(name, "{}").format(CHOICES.get(value, value))
        for name, value in chosen.items()
    ]
    sentences = [f"Chosen for this machine: {', '.join(words)}."]
    clusters = 0 if settings.labels else count_clusters(settings.clusters, images)
    if clusters:
        sentences.append(f"Similar images are clustered and used as classes, up to {clusters}.")
    if augment != "none":
        sentences.append(
            f"Augmentation ({augment}) of {augmented_words(settings)} is on, so that D does not "
            "memorise the few images."
        )
    if frechet == "on":
        sentences.append("Frechet loss is on in the second half: a loss network fits the images.")
    return " ".join(sentences)


def augmented_words(settings: "TrainingOptions") -> str:
    """How many of D's inputs are augmented, such as "up to 30% (after 60 epochs)"."""
    share = f"{settings.augment_share:.0%}"
    if not settings.augment_rampup:
        return share
    return f"up to {share} (after {settings.augment_rampup:,.6g} epochs)"


def values_of(
    recipe: "Recipe", state: FormState, proposed: dict[str, Any]
) -> tuple[dict[str, Any], dict[str, GanError]]:
    """(every setting's value, what is wrong with choices that cannot be, by name).

    `proposed` goes before the recipe's own defaults, and stands for what cannot be.
    """
    values, wrong = {}, {}
    fields = recipe.settings_type.__dataclass_fields__
    for name, field in fields.items():
        values[name] = proposed.get(name, field.default)
        if text := state.get(name):
            try:
                values[name] = checked(field, text)
            except GanError as error:
                wrong[name] = error
    return values, wrong


def problems(
    recipe: "Recipe", state: FormState, wrong: dict[str, GanError], used: dict[str, Any]
) -> list[str]:
    """A sentence, as Markdown, on each choice that this recipe cannot take, with what is used."""
    found = [refused(name, state.get(name), wrong[name], used[name]) for name in wrong]
    fields = recipe.settings_type.__dataclass_fields__
    if unknown := [label(name) for name in state.chosen if name in LABELS and name not in fields]:
        found.append(f"This model has no {', '.join(unknown)}; your choice is kept for others.")
    return found


def changed(
    recipe: "Recipe", state: FormState, values: dict[str, Any], proposed: dict[str, Any]
) -> list[str]:
    """The settings that a person changed from what is proposed or by default, in words."""
    fields = recipe.settings_type.__dataclass_fields__
    return [
        f"{label(name)} {setting_words(name, values[name])}"
        for name in fields
        if name in state.chosen and values[name] != proposed.get(name, fields[name].default)
    ]


def seed_of(state: FormState) -> int:
    """The seed that was chosen, or 0."""
    return whole(state.get("seed"), 0, MAX_SEED) or 0


@dataclass(frozen=True)
class Drawn:
    """What the form draws of a recipe: the values shown, and those the run would have."""

    recipe: "Recipe"
    state: FormState
    values: dict[str, Any]
    used: dict[str, Any]
    """Empty while the run cannot be resolved."""
    has_classes: bool

    def caption(self, field: "dataclasses.Field[Any]") -> str:
        """What the setting does, and its value in this run where another is shown."""
        name, doc = field.name, field.metadata["doc"]
        used = self.used.get(name, self.values[name])
        if used == self.values[name]:
            return doc
        return f"{doc} In this run: {plain(setting_words(name, used))}."


def show(drawn: Drawn) -> None:
    """Draw the settings, the seed and the followed seeds."""
    state = drawn.state
    fields = {field.name: field for field in dataclasses.fields(drawn.recipe.settings_type)}
    main = [field for field in fields.values() if field.metadata["main"]]
    cells = _cells(len(main) + 2)
    for field, cell in zip(main, cells, strict=False):
        with cell:
            _widget(drawn, field, field.name == "labels" and not drawn.has_classes)
    with cells[len(main)]:
        st.session_state["seed"] = seed_of(state)
        st.number_input(
            "Seed", 0, MAX_SEED, key="seed",
            on_change=lambda: state.choose("seed", st.session_state["seed"]),
        )  # fmt: skip
        st.caption("The same form and seed repeat the run on this machine.")
    with cells[len(main) + 1]:
        _followed(state)
    with folded(MORE, "more-settings") as is_open:
        for row in rows_of(drawn.recipe) if is_open else ():
            _row(drawn, fields, row)


def _followed(state: FormState) -> None:
    """Which seeds the sample grids show."""
    st.session_state["follow"] = state.get(FOLLOW)
    st.text_input(
        "Followed seeds", key="follow", placeholder="0, 1, 2, …",
        on_change=lambda: state.choose(FOLLOW, st.session_state["follow"]),
    )  # fmt: skip
    st.caption(f"What the sample grids show: up to {MOST} seeds of Explore.")


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
    drawn: Drawn, fields: dict[str, "dataclasses.Field[Any]"], row: dict[str, tuple[str, ...]]
) -> None:
    counts = [len(names) for names in row.values()]
    empty = [4 - sum(counts)] if sum(counts) < 4 else []
    for (title, names), part in zip(row.items(), st.columns([*counts, *empty]), strict=False):
        with part:
            st.markdown(f"**{title}**")
            cells = st.columns(len(names)) if len(row) > 1 else _cells(len(names))
            for name, cell in zip(names, cells, strict=True):
                with cell:
                    _widget(drawn, fields[name])


def _widget(drawn: Drawn, field: "dataclasses.Field[Any]", disabled: bool = False) -> None:
    name = key(drawn.recipe, field.name)
    st.session_state[name] = drawn.values[field.name]
    draw(
        field, name,
        on_change=lambda: drawn.state.choose(field.name, st.session_state[name]),
        disabled=disabled,
    )  # fmt: skip
    st.caption("These images have no classes." if disabled else drawn.caption(field))


def draw(
    field: "dataclasses.Field[Any]",
    key: str,
    value: Any = None,
    on_change: Callable[[], None] | None = None,
    disabled: bool = False,
) -> Any:
    """The widget of one setting, and its value; at first `value`, or what the session has."""
    about, default = field.metadata, cast(Any, field.default)
    kept: dict[str, Any] = {"key": key, "disabled": disabled, "on_change": on_change}
    title = label(field.name)
    if about["unit"] and about["unit"] not in title.lower():
        title += f" ({about['unit'].replace('thousand', '1000')})"
    if about["choices"]:
        first = 0 if value is None else about["choices"].index(value)
        return st.selectbox(
            title, about["choices"], first, format_func=lambda word: CHOICES.get(word, word), **kept
        )
    if value is not None:
        kept["value"] = value
    if isinstance(default, bool):
        return st.toggle(title, **kept)
    if isinstance(default, int):
        return st.number_input(title, int(about["low"]), int(about["high"]), **kept)
    step = default / 2 or STEPS.get(field.name, 10.0 if about["high"] > 1 else 0.05)
    low, high = float(about["low"]), float(about["high"])
    return st.number_input(title, low, high, step=step, format="%g", **kept)
