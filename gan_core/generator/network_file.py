"""network.json beside a generator file: its network, described once and for all.

A server reads it and needs no torch to let browsers draw. It names the content of the generator
file, so that it cannot speak of another one. Imports no torch.
"""

import hashlib
from pathlib import Path
from typing import Any

from gan_core.data import durable_files

FORMAT = "gan-playground network file 1"
FILE = "network.json"


def digest(content: bytes) -> str:
    """SHA-256 of a generator file, in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def write(generator: Path) -> None:
    """Write it beside a generator file. Raises GanError for a network that cannot be described."""
    from gan_core.generator.network_steps import describe_network
    from gan_core.runs.checkpoint import read_about

    about = read_about(generator)
    value = {
        "format": FORMAT,
        "digest": digest(generator.read_bytes()),
        "about": about,
        "network": describe_network(about),
    }
    durable_files.write_json(generator.with_name(FILE), value)


def stored(generator: Path) -> dict[str, Any] | None:
    """`digest`, `about` (the description in the generator file) and `network` as
    `network_steps.describe_network` makes it; None without such a file of this generator.
    """
    found = durable_files.read_json(generator.with_name(FILE))
    if not isinstance(found, dict) or found.get("format") != FORMAT:
        return None
    return found if found.get("digest") == digest(generator.read_bytes()) else None
