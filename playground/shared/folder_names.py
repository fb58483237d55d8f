"""Names that people type, in any script, as names of folders that every system can hold."""

import re
import unicodedata

from gan_core import GanError, composed
from gan_core.data.files.arrange import SPLITS

MAX_NAME = 40  # characters; of four bytes each they fit into a file name
MARKS = " -_'’&+"
JOINERS = "\u200c\u200d"  # between letters of Persian and Indic words, and in emoji
WINDOWS = re.compile(r"con|prn|aux|nul|(com|lpt)\d", re.IGNORECASE)


def folder_name(what: str, text: str) -> str:
    """The name in `text`, its spaces tidied. Raises GanError where `what` cannot be called so."""
    name = " ".join(composed(text).split())
    if not name:
        raise GanError(f"Give the {what} a name.")
    if len(name) > MAX_NAME:
        raise GanError(f"The name of a {what} has at most {MAX_NAME} characters.")
    if not _is_word(name[0]) or not all(map(_is_allowed, name)):
        raise GanError(f"The name of a {what} consists of letters, digits, spaces and hyphens.")
    if WINDOWS.fullmatch(name):
        raise GanError(f'No {what} can be called "{name}", which Windows reserves; choose another.')
    return name


def class_folder_name(text: str) -> str:
    """The same for a class; names of folders that hold held-out images are refused as well."""
    name = folder_name("class", text)
    if re.fullmatch(SPLITS["test"], name, re.IGNORECASE):
        raise GanError(f'"{name}" means held-out images; choose another name for the class.')
    return name


def same_name(first: str, second: str) -> bool:
    """Whether two names differ in nothing but capitals and how their letters are encoded."""
    return _key(first) == _key(second)


def _key(name: str) -> str:
    return unicodedata.normalize("NFKC", name).casefold()


def _is_word(letter: str) -> bool:
    return unicodedata.category(letter)[0] in "LN" or unicodedata.category(letter) == "So"


def _is_allowed(letter: str) -> bool:
    category = unicodedata.category(letter)
    return _is_word(letter) or category[0] == "M" or category == "Sk" or letter in MARKS + JOINERS
