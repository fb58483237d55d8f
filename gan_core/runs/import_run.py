"""A run out of the zip of another machine: checked whole, written aside, and only then renamed.

Each text is taken apart and written anew, each image and each file of weights opened as what its
name says, so that nothing of the zip is in the run that was not understood.
"""

import contextlib
import json
import secrets
import shutil
import time
from pathlib import Path
from typing import Any

from PIL import Image

from gan_core import GanError, __version__
from gan_core.config.train_config import TrainConfig
from gan_core.data import durable_files
from gan_core.data.portable_paths import DATA, may_travel
from gan_core.runs import plain_values
from gan_core.runs.export_run import FORMAT
from gan_core.runs.exported_files import MANIFEST
from gan_core.runs.import_destination import Destination
from gan_core.runs.plain_values import Odd
from gan_core.runs.run_dir import RUN_ID, RunDir, adopt
from gan_core.runs.run_values import ROWS, VALUES
from gan_core.runs.run_zip import RunZip, open_zip, refused

ASIDE = ".importing-"
OLD_SECONDS = 86_400.0  # after which a folder aside is one that a crash has left
MOST_LINE = 200_000  # bytes of a record
MOST_PIXELS = 50_000_000


def import_run(path: Path, to: Destination) -> RunDir:
    """The run in the zip at `path` with the next number of `to`, stopped where it was.

    Raises GanError, in one sentence, for everything that is no run, and then writes nothing.
    """
    durable_files.make_folder(to.root)
    _remove_old(to.root)
    with open_zip(path) as opened:
        manifest = _manifest(opened)
        aside = to.root / f"{ASIDE}{secrets.token_hex(8)}"
        try:
            run = RunDir(aside)
            _unpack(opened, run, _config(opened, manifest["version"]), to)
            origin = {"id": manifest["id"], "version": manifest["version"]}
            run.write_imported_from({**origin, "imported_at": time.time()})
            to.prepare(run)
            return adopt(to.root, manifest["id"][6:], aside)
        except OSError as error:
            raise GanError(f"{path.name} cannot be unpacked ({error.strerror}).") from error
        finally:
            shutil.rmtree(aside, ignore_errors=True)


def _manifest(opened: RunZip) -> dict[str, str]:
    """The `id` of the run where it was trained, and the `version` that exported it."""
    found = _value(opened, MANIFEST, "manifest")
    if found["format"] != FORMAT:
        if found["format"].startswith(FORMAT.rstrip("0123456789")):
            raise _of_another_version(opened.path, found["version"])
        raise refused(opened.path, "it is of another program")
    if not RUN_ID.fullmatch(found["id"]):
        raise refused(opened.path, "the run in it has no name")
    return found


def _of_another_version(path: Path, version: str) -> GanError:
    return GanError(
        f"{path.name} was exported by version {version[:20]} of the playground, and this one "
        f"({__version__}) cannot read it; import it there, or update this one."
    )


def _unpack(opened: RunZip, run: RunDir, config: TrainConfig, to: Destination) -> None:
    for folder in ("samples", "generators", "checkpoints", "averages"):
        durable_files.make_folder(run.path / folder)
    images = None
    for name, (kind, _) in opened.members.items():
        target = run.path / name
        if kind.name in ROWS:
            _write_rows(opened, name, kind.name, target)
        elif kind.name == "images":
            images = name
        elif kind.name == "status":
            run.write_status(**_value(opened, name, kind.name))
        elif kind.name in VALUES and kind.name not in ("manifest", "config"):
            durable_files.write_json(target, _value(opened, name, kind.name))
        elif kind.name not in VALUES:
            _write_file(opened, name, target)
            _check_file(opened, kind.name, target, config.recipe)
    values = config.to_json()
    if images:
        values["dataset"] = _kept(opened, images, run.path, to)
    elif not to.may_use(config.dataset):
        values["dataset"] = f"{DATA}/{config.dataset.rpartition('/')[2]}"
    run.write_config(values)


def _config(opened: RunZip, version: str) -> TrainConfig:
    """The config, of a recipe that this version has, with images that no path leads astray."""
    from gan_core.recipes import find_recipe

    values = _value(opened, "config.json", "config")
    if not may_travel(values["dataset"]):
        raise refused(opened.path, "its images are called by a path")
    try:
        recipe = find_recipe(values["recipe"])
        config = TrainConfig.from_json(values, recipe.settings_type)
        recipe.check_images(config.channels or recipe.channels[0], config.image_size)
    except GanError as error:
        if version != __version__:
            raise _of_another_version(opened.path, version) from error
        raise refused(opened.path, str(error).rstrip(".")) from error
    return config


def _value(opened: RunZip, name: str, kind: str) -> Any:
    """One JSON file, taken apart."""
    try:
        return VALUES[kind](plain_values.parse(opened.read(name)))
    except Odd as odd:
        raise refused(opened.path, f"{name} has {odd}") from None


def _write_rows(opened: RunZip, name: str, kind: str, target: Path) -> None:
    """Records, one line at a time."""

    def write(stream: Any) -> None:
        with opened.opened(name) as file:
            while line := file.readline(MOST_LINE + 1):
                if len(line) > MOST_LINE:
                    raise Odd("a line without end")
                row = ROWS[kind](plain_values.parse(line))
                stream.write(json.dumps(row, separators=(",", ":")).encode() + b"\n")

    try:
        durable_files.write_with(target, write)
    except Odd as odd:
        raise refused(opened.path, f"{name} has {odd}") from None


def _write_file(opened: RunZip, name: str, target: Path) -> None:
    with opened.opened(name) as file:
        durable_files.write_with(target, lambda to: shutil.copyfileobj(file, to, 1 << 20))


def _check_file(opened: RunZip, kind: str, target: Path, recipe: str) -> None:
    """Open a file as what it is, before the run is taken."""
    from gan_core.runs import imported_weights

    try:
        if kind == "grid":
            _check_png(target)
        elif kind == "generator":
            imported_weights.check_generator(target, recipe)
        elif kind == "averages":
            imported_weights.check_averages(target)
        elif kind == "checkpoint":
            imported_weights.check_checkpoint(target)
    except GanError as error:
        raise refused(opened.path, str(error).rstrip(".")) from error


def _check_png(path: Path) -> None:
    try:
        with Image.open(path, formats=("PNG",)) as image:
            if image.width * image.height > MOST_PIXELS:
                raise ValueError("too large")
            image.verify()
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise GanError(f"{path.name} is no image.") from error


def _kept(opened: RunZip, name: str, folder: Path, to: Destination) -> str:
    """The stored path of the images in the zip, once they are kept."""
    aside = folder / Path(name).name
    _write_file(opened, name, aside)
    try:
        return to.keep_images(aside)
    finally:
        durable_files.remove(aside)


def _remove_old(root: Path) -> None:
    """Remove what a crash in the middle of an import has left."""
    for folder in root.glob(f"{ASIDE}*"):
        with contextlib.suppress(OSError):
            if time.time() - folder.stat().st_mtime > OLD_SECONDS:
                shutil.rmtree(folder, ignore_errors=True)
