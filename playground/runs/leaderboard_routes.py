"""The leaderboard: who is best on a set of images by a metric, after so much training."""

import math

from starlette.requests import Request
from starlette.responses import Response

from gan_core import unknown
from playground.runs import leaderboard
from playground.runs.measured_words import measured_words
from playground.shared import run_rows
from playground.shared.addresses import api_route
from playground.shared.door import visible
from playground.shared.paths import runs_root
from playground.shared.query import whole_number
from playground.shared.responses import json, route

MOST_SECONDS = 10**9


def board(request: Request) -> Response:
    """The rankings for `data`, as the list of runs calls it, by `metric` on `device`.

    `seconds` of training are the budget, any time without it; so it is with `device`.
    """
    asked = request.query_params
    metric = asked.get("metric", "fd")
    if metric not in leaderboard.METRICS:
        raise unknown("metric", metric[:40], leaderboard.METRICS)
    budget = asked.get("seconds", "")
    seconds = whole_number("seconds", budget, 1, MOST_SECONDS) if budget else math.inf
    listed = [
        it.run
        for it in run_rows.shared.listed(runs_root())
        if it.row["data"] == asked.get("data")
        and asked.get("device", "") in ("", it.row["device"])
        and visible.may_see(it.run)
    ]
    found = leaderboard.rankings(listed, metric, seconds)
    return json({"rankings": [_as_json(ranking, metric) for ranking in found]})


def _as_json(ranking: leaderboard.Ranking, metric: str) -> dict[str, object]:
    return {
        "measured": measured_words(ranking, metric),
        "places": [vars(place) for place in ranking.places],
    }


leaderboard_routes = [api_route("leaderboard", route(board))]
