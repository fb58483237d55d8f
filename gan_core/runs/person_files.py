"""Files of a run directory that say whose it is, from whom it is hidden, what is written on it, and
that it is in the trash. No torch in here.
"""

from pathlib import Path
from typing import Any

from gan_core.data import durable_files
from gan_core.runs.run_label import RunLabel

OWNER, HIDDEN = "owner.json", "hidden.json"
LABEL, TRASHED = "label.json", "trashed.json"
UNKNOWN = "unknown"


class PersonFiles:
    """The owner of one run, by whom it is hidden, its label, and since when it is in the trash."""

    path: Path

    def write_owner(self, owner: str) -> None:
        durable_files.write_json(self.path / OWNER, {"owner": owner})

    def owner(self) -> str:
        """What stands for the browser that started the run; "" where that is not known."""
        return _text(durable_files.read_json(self.path / OWNER), "owner")

    def hide(self, by: str) -> None:
        """Hide the run from others in the app; `by` says on whose behalf."""
        durable_files.write_json(self.path / HIDDEN, {"by": by})

    def unhide(self) -> None:
        durable_files.remove(self.path / HIDDEN)

    def hidden_by(self) -> str:
        """What `hide` was told; "" for a run that everybody sees."""
        path = self.path / HIDDEN
        if not path.exists():
            return ""
        # A damaged file hides too: what was private does not become public by a full disk.
        return _text(durable_files.read_json(path), "by") or UNKNOWN

    def write_label(self, label: RunLabel) -> None:
        durable_files.write_json(self.path / LABEL, label.to_json())

    def label(self) -> RunLabel:
        """The name, note and tags that a person gave the run."""
        return RunLabel.from_json(durable_files.read_json(self.path / LABEL))

    def mark_trashed(self, at: float) -> None:
        """Note when the run went into the trash, in seconds since 1970."""
        durable_files.write_json(self.path / TRASHED, {"at": at})

    def unmark_trashed(self) -> None:
        durable_files.remove(self.path / TRASHED)

    def trashed_at(self) -> float:
        """When the run went into the trash, in seconds since 1970; 0 where that is not known."""
        value = durable_files.finite(durable_files.read_json(self.path / TRASHED))
        at = value.get("at") if isinstance(value, dict) else None
        return float(at) if isinstance(at, (int, float)) and 0 <= at < 1e15 else 0.0


def _text(value: Any, key: str) -> str:
    found = value.get(key) if isinstance(value, dict) else None
    return found if isinstance(found, str) else ""
