"""The one exception whose text is meant for the person at the screen."""

import difflib
from collections.abc import Iterable


class GanError(Exception):
    """A request that cannot be met: one precise sentence that says what to do.

    Commands print it without a traceback and exit with 2; pages show it in place of the picture.
    """


def nearest(word: str, choices: Iterable[str]) -> str | None:
    """The choice that `word` was most likely meant to be, or None when nothing is close."""
    matches = difflib.get_close_matches(word.lower(), list(choices), n=1, cutoff=0.5)
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
