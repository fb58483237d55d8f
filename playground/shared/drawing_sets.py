"""Sets of drawings that the people on this server share: drawings/<set>/<class>/<drawing>.png.

A set is a folder of images like any other, so it is trained on as it lies there. The name of a file
is a checksum of its class and pixels and one of the browser that sent it, which alone may delete
it.
"""

import contextlib
import hashlib
import os
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from gan_core import GanError
from gan_core.data import durable_files
from gan_core.data.files.names import natural, normal
from playground.shared import packing
from playground.shared.folder_names import class_folder_name, folder_name, same_name
from playground.shared.kept_files import IMAGES
from playground.shared.paths import runs_root

MAX_DRAWINGS, MAX_CLASSES, MAX_SETS = 2000, 100, 200
NOBODY = "0" * 12  # the owner of what a browser without cookies sends
_writing = threading.Lock()  # between counting and adding


@dataclass(frozen=True)
class Drawing:
    """One stored drawing."""

    path: Path
    class_name: str

    @property
    def id(self) -> str:
        return self.path.stem

    def belongs_to(self, browser: str) -> bool:
        """Whether the browser of this id sent it."""
        return bool(browser) and self.id.endswith(f"-{_owner(browser)}")


def names() -> list[str]:
    """Every set, that with the newest drawing first."""
    return [normal(folder.name) for folder in sorted(_folders(_root()), key=_changed, reverse=True)]


def path_of(name: str) -> Path | None:
    """The folder of a set, however its capitals are typed; None where there is none."""
    return _named(_root(), name)


def name_of(path: Path) -> str | None:
    """The name of the set in this folder; None for what is no set of drawings."""
    return normal(path.name) if path.resolve().parent == _root() else None


def drawings(name: str) -> list[Drawing]:
    """All drawings of a set, the newest first; none where there is no such set."""
    folder = path_of(name)
    found = [
        (_changed(path), Drawing(path, normal(inside.name)))
        for inside in (_folders(folder) if folder else ())
        for path in inside.glob("[!.]*.png")
    ]
    newest_first = sorted(found, key=lambda entry: (entry[0], entry[1].id), reverse=True)
    return [drawing for _, drawing in newest_first]


def counts(of: list[Drawing]) -> dict[str, int]:
    """Drawings by class, in natural order."""
    found: dict[str, int] = {}
    for drawing in of:
        found[drawing.class_name] = found.get(drawing.class_name, 0) + 1
    return {name: found[name] for name in sorted(found, key=natural)}


def version(name: str) -> int:
    """Changes with every drawing that is added or deleted; 0 without such a set."""
    folder = path_of(name)
    return _changed(folder) if folder else 0


def add(set_name: str, class_name: str, png: bytes, browser: str) -> Drawing:
    """Centre a drawing and store it. Raises GanError where it is empty or there is no room."""
    from gan_core.data.drawings import centred, decode, encode

    set_name, class_name = folder_name("set", set_name), class_folder_name(class_name)
    content = encode(centred(decode(png)))
    with _writing:
        folder = _set_with_room(set_name)
        inside = _class_with_room(folder, class_name)
        # Where capitals make no other folder, the same class may come back in other capitals.
        of_class = f"{normal(inside.name).casefold()}\n".encode()
        digest = hashlib.sha256(of_class + content).hexdigest()[:16]
        path = inside / f"{digest}-{_owner(browser) if browser else NOBODY}.png"
        durable_files.make_folder(inside)
        durable_files.write_bytes(path, content)
        _touch(folder)
    return Drawing(path, normal(inside.name))


def delete(set_name: str, drawing_id: str, browser: str) -> None:
    """Delete a drawing, and its class and set with the last one. Raises GanError unless it is one's
    own."""
    with _writing:
        found = [drawing for drawing in drawings(set_name) if drawing.id == drawing_id]
        own = [drawing for drawing in found if drawing.belongs_to(browser)]
        if found and not own:
            raise GanError("Somebody else drew this; only they can delete it.")
        for drawing in own:
            durable_files.remove(drawing.path)
            _touch(drawing.path.parents[1])
            with contextlib.suppress(OSError):  # other drawings are left in it
                drawing.path.parent.rmdir()
                drawing.path.parents[1].rmdir()


def frozen(folder: Path) -> Path:
    """A set as it is now, in an archive that never changes: a run may be resumed after others have
    added to the set. It holds every image there, whoever put it into the folder.

    Raises GanError where the set has been deleted, or there is no room for the archive.
    """
    from gan_core.data.files.folder import Folder

    with _writing:
        found = Folder(folder)
        if not found.images:
            raise GanError("There are no images in this set any more; choose others.")
        names = {image.name for image in found.images}

        def entries() -> Iterator[tuple[str, bytes]]:
            for name, content in found.read(names):
                if isinstance(content, bytes):
                    yield name, content

        return IMAGES.store(
            packing.digest(entries),
            f"{normal(folder.name)}.zip",
            lambda path: packing.write_zip(path, entries),
            sum(image.size for image in found.images),
        )


def _set_with_room(name: str) -> Path:
    folder = path_of(name)
    if folder is None:
        if len(list(_folders(_root()))) >= MAX_SETS:
            raise GanError(f"There are {MAX_SETS} sets already; add to one of them.")
        return _root() / name
    if len(drawings(name)) >= MAX_DRAWINGS:
        raise GanError(f"A set has at most {MAX_DRAWINGS:,} drawings; begin another set.")
    return folder


def _class_with_room(folder: Path, name: str) -> Path:
    known = _named(folder, name)
    if known is None and len(list(_folders(folder))) >= MAX_CLASSES:
        raise GanError(f"A set has at most {MAX_CLASSES} classes; add to one of them.")
    return known or folder / name


def _owner(browser: str) -> str:
    """What names a browser without giving its cookie away."""
    return hashlib.sha256(f"drawn by {browser}".encode()).hexdigest()[:12]


def _root() -> Path:
    return runs_root().resolve() / "drawings"


def _folders(parent: Path) -> Iterator[Path]:
    with contextlib.suppress(OSError):
        for path in sorted(parent.iterdir()):
            if not path.name.startswith(".") and path.is_dir():
                yield path


def _named(parent: Path, name: str) -> Path | None:
    """The folder of this name, however its capitals are typed."""
    exact = parent / name  # looked up first: of many sets, listing all for each costs a page
    if name and Path(name).name == name and not name.startswith("."):
        with contextlib.suppress(OSError):  # too long a name for the file system
            if exact.is_dir():
                return exact
    return next((path for path in _folders(parent) if same_name(path.name, name)), None)


def _changed(path: Path) -> int:
    """When it was last changed, ns; 0 for what has just been deleted."""
    with contextlib.suppress(OSError):
        return path.stat().st_mtime_ns
    return 0


def _touch(folder: Path) -> None:
    """A change further inside is a change of the set."""
    with contextlib.suppress(OSError):
        os.utime(folder)
