"""What is made of a person's images, chosen where it is seen; and a check of all of them."""

import contextlib
from pathlib import Path
from typing import Any

import streamlit as st

from gan_core import GanError
from gan_core.config.image_choices import SEPARATOR, ImageChoices
from gan_core.config.settings import checked
from gan_core.data.catalog import DATASETS
from gan_core.metrics.shipped_features import set_with_classes
from playground.shared.folded import folded
from playground.shared.plain_text import plain
from playground.shared.setting_labels import FITS, label, setting_words
from playground.train import image_sources, settings_form
from playground.train.form_state import FormState
from playground.train.image_sources import CACHE_SECONDS, describe

BACKGROUNDS = {"auto": "auto", "black": "black", "white": "white"}
ROWS = 30  # classes listed
NAMED = 3  # folders named in a sentence


def choices_of(state: FormState) -> ImageChoices:
    """The choices a person made, those that make no sense left at their defaults."""
    values: dict[str, Any] = {}
    for name, field in ImageChoices.__dataclass_fields__.items():
        if text := state.get(name):
            try:
                values[name] = checked(field, text)
            except GanError:
                continue  # of an address that somebody typed
    return ImageChoices(**values)


def problems(state: FormState) -> list[str]:
    """A sentence, as Markdown, on each choice that makes no sense."""
    found = []
    for name, field in ImageChoices.__dataclass_fields__.items():
        if text := state.get(name):
            try:
                checked(field, text)
            except GanError as error:
                found.append(settings_form.refused(name, text, error, field.default))
    return found


def changed(choices: ImageChoices) -> list[str]:
    """Those that differ from the defaults, in words, as Markdown."""
    fields = ImageChoices.__dataclass_fields__
    return [
        f"{label(name)}: {plain(_words(name, choices))}"
        for name, field in fields.items()
        if getattr(choices, name) != field.default
    ]


def _words(name: str, choices: ImageChoices) -> str:
    folders = sorted(choices.folders_left_out)
    if name == "leave_out":
        return "; ".join(folders) if len(folders) <= NAMED else f"{len(folders)} folders"
    return setting_words(name, getattr(choices, name))


def assignments(choices: ImageChoices) -> list[str]:
    """As settings of the run, those that differ from the defaults."""
    fields = ImageChoices.__dataclass_fields__
    return [
        f"{name}={getattr(choices, name)}"
        for name, field in fields.items()
        if getattr(choices, name) != field.default
    ]


def show(dataset: str, state: FormState, choices: ImageChoices) -> None:
    """Draw the choices, folded away, and the button for a check of all images."""
    with folded("Image options, and a check of all images", "image-options") as is_open:
        if not is_open:
            return
        first, second, third, fourth = st.columns([4.5, 3.9, 2.7, 3.9])
        with first:
            _segments("fit", FITS, state, choices)
        with second:
            _segments("background", BACKGROUNDS, state, choices)
        with third:
            _subset(state, choices)
        with fourth:
            _toggle("flip", choices.flip, state, "true", "false")
            one = choices.classes == "one"
            _toggle("classes", one, state, "one", "folders")
        _likeness(dataset, state, choices)
        _folders(dataset, state, choices)
        if st.button("Check all images", key="inspect", icon=":material/search:"):
            st.session_state["inspected"] = (dataset, choices)
        if st.session_state.get("inspected") == (dataset, choices):
            _inspected(dataset, choices)


def _segments(name: str, words: dict[str, str], state: FormState, choices: ImageChoices) -> None:
    st.session_state[name] = getattr(choices, name)
    st.segmented_control(
        label(name), list(words), format_func=words.__getitem__, required=True, key=name,
        on_change=lambda: state.choose(name, st.session_state[name]),
    )  # fmt: skip


def _toggle(name: str, value: bool, state: FormState, on: str, off: str) -> None:
    key = f"image-{name}"
    st.session_state[key] = value
    st.toggle(
        label(name), key=key,
        on_change=lambda: state.choose(name, on if st.session_state[key] else off),
    )  # fmt: skip


def _subset(state: FormState, choices: ImageChoices) -> None:
    st.session_state["subset"] = choices.subset
    st.number_input(
        f"{label('subset')} (0: all)", 0, 10**7, step=100, key="subset",
        on_change=lambda: state.choose("subset", st.session_state["subset"]),
    )  # fmt: skip


def _likeness(dataset: str, state: FormState, choices: ImageChoices) -> None:
    """Offered where the folders are the classes of a set that networks are shipped for."""
    name = choices.like
    with contextlib.suppress(GanError):  # the form says why these images cannot be used
        name = name or set_with_classes(describe(dataset).class_names)
    if not name:
        return

    def chosen() -> None:
        if st.session_state["image-like"]:
            state.choose("like", name)
        else:
            state.forget("like")

    st.session_state["image-like"] = bool(choices.like)
    title = DATASETS[name].title if name in DATASETS else plain(name)
    st.toggle(
        f"These are the images of {title}", key="image-like", on_change=chosen,
        help="Metrics are then those of its feature network, and G's Frechet loss uses its loss "
        "network, as for the named data set.",
    )  # fmt: skip


def _folders(dataset: str, state: FormState, choices: ImageChoices) -> None:
    """Which folders are left out, of those that are classes or already left out."""
    left_out = sorted(choices.folders_left_out)
    found: tuple[str, ...] = ()
    with contextlib.suppress(GanError):  # the form says why these images cannot be used
        found = describe(dataset).class_names
    names = {*left_out, *filter(_can_be_left_out, found)}
    if odd := [name for name in found if name not in names]:
        listed = ", ".join(odd[:NAMED]) + (", …" if len(odd) > NAMED else "")
        st.caption(plain(f"Cannot be left out, for their names: {listed}."))
    if not names:
        return

    def chosen() -> None:
        state.choose("leave_out", SEPARATOR.join(st.session_state["leave_out"]))
        if not st.session_state["leave_out"]:
            state.forget("leave_out")

    st.session_state["leave_out"] = left_out
    st.multiselect(
        label("leave_out"), sorted(names), key="leave_out", on_change=chosen,
        placeholder="none",
    )  # fmt: skip


def _can_be_left_out(name: str) -> bool:
    """Whether the name is one folder still when it stands among those left out."""
    return ImageChoices(leave_out=name).folders_left_out == {name}


def _inspected(dataset: str, choices: ImageChoices) -> None:
    from gan_core.data.inspection import UNEVEN

    try:
        sentences, counts = _inspect(dataset, choices, Path(dataset).stat().st_mtime)
    except (GanError, OSError) as error:
        st.error(plain(image_sources.without_path(error, dataset)))
        return
    # All others may name files and folders, which stay as they are.
    words = [settings_form.in_words(it) if it == UNEVEN else plain(it) for it in sentences]
    st.markdown("\n".join(f"- {it}" for it in words))
    if counts:
        rows = list(counts.items())[:ROWS]
        more = f", and {len(counts) - ROWS} more" if len(counts) > ROWS else ""
        st.caption(plain(", ".join(f"{name}: {count:,}" for name, count in rows) + more))


@st.cache_data(ttl=10 * CACHE_SECONDS, max_entries=16, show_spinner="Checking all images…")
def _inspect(
    dataset: str, choices: ImageChoices, changed: float
) -> tuple[list[str], dict[str, int]]:
    from gan_core.data.inspection import inspect_images

    found = inspect_images(Path(dataset), choices)
    return found.sentences(), found.class_counts
