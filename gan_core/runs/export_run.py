"""A run as one zip, which another machine imports (`gan_core.runs.import_run`).

In it is what the run has come to: curves, sample grids, generators, its newest checkpoint. Not in
it are whose it is, where on this machine anything lies, and, unless asked for, training images of
its owner: neither the images themselves nor grids that show some.
"""

import contextlib
import json
import re
import shutil
import stat
import zipfile
from dataclasses import asdict
from pathlib import Path
from typing import Any, BinaryIO

from gan_core import GanError, __version__
from gan_core.data import durable_files
from gan_core.data.catalog import DATASETS, require_images
from gan_core.data.portable_paths import to_travel
from gan_core.runs.exported_files import MANIFEST, TEXTS, Kind
from gan_core.runs.plain_values import Odd
from gan_core.runs.run_dir import PATHS, RunDir
from gan_core.runs.run_values import ENDED, VALUES

FORMAT = "gan-playground run 1"
MOST_BYTES = 2_000_000_000  # of the zip, and of all that is in it
MOST_MEMBERS = 10_000
HIDDEN = (".", "__MACOSX")


def export_run(run: RunDir, stream: BinaryIO, with_images: bool = False) -> None:
    """Write the zip of a run that has trained; it may be training.

    `with_images`: also the folder or archive it trains on. Raises GanError for a run without a
    checkpoint, and for one that is too large.
    """
    config = run.config()
    is_own = config["dataset"] not in DATASETS
    files = {
        name: (kind, path)
        for name, (kind, path) in run.exported().items()
        if with_images or not (is_own and kind.shows_reals)
    }
    if not any(kind.name == "checkpoint" for kind, _ in files.values()):
        raise GanError(f"{run.id} has no checkpoint yet; export it when it has trained a little.")
    _refuse_too_large(run, files)
    places = _places(run)
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive:
        manifest = {"format": FORMAT, "id": run.id, "version": __version__}
        _add(archive, MANIFEST, _text(manifest), packed=True)
        for name, (kind, path) in files.items():
            if kind.name in TEXTS:
                _add(archive, name, _cleaned(run, places, kind, path), packed=kind.is_packed)
            else:
                _copy(archive, name, path)
        if with_images and is_own:
            _add_images(archive, Path(config["dataset"]))


def _cleaned(run: RunDir, places: dict[str, str], kind: Kind, path: Path) -> bytes:
    """A text file of the run, without the places of this machine."""
    if kind.name in ("stats", "metrics", "changes"):
        rows = durable_files.read_json_lines(path)[0]
        clean = (_without_places(places, durable_files.finite(row)) for row in rows)
        lines = (json.dumps(row, separators=(",", ":")) for row in clean)
        return "".join(line + "\n" for line in lines).encode()
    if kind.name == "config":
        return _text(_portable_config(run))
    value = durable_files.finite(durable_files.read_json(path))
    if kind.name == "status":
        value = _ended_status(run)
    elif kind.name == "place" and (place := run.place()):
        value = asdict(place.elsewhere())
    try:
        return _text(_without_places(places, VALUES[kind.name](value)))
    except Odd:
        raise GanError(f"{run.id} has no readable {path.name}; it cannot be exported.") from None


def _portable_config(run: RunDir) -> dict[str, Any]:
    config = run.config()
    dataset = to_travel(config["dataset"], run.path.parent)
    return {key: it for key, it in config.items() if key not in PATHS} | {"dataset": dataset}


def _ended_status(run: RunDir) -> dict[str, Any]:
    """The status of the run as it ends, for its copy does not train."""
    status = durable_files.finite(run.status())
    state = status["state"] if status["state"] in ENDED else "stopped"
    return {**{k: v for k, v in status.items() if v is not None}, "state": state}


def _places(run: RunDir) -> dict[str, str]:
    """Paths of this machine, which may have spaces in them, and what stands in their place."""
    named = (run.config()["dataset"], str(run.path.parent.resolve()))
    found = {place: re.split(r"[/\\]", place)[-1] for place in named}
    with contextlib.suppress(RuntimeError):  # nobody's home
        found |= {str(Path.home()): ""}  # its last part is the name of a person
    return {place: name for place, name in found.items() if re.search(r"[/\\].", place)}


def _without_places(places: dict[str, str], value: Any) -> Any:
    """`value` with the last part of each absolute path in place of the path."""
    if isinstance(value, dict):
        return {key: _without_places(places, item) for key, item in value.items()}
    if isinstance(value, list):
        return [_without_places(places, item) for item in value]
    if not isinstance(value, str):
        return value
    for place, name in places.items():
        value = value.replace(place, name)
    value = re.sub(r"(?<![\w.$)])/(?:[^/\s\"']+/)+", "", value)
    return re.sub(r"\b[A-Za-z]:\\(?:[^\\\s\"']+\\)+", "", value)


def _add_images(archive: zipfile.ZipFile, dataset: Path) -> None:
    """The archive a run trains on as it is, a folder as a zip of what is in it."""
    require_images(str(dataset))
    name = re.sub(r"[^A-Za-z0-9._-]+", "-", dataset.name)[-60:].lstrip("-")
    if name[:1] in ("", "."):  # in other letters than these
        name = f"images{name}"
    if not dataset.is_dir():
        _copy(archive, f"images/{name}", dataset)
        return
    files = [
        path
        for path in sorted(dataset.rglob("*"))
        if path.is_file()
        and not any(part.startswith(HIDDEN) for part in path.relative_to(dataset).parts)
    ]
    if sum(path.stat().st_size for path in files) > MOST_BYTES:
        raise GanError(_too_large(f"The images in {dataset.name}"))
    with archive.open(_info(f"images/{name}.zip"), "w") as member:
        with zipfile.ZipFile(member, "w", zipfile.ZIP_STORED) as packed:
            for path in files:
                _copy(packed, path.relative_to(dataset).as_posix(), path)


def _refuse_too_large(run: RunDir, files: dict[str, tuple[Kind, Path]]) -> None:
    """Of what no import would take."""
    if len(files) > MOST_MEMBERS - 2:  # the manifest and the images
        raise GanError(
            f"{run.id} has more than {MOST_MEMBERS:,} files, the most that a zip of a run may; "
            "copy the run directory itself."
        )
    total = 0
    for kind, path in files.values():
        with contextlib.suppress(FileNotFoundError):
            size = path.stat().st_size
            if size > kind.most_bytes:
                raise GanError(_too_large(f"{path.name} of {run.id}", kind.most_bytes))
            total += size
    if total > MOST_BYTES:
        raise GanError(_too_large(run.id))


def _too_large(what: str, most: int = MOST_BYTES) -> str:
    size = f"{most / 1e9:g} GB" if most >= 1e9 else f"{most / 1e6:g} MB"
    return (
        f"{what} takes more than {size}, the most that it may in a zip of a run; copy the run "
        "directory itself."
    )


def _copy(archive: zipfile.ZipFile, name: str, path: Path) -> None:
    """One file as it is; a sample grid that was deleted meanwhile is left out."""
    try:
        with open(path, "rb") as file, archive.open(_info(name), "w") as member:
            shutil.copyfileobj(file, member, 1 << 20)
    except FileNotFoundError:
        if path.suffix == ".pt":
            raise GanError(f"{path.name} was replaced meanwhile; try again.") from None
    except OSError as error:
        raise GanError(f"{path.name} cannot be read ({error.strerror}); try again.") from error


def _add(archive: zipfile.ZipFile, name: str, content: bytes, packed: bool) -> None:
    method = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
    archive.writestr(_info(name), content, method)


def _info(name: str) -> zipfile.ZipInfo:
    """Dated 1980, always: the same run gives the same zip."""
    info = zipfile.ZipInfo(name)
    info.external_attr = (stat.S_IFREG | 0o644) << 16
    return info


def _text(value: Any) -> bytes:
    return (json.dumps(value, indent=2, allow_nan=False) + "\n").encode()
