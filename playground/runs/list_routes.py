"""What the Runs page asks and does: every run that who asks may see, its label, the trash."""

import functools
import json as json_text
from collections.abc import Callable
from pathlib import Path
from typing import Any

import anyio.to_thread
from starlette.requests import Request
from starlette.responses import Response

from gan_core import GanError
from gan_core.queue import trash
from gan_core.queue.trash import Trashed
from gan_core.runs.run_dir import RunDir
from gan_core.runs.run_label import MOST_NAME, MOST_NOTE, MOST_TAG, MOST_TAGS, RunLabel
from playground.shared import run_rows
from playground.shared.addresses import api_route
from playground.shared.door import owners, teachers, visible
from playground.shared.door.owners import Rights
from playground.shared.paths import runs_root
from playground.shared.request_body import NO_SUCH_ACTION, read_wish
from playground.shared.responses import async_route, route, unless_known

MOST_BYTES = 20_000  # of a request; a note in any script fits many times
MOST = {"name": MOST_NAME, "note": MOST_NOTE, "tags": MOST_TAGS, "tag": MOST_TAG}

Wish = dict[str, Any]


def overview(request: Request) -> Response:
    """Every run that who asks may see, and their trash; 304 where the page knows it."""
    return _answer(request)


async def change(request: Request) -> Response:
    """Do what was pressed, and everything as it is then."""
    wish = await read_wish(request, MOST_BYTES)
    action = ACTIONS.get(str(wish.get("do")))
    if action is None:
        raise GanError(NO_SUCH_ACTION)

    def done() -> Response:
        action(wish)
        return _answer(request, anew=True)

    return await anyio.to_thread.run_sync(done)


def _answer(request: Request, anew: bool = False) -> Response:
    root, rights = runs_root(), owners.rights()
    listed = [it for it in run_rows.shared.listed(root, anew) if visible.may_see(it.run)]
    is_shared = owners.is_shared()
    about = {
        "mine": [it.run.id for it in listed if is_shared and rights.owns(it.owner)],
        "locked": [it.run.id for it in listed if not rights.may_change(it.owner)],
        "trash": [_trashed_row(found) for found in _trash_of(rights, root)],
        "kept_days": round(trash.KEPT_SECONDS / 86400),
        "shared": is_shared, "teacher": teachers.is_configured() and teachers.is_teacher(),
        "most": MOST,
    }  # fmt: skip
    # Each row is text already: of five hundred runs only what has changed is written anew.
    rows = ",".join(it.text for it in listed)
    text = f'{{"runs":[{rows}],{json_text.dumps(about)[1:]}'
    return unless_known(request, text, text.encode, "application/json")


def _trash_of(rights: Rights, root: Path) -> list[Trashed]:
    """What is in the trash of who asks; what has been there for too long is deleted."""
    found = trash.trashed(root)
    if any(it.seconds_left() <= 0 for it in found):
        trash.purge_expired(root)
    return [it for it in found if it.seconds_left() > 0 and rights.may_change(it.run.owner())]


def _trashed_row(found: Trashed) -> dict[str, Any]:
    days = max(1, round(found.seconds_left() / 86400))
    return {**_described(str(found.run.path), found.at), "days_left": days}


@functools.lru_cache(maxsize=1000)
def _described(path: str, at: float) -> dict[str, Any]:
    """What a run is that was put into the trash at this moment: there it does not change."""
    row = run_rows.describe(RunDir(Path(path)))
    return {key: row[key] for key in ("id", "number", "name", "owner", "recipe", "data")}


def _own_run(wish: Wish) -> RunDir:
    run = visible.find_visible(str(wish.get("run")))
    owners.require_may_change(run)
    return run


def _own_trashed(wish: Wish) -> Trashed:
    """A run in the trash. Another person's is, for who asks, not there."""
    found = trash.find(runs_root(), str(wish.get("run")))
    if not owners.may_change(found.run):
        raise GanError(trash.NOT_THERE.format(number=found.run.id[:5]))
    return found


def _label(wish: Wish) -> None:
    run = _own_run(wish)
    run.write_label(RunLabel.checked(wish.get("name"), wish.get("note"), wish.get("tags")))


def _trash(wish: Wish) -> None:
    trash.trash(_own_run(wish))


def _restore(wish: Wish) -> None:
    trash.restore(runs_root(), _own_trashed(wish).run.id)


def _delete(wish: Wish) -> None:
    trash.purge(_own_trashed(wish))


def _empty(wish: Wish) -> None:
    for found in _trash_of(owners.rights(), runs_root()):
        trash.purge(found)


ACTIONS: dict[str, Callable[[Wish], None]] = {
    "label": _label, "trash": _trash, "restore": _restore, "delete": _delete, "empty": _empty,
}  # fmt: skip

list_routes = [
    api_route("runs", route(overview)),
    api_route("runs", async_route(change), "POST"),
]
