"""Generators that a person brought, stored beside the runs, listed for their browser. No widgets.

A file is imported when it comes, so that what is stored is a generator file of this project.
"""

import hashlib
import os
import re
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from gan_core import GanError
from playground.shared.kept_files import KeptFiles

if TYPE_CHECKING:
    from gan_core.recipes.imported import Output

MAX_MB = 200  # of a file, as Streamlit takes at most
KEPT = KeptFiles("generators", "generators", 2 * 10**9, "generators that people bring")


def keep(file: BinaryIO, output: "Output" = "tanh") -> tuple[str, str]:
    """Import and store a file, which has a name: (its digest, what was found, in words).

    Raises GanError, which names what the file is, where it holds no generator.
    """
    from gan_core.generator import importing

    name = re.sub(r"[^A-Za-z0-9._-]+", "-", Path(file.name).name)[-60:].lstrip("-.") or "generator"
    size = file.seek(0, os.SEEK_END)
    if size > MAX_MB * 1_000_000:
        raise GanError(
            f"{name} has {size / 1e6:.0f} MB and up to {MAX_MB} MB are opened; save the "
            "generator alone: torch.save(netG.state_dict(), FILE)."
        )
    file.seek(0)
    content = file.read()
    digest = hashlib.sha256(output.encode() + content).hexdigest()[:32]
    # Windows deletes no file that is mapped into memory, as safetensors does.
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        path = Path(folder) / name
        path.write_bytes(content)
        generator = importing.import_generator(path, output)
    G, about = generator
    words = importing.in_words(about)
    KEPT.store(
        digest,
        f"{Path(name).stem}.safetensors",
        lambda path: importing.write_generator(path, generator),
        sum(tensor.nbytes for tensor in G.state_dict().values()),
    )
    KEPT.enlist(digest)
    return digest, words


def mine() -> dict[str, Path]:
    """What this browser has brought and not deleted, by digest, the newest first."""
    return KEPT.mine()


def path_of(digest: str, root: Path | None = None) -> Path | None:
    """The generator file stored under a checksum; None for anything else."""
    return KEPT.path_of(digest, root)


def delete(digest: str) -> None:
    """Take a file out of this browser's list, and off the disk unless another lists it as well."""
    KEPT.delete(digest)
