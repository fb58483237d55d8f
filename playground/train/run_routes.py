"""/api routes of runs: what is new since the last look, sample grids, and Plotly's script.

A page says how much it has: log entries and metrics up to a byte, findings up to a number of
moments. It gets what came after, so a poll costs what is new and not what is there.
"""

import contextlib
from pathlib import Path
from typing import Any

import plotly
from starlette.requests import Request
from starlette.responses import FileResponse, Response

from gan_core import GanError
from gan_core.config.adjustment import Adjustment
from gan_core.diagnosis import Finding
from gan_core.runs.run_dir import ACTIVE, RunDir
from playground.shared import metric_names, responses, run_words
from playground.shared.addresses import api_route
from playground.shared.exhibits import find_shown
from playground.shared.query import whole_number
from playground.shared.run_monitor import monitor_of
from playground.train import average_routes, branches
from playground.train.adjusting import adjusted, page_state

PLOTLY = Path(plotly.__file__).parent / "package_data" / "plotly.min.js"
MAX_ROWS = 1500  # in one answer; a page that opens late gets means of neighbouring log entries
MAX_ADJUSTMENTS = 100  # of a run, the last ones
CURVES = (
    "loss/G", "loss/D", "score/real", "score/fake", "logit/real", "logit/fake",
    "images_per_second",
)  # fmt: skip
MOST = 10**12 - 1  # images seen, bytes of a file, moments
ENDS = ("images_seen", "epoch", "seconds")  # of a group of entries its last one's


@responses.route
def live(request: Request) -> Response:
    """Status, moments with a grid, and what came after `since`, as columns ready to draw."""
    run = find_shown(request.path_params["run_id"])
    since, metrics_since, moments_known = (
        whole_number(name, request.query_params.get(name, "0"), 0, MOST)
        for name in ("since", "metrics_since", "moments_known")
    )
    entries, following = run.stats(since)
    metrics, metrics_next = run.metrics(metrics_since)
    status, grids = with_words(run), list(run.samples())
    moments, latest = monitor_of(run, status).findings(status, grids)
    adjustment, generators = adjusted(run), list(run.generators())[-1:]
    return responses.json(
        {
            "status": status,
            "next": following,
            "columns": columns(entries),
            "metrics": {
                "next": metrics_next,
                "rows": [metric_names.known(row) for row in metrics if "images_seen" in row],
            },
            "findings": {
                "known": moments_known,
                "moments": [_moment(*moment) for moment in moments[moments_known:]],
                "latest": [_finding(finding) for finding in latest],
            },
            "grids": grids,
            "raw": list(run.raw()),
            "nearest": list(run.nearest()),
            "forkable": branches.moments(run, status),
            "adjustments": adjustments(run),
            "adjusted": adjustment.to_json(),
            "generators": generators,
            "averages": average_routes.known(run),
            "page": page_state(status, bool(generators), adjustment.version),
        }
    )


@responses.route
def grid(request: Request) -> Response:
    """One sample grid as PNG, by images seen; `reals` is the grid of training images.

    Beside the grid after so many images seen lie `raw-<images seen>`, its seeds drawn by G instead
    of G_ema, and `nearest-<images seen>`, the training image nearest to each of its samples.
    """
    run = find_shown(request.path_params["run_id"])
    name = request.path_params["name"]
    if name == "reals":
        path: Path | None = run.reals()
    elif name.startswith("raw-"):
        path = run.raw().get(whole_number("grid", name.removeprefix("raw-"), 0, MOST))
    elif name.startswith("nearest-"):
        path = run.nearest().get(whole_number("grid", name.removeprefix("nearest-"), 0, MOST))
    else:
        path = run.samples().get(whole_number("grid", name, 0, MOST))
    if path is None:
        return responses.error("This run has no such grid; choose one with its slider.", 404)
    return responses.image_file(request, path)


async def plotly_script(request: Request) -> Response:
    """Plotly's JavaScript out of the installed package, so that the page needs no network."""
    kept = {"Cache-Control": "public, max-age=86400"}
    return FileResponse(PLOTLY, media_type="text/javascript", headers=kept)


def with_words(run: RunDir) -> dict[str, Any]:
    """The run's status, with what it waits for and whether it has been asked to stop or pause."""
    status = run.status()
    if status["state"] == "queued":
        status["waiting"] = run_words.waiting(run, status)
    if status["state"] in ACTIVE and run.requested("stop"):
        status["asked"] = "stop"
    elif status["state"] == "running" and run.requested("pause"):
        status["asked"] = "pause"
    return status


def adjustments(run: RunDir) -> list[dict[str, Any]]:
    """How the run was adjusted while it trained: images seen, and a few words."""
    found = []
    for row in run.changes()[0][-MAX_ADJUSTMENTS:]:
        with contextlib.suppress(GanError):  # a line that is no adjustment of ours
            words = row.get("words") or Adjustment.from_json(row).in_words()
            found.append({"images_seen": row.get("images_seen", 0), "words": words})
    return found


def columns(rows: list[dict[str, Any]]) -> dict[str, list[float | None]]:
    """Log entries as columns, neighbouring ones averaged where there are more than MAX_ROWS."""
    stride = -(-len(rows) // MAX_ROWS) or 1
    groups = [rows[start : start + stride] for start in range(0, len(rows), stride)]
    found: dict[str, list[float | None]] = {
        name: [group[-1].get(name) for group in groups] for name in ENDS
    }
    for name in CURVES:
        found[name] = [_mean([row.get(name) for row in group]) for group in groups]
    return found


def _moment(images_seen: int, findings: list[Finding]) -> dict[str, Any]:
    return {"images_seen": images_seen, "findings": [_finding(finding) for finding in findings]}


def _finding(finding: Finding) -> dict[str, Any]:
    values = finding.to_json()
    return {
        **values,
        "evidence": [metric_names.with_labels(words) for words in values["evidence"]],
        "suggestions": [
            {**each, "may_fork": branches.may_fork_with(each["assignments"])}
            for each in values["suggestions"]
        ],
    }


def _mean(values: list[float | None]) -> float | None:
    numbers = [value for value in values if isinstance(value, (int, float))]
    return round(sum(numbers) / len(numbers), 5) if numbers else None


run_routes = [
    api_route("runs/{run_id}/live", live),
    api_route("runs/{run_id}/grids/{name}.png", grid),
    api_route("plotly.min.js", plotly_script),
]
