"""Generators that a person brought, stored beside the runs, listed for their browser. No widgets.

A file is imported when it comes, so that what is stored is a generator file of this project.
"""

import contextlib
import hashlib
import re
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from gan_core import GanError
from gan_core.data import durable_files
from playground.shared import browser
from playground.shared.paths import runs_root

if TYPE_CHECKING:
    from gan_core.recipes.imported import Output

MAX_MB = 200  # of a file, as Streamlit takes at most
MAX_STORED = 2 * 10**9  # bytes of all together
DIGEST = re.compile(r"[0-9a-f]{32}")
LISTED = "generators"  # in what is kept for the browser: digests, newest last


def keep(file: BinaryIO, output: "Output" = "tanh") -> tuple[str, str]:
    """Import and store a file, which has a name: (its digest, what was found, in words).

    Raises GanError, which names what the file is, where it holds no generator.
    """
    from gan_core.generator import importing

    content = file.read()
    name = re.sub(r"[^A-Za-z0-9._-]+", "-", Path(file.name).name)[-60:].lstrip("-.") or "generator"
    if len(content) > MAX_MB * 1_000_000:
        raise GanError(
            f"{name} has {len(content) / 1e6:.0f} MB and up to {MAX_MB} MB are opened; save the "
            "generator alone: torch.save(netG.state_dict(), FILE)."
        )
    digest = hashlib.sha256(output.encode() + content).hexdigest()[:32]
    # Windows deletes no file that is mapped into memory, as safetensors does.
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        path = Path(folder) / name
        path.write_bytes(content)
        generator = importing.import_generator(path, output)
    if path_of(digest) is None:
        _refuse_without_room(name)
        importing.write_generator(_kept() / digest / f"{Path(name).stem}.safetensors", generator)
    browser.remember(LISTED, [*(kept for kept in _digests() if kept != digest), digest])
    return digest, importing.in_words(generator[1])


def mine() -> dict[str, Path]:
    """What this browser has brought and not deleted, by digest, the newest first."""
    found = {digest: path_of(digest) for digest in reversed(_digests())}
    return {digest: path for digest, path in found.items() if path is not None}


def path_of(digest: str, root: Path | None = None) -> Path | None:
    """The generator file stored under a checksum; None for anything else."""
    if not DIGEST.fullmatch(digest):
        return None
    return next(iter(sorted((_kept(root) / digest).glob("*.safetensors"))), None)


def delete(digest: str) -> None:
    """Take a file out of this browser's list, and off the disk unless another lists it as well."""
    path = path_of(digest)
    browser.remember(LISTED, [kept for kept in _digests() if kept != digest])
    if path and not browser.others_remember(LISTED, digest):
        durable_files.remove(path)
        with contextlib.suppress(OSError):
            path.parent.rmdir()


def _digests() -> list[str]:
    found = browser.remembered(LISTED)
    return [text for text in found if isinstance(text, str)] if isinstance(found, list) else []


def _kept(root: Path | None = None) -> Path:
    return (root or runs_root()).resolve() / "generators"


def _refuse_without_room(name: str) -> None:
    stored = sum(path.stat().st_size for path in _kept().rglob("*") if path.is_file())
    if stored > MAX_STORED:
        raise GanError(
            f"There is no space for {name}: generators that people bring may take "
            f"{MAX_STORED / 1e9:g} GB in total. Delete some of yours, or ask whoever runs this "
            "playground to delete old ones."
        )
