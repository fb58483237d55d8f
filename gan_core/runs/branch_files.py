"""The file of a run directory that says from which run it was forked. No torch in here."""

from pathlib import Path
from typing import Any

from gan_core.data import durable_files

FORK = "fork.json"


class BranchFiles:
    """Where one run comes from, if it is a branch of another."""

    path: Path

    def write_origin(self, origin: dict[str, Any]) -> None:
        durable_files.write_json(self.path / FORK, origin)

    def origin(self) -> dict[str, Any]:
        """What `gan_core.runs.fork` wrote; {} for a run that is no branch.

        `run` is the id of its parent, which may have been deleted since, `images_seen` where it
        departed, with the `step` and the `seconds` of training there, `changed` has [before, after]
        of each setting that was changed, and `budget` is the branch's own. Where the branch was
        imported (`imported_from`), its parent is a run of another machine.
        """
        found = durable_files.finite(durable_files.read_json(self.path / FORK))
        return found if is_origin(found) else {}


def is_origin(value: Any) -> bool:
    """Whether a file's content says where a branch comes from."""
    return (
        isinstance(value, dict)
        and isinstance(value.get("run"), str)
        and isinstance(value.get("images_seen"), int)
        and isinstance(value.get("changed"), dict)
    )
