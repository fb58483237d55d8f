"""What can be trained on: named sets, files beside them, uploads, the images of a run. No widgets.

A form and its address name images by a token, never by a path of the server: the name of a named
set, `file:` and the name of a file beside them, `upload:` and a checksum, `run:` and a run's id,
`drawn:` and the name of a set of drawings.
"""

import contextlib
import dataclasses
import os
from pathlib import Path

import streamlit as st

from gan_core import GanError
from gan_core.config.image_choices import ImageChoices
from gan_core.data.catalog import DATASETS, DatasetInfo, data_root
from gan_core.data.files.arrange import DEFAULT
from playground.shared import drawing_sets
from playground.shared.door import owners, visible
from playground.shared.plain_text import plain
from playground.train import uploads
from playground.train.offered_files import can_be_trained_on

NAMED = tuple(DATASETS)
FILE, UPLOAD, RUN, DRAWN = "file:", "upload:", "run:", "drawn:"
CACHE_SECONDS = 60.0  # after that a changed folder is read again
LISTED_SECONDS = 5.0  # after that the folder of the named sets is looked through again
# What torchvision leaves beside what it has unpacked, and the files of named sets.
DOWNLOADS = {
    "cifar-10-python.tar.gz", "cifar-100-python.tar.gz", "stl10_binary.tar.gz",
    *(file for info in DATASETS.values() for files in info.files.values() for file in files),
}  # fmt: skip


def describe(dataset: str, choices: ImageChoices = DEFAULT) -> DatasetInfo:
    """What is known of a named set, or found in a folder or archive of images.

    Raises GanError, without the server's folders in it, where there is nothing to train on.
    """
    if dataset in DATASETS:
        return DATASETS[dataset]
    changed = os.stat(dataset).st_mtime_ns if os.path.exists(dataset) else 0
    counted = dataclasses.replace(choices, background=DEFAULT.background, flip=DEFAULT.flip)
    return _described(dataset, counted, changed)  # neither changes what is found


def training_images(dataset: str, choices: ImageChoices) -> int:
    """How many images a run trains on: those chosen, twice as many where each is mirrored too."""
    count = describe(dataset, choices).count
    if dataset in DATASETS and choices.subset:
        count = min(count, choices.subset)
    return 2 * count if choices.flip else count


def beside_named() -> list[str]:
    """Paths of the archives, tables and folders of images in the folder of the named sets."""
    return _beside(str(data_root()))[0]


def not_offered() -> int:
    """How many more there are under names that no page can show."""
    return _beside(str(data_root()))[1]


@st.cache_data(ttl=LISTED_SECONDS, max_entries=8, show_spinner=False)
def _beside(root: str) -> tuple[list[str], int]:
    """Looked through once for a whole page, which asks for every name in its list."""
    found, unnamed = [], 0
    with contextlib.suppress(OSError):
        for entry in sorted(Path(root).iterdir()):
            if entry.name.startswith(".") or entry.name in DOWNLOADS:
                continue
            if can_be_trained_on(entry):
                path = str(entry.resolve())
                try:
                    path.encode()  # a name of other bytes than UTF-8 is not
                    found.append(path)
                except UnicodeEncodeError:
                    unnamed += 1
    return found, unnamed


def token(dataset: str) -> str:
    """The token of a named set or a path; that of a run for a path that is offered to nobody."""
    if dataset in DATASETS:
        return dataset
    if digest := uploads.digest_of(Path(dataset)):
        return UPLOAD + digest
    if name := drawing_sets.name_of(Path(dataset)):
        return DRAWN + name
    if dataset in beside_named():
        return FILE + Path(dataset).name
    runs = (run for run in visible.visible_runs() if uploads.dataset_of_run(run) == dataset)
    return next((RUN + run.id for run in runs), FILE + Path(dataset).name)


def dataset_of(token: str) -> str:
    """The named set or path of a token.

    Raises GanError where it is not, or no longer, here, or is what somebody else brought.
    """
    kind, _, name = token.partition(":")
    if token in DATASETS:
        return token
    found: str | Path | None = None
    if kind + ":" == FILE:
        found = next((path for path in beside_named() if Path(path).name == name), None)
    elif kind + ":" == UPLOAD:
        found = uploads.path_of(name)
    elif kind + ":" == DRAWN:
        found = drawing_sets.path_of(name)
    elif kind + ":" == RUN:
        with contextlib.suppress(GanError):
            found = visible.find_visible(name).config()["dataset"]
    if found is None or not (found in DATASETS or os.path.exists(found)):
        raise GanError("The images chosen are not on this machine any more; choose others.")
    owners.require_may_use(str(found))
    return str(found)


def without_path(error: Exception, dataset: str) -> str:
    """What went wrong, without the folder of the server in which the images lie."""
    return str(error).replace(dataset, title(dataset))


def lasting(dataset: str) -> str:
    """The same images where nobody adds to them any more, for a run to be resumed with."""
    is_drawn = drawing_sets.name_of(Path(dataset)) is not None
    return str(drawing_sets.frozen(Path(dataset))) if is_drawn else dataset


def title(dataset: str) -> str:
    """The title of a named set, or the name of a file."""
    return DATASETS[dataset].title if dataset in DATASETS else Path(dataset).name


@st.cache_data(ttl=CACHE_SECONDS, max_entries=64, show_spinner="Reading the images…")
def _described(dataset: str, choices: ImageChoices, changed: int) -> DatasetInfo:
    from gan_core.data.files.reading import survey

    path = Path(dataset)
    try:
        found = survey(path, choices)
    except GanError as error:
        raise GanError(str(error).replace(str(path), path.name)) from error
    colour = "greyscale" if found.channels == 1 else "colour"
    classes = f"in {len(found.class_names)} classes" if found.class_names else "without classes"
    counted = f"{found.count:,} {colour} images {classes}."
    left_out = f"Left out: {plain(found.left_out)}." if found.left_out else ""
    return DatasetInfo(
        name=dataset,
        title=path.name,
        image_size=found.image_size,
        channels=found.channels,
        count=found.count,
        test_count=0,
        class_names=found.class_names,
        licence="see its source",
        note=" ".join(filter(None, (counted, plain(found.note), left_out))),
        download_mb=0.0,
    )
