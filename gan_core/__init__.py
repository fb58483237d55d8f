"""Train small GANs, load them, walk their latent space: start at RECIPES and load_generator.

Also the one exception whose text is meant for the person at the screen.
"""

import difflib
import os
import re
import unicodedata
from collections.abc import Iterable
from typing import Any

__version__ = "0.2.0"
__all__ = ["RECIPES", "GanError", "load_generator", "nearest", "unknown"]

# Control characters drive a terminal, and bidirectional ones turn the rest of a sentence around.
NOT_SHOWN = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")

COMPOSED = 1000  # characters composed at a time, more than a name has

# Before torch is loaded. Its threads spin while they wait for each other, by default for so long
# that a run whose core is also wanted by a page or by another run comes to a quarter of its speed;
# shorter costs some percent on an idle machine (`benchmarks.shared_cores`). Only GNU's OpenMP reads
# this.
os.environ.setdefault("GOMP_SPINCOUNT", "10000")


class GanError(Exception):
    """A request that cannot be met: one precise sentence that says what to do.

    Commands print it without a traceback and exit with 2; pages show it in place of the picture.
    It may quote a file name or an address, so what would not be seen in it is shown as U+FFFD.
    """

    def __init__(self, sentence: str):
        super().__init__(NOT_SHOWN.sub("\ufffd", sentence))


def composed(text: str) -> str:
    """`text` in NFC: a letter and its accent are one text, however they were typed.

    A long text is composed in parts, for the time it takes grows with the square of how many marks
    follow one another: a megabyte of them would stop a server for minutes.
    """
    parts = (text[at : at + COMPOSED] for at in range(0, len(text), COMPOSED))
    return "".join(unicodedata.normalize("NFC", part) for part in parts)


def nearest(word: str, choices: Iterable[str], cutoff: float = 0.5) -> str | None:
    """The choice that `word` was most likely meant to be, or None when nothing is close.

    `cutoff` is the least share of letters, 0 to 1, that the two have in common.
    """
    matches = difflib.get_close_matches(word.lower(), list(choices), n=1, cutoff=cutoff)
    return matches[0] if matches else None


def unknown(kind: str, word: str, choices: Iterable[str], also: str = "") -> GanError:
    """The error for a name nobody knows, with the nearest known one and the whole list.

    `also` names what would be accepted besides the list, such as "or the path of a folder".
    """
    choices = sorted(choices)
    guess = nearest(word, choices)
    question = f'; did you mean "{guess}"?' if guess else "."
    known = ", ".join(choices) or "none"
    return GanError(f'There is no {kind} "{word}"{question} Known: {known}{also}.')


def __getattr__(name: str) -> Any:
    # Resolved on first use: torch takes seconds to import, and a queued run or a page that only
    # reads run directories never needs it.
    if name == "RECIPES":
        from gan_core.recipes import RECIPES

        return RECIPES
    if name == "load_generator":
        from gan_core.generator.session import load_generator

        return load_generator
    raise AttributeError(f"module 'gan_core' has no attribute {name!r}")
