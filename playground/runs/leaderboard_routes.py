"""The leaderboard: who is best on a set of images by a metric, after so much training."""

import math

from starlette.requests import Request
from starlette.responses import Response

from gan_core import unknown
from playground.runs import leaderboard
from playground.shared import metric_names, run_rows
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
        "measured": _measured(ranking, metric),
        "places": [vars(place) for place in ranking.places],
    }


def _measured(ranking: leaderboard.Ranking, metric: str) -> str:
    """What the numbers are of, and what a perfect one would be."""
    known = next(it for it in metric_names.listed() if it["key"] == metric)
    distance = metric_names.DISTANCES.get(ranking.fd_name, "")
    features = distance.partition("(")[2].rstrip(")")
    name = distance if metric == "fd" and distance else known["name"]
    words = [name if metric == "fd" or not features else f"{name} (features of {features})"]
    if ranking.samples is not None:
        words.append(f"on {ranking.samples:,} samples")
    if ranking.reals is not None:
        split = metric_names.SPLITS.get(ranking.reals_of, "")
        words.append(f"against {ranking.reals:,} {split} real images".replace("  ", " "))
    perfect = f"{known['ideal']} is perfect"
    if ranking.floor is not None:
        perfect += f"; other real images score {ranking.floor:.3g}"
    return f"{' '.join(words)}. {perfect}."


leaderboard_routes = [api_route("leaderboard", route(board))]
