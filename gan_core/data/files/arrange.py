"""Which files are images of which split and class, from the folders they lie in."""

import dataclasses
import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from gan_core import GanError
from gan_core.config.image_choices import ImageChoices
from gan_core.data.files.left_out import LeftOut
from gan_core.data.files.names import natural

SPLITS = {"train": r"train(ing)?", "test": r"(test|val|valid|validation)\d*"}
DEFAULT = ImageChoices()
STRAYS = 0.05  # images beside class folders that may be left out, of all


@dataclass
class Arranged:
    """The images of one split."""

    names: list[str]
    """In order."""
    label_of: dict[str, int] | None
    """The class of each; None without classes."""
    class_names: tuple[str, ...]
    left_out: LeftOut = field(default_factory=LeftOut)
    note: str = ""
    """Why there are no classes, where one may wonder."""

    def class_of(self, name: str) -> str:
        """The class of an image that has one."""
        assert self.label_of is not None
        return self.class_names[self.label_of[name]]


def arrange(
    names: Iterable[str], split: str, path: Path, choices: ImageChoices = DEFAULT
) -> Arranged:
    """The images of a split: folders `train` beside `test` or `val` are splits, others classes."""
    left_out, split_found = LeftOut(), False
    all_names = sorted(names)
    names = _without(choices.folders_left_out, all_names, left_out)
    entries = _without_strays([(name.split("/"), name) for name in names], left_out)
    while entries and all(len(rest) > 1 for rest, _ in entries):
        tops = sorted({rest[0] for rest, _ in entries})
        here = [top for top in tops if _is(split, top)]
        if not split_found and here and len(tops) > 1 and all(map(_is_split, tops)):
            split_found = True
            left_out.add_all("images of other splits", _others(entries, here[0]))
            top = here[0]
        elif len(tops) == 1:
            split_found |= _is(split, tops[0]) and split == "test"
            top = tops[0]
        else:
            break
        entries = [(rest[1:], name) for rest, name in entries if rest[0] == top]
    if split == "test" and not split_found:
        raise GanError(f'{path} has no folder "test" or "val"; ask for the train split instead.')
    if choices.classes == "one":
        found = Arranged([name for _, name in entries], None, (), left_out)
    else:
        found = _with_classes(entries, left_out, names if split == "test" else None, path)
    if missing := sorted(choices.folders_left_out - _folders(all_names)):
        note = f"There is no folder {', '.join(missing)} to leave out."
        found = dataclasses.replace(found, note=f"{found.note} {note}".strip())
    return _subset(found, choices.subset) if split == "train" else found


Entry = tuple[list[str], str]  # parts of a name below what was looked at, and the name


def _without_strays(entries: list[Entry], left_out: LeftOut) -> list[Entry]:
    """Without the few images that lie beside folders which are all splits."""
    inside = [entry for entry in entries if len(entry[0]) > 1]
    tops = {rest[0] for rest, _ in inside}
    few = 0 < len(entries) - len(inside) <= STRAYS * len(entries)
    if not (few and len(tops) > 1 and all(map(_is_split, tops))):
        return entries
    left_out.add_all(
        "images beside the folders", [name for rest, name in entries if len(rest) == 1]
    )
    return inside


def _folders(names: Iterable[str]) -> set[str]:
    """Every folder, by its name and by its path."""
    found: set[str] = set()
    for folder in {name.rpartition("/")[0] for name in names}:
        parts = folder.split("/")
        found |= {*parts, *("/".join(parts[: number + 1]) for number in range(len(parts)))}
    return found


def _without(folders: frozenset[str], names: list[str], left_out: LeftOut) -> list[str]:
    """The names that lie in none of these folders, given by name or by path."""
    if not folders:
        return names
    kept = []
    for name in names:
        if folders & _folders([name]):
            left_out.add("images in folders that are not used", name)
        else:
            kept.append(name)
    return kept


def _subset(found: Arranged, count: int) -> Arranged:
    """So many images at random; the same ones where others are added or a folder is renamed."""
    if not 0 < count < len(found.names):
        return found
    by_chance = sorted(found.names, key=lambda name: hashlib.sha256(name.encode()).digest())
    kept = {*by_chance[:count]}
    found.left_out.add_all("images beyond the subset", by_chance[count:])
    return dataclasses.replace(found, names=[name for name in found.names if name in kept])


def _with_classes(
    entries: list[Entry],
    left_out: LeftOut,
    all_names: Iterable[str] | None,
    path: Path,
) -> Arranged:
    """Sub-folders as classes; `all_names` where those of the train split decide which there are."""
    everything = [name for _, name in entries]
    classes = tuple(sorted({rest[0] for rest, _ in entries if len(rest) > 1}, key=natural))
    strays = [name for rest, name in entries if len(rest) == 1]
    if len(classes) < 2:
        return Arranged(everything, None, (), left_out)
    if len(strays) > STRAYS * len(entries):
        lie = "image lies" if len(strays) == 1 else "images lie"
        note = f"No classes, because {len(strays):,} {lie} beside the folders ({strays[0]})."
        return Arranged(everything, None, (), left_out, note)
    left_out.add_all("images beside the class folders", strays)
    inside = [(rest, name) for rest, name in entries if len(rest) > 1]
    if all_names is not None:  # a class without test images must not shift the others' numbers
        known = arrange(all_names, "train", path).class_names
        if not set(classes) <= set(known):
            return Arranged(everything, None, (), left_out)
        classes = known
    number = {name: index for index, name in enumerate(classes)}
    kept = [name for _, name in inside]
    return Arranged(kept, {name: number[rest[0]] for rest, name in inside}, classes, left_out)


def _others(entries: list[Entry], top: str) -> Iterable[str]:
    return (name for rest, name in entries if rest[0] != top)


def _is(split: str, folder: str) -> bool:
    return re.fullmatch(SPLITS[split], folder, re.IGNORECASE) is not None


def _is_split(folder: str) -> bool:
    return any(_is(split, folder) for split in SPLITS)
