"""/api routes of runs: what happened since the last look, sample sheets, and Plotly's script.

A page says how much it has: records and measures up to a byte, findings up to a number of moments.
It gets what came after, so a poll costs what is new and not what is there.
"""

from pathlib import Path
from typing import Any

import plotly
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from gan_core import GanError
from gan_core.diagnosis import Finding
from gan_core.runs.device_queue import queued_runs
from gan_core.runs.run_dir import RunDir, find
from playground.shared import responses
from playground.shared.paths import runs_root
from playground.train import metric_names
from playground.train.monitor import watch

PLOTLY = Path(plotly.__file__).parent / "package_data" / "plotly.min.js"
MAX_ROWS = 1500  # in one answer; a page that opens late gets means of neighbouring records
MAX_CHANGES = 100  # of how a run was steered, the last
CURVES = (
    "loss/G", "loss/D", "score/real", "score/fake", "logit/real", "logit/fake",
    "images_per_second",
)  # fmt: skip
ENDS = ("images_seen", "epoch", "seconds")  # of a group of records its last one's


@responses.route
def live(request: Request) -> Response:
    """Status, sheets and the records after byte `since`, as columns ready to draw."""
    run = find(runs_root(), request.path_params["run_id"])
    since, measured, told = (
        _whole(request.query_params.get(name, "0")) for name in ("since", "measured", "told")
    )
    rows, following = run.stats(since)
    measures, measured_next = run.metrics(measured)
    status, sheets = with_queue_position(run), list(run.samples())
    settled, now = watch(run, status).look(status, sheets)
    return responses.json(
        {
            "status": status,
            "since": since,
            "next": following,
            "columns": columns(rows),
            "measures": {
                "next": measured_next,
                "rows": [metric_names.shown(row) for row in measures if "images_seen" in row],
            },
            "findings": {
                "told": told,
                "moments": [_told(seen, findings) for seen, findings in settled[told:]],
                "now": [finding.to_json() for finding in now],
            },
            "sheets": sheets,
            "raw": list(run.raw()),
            "nearest": list(run.nearest()),
            "changes": run.changes()[0][-MAX_CHANGES:],
            "generators": list(run.generators())[-1:],
        }
    )


@responses.route
def sheet(request: Request) -> Response:
    """One sample sheet as PNG, by images seen; `reals` is the sheet of training images.

    Beside the sheet of so many images seen lie `raw-<images seen>`, its seeds drawn by G instead of
    G_ema, and `nearest-<images seen>`, the training image nearest to each of its tiles.
    """
    run = find(runs_root(), request.path_params["run_id"])
    name = request.path_params["name"]
    if name == "reals":
        path = run.reals()
    elif name.startswith("raw-"):
        path = run.raw().get(_whole(name.removeprefix("raw-")))
    elif name.startswith("nearest-"):
        path = run.nearest().get(_whole(name.removeprefix("nearest-")))
    else:
        path = run.samples().get(_whole(name))
    if path is None:
        return responses.error("This run has no such sheet; choose one from its slider.", 404)
    return responses.image_file(request, path)


async def plotly_script(request: Request) -> Response:
    """Plotly's JavaScript out of the installed package, so that the page needs no network."""
    headers = {**responses.HEADERS, "Cache-Control": "public, max-age=86400"}
    return FileResponse(PLOTLY, media_type="text/javascript", headers=headers)


def with_queue_position(run: RunDir) -> dict[str, Any]:
    """The run's status, with how many runs go before it while it is queued."""
    status = run.status()
    if status["state"] == "queued":
        line = [other.id for other in queued_runs(run.path.parent, status.get("device"))]
        status["place"] = line.index(run.id) if run.id in line else 0
    return status


def columns(rows: list[dict[str, Any]]) -> dict[str, list[float | None]]:
    """Records as columns, neighbouring ones averaged where there are more than MAX_ROWS."""
    stride = -(-len(rows) // MAX_ROWS) or 1
    groups = [rows[start : start + stride] for start in range(0, len(rows), stride)]
    found: dict[str, list[float | None]] = {
        name: [group[-1].get(name) for group in groups] for name in ENDS
    }
    for name in CURVES:
        found[name] = [_mean([row.get(name) for row in group]) for group in groups]
    return found


def _told(images_seen: int, findings: list[Finding]) -> dict[str, Any]:
    return {"images_seen": images_seen, "findings": [finding.to_json() for finding in findings]}


def _mean(values: list[float | None]) -> float | None:
    numbers = [value for value in values if isinstance(value, (int, float))]
    return round(sum(numbers) / len(numbers), 5) if numbers else None


def _whole(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) < 16):
        raise GanError(f'"{text[:40]}" is no whole number; reload the page.')
    return int(text)


run_routes = [
    Route("/api/runs/{run_id}/live", live, methods=["GET"]),
    Route("/api/runs/{run_id}/sheets/{name}.png", sheet, methods=["GET"]),
    Route("/api/plotly.min.js", plotly_script, methods=["GET"]),
]
