"""/api route of a run's sample grid with an EMA of any length, and what `live` says of it."""

import functools
from pathlib import Path
from typing import Any

import anyio
from starlette.requests import Request
from starlette.responses import Response

from gan_core import __version__
from gan_core.objectives.ema_lengths import STEP, lengths_offered
from gan_core.runs.average_words import words
from gan_core.runs.run_dir import RunDir
from playground.shared import metric_names, responses
from playground.shared.addresses import api_route
from playground.shared.door.visible import find_visible
from playground.shared.query import whole_number

MOST = 10**12 - 1  # images seen
KEPT = 100  # grids in memory, some 30 kB each: two runs at every place of the slider
# A grid takes up to a second of a core: two at a time, so that sliders cannot stop the pages.
DRAWING_THREADS = anyio.CapacityLimiter(2)


def grid(request: Request) -> Response:
    """The sample grid with an EMA of `thousandths` / 1000, as PNG, at the last snapshot up to `at`
    images seen.
    """
    run = find_visible(request.path_params["run_id"])
    thousandths = whole_number("the EMA length", request.path_params["thousandths"], 1, 999)
    until = whole_number("at", request.query_params.get("at", str(MOST)), 0, MOST)
    saved = {seen: path for seen, path in run.averages().items() if seen <= until}
    if not saved:
        return responses.error("This run saved no averages of G by then; choose G_ema.", 404)
    newest = list(saved.values())[-1]
    try:
        version = (*saved, newest.stat().st_mtime_ns)
    except OSError:
        return responses.error("These averages no longer exist; reload the page.", 404)

    def draw() -> bytes:
        return _drawn(run.path, thousandths, max(saved), version)

    key = repr((__version__, run.id, thousandths, version))
    return responses.unless_known(request, key, draw, "image/png")


@functools.lru_cache(maxsize=KEPT)
def _drawn(path: Path, thousandths: int, until: int, version: tuple[int, ...]) -> bytes:
    """`version` is that of the snapshots: another one, another grid."""
    import torch

    import gan_core.training.devices  # noqa: F401  notes training's threads before they are lowered
    from gan_core.generator.averages import average_grid

    if torch.get_num_threads() != 1:  # as for every generator of the server
        torch.set_num_threads(1)
    return average_grid(RunDir(path), thousandths / 1000, until)


def known(run: RunDir) -> dict[str, Any]:
    """For the live view: moments with averages, the slider's ends at each, the length chosen."""
    moments = list(run.averages())
    choice, offered = run.choice(), list(run.offered())[-1:]
    return {
        "moments": moments,
        "lengths": [lengths_offered(tuple(moments[: n + 1])) for n in range(len(moments))],
        "step": STEP,
        "words": metric_names.with_labels(words(choice)),
        "chosen": choice.get("length") if offered else None,
        "offered": offered,
    }


average_routes = [
    api_route("runs/{run_id}/ema/{thousandths}.png", responses.route(grid, DRAWING_THREADS)),
]
