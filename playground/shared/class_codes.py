"""What the code of a class looks like: two words and a number, amber-fox-42.

A code is read aloud and typed on a phone; it lets in whoever knows it and is no secret.
"""

import re

CODE = re.compile(r"[a-z]{2,8}-[a-z]{2,8}-[0-9]{2}")


def is_code(text: str) -> bool:
    """Whether `text` has the form of a class code; no class need exist."""
    return CODE.fullmatch(text) is not None
