"""A sweep: runs that differ in one setting, each of its values with the same seeds.

They are queued together or not at all, and stopped together. In the queue they are runs like any
others, of one person. No torch in here.
"""

import secrets
import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from gan_core import GanError, unknown
from gan_core.config.settings import MAX_SEED, Settings, checked
from gan_core.config.training_options import AUTO
from gan_core.queue import tickets
from gan_core.runs.run_dir import ACTIVE, RunDir
from gan_core.runs.sweep_files import MOST_SEEDS as MOST_SEEDS
from gan_core.runs.sweep_files import MOST_VALUES as MOST_VALUES
from gan_core.runs.sweep_files import Place

LEAST_VALUES = 2


@dataclass(frozen=True)
class Part:
    """One run of a sweep, before it is created."""

    setting: str
    value: Any
    number: int  # of the value, from 0
    seed: int

    @property
    def assignment(self) -> str:
        """The value as `key=value`; it goes after all other settings."""
        return f"{self.setting}={self.value}"


def parts_of(
    settings_type: type[Settings], setting: str, texts: Iterable[str], seeds: Iterable[int]
) -> list[Part]:
    """The runs of a sweep over a recipe's `setting`, the first seed with all values first.

    Raises GanError unless there are 2 to 8 different values that the setting takes, and 1 to 8
    different seeds.
    """
    fields = {name.lower(): it for name, it in settings_type.__dataclass_fields__.items()}
    if setting.lower() not in fields:
        raise unknown("setting", setting, [it.name for it in fields.values()])
    field = fields[setting.lower()]
    values, chosen = [checked(field, text) for text in texts], list(seeds)
    if AUTO in values:
        raise GanError(f"{field.name}=auto is one of the other values; leave it out of the sweep.")
    _require_different(values, LEAST_VALUES, MOST_VALUES, f"values of {field.name}")
    _require_different(chosen, 1, MOST_SEEDS, "seeds")
    if wrong := [seed for seed in chosen if not 0 <= seed <= MAX_SEED]:
        raise GanError(f"A seed is a whole number from 0 to {MAX_SEED}, not {wrong[0]}.")
    return [
        Part(field.name, value, number, seed)
        for seed in chosen
        for number, value in enumerate(values)
    ]


def queue_all(
    parts: list[Part],
    create: Callable[[Part], RunDir],
    queue: Callable[[RunDir, Part, str], None],
) -> list[RunDir]:
    """Create the run of each part, then queue them all; `queue` is told the sweep's id as well.

    Where one cannot be created or queued, those before it are taken back, and the error goes on.
    """
    made: list[RunDir] = []
    token = secrets.token_hex(8)
    try:
        for part in parts:
            run = create(part)
            made.append(run)
            place = Place(made[0].id, part.setting, part.value, part.number, len(parts), token)
            run.write_place(place)
        for run, part in zip(made, parts, strict=True):
            queue(run, part, made[0].id)
    except BaseException:
        for run in reversed(made):
            _take_back(run)
        raise
    return made


def runs_of(sweep: str, runs: Iterable[RunDir]) -> list[RunDir]:
    """Those of `runs` that belong to a sweep, by value and then in the order of their numbers."""
    found = [(it.number, run) for run in runs if (it := run.place()) and it.sweep == sweep]
    return [run for _, run in sorted(found, key=lambda pair: (pair[0], pair[1].id))]


def stop_all(runs: Iterable[RunDir]) -> int:
    """Take those that wait out of the queue, then ask those that train to stop; how many in all.

    What has trained stays, and can be resumed run by run.
    """
    active = [run for run in runs if run.status()["state"] in ACTIVE]
    going = [run for run in active if not tickets.leave(run)]
    for run in going:
        run.request("stop")
    return len(active)


def _take_back(run: RunDir) -> None:
    """Delete a run that has just been created; one that a worker has already is asked to stop."""
    tickets.leave(run)
    if run.ticket().get("state") == tickets.CLAIMED:
        run.request("stop")
    else:
        shutil.rmtree(run.path, ignore_errors=True)


def _require_different(given: list[Any], least: int, most: int, what: str) -> None:
    if not least <= len(given) <= most:
        raise GanError(f"A sweep has {least} to {most} {what}, not {len(given)}.")
    if twice := [it for it in given if given.count(it) > 1]:
        raise GanError(f"Of the {what}, {twice[0]} is there twice; give each once.")
