"""The exhibits in two dimensions: presets of the lab, their cures, and how often both hold.

`python -m benchmarks.lab_presets` counts over 20 seeds and keeps the counts beside the presets.
"""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from gan_core.flat.link import Change, Course, write
from gan_core.flat.settings import checked
from playground.shared.addresses import page

FILE = Path(__file__).resolve().parents[1] / "lab" / "presets.json"


@dataclass(frozen=True)
class LabPreset:
    """A preset, as addresses of the lab, and in how many runs with different seeds it holds."""

    id: str
    fails: str  # address of the lab that shows it
    cure: str  # the same with its cure, from the moment that it shows or from the start
    failed: int
    cured: int
    seeds: int


def find_preset(preset_id: str) -> LabPreset:
    """Raises KeyError for an id that no preset has."""
    return _presets()[preset_id]


@cache
def _presets() -> dict[str, LabPreset]:
    return {each["id"]: _preset(each) for each in json.loads(FILE.read_text("utf-8"))}


def _preset(content: dict[str, Any]) -> LabPreset:
    settings, cure, counts = content["settings"], content["cure"], content["counts"]
    cured = Course(
        checked({**settings, **cure["change"]} if cure["restart"] else settings), 0,
        [] if cure["restart"] else
        [Change(content["steps"], name, value) for name, value in cure["change"].items()],
    )  # fmt: skip
    return LabPreset(
        content["id"], _address(Course(checked(settings), 0, [])), _address(cured),
        counts["failed"], counts["cured"], counts["seeds"],
    )  # fmt: skip


def _address(course: Course) -> str:
    return page("lab", lab=write(course))
