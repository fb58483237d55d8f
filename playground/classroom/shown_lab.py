"""The lab that a teacher shows to the class: a link, and what of it moves. Pages follow it.

A run of the lab is the same in every browser, so the link and the step are enough; each browser
that follows reads the link itself and takes nothing of it on trust.
"""

import re
from typing import Any

from gan_core import GanError

LINK = re.compile(r"[!-~]{0,4000}")
LAYERS = re.compile(r"[a-z.]{0,100}")
MOST_BYTES = 8_000
MOST_PARTS = 200  # of one step in slow motion: 20 updates of D in 6 parts each, 20 of G in 4


def shown_lab(found: Any) -> dict[str, Any] | None:
    """What the teacher's lab sends once a second while it changes; None shows no lab any more.

    `half` is the part of a step in slow motion, from 1, and 0 outside of it. GanError for what
    no lab sends.
    """
    if found is None:
        return None
    if not isinstance(found, dict):
        raise GanError("A lab that is shown must be a JSON object.")
    link, layers, half = found.get("link"), found.get("layers"), found.get("half")
    fits = (
        isinstance(link, str) and LINK.fullmatch(link) is not None
        and isinstance(layers, str) and LAYERS.fullmatch(layers) is not None
        and type(half) is int and 0 <= half <= MOST_PARTS
    )  # fmt: skip
    if not fits:
        raise GanError("A lab that is shown has a link of at most 4,000 characters, layers, half.")
    return {"link": link, "layers": layers, "half": half}
