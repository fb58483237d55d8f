"""What the teacher's page of all runs asks and does, and the run that all pages are shown.

Only the browser where the passphrase was given gets an answer, except to /api/look.
"""

import json as json_text
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from gan_core import GanError
from gan_core.queue import tickets
from gan_core.runs import run_dir
from gan_core.runs.run_dir import ACTIVE, RunDir
from playground.classroom.answers import MAX_BYTES
from playground.classroom.class_routes import in_thread
from playground.shared import class_desk, fixed_choices, jobs, run_rows
from playground.shared.addresses import api_route
from playground.shared.class_codes import is_code
from playground.shared.class_desk import Look
from playground.shared.code_words import owner_words
from playground.shared.door import teachers, visible
from playground.shared.paths import runs_root
from playground.shared.request_body import NO_SUCH_ACTION, read_wish
from playground.shared.responses import Refused, async_route, route, unless_known

NOT_TEACHER = "Only the teacher sees everyone's runs; reload this page and sign in."
IS_HIDDEN = "Run {number} is hidden; show it before you ask your class to look at it."

FIRST = ("running", "paused")  # on the page; then what has ended, newest first, then the queue
NO_PLACE = 10**6


def overview(request: Request) -> Response:
    """Every run; 304 where the page knows it."""
    _require_teacher()
    return _answer(request)


async def change(request: Request) -> Response:
    """Do what was pressed, and everything as it is then."""
    _require_teacher()
    wish = await read_wish(request, MAX_BYTES)

    def done() -> Response:
        _do(wish)
        return _answer(request, anew=True)

    response: Response = await in_thread(done)
    return response


def look(request: Request) -> Response:
    """What a page of a class, or of none, is asked to look at now; {} for nothing."""
    wanted, code = class_desk.read().look, request.query_params.get("class", "")
    found = {}
    if wanted and wanted.class_code in ("", code):
        found = _shown(wanted)
    text = json_text.dumps(found)
    return unless_known(request, text, text.encode, "application/json")


def _shown(wanted: Look) -> dict[str, str]:
    try:
        run = run_dir.find(runs_root(), wanted.run)
        config = run.config()
    except GanError:
        return {}
    if run.hidden_by():
        return {}
    return {
        "run": run.id, "number": run.id[:5], "owner": owner_words(run.owner()),
        "recipe": str(config["recipe"]),
    }  # fmt: skip


def _require_teacher() -> None:
    if not teachers.is_teacher():
        raise Refused(NOT_TEACHER, 403)


def _answer(request: Request, anew: bool = False) -> Response:
    desk = class_desk.read()
    listed = run_rows.shared.listed(runs_root(), anew)
    rows = sorted((it.row for it in listed), key=_rank)  # stable: newest first
    cleared = {row["id"] for row in rows if row["state"] not in ACTIVE} & {*desk.cleared}
    text = json_text.dumps(
        {
            "runs": [row for row in rows if row["id"] not in cleared],
            "cleared": len(cleared),
            "look": None if desk.look is None else vars(desk.look),
            "fixed": fixed_choices.in_words(dict(desk.fixed)),
        }
    )
    return unless_known(request, text, text.encode, "application/json")


def _rank(row: dict[str, Any]) -> tuple[int, int]:
    state = row["state"]
    if state == "queued":
        return len(FIRST) + 1, row["place"] or NO_PLACE
    return FIRST.index(state) if state in FIRST else len(FIRST), 0


def _do(wish: dict[str, Any]) -> None:
    """One press of the page. GanError for what it does not offer."""
    action = str(wish.get("do"))
    if action in OF_A_RUN:
        OF_A_RUN[action](run_dir.find(runs_root(), str(wish.get("run"))))
    elif action == "look":
        run = run_dir.find(runs_root(), str(wish.get("run")))
        _look_at(run, str(wish.get("class", "")))
    elif action in OF_ALL:
        OF_ALL[action]()
    else:
        raise GanError(NO_SUCH_ACTION)


def _hide(run: RunDir) -> None:
    visible.hide(run)
    class_desk.change(
        lambda desk: replace(desk, look=None) if desk.look and desk.look.run == run.id else desk
    )


def _look_at(run: RunDir, code: str) -> None:
    if run.hidden_by():
        raise GanError(IS_HIDDEN.format(number=run.id[:5]))
    if code and not is_code(code):
        raise GanError("A class code looks like amber-fox-42.")
    class_desk.change(lambda desk: replace(desk, look=Look(run.id, code)))


def _stop(run: RunDir) -> None:
    if run.status()["state"] in ACTIVE:  # an ended run would find the request when it goes on
        jobs.stop(run)


def _end_look() -> None:
    class_desk.change(lambda desk: replace(desk, look=None))


def _stop_all() -> None:
    for run in run_dir.all_runs(runs_root()):
        _stop(run)


def _clear() -> None:
    ended = {run.id for run in run_dir.all_runs(runs_root()) if run.status()["state"] not in ACTIVE}
    class_desk.change(lambda desk: replace(desk, cleared=tuple(sorted(ended))))


def _show_cleared() -> None:
    class_desk.change(lambda desk: replace(desk, cleared=()))


def _release() -> None:
    class_desk.change(lambda desk: replace(desk, fixed=()))


OF_A_RUN: dict[str, Callable[[RunDir], None]] = {
    "hide": _hide, "show": visible.show, "stop": _stop,
    "first": tickets.put_first, "back": tickets.put_back,
}  # fmt: skip
OF_ALL: dict[str, Callable[[], None]] = {
    "end look": _end_look, "stop all": _stop_all, "clear": _clear,
    "show cleared": _show_cleared, "release": _release,
}  # fmt: skip

gallery_routes = [
    api_route("gallery", route(overview)),
    api_route("gallery", async_route(change), "POST"),
    api_route("look", route(look)),
]
