"""The form's choice of images: a named set, files beside it, or what a person brings."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

from gan_core import GanError
from gan_core.data.catalog import DATASETS, DatasetInfo, is_local
from playground.shared import drawing_sets
from playground.shared.plain_text import plain
from playground.train import form_locks, image_sources, uploads
from playground.train.form_state import OF_ONE_SET, FormState, shortened
from playground.train.image_panel import choices_of
from playground.train.image_sources import NAMED, describe
from playground.train.many_files import pack_many_files
from playground.train.settings_form import CONVERT

if TYPE_CHECKING:
    from gan_core.recipes import Recipe

UPLOAD_PROBLEM, UPLOAD_NOTE = "upload-problem", "upload-note"  # session keys
UPLOADS_MADE = "uploads-made"  # counts them: a new number is a new, empty uploader
FEW, VERY_FEW = 1000, 200  # images


@dataclass(frozen=True)
class Choice:
    """The images chosen, or why they cannot be used."""

    dataset: str
    """A name from the catalogue or a path; "" where the images chosen are not here."""
    info: DatasetInfo | None
    """None where they cannot be used; `problem` then says why."""
    channels: int | None
    """What they are converted to, 1 or 3; None where they stay as they are."""
    problem: str = ""

    @property
    def is_own(self) -> bool:
        """Whether they are here and somebody brought them: no named set, a file or an upload."""
        return self.dataset not in ("", *DATASETS)


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


def show(recipe: "Recipe", state: FormState) -> Choice:
    """Draw the list of images and what is to be known of those chosen."""
    chosen = state.get("dataset") or image_sources.token(first_dataset(recipe))
    titles = _titles()
    if chosen not in titles:
        titles[chosen] = _other_title(chosen)
    st.session_state["dataset"] = chosen
    st.selectbox(
        form_locks.label(state, "dataset", "Images"), list(titles),
        format_func=lambda token: titles.get(token, token), key="dataset",
        on_change=lambda: state.choose_images(st.session_state["dataset"]),
        disabled="dataset" in state.fixed,
    )  # fmt: skip
    if count := image_sources.not_offered():
        st.caption(_unnamed(count))
    try:
        dataset = image_sources.dataset_of(chosen)
    except GanError as error:
        return Choice("", None, None, str(error))
    try:
        info = describe(dataset, choices_of(state))
    except GanError as error:
        return Choice(dataset, None, None, str(error))
    return Choice(dataset, info, _conversion(recipe, info, state))


def notes(recipe: "Recipe", images: Choice) -> str:
    """What these images are and, where they are few, what to expect."""
    if images.info is None:
        return "These cannot be used."
    if drawing_sets.name_of(Path(images.dataset)):
        return images.info.note  # of doodles, 100 are enough
    found = [images.info.note]
    count = images.info.count
    if images.is_own and not images.info.class_names and recipe.labels_optional:
        from gan_core.data.clusters import MIN_IMAGES

        if count >= 2 * MIN_IMAGES:
            found.append("Similar images are clustered and used as classes.")
    if count < VERY_FEW:
        found.append(
            f"{count} images are very few: expect blurred shapes that resemble them; "
            f"{FEW:,} or more help, and so do 15 minutes."
        )
    elif count < FEW:
        found.append(f"{count} images are few: {FEW:,} or more give clearer samples.")
    return " ".join(found)


def show_upload(state: FormState) -> None:
    """A panel in which a person gives images of their own, and deletes them."""
    made = st.session_state.setdefault(UPLOADS_MADE, 0)
    # Under another key it is another popover, which is closed and covers none of what was chosen.
    with st.popover(
        "Images of your own", icon=":material/upload:", width="stretch", key=f"own-images-{made}"
    ):
        st.caption(
            "Choose photos, or one zip or tar of them; the folders in it, if there are several, "
            "are classes. PNG, JPEG, GIF, BMP, WebP, TIFF or AVIF. Or one file of pixels: CSV, "
            ".npy, .npz, parquet or IDX (MNIST)."
        )
        for words, kind in (("Images, or one archive", "files"), ("Or a folder", "folder")):
            key = f"upload-{kind}-{made}"
            st.file_uploader(
                words, accept_multiple_files="directory" if kind == "folder" else True, key=key,
                on_change=_keep, args=(key, state),
            )  # fmt: skip
        pack_many_files(f"upload-files-{made}", f"upload-folder-{made}")
        if problem := st.session_state.get(UPLOAD_PROBLEM):
            st.error(plain(problem))
        _list_uploads(state)
        st.caption(
            "Uploads stay on the machine that runs this playground until you delete them; only "
            "this browser lists them. Files in its data folder are listed for everyone."
        )
    token, note = st.session_state.get(UPLOAD_NOTE) or ("", "")
    if note and token == state.get("dataset"):
        st.caption(plain(note))


def _list_uploads(state: FormState) -> None:
    for path in uploads.mine():
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"{plain(path.name)}, {path.stat().st_size / 1e6:,.1f} MB", width="stretch")
            st.button(
                "Delete", key=f"delete-{uploads.digest_of(path)}", icon=":material/delete:",
                on_click=_delete, args=(path, state),
            )  # fmt: skip


def _keep(key: str, state: FormState) -> None:
    files = st.session_state[key]
    st.session_state[UPLOAD_PROBLEM], st.session_state[UPLOAD_NOTE] = "", None
    if not files:
        return
    try:
        path, note = uploads.keep(files)
    except GanError as error:
        st.session_state[UPLOAD_PROBLEM] = str(error)
        return
    token = image_sources.token(str(path))
    st.session_state[UPLOAD_NOTE] = (token, note)
    st.session_state[UPLOADS_MADE] += 1
    state.choose_images(token)


def _delete(path: Path, state: FormState) -> None:
    st.session_state[UPLOAD_NOTE] = None
    token = image_sources.token(str(path))
    try:
        uploads.delete(path)
    except GanError as error:
        st.session_state[UPLOAD_PROBLEM] = str(error)
        return
    if state.get("dataset") == token:
        state.forget("dataset", *OF_ONE_SET)


def _fits(recipe: "Recipe", info: DatasetInfo) -> bool:
    """Whether the recipe takes these images as they are, with the labels it wants."""
    wants_labels = recipe.settings_type.__dataclass_fields__["labels"].default
    return info.channels in recipe.channels and (not wants_labels or bool(info.class_names))


def _conversion(recipe: "Recipe", info: DatasetInfo, state: FormState) -> int | None:
    """The channels to convert to, where the recipe wants others, unless the person refuses."""
    if info.channels in recipe.channels:
        return None
    channels = recipe.channels[0]
    st.session_state["convert"] = state.get("convert") != "false"
    agreed = st.toggle(
        CONVERT[channels], key="convert",
        on_change=lambda: state.choose("convert", st.session_state["convert"]),
    )  # fmt: skip
    return channels if agreed else None


def _titles() -> dict[str, str]:
    """What can be chosen, by token: the named sets, then files, uploads and drawings."""
    titles = {name: _named_title(name) for name in NAMED}
    for path in image_sources.beside_named():
        titles[image_sources.FILE + Path(path).name] = Path(path).name
    for upload in uploads.mine():
        titles[f"{image_sources.UPLOAD}{uploads.digest_of(upload)}"] = f"{upload.name} (yours)"
    for name in drawing_sets.names():
        titles[image_sources.DRAWN + name] = f"{name} (drawn here)"
    return titles


def _named_title(name: str) -> str:
    info = DATASETS[name]
    return info.title if is_local(name) else f"{info.title} (downloads {info.download_mb:g} MB)"


def _other_title(token: str) -> str:
    """Of images that the list does not offer: of a run, of another browser, or gone."""
    try:
        name = image_sources.title(image_sources.dataset_of(token))
    except GanError:
        return f"{shortened(token.partition(':')[2] or token)} (not here)"
    if token.startswith(image_sources.RUN):
        return f"{name} (of run {token.removeprefix(image_sources.RUN)[:5]})"
    return name


def _unnamed(count: int) -> str:
    if count > 1:
        return (
            f"{count} files or folders beside the named sets have names that are not UTF-8; rename "
            "them to train on them."
        )
    return (
        "1 file or folder beside the named sets has a name that is not UTF-8; rename it to train "
        "on it."
    )
