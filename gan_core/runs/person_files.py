"""Files of a run directory that say whose it is, and from whom it is hidden. No torch in here."""

from pathlib import Path
from typing import Any

from gan_core.data import durable_files

OWNER, HIDDEN = "owner.json", "hidden.json"
UNKNOWN = "unknown"


class PersonFiles:
    """The owner of one run, and by whom it is hidden."""

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


def _text(value: Any, key: str) -> str:
    found = value.get(key) if isinstance(value, dict) else None
    return found if isinstance(found, str) else ""
