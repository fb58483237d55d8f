"""Files of a run directory by which the process that trains it is asked for something. No torch."""

from pathlib import Path
from typing import Any

from gan_core.data import durable_files

ADJUST, OLD_ADJUST = "adjust.json", "steer.json"
REQUESTS = ("stop", "pause", "requeue")


class RequestFiles:
    """Requests to the process of one run."""

    path: Path

    def request(self, what: str) -> None:
        """Ask the process to save and then to `stop`, to `pause`, or to end for a `requeue`.

        People ask for the first two; a worker that must end asks for the third.
        """
        assert what in REQUESTS, what
        durable_files.write_bytes(self.path / what, b"")

    def withdraw(self, *requests: str) -> None:
        """Delete these requests, or all."""
        for what in requests or REQUESTS:
            durable_files.remove(self.path / what)

    def requested(self, what: str) -> bool:
        return (self.path / what).exists()

    def must_end(self) -> bool:
        """Whether the process is to save and end."""
        return self.requested("stop") or self.requested("requeue")

    def close_requests(self) -> dict[str, bool]:
        """Delete all requests when the process ends; what its last status says of them."""
        requeue = self.requested("requeue") and not self.requested("stop")
        self.withdraw()
        return {"requeue": True} if requeue else {}

    def request_adjustment(self, adjustment: dict[str, Any]) -> None:
        """Ask the trainer for an adjustment; this replaces a request that is still waiting."""
        durable_files.write_json(self.path / ADJUST, adjustment)

    def requested_adjustment(self) -> dict[str, Any] | None:
        """The adjustment that the trainer has not taken yet; None without a request."""
        name = self._adjustment_file()
        return None if name is None else _read(self.path / name)

    def take_adjustment(self) -> dict[str, Any] | None:
        """The requested adjustment, whose file is then deleted; None without a request."""
        name = self._adjustment_file()
        if name is None:
            return None
        adjustment = _read(self.path / name)
        durable_files.remove(self.path / name)
        return adjustment

    def _adjustment_file(self) -> str | None:
        return next((name for name in (ADJUST, OLD_ADJUST) if (self.path / name).exists()), None)


def _read(path: Path) -> dict[str, Any]:
    value = durable_files.read_json(path)
    return value if isinstance(value, dict) else {}
