"""/api routes by which a run leaves: its zip, report, card, script and TensorBoard file."""

import os
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

import anyio
from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from gan_core.runs.run_dir import RunDir
from playground.shared import responses
from playground.shared.addresses import api_route
from playground.shared.door import owners
from playground.shared.door.visible import find_visible

PART = 1 << 20  # bytes sent at a time
# Each reads a whole run: one at a time, and who waits takes no thread from the pages.
WHOLE_RUNS = anyio.CapacityLimiter(1)


def run_zip(request: Request) -> Response:
    """The whole run, to import elsewhere; `images` 1 puts its own images into it.

    Those only its owner gets, and the teacher.
    """
    from gan_core.runs.export_run import export_run

    run = find_visible(request.path_params["run_id"])
    with_images = request.query_params.get("images") == "1"
    if with_images:
        owners.require_may_export_images(run)
    return _written(f"{run.id}.zip", lambda file: export_run(run, file, with_images))


def tensorboard(request: Request) -> Response:
    """A zip with a folder for `tensorboard --logdir`, in which the run has one of its own."""
    from gan_core.runs.tensorboard import export_events

    run = find_visible(request.path_params["run_id"])

    def write(file: BinaryIO) -> None:
        with tempfile.TemporaryDirectory() as folder, zipfile.ZipFile(file, "w") as archive:
            events = export_events(run, Path(folder))
            archive.write(events, events.relative_to(folder), zipfile.ZIP_DEFLATED)

    return _written(f"{run.id}-tensorboard.zip", write)


def report(request: Request) -> Response:
    """One HTML file about the run."""
    from gan_core.runs.report.page import report as written

    run = find_visible(request.path_params["run_id"])
    return _text(run, written(run), "html")


@responses.route
def card(request: Request) -> Response:
    """The model card of the newest generator, as Markdown."""
    from gan_core.runs.report.card import card as written

    run = find_visible(request.path_params["run_id"])
    return _text(run, written(run), "md")


@responses.route
def script(request: Request) -> Response:
    """The script that trains the run again."""
    from gan_core.runs.reproduce import script as written

    run = find_visible(request.path_params["run_id"])
    return _text(run, written(run), "py")


def _text(run: RunDir, content: str, ending: str) -> Response:
    return responses.attachment(content.encode(), f"{run.id}.{ending}")


def _written(name: str, write: Callable[[BinaryIO], None]) -> Response:
    """A zip that is written into a file of its own, and sent from there."""
    file = tempfile.TemporaryFile()  # noqa: SIM115  closed when it is sent
    try:
        write(file)
        size = file.seek(0, os.SEEK_END)
    except BaseException:
        file.close()
        raise
    headers = responses.FRESH | {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Content-Length": str(size),
    }
    return StreamingResponse(
        _parts(file), media_type="application/zip", headers=headers,
        background=BackgroundTask(file.close),
    )  # fmt: skip


def _parts(file: BinaryIO) -> Iterator[bytes]:
    """The file from its start, and its end, whether or not somebody still listens."""
    with file:
        file.seek(0)
        while part := file.read(PART):
            yield part


share_routes = [
    api_route("runs/{run_id}/run.zip", responses.route(run_zip, WHOLE_RUNS)),
    api_route("runs/{run_id}/tensorboard.zip", responses.route(tensorboard, WHOLE_RUNS)),
    api_route("runs/{run_id}/report.html", responses.route(report, WHOLE_RUNS)),
    api_route("runs/{run_id}/card.md", card),
    api_route("runs/{run_id}/run.py", script),
]
