"""Names of files and classes: readable whatever wrote them, equal however they are typed, sorted.

Archives say little about how their names are encoded. Macs write UTF-8 without its flag and with
accents apart from their letters (NFD); Windows writes the code page of its language.
"""

import re
import unicodedata
from collections.abc import Iterable

from gan_core import NOT_SHOWN, composed

# Tried in this order on names that are not UTF-8; of equal scores the first wins.
CODE_PAGES = ("cp437", "cp850", "cp866", "cp1252", "cp1251", "cp932", "cp936", "cp949")


def normal(name: str) -> str:
    """The composed form (NFC): "Äpfel" is one text, however it was typed.

    What would not be seen, or would drive a terminal or turn a sentence around, is U+FFFD.
    """
    text = name.encode("utf-8", "replace").decode("utf-8").replace("\n", "\ufffd")
    return NOT_SHOWN.sub("\ufffd", composed(text))


def decoded(raw: Iterable[bytes]) -> tuple[str, ...]:
    """The names of one archive from their bytes, all in the encoding that reads best."""
    names = list(raw)
    try:
        return tuple(normal(name.decode("utf-8")) for name in names)
    except UnicodeDecodeError:
        pass
    together = b"\n".join(name for name in names if not name.isascii())
    page = max(CODE_PAGES, key=lambda page: (_score(together, page), -CODE_PAGES.index(page)))
    return tuple(normal(name.decode(page, "replace")) for name in names)


def natural(name: str) -> tuple[tuple[tuple[int, str], ...], str]:
    """A key that sorts 2 before 10, and letters without regard to case; no two names share one."""
    parts = re.split(r"(\d+)", name)
    key = tuple(
        (len(part.lstrip("0")), part.lstrip("0")) if number % 2 else (-1, part.casefold())
        for number, part in enumerate(parts)
    )
    return key, name


def _score(raw: bytes, page: str) -> float:
    """How much of a text in this code page is letters of one script; -1 where it cannot be."""
    try:
        text = raw.decode(page)
    except UnicodeDecodeError:
        return -1.0
    strange = [letter for letter in text if ord(letter) > 127]
    letters = [letter for letter in strange if letter.isalpha()]
    scripts = {_script(letter) for letter in letters}
    mixed = sum(_mixes(word) for word in re.findall(r"[^\W\d_]+", text))
    return (len(letters) - len(scripts) / 2 - 2 * mixed) / max(1, len(strange))


def _script(letter: str) -> str:
    return unicodedata.name(letter, "?").partition(" ")[0]


def _mixes(word: str) -> bool:
    """Whether a word mixes scripts, or has capitals inside, as a wrong code page makes them."""
    scripts = {_script(letter) for letter in word}
    inside = any(letter.isupper() for letter in word[1:]) and not word.isupper()
    return len(scripts - {"HIRAGANA", "KATAKANA", "CJK"}) > 1 or inside
