"""Files of a run directory that a zip of the run has, under the same names. No torch in here.

What is not listed here stays: whose the run is, who sees it, its place in a queue, what its process
printed.
"""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gan_core.data import durable_files

MANIFEST = "run.json"  # of the zip alone: its format, and of which run it is
IMPORTED = "imported.json"
KILO, MEGA = 1_000, 1_000_000


@dataclass(frozen=True)
class Kind:
    """One kind of files in the zip of a run."""

    name: str
    pattern: re.Pattern[str]
    most_bytes: int
    shows_reals: bool = False  # whether it holds training images
    is_packed: bool = False  # text, which gets smaller


def _kind(name: str, pattern: str, most_bytes: int, **more: bool) -> Kind:
    return Kind(name, re.compile(pattern), most_bytes, **more)


NUMBER = r"[0-9]{8,15}"
KINDS = (
    _kind("manifest", r"run\.json", 10 * KILO, is_packed=True),
    _kind("config", r"config\.json", 100 * KILO, is_packed=True),
    _kind("about", r"about\.json", MEGA, is_packed=True),
    _kind("status", r"status\.json", 100 * KILO, is_packed=True),
    _kind("stats", r"stats\.jsonl", 100 * MEGA, is_packed=True),
    _kind("metrics", r"(metrics|measures)\.jsonl", 100 * MEGA, is_packed=True),
    _kind("changes", r"changes\.jsonl", 10 * MEGA, is_packed=True),
    _kind("choice", r"averages/choice\.json", 100 * KILO, is_packed=True),
    _kind("origin", r"fork\.json", 100 * KILO, is_packed=True),
    _kind("place", r"sweep\.json", 10 * KILO, is_packed=True),
    _kind("label", r"label\.json", 10 * KILO, is_packed=True),
    _kind("grid", rf"samples/(fakes|raw)_{NUMBER}\.png", 30 * MEGA),
    _kind("grid", rf"reals\.png|samples/nearest_{NUMBER}\.png", 30 * MEGA, shows_reals=True),
    _kind("generator", rf"(generators/G_ema|averages/offered)_{NUMBER}\.safetensors", 500 * MEGA),
    _kind("averages", rf"averages/averages_{NUMBER}\.safetensors", 500 * MEGA),
    _kind("checkpoint", rf"checkpoints/state_{NUMBER}\.pt", 1500 * MEGA),
    _kind("images", r"images/[A-Za-z0-9_][A-Za-z0-9._-]{0,99}", 1500 * MEGA, shows_reals=True),
)
# Cleaned as they leave.
TEXTS = (
    "config", "about", "status", "stats", "metrics", "changes", "choice", "origin", "place",
    "label",
)  # fmt: skip


def kind_of(name: str) -> Kind | None:
    """The kind of a file by its name in the zip; None for a name that no such zip has."""
    return next((kind for kind in KINDS if kind.pattern.fullmatch(name)), None)


class ExportedFiles:
    """What of one run goes into its zip, and where it came from."""

    path: Path

    def exported(self) -> dict[str, tuple[Kind, Path]]:
        """Kind and path by name, in the order of `KINDS`; of checkpoints the newest alone."""
        found = []
        for path in sorted(self.path.rglob("*")):
            name = path.relative_to(self.path).as_posix()
            if (kind := kind_of(name)) and path.is_file() and name != MANIFEST:
                found.append((name, kind, path))
        found.sort(key=lambda it: KINDS.index(it[1]))
        newest = [name for name, kind, _ in found if kind.name == "checkpoint"][-1:]
        return {
            name: (kind, path)
            for name, kind, path in found
            if kind.name != "checkpoint" or name in newest
        }

    def write_imported_from(self, origin: dict[str, Any]) -> None:
        """Note of which run this is a copy: `id`, `version` and `imported_at`."""
        durable_files.write_json(self.path / IMPORTED, origin)

    def imported_from(self) -> dict[str, Any]:
        """What `write_imported_from` wrote; empty for a run that began here."""
        found = durable_files.read_json(self.path / IMPORTED)
        return found if isinstance(found, dict) else {}
