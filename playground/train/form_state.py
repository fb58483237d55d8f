"""What a person chose in the form."""

from typing import Any

from playground.shared.state import RUN


def fill_from(config: dict[str, Any]) -> None:
    """Show the form with the settings of a run, from its config.json."""
    RUN.set("")
