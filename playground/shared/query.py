"""Values in an address: read strictly, refused in one sentence."""

import re

from gan_core import GanError


def whole_number(name: str, text: str, low: int, high: int) -> int:
    """The whole number in an address parameter, or GanError naming what is allowed."""
    # int() would also take "1_0", " 1" and digits of other scripts.
    if re.fullmatch(r"[0-9]{1,12}", text) and low <= int(text) <= high:
        return int(text)
    raise refused(name, f"a whole number from {low} to {high}", text)


def refused(name: str, wanted: str, text: str) -> GanError:
    """The error for a parameter that is not what it has to be; returned, not raised."""
    return GanError(f'In the address, {name} must be {wanted}, not "{text[:40]}".')
