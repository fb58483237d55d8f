"""The settings of a run as a table under the names of the form, the changed ones first."""

import dataclasses
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import streamlit as st

from gan_core import GanError
from gan_core.config.image_choices import image_choices_from
from gan_core.config.request import Request
from gan_core.config.settings import parse_assignments
from playground.shared.plain_text import plain
from playground.shared.setting_labels import budget_words, label, setting_words

NAMED = 3  # files named for each reason
AUTO = "auto"  # a default that is chosen for the machine and the images
OPEN = "chosen where it trains"


@dataclass(frozen=True)
class Row:
    """One setting; `default` is None where the recipe no longer has it."""

    name: str
    value: Any
    default: Any
    unit: str = ""

    @property
    def is_changed(self) -> bool:
        return self.default not in (None, AUTO) and self.value != self.default


def show(config: dict[str, Any], about: dict[str, Any], request: Request | None = None) -> None:
    """The request and what was found beside the settings; for the defaults torch is loaded.

    `request` is that of a run which has not begun to train: what it leaves open is still open.
    """
    left, right = st.columns([2, 3], gap="large")
    with left:
        st.markdown(_table(("Requested", ""), _plain(requested(config))))
        if about:
            st.markdown(_table(("Details", ""), _plain(details(about))))
        elif request:
            st.caption(f"Device and CPU threads: {OPEN}.")
    with right:
        settings = rows(config, request)
        st.markdown(_table(("Setting", "This run", "Default"), cells(settings)))


def rows(config: dict[str, Any], request: Request | None = None) -> list[Row]:
    """The settings in the recipe's order, those that differ from its defaults first."""
    fields = _fields(config["recipe"])
    given = parse_assignments(request.settings) if request else {}
    found = []
    for name, value in config["settings"].items():
        if request and name in fields and fields[name].default == AUTO == given.get(name, AUTO):
            value = AUTO
        field = fields.get(name)
        found.append(
            Row(name, value, field.default, field.metadata["unit"]) if field
            else Row(name, value, None)
        )  # fmt: skip
    return sorted(found, key=lambda row: not row.is_changed)


def cells(settings: Iterable[Row]) -> list[tuple[str, ...]]:
    """As the words of a table, in Markdown; a changed setting is bold."""
    table: list[tuple[str, ...]] = []
    for row in settings:
        value = plain(setting_words(row.name, row.value))
        default = "" if row.default is None else plain(setting_words(row.name, row.default))
        if row.default == AUTO:
            value, default = OPEN if row.value == AUTO else value, "chosen for the machine"
        name = f"{label(row.name)} ({row.unit})" if row.unit else label(row.name)
        table.append((plain(name), f"**{value}**" if row.is_changed else value, default))
    return table


def requested(config: dict[str, Any]) -> list[tuple[str, ...]]:
    """What the form asked for besides the settings."""
    followed = config.get("followed_seeds")
    return [
        ("Model (recipe)", config["recipe"]),
        ("Images", Path(config["dataset"]).name),
        ("Image size", f"{config['image_size']} px"),
        ("Duration", budget_words(**config["budget"])),
        ("Seed", str(config.get("seed", 0))),
        *([("Followed seeds", ", ".join(map(str, followed)))] if followed else []),
        *_image_choices(config.get("image_choices")),
    ]


def _image_choices(values: Any) -> list[tuple[str, ...]]:
    """What was made of the images, where it is not the usual."""
    choices = image_choices_from(values)
    fields = type(choices).__dataclass_fields__
    return [
        (label(name), setting_words(name, getattr(choices, name)))
        for name in fields
        if values and getattr(choices, name) != fields[name].default
    ]


def details(about: dict[str, Any]) -> list[tuple[str, ...]]:
    """What the run found: data, networks, machine."""
    parameters = about["parameters"]
    found = [("Training images", f"{about['images']:,}")]
    for reason, files in about.get("left_out", {}).items():
        names = ", ".join(files["names"][:NAMED]) + (", …" if files["count"] > NAMED else "")
        found.append((f"Left out: {reason}", f"{files['count']:,} ({names})"))
    found += [("Note", str(sentence)) for sentence in about.get("notes", [])]
    return [
        *found,
        ("Parameters of G", f"{parameters['G']:,}"),
        ("Parameters of D", f"{parameters['D']:,}"),
        ("Device", str(about["device"])),
        ("CPU threads", str(about["threads"])),
    ]


def _fields(recipe: str) -> Mapping[str, dataclasses.Field[Any]]:
    """The settings of a recipe; {} for one that this version does not have."""
    from gan_core.recipes import find_recipe

    try:
        return find_recipe(recipe).settings_type.__dataclass_fields__
    except GanError:
        return {}


def _table(head: tuple[str, ...], lines: Iterable[tuple[str, ...]]) -> str:
    rule = tuple("---" for _ in head)
    return "\n".join(f"| {' | '.join(line)} |" for line in (head, rule, *lines))


def _plain(lines: Iterable[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """As text: the names of images and recipes are not ours."""
    return [tuple(map(plain, line)) for line in lines]
