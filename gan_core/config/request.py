"""What a person chose of a run, before it is known which machine trains it."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Request:
    """What is not in the run's config as it was chosen: AUTO is resolved where the run trains."""

    settings: tuple[str, ...] = ()
    """Settings and image choices as `key=value`."""
    image_size: int | None = None
    """px; None: the supported size nearest to that of the images."""

    def to_json(self) -> dict[str, Any]:
        """Plain values, for the run's ticket."""
        return {"settings": list(self.settings), "image_size": self.image_size}

    @classmethod
    def from_json(cls, values: Any) -> "Request | None":
        """What `to_json` gave; None for anything else, such as nothing."""
        if not isinstance(values, dict) or not isinstance(values.get("settings"), list):
            return None
        size = values.get("image_size")
        is_size = isinstance(size, int) and not isinstance(size, bool)
        return cls(tuple(str(words) for words in values["settings"]), size if is_size else None)
