"""A deck of the game "Be the discriminator": held-out reals, fakes of one run, D's logits for them.

A folder of two files. `items.png` is a sheet of all images in rows of COLUMNS: the reals, then
the fakes of each moment. `deck.json` says what they are (see FIELDS) and what D said: the logits of
each discriminator that is known, for every item of the sheet. Imports no torch: a page reads it.
"""

import hashlib
import io
import json
import math
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PIL import Image

from gan_core import GanError
from gan_core.data import durable_files
from gan_core.generator.shipped import PRETRAINED

FORMAT = "gan-playground deck 1"
DESCRIPTION, SHEET = "deck.json", "items.png"
DECKS = PRETRAINED / "decks"
COLUMNS = 24  # of the sheet
REALS, FAKES, MOMENTS = 240, 60, 4  # at most: reals, fakes of each moment, moments
LEAST = 20  # reals, and fakes of each moment: two rounds of ten
MAX_DESCRIPTION, MAX_SHEET = 400_000, 8_000_000  # bytes
LARGEST = sys.float_info.max  # a whole number in JSON may be larger
MAX_SIDE = 256  # px of an image
THRESHOLDS = ("zero", "midpoint")
FIELDS = {
    "format": str,
    "title": str,  # of the data and the recipe
    "data": str,  # one line: where the reals come from
    "kind": str,  # name of the data set, or of the folder
    "recipe": str,
    "seed": int,  # of the run
    "image_size": int,  # px
    "channels": int,
    "class_names": list,  # of the classes G and D are told; empty without
    "reals": dict,  # "split"; "index" of each in it; "class" of each
    "fakes": dict,  # "seed" of each of a moment, in order; "class" of each
    "moments": list,  # images seen by D at each, ascending
    "discriminators": list,  # "images_seen"; logits of the "reals"; of the "fakes" of each moment
    "threshold": str,  # of D: logit "zero", or the "midpoint" of the mean logits of both kinds
    "sheet_sha256": str,
}
# What a deck may have, and what stands for it in one that has not.
OPTIONAL: dict[str, Any] = {
    # D of other runs, trained against other generators: "title", "images_seen", "threshold", and
    # logits as of "discriminators"
    "others": [],
    # a distance of G at each moment from the held-out images: "name"; number of "samples";
    # "values", one a moment; "floor", that of as many training images
    "quality": {},
}
MOST_OTHERS = 4


@dataclass(frozen=True)
class Deck:
    """A deck that was checked: its description, and the sheet of its images as a PNG."""

    about: dict[str, Any]
    sheet: bytes


def write_deck(folder: Path, about: dict[str, Any], sheet: bytes) -> Deck:
    """Check and write a deck. The description comes last, so a deck that has one is complete."""
    digest = hashlib.sha256(sheet).hexdigest()
    deck = checked({"format": FORMAT, **about, "sheet_sha256": digest}, sheet, folder.name)
    durable_files.make_folder(folder)
    durable_files.write_bytes(folder / SHEET, sheet)
    text = json.dumps(deck.about, separators=(",", ":"), allow_nan=False)
    durable_files.write_bytes(folder / DESCRIPTION, text.encode())
    return deck


def read_deck(folder: Path) -> Deck:
    """The deck in `folder`. Raises GanError, in one sentence, for anything but a whole deck."""
    try:
        text = _limited(folder / DESCRIPTION, MAX_DESCRIPTION)
        about = json.loads(text, parse_constant=_no_number)
        return checked(about, _limited(folder / SHEET, MAX_SHEET), folder.name)
    except FileNotFoundError:
        raise GanError(f"There is no deck in {folder.name}; make one with deck.") from None
    except (OSError, ValueError, RecursionError) as error:
        raise _damaged(folder.name, "its files cannot be read") from error


def checked(about: Any, sheet: bytes, name: str) -> Deck:
    """A Deck of these contents. GanError where one of them is not what it has to be."""

    def hold(true: bool, problem: str) -> None:
        if not true:
            raise _damaged(name, problem)

    hold(isinstance(about, dict) and about.get("format") == FORMAT, "it has another format")
    for field, kind in FIELDS.items():
        hold(_is_a(about.get(field), kind), f"it has no {field}")
    reals, fakes, moments = about["reals"], about["fakes"], about["moments"]
    index, seeds, classes = reals.get("index"), fakes.get("seed"), len(about["class_names"])
    hold(_counts(index, LEAST, REALS) and len({*index}) == len(index), "its reals are not known")
    hold(_counts(seeds, LEAST, FAKES) and len({*seeds}) == len(seeds), "its seeds are not known")
    hold(reals.get("split") == "test", "its reals are not held out")
    hold(_counts(moments, 1, MOMENTS) and moments == sorted({*moments}), "it has no moments")
    hold(all(isinstance(word, str) for word in about["class_names"]), "it has no class_names")
    for part, items in ((reals, index), (fakes, seeds)):
        numbers = part.get("class")
        wanted = len(items) if classes else 0
        hold(_counts(numbers, wanted, wanted), "its classes do not fit")
        hold(all(number < classes for number in numbers), "its classes do not fit")
    hold(about["threshold"] in THRESHOLDS, "it has no threshold")
    for D in about["discriminators"]:
        hold(_is_discriminator(D, len(index), len(seeds), len(moments)), "D's logits do not fit")
    _check_optional(about, len(index), len(seeds), hold)
    hold(hashlib.sha256(sheet).hexdigest() == about["sheet_sha256"], "its images have changed")
    _check_sheet(about, sheet, len(index) + len(seeds) * len(moments), hold)
    extras = {field: about.get(field, empty) for field, empty in OPTIONAL.items()}
    return Deck({field: about[field] for field in FIELDS} | extras, sheet)


def _check_optional(about: dict[str, Any], reals: int, fakes: int, hold: Any) -> None:
    others, quality = (about.get(field, empty) for field, empty in OPTIONAL.items())
    moments = len(about["moments"])
    hold(isinstance(others, list) and len(others) <= MOST_OTHERS, "its other Ds do not fit")
    for D in others:
        hold(_is_discriminator(D, reals, fakes, moments), "the logits of another D do not fit")
        hold(_is_a(D.get("title"), str), "another D has no title")
        hold(D.get("threshold") in THRESHOLDS, "another D has no threshold")
    hold(isinstance(quality, dict), "its quality is not known")
    if quality:
        known = _is_a(quality.get("name"), str) and _is_a(quality.get("samples"), int)
        known = known and _logits([quality.get("floor")], 1)
        hold(known and _logits(quality.get("values"), moments), "its quality is not known")


def _check_sheet(about: dict[str, Any], sheet: bytes, count: int, hold: Any) -> None:
    side, channels = about["image_size"], about["channels"]
    hold(4 <= side <= MAX_SIDE and channels in (1, 3), "its images have no size")
    rows = math.ceil(count / COLUMNS)
    try:
        with Image.open(io.BytesIO(sheet), formats=["PNG"]) as image:  # reads the header alone
            found = image.size, image.mode
    except (OSError, ValueError, Image.DecompressionBombError):
        found = (0, 0), ""
    wanted = (COLUMNS * side, rows * side), "L" if channels == 1 else "RGB"
    hold(found == wanted, "its images do not fit")


def _is_a(value: Any, kind: type) -> bool:
    return isinstance(value, kind) and not isinstance(value, bool)


def _counts(values: Any, least: int, most: int) -> bool:
    """Whether these are so many whole numbers from 0 on."""
    return (
        isinstance(values, list)
        and least <= len(values) <= most
        and all(_is_a(value, int) and value >= 0 for value in values)
    )


def _is_discriminator(D: Any, reals: int, fakes: int, moments: int) -> bool:
    if not isinstance(D, dict) or not _is_a(D.get("images_seen"), int):
        return False
    of_fakes = D.get("fakes")
    if not isinstance(of_fakes, list) or len(of_fakes) != moments:
        return False
    return _logits(D.get("reals"), reals) and all(_logits(row, fakes) for row in of_fakes)


def _logits(values: Any, count: int) -> bool:
    return (
        isinstance(values, list)
        and len(values) == count
        and all(isinstance(value, (int, float)) and abs(value) <= LARGEST for value in values)
    )


def _limited(path: Path, most: int) -> bytes:
    with open(path, "rb") as stream:
        content = stream.read(most + 1)
    if len(content) > most:
        raise ValueError(f"more than {most} bytes")
    return content


def _no_number(word: str) -> float:
    raise ValueError(word)


def _damaged(name: str, problem: str) -> GanError:
    return GanError(f"The deck {name} cannot be used: {problem}; make it again with deck.")
