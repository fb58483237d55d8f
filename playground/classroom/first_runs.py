"""How long a class waits for its first runs, in a sentence for whoever plans the lesson."""

from starlette.requests import Request
from starlette.responses import Response

from gan_core import GanError
from gan_core.queue.first_runs import budget_that_fits, last_first_start, workers_that_fit
from playground.shared import queue_cache
from playground.shared.addresses import api_route
from playground.shared.door import limits
from playground.shared.paths import runs_root
from playground.shared.responses import json, route

CLASS, MINUTES = 30, 2.0
SOON = 600.0  # seconds in which everybody should have seen their run start
BOUNDS = {"people": (1, 150), "minutes": (0.1, 600.0), "workers": (1, 150)}
WRONG = "Give 1 to 150 people, 0.1 to 600 minutes, and 1 to 150 workers."


def first_runs(request: Request) -> Response:
    """When everybody's first run starts, for `people`, `minutes` a run and `workers`.

    What is not given is a class of 30, a run that fits a lesson, and the workers that there are.
    """
    query = request.query_params
    try:
        people = int(query.get("people", CLASS))
        minutes = float(query.get("minutes", min(MINUTES, limits.MINUTES())))
        workers = int(query.get("workers", "") or workers_now())
    except ValueError:
        raise GanError(WRONG) from None
    given = {"people": people, "minutes": minutes, "workers": workers}
    if not all(BOUNDS[name][0] <= number <= BOUNDS[name][1] for name, number in given.items()):
        raise GanError(WRONG)
    return json({**given, "words": in_words(people, 60 * minutes, workers)})


def in_words(people: int, seconds: float, workers: int) -> str:
    """`30 people, 2 min a run, 2 workers: the last first run starts after 30 min; …`."""
    start = last_first_start(people, seconds, workers)
    at_work = _count(workers, "workers", "worker")
    head = f"{_count(people, 'people', 'person')}, {_length(seconds)} a run, {at_work}: "
    if start == 0:
        return f"{head}every run starts at once."
    said = f"{head}the last first run starts after {_length(start)}"
    if start <= SOON:
        return f"{said}."
    ways = [_count(workers_that_fit(people, seconds, SOON), "workers", "worker")]
    if shorter := budget_that_fits(people, workers, SOON):
        ways.insert(0, f"{_length(shorter)} a run")
    return f"{said}; {' or '.join(ways)} would make it {_length(SOON)} at most."


def workers_now() -> int:
    """How many workers serve this server's queue now, at least the one that it starts itself."""
    return max(1, len(queue_cache.outlook(runs_root()).devices))


def _count(number: int, several: str, one: str) -> str:
    return f"{number} {one if number == 1 else several}"


def _length(seconds: float) -> str:
    """`40 s`, `1.5 min`, `12 min`, `25 h`."""
    if seconds < 60:
        return f"{seconds:.0f} s"
    minutes = seconds / 60
    if minutes >= 600:
        return f"{minutes / 60:.0f} h"
    return f"{minutes:.0f} min" if minutes >= 10 else f"{round(2 * minutes) / 2:g} min"


first_runs_routes = [api_route("class/first-runs", route(first_runs))]
