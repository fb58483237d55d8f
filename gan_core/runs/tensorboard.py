"""A run as an event file of TensorBoard: its curves, its metrics, its sample grids.

The step is images seen, on which runs compare; the time is that of training, from when the run
would have begun had it never waited. No torch in here.
"""

import io
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import BinaryIO

from PIL import Image

from gan_core import GanError
from gan_core.data import durable_files
from gan_core.metrics.metric_names import METRICS
from gan_core.runs import event_file
from gan_core.runs.event_file import EventFile
from gan_core.runs.measurements import Row, number
from gan_core.runs.run_dir import RunDir

Tags = list[tuple[str, str]]

NAME = "events.out.tfevents.{started:010d}.gan_playground"
MOMENT = ("step", "images_seen", "epoch", "seconds")  # of a record: when it was, no curve
KEYS = tuple(f"{metric[0]}{end}" for metric in METRICS for end in ("", "_floor", "_real"))
CHANNELS = {"L": 1, "LA": 2, "RGB": 3, "RGBA": 4}


def export_events(run: RunDir, folder: Path) -> Path:
    """Write the event file of a run into a folder of its own under `folder`; the file's path.

    An earlier export is replaced. Raises GanError where the run has logged nothing yet.
    """
    records, evaluations = run.stats()[0], run.metrics()[0]
    if not records and not run.samples():
        raise GanError(f"{run.id} has logged nothing yet; export it when it has trained.")
    status = run.status()
    trained = number(status.get("seconds")) or 0.0
    started = max(0.0, (number(status.get("updated")) or trained) - trained)
    own = folder / run.id
    durable_files.make_folder(own)
    path = own / NAME.format(started=int(started))

    def write(stream: BinaryIO) -> None:
        events = EventFile(stream, started)
        _add_numbers(events, started, records, _curves)
        _add_numbers(events, started, evaluations, _metrics)
        _add_grids(events, started, run, [*records, *evaluations])

    for old in own.glob(NAME.format(started=0).replace("0000000000", "*")):
        if old != path:
            durable_files.remove(old)
    durable_files.write_with(path, write)
    return path


def _add_numbers(
    events: EventFile, started: float, rows: Iterable[Row], tags_of: Callable[[Row], Tags]
) -> None:
    for row in rows:
        seen, seconds = number(row.get("images_seen")), number(row.get("seconds")) or 0.0
        values = [
            event_file.scalar(tag, value)
            for name, tag in tags_of(row)
            if (value := number(row[name])) is not None
        ]
        if seen is not None and seen >= 0 and values:
            events.add(started + seconds, int(seen), *values)


def _curves(row: Row) -> Tags:
    """Name and tag of each curve in a record; `loss/G` groups itself in TensorBoard."""
    return [(name, name) for name in row if name not in MOMENT]


def _metrics(row: Row) -> Tags:
    return [(name, f"metrics/{name}") for name in KEYS if name in row]


def _add_grids(events: EventFile, started: float, run: RunDir, rows: list[Row]) -> None:
    times = {row.get("images_seen"): number(row.get("seconds")) or 0.0 for row in rows}
    last = 0.0
    for seen, path in run.samples().items():
        last = times.get(seen, last)
        content = path.read_bytes()
        try:
            with Image.open(io.BytesIO(content), formats=("PNG",)) as grid:
                size, channels = grid.size, CHANNELS.get(grid.mode, 3)
        except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
            continue  # a damaged grid; the others are worth having
        events.add(started + last, seen, event_file.image("samples", content, *size, channels))
