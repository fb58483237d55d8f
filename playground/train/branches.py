"""A run, those it was forked from and its branches: who comes from whom, and where. No st calls.

A parent may have been deleted since, or be hidden from who looks; then the branch is the first that
is shown. No torch in here.
"""

import contextlib
from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from typing import Any

from gan_core import GanError
from gan_core.config.settings import may_change, parse_assignments
from gan_core.config.training_options import TrainingOptions
from gan_core.runs import run_dir
from gan_core.runs.run_dir import ACTIVE, RunDir
from playground.shared.addresses import page
from playground.shared.door import visible
from playground.shared.setting_labels import label, setting_words


@dataclass(frozen=True)
class Member:
    """A run of the family, for the live view; the first one departs at 0 images."""

    id: str
    parent: str  # an id; "" for the first
    departs: int  # images seen
    reaches: int
    words: str  # what it changed
    state: str


def moments(run: RunDir, status: dict[str, Any]) -> list[int]:
    """Images seen at the checkpoints that the run can be forked from, rising.

    While it trains, those that it only resumes from are about to be replaced.
    """
    return run.moments() if status["state"] in ACTIVE else list(run.checkpoints())


def may_fork_with(assignments: Iterable[str]) -> bool:
    """Whether a branch may have these settings, given as `key=value`; a recipe's own it may not."""
    fields = TrainingOptions.__dataclass_fields__
    names = list(parse_assignments(assignments))
    return bool(names) and all(name in fields and may_change(fields[name]) for name in names)


def origin_html(run: RunDir) -> str:
    """From which run this one was forked, where and with what; "" for a run that is no branch."""
    origin = run.origin()
    if not origin:
        return ""
    name, parent = f"run {escape(origin['run'][:5])}", None
    with contextlib.suppress(GanError):
        parent = run_dir.find(run.path.parent, origin["run"])
    if run.imported_from():  # a run of that name here is another one
        name += " of another machine"
    elif parent is None:
        name += ", since deleted,"
    elif visible.may_see(parent):
        name = f'<a href="{escape(page("train", run=parent.id))}" target="_self">{name}</a>'
    else:
        name = "a run that is hidden from you"
    changed = escape(changes(origin, before=True))
    return f"<p>Forked from {name} at {origin['images_seen']:,} images, {changed}.</p>"


def changes(origin: dict[str, Any], before: bool = False) -> str:
    """What a branch changed, under the names of the form; with what it was `before`."""
    words = []
    for name, pair in origin["changed"].items():
        if isinstance(pair, list) and len(pair) == 2:
            old = f" instead of {setting_words(name, pair[0])}" if before else ""
            words.append(f"{label(name)} {setting_words(name, pair[1])}{old}")
    return f"with {', '.join(words)}" if words else "with no setting changed"


def family(run: RunDir) -> list[Member]:
    """All that come from the same first run, each after its parent; [] for a run on its own."""
    seen = {each.id: (each, each.origin()) for each in visible.visible_runs(run.path.parent)}
    if run.id not in seen:  # deleted meanwhile
        return []
    first = run.id
    while (parent := _id_of_parent(seen, first)) is not None:
        first = parent
    children: dict[str, list[str]] = {}
    for each in sorted(seen):
        if (parent := _id_of_parent(seen, each)) is not None:
            children.setdefault(parent, []).append(each)
    if not children:
        return []
    return [_member(*seen[each], is_first=each == first) for each in _from(first, children)]


def _from(first: str, children: dict[str, list[str]]) -> list[str]:
    """A run and all that come from it, depth first, the oldest branch nearest to its parent."""
    found, left = [], [first]
    while left:
        found.append(left.pop())
        left += reversed(children.get(found[-1], []))
    return found


def _id_of_parent(seen: dict[str, tuple[RunDir, dict[str, Any]]], run: str) -> str | None:
    """The parent where who looks sees it. A run is younger than its parent, so no circle is one."""
    found, origin = seen[run]
    parent = origin.get("run")
    return parent if parent in seen and parent < run and not found.imported_from() else None


def _member(run: RunDir, origin: dict[str, Any], is_first: bool) -> Member:
    status = run.status()
    departs = 0 if is_first else int(origin["images_seen"])
    reaches = max(departs, int(status.get("images_seen") or 0))
    words = "" if is_first else changes(origin)
    return Member(
        run.id, "" if is_first else origin["run"], departs, reaches, words, status["state"]
    )
