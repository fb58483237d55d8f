"""The form's choice of images: a named set, files beside it, or an upload."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import streamlit as st

from gan_core import GanError
from gan_core.data.catalog import DATASETS, DatasetInfo, is_local
from playground.train import image_sources
from playground.train.image_sources import NAMED, describe
from playground.train.settings_form import CONVERT

if TYPE_CHECKING:
    from gan_core.recipes import Recipe

UPLOADS = "uploads"  # session keys: the paths this session has sent, newest last
UPLOAD_PROBLEM = "upload-problem"
ACCEPTED = ["zip", "tar", "tar.gz", "tgz", "tar.xz", "tar.bz2"]


@dataclass(frozen=True)
class Choice:
    """The images chosen, or why they cannot be used."""

    dataset: str
    """A name from the catalogue or a path."""
    info: DatasetInfo | None
    """None where they cannot be used; `problem` then says why."""
    channels: int | None
    """What they are converted to, 1 or 3; None where they stay as they are."""
    problem: str = ""


def key(recipe: "Recipe") -> str:
    """Where the session keeps the images chosen for this recipe."""
    return f"dataset-{recipe.name}"


def propose(recipe: "Recipe") -> None:
    """Choose the first images for this recipe: the published ones, or others that fit."""
    dataset = first_dataset(recipe)
    st.session_state[key(recipe)] = dataset
    if not _fits(recipe, describe(dataset)):
        st.session_state[_convert_key(recipe, dataset)] = True


def first_dataset(recipe: "Recipe") -> str:
    """The published images, where they are on this machine; else the first that are and fit."""
    published = recipe.published.datasets if recipe.published else ()
    named = [name for name in (*published, *NAMED) if is_local(name)]
    for dataset in (*named, *image_sources.beside_named()):
        try:
            if _fits(recipe, describe(dataset)):
                return dataset
        except GanError:
            continue  # a damaged archive is not proposed; chosen by hand it says what is wrong
    return "silhouettes"


def show(recipe: "Recipe") -> Choice:
    """Draw the list of images, a note on those chosen, and the upload."""
    options = [*NAMED, *image_sources.beside_named(), *_uploads()]
    dataset = st.selectbox("Images", options, format_func=_title, key=key(recipe))
    try:
        info = describe(dataset)
    except GanError as error:
        st.caption("These cannot be used.")
        choice = Choice(dataset, None, None, str(error))
    else:
        st.caption(info.note)
        choice = Choice(dataset, info, _conversion(recipe, info))
    _upload(recipe)
    return choice


def _fits(recipe: "Recipe", info: DatasetInfo) -> bool:
    """Whether the recipe takes these images as they are, with the labels it wants."""
    wants_labels = recipe.settings_type.__dataclass_fields__["labels"].default
    return info.channels in recipe.channels and (not wants_labels or bool(info.class_names))


def _convert_key(recipe: "Recipe", dataset: str) -> str:
    return f"convert-{recipe.name}-{dataset}"


def _conversion(recipe: "Recipe", info: DatasetInfo) -> int | None:
    """The channels to convert to, where the recipe wants others and the person agrees."""
    if info.channels in recipe.channels:
        return None
    toggle = _convert_key(recipe, info.name)
    st.session_state.setdefault(toggle, False)
    channels = recipe.channels[0]
    return channels if st.toggle(CONVERT[channels], key=toggle) else None


def _upload(recipe: "Recipe") -> None:
    with st.popover("Images of your own", icon=":material/upload:", width="stretch"):
        st.file_uploader(
            "A zip or tar of images", ACCEPTED, key="upload",
            on_change=_keep, args=(recipe,),
        )  # fmt: skip
        if problem := st.session_state.get(UPLOAD_PROBLEM):
            st.error(problem)
        st.caption(
            "PNG, JPEG, GIF, BMP or WebP; each sub-folder is a class. The archive is stored beside "
            "the runs and listed only for you, until you reload the page; another of the same name "
            "replaces it. Files in the data folder are visible to everyone."
        )


def _keep(recipe: "Recipe") -> None:
    st.session_state[UPLOAD_PROBLEM] = ""
    file = st.session_state["upload"]
    if file is None:
        return
    try:
        path = image_sources.keep(file.name, file)
    except GanError as error:
        st.session_state[UPLOAD_PROBLEM] = str(error)
        return
    # Of two with the same name the newer one counts.
    others = [old for old in _uploads() if image_sources.title(old) != image_sources.title(path)]
    st.session_state[UPLOADS] = [*others, path]
    st.session_state[key(recipe)] = path


def _uploads() -> list[str]:
    return st.session_state.get(UPLOADS, [])


def _title(dataset: str) -> str:
    name = image_sources.title(dataset)
    if image_sources.is_upload(dataset):
        return f"{name} (yours)"
    if dataset not in DATASETS or is_local(dataset) and dataset != "silhouettes":
        return f"{name} (on this machine)"
    if dataset == "silhouettes":
        return f"{name} (drawn here, no download)"
    return f"{name} (downloads {DATASETS[dataset].download_mb:g} MB)"
