"""The only module that knows file names inside a run directory. No torch in here.

config.json     what was asked for, written first          TrainConfig.to_json
about.json      what was found: data, parameters, machine
status.json     state, progress, error; replaced as a whole
stats.jsonl     one record a line                          metrics.jsonl  one evaluation a line
reals.png  samples/fakes_00012800.png                      number = images seen
samples/raw_00012800.png  samples/nearest_00012800.png     beside that sheet: G, nearest reals
generators/G_ema_00012800.safetensors  checkpoints/state_00012800.pt
changes.jsonl   how it was adjusted while it trained, one change a line
stop  pause     requests to the trainer, empty files       adjust.json  another: how to train on
alive.lock      held while a process works
"""

import contextlib
import re
import time
from collections.abc import Collection
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from gan_core import GanError
from gan_core.config.settings import with_new_names
from gan_core.config.train_config import check_format
from gan_core.data import durable_files

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None

RUN_ID = re.compile(r"[0-9]{5}-[a-z0-9][a-z0-9._-]{0,80}")
STATES = ("queued", "running", "paused", "stopped", "done", "failed", "interrupted")
ACTIVE = ("queued", "running", "paused")
NUMBER = re.compile(r"_([0-9]{8,})\.")
METRICS, OLD_METRICS = "metrics.jsonl", "measures.jsonl"
ADJUST, OLD_ADJUST = "adjust.json", "steer.json"
KEPT_CHECKPOINTS = 2  # the newest, and one to fall back on should it be damaged


class RunDir:
    """One run on disk. Readers may open it while its process writes."""

    def __init__(self, path: Path):
        self.path = Path(path)
        self.id = self.path.name

    # what was asked and found

    def write_config(self, config: dict[str, Any]) -> None:
        durable_files.write_json(self.path / "config.json", config)

    def config(self) -> dict[str, Any]:
        """The run's config; GanError when it is gone, torn or of another version."""
        values = durable_files.read_json(self.path / "config.json")
        check_format(values)
        return {**values, "settings": with_new_names(values["settings"])}

    def write_about(self, about: dict[str, Any]) -> None:
        durable_files.write_json(self.path / "about.json", about)

    def about(self) -> dict[str, Any]:
        """What was found about data, networks and machine; empty before the run has started."""
        about = _dict(durable_files.read_json(self.path / "about.json"))
        return about if isinstance(about.get("parameters"), dict) else {}

    # status

    def write_status(self, state: str, **facts: Any) -> None:
        assert state in STATES, state
        durable_files.write_json(
            self.path / "status.json", {"state": state, "updated": time.time(), **facts}
        )

    def change_state(self, state: str, **facts: Any) -> None:
        """Another state with these facts; the others known so far stay, an old error does not."""
        known = {k: v for k, v in self.status().items() if k not in ("state", "updated", "error")}
        self.write_status(state, **{**known, **facts})

    def status(self) -> dict[str, Any]:
        """The last status, where a state that needs a process but has none reads `interrupted`."""
        status = _dict(durable_files.read_json(self.path / "status.json"))
        if status.get("state") not in STATES:
            status["state"] = "interrupted"
        starting = status["state"] == "queued" and self._just_queued()
        if status["state"] in ACTIVE and not starting and not self.is_alive():
            status["state"] = "interrupted"
        return status

    # curves

    def append_stats(self, record: dict[str, Any]) -> None:
        durable_files.append_json_line(self.path / "stats.jsonl", record)

    def stats(self, start: int = 0) -> tuple[list[dict[str, Any]], int]:
        """Records from byte `start` on, and where the next read goes on."""
        return durable_files.read_json_lines(self.path / "stats.jsonl", start)

    # metrics

    def append_metrics(self, figures: dict[str, Any]) -> None:
        durable_files.append_json_line(self._metrics_file(), figures)

    def metrics(self, start: int = 0) -> tuple[list[dict[str, Any]], int]:
        """What was measured of G_ema, from byte `start` on, and where the next read goes on."""
        return durable_files.read_json_lines(self._metrics_file(), start)

    # adjustment

    def append_change(self, change: dict[str, Any]) -> None:
        durable_files.append_json_line(self.path / "changes.jsonl", change)

    def changes(self, start: int = 0) -> tuple[list[dict[str, Any]], int]:
        """How the run was adjusted, from byte `start` on, and where the next read goes on."""
        return durable_files.read_json_lines(self.path / "changes.jsonl", start)

    def request_adjustment(self, adjustment: dict[str, Any]) -> None:
        """Ask the process to go on in another way; a later request replaces one not yet met."""
        durable_files.write_json(self.path / ADJUST, adjustment)

    def take_adjustment(self) -> dict[str, Any] | None:
        """The request for another way to go on, which is met by taking it; None without one."""
        asked = next((name for name in (ADJUST, OLD_ADJUST) if (self.path / name).exists()), None)
        if asked is None:
            return None
        adjustment = _dict(durable_files.read_json(self.path / asked))
        durable_files.remove(self.path / asked)
        return adjustment

    # pictures, generators, checkpoints, each numbered by the images seen

    def write_reals(self, png: bytes) -> None:
        durable_files.write_bytes(self.path / "reals.png", png)

    def reals(self) -> Path:
        return self.path / "reals.png"

    def write_samples(self, images_seen: int, png: bytes) -> None:
        durable_files.write_bytes(self._file("samples", "fakes", images_seen, "png"), png)

    def samples(self) -> dict[int, Path]:
        """Sample sheets by images seen, in order; 0 is the untrained generator."""
        return self._numbered("samples", "fakes", "png")

    def write_raw(self, images_seen: int, png: bytes) -> None:
        durable_files.write_bytes(self._file("samples", "raw", images_seen, "png"), png)

    def raw(self) -> dict[int, Path]:
        """By images seen, the same seeds as on that sample sheet drawn by G instead of G_ema."""
        return self._numbered("samples", "raw", "png")

    def write_nearest(self, images_seen: int, png: bytes) -> None:
        durable_files.write_bytes(self._file("samples", "nearest", images_seen, "png"), png)

    def nearest(self) -> dict[int, Path]:
        """By images seen, of each tile of that sample sheet the training image nearest to it."""
        return self._numbered("samples", "nearest", "png")

    def generator_file(self, images_seen: int) -> Path:
        return self._file("generators", "G_ema", images_seen, "safetensors")

    def generators(self) -> dict[int, Path]:
        return self._numbered("generators", "G_ema", "safetensors")

    def checkpoint_file(self, images_seen: int) -> Path:
        return self._file("checkpoints", "state", images_seen, "pt")

    def checkpoints(self) -> dict[int, Path]:
        return self._numbered("checkpoints", "state", "pt")

    def drop_old_checkpoints(self, keep: Collection[int] = ()) -> None:
        """Remove all but the newest and those that were taken after the images in `keep`."""
        for images_seen, path in list(self.checkpoints().items())[:-KEPT_CHECKPOINTS]:
            if images_seen not in keep:
                durable_files.remove(path)

    def forget_after(self, images_seen: int) -> None:
        """Drop what was written after a checkpoint from which the run goes on; it comes again."""
        for name in ("stats.jsonl", self._metrics_file().name, "changes.jsonl"):
            rows, _ = durable_files.read_json_lines(self.path / name)
            kept = [row for row in rows if row.get("images_seen", 0) <= images_seen]
            if len(kept) != len(rows):
                durable_files.write_json_lines(self.path / name, kept)
        sheets = (self.samples(), self.raw(), self.nearest())
        for files in (*sheets, self.generators(), self.checkpoints()):
            for number, path in files.items():
                if number > images_seen:
                    durable_files.remove(path)

    # requests from outside

    def request(self, what: str) -> None:
        """Ask the process to `stop` or `pause`; it saves first and nothing is lost."""
        assert what in ("stop", "pause"), what
        durable_files.write_bytes(self.path / what, b"")

    def withdraw(self, *requests: str) -> None:
        for what in requests or ("stop", "pause"):
            durable_files.remove(self.path / what)

    def requested(self, what: str) -> bool:
        return (self.path / what).exists()

    # one process a run

    def lock(self) -> FileLock:
        """Held by the process that works on this run; the system frees it however that ends."""
        return FileLock(self.path / "alive.lock")

    def is_alive(self) -> bool:
        """Whether a process works on this run now. Asks the lock, so a reused pid cannot lie."""
        return _is_held(self.path / "alive.lock")

    def clean(self) -> None:
        """Remove leftovers of writes that a crash cut short. Only for the holder of the lock."""
        for folder in (self.path, *(self.path / name for name in _FOLDERS)):
            durable_files.remove_temporaries(folder)

    def _metrics_file(self) -> Path:
        """A run that version 0.1 began keeps its figures in one file under the old name."""
        old = self.path / OLD_METRICS
        return old if old.exists() else self.path / METRICS

    def _just_queued(self) -> bool:
        # Between writing `queued` and the process taking its lock lies the start of an interpreter.
        with contextlib.suppress(OSError):
            return time.time() - (self.path / "status.json").stat().st_mtime < START_SECONDS
        return False

    def _file(self, folder: str, stem: str, images_seen: int, ending: str) -> Path:
        return self.path / folder / f"{stem}_{images_seen:08d}.{ending}"

    def _numbered(self, folder: str, stem: str, ending: str) -> dict[int, Path]:
        found = {}
        for path in (self.path / folder).glob(f"{stem}_*.{ending}"):
            if number := NUMBER.search(path.name):
                found[int(number[1])] = path
        return dict(sorted(found.items()))


_FOLDERS = ("samples", "generators", "checkpoints")
START_SECONDS = 30


def create(root: Path, name: str, config: dict[str, Any]) -> RunDir:
    """A new numbered run directory under `root` with its config in it, state `queued`."""
    root = Path(root)
    slug = re.sub(r"[^a-z0-9._-]+", "-", name.lower()).strip("-._")[:80] or "run"
    try:
        root.mkdir(parents=True, exist_ok=True)
        with FileLock(root / ".number.lock"):  # a class that starts at once gets a number each
            number = 1 + max((int(path.name[:5]) for path in _run_paths(root)), default=0)
            path = root / f"{number:05d}-{slug}"
            path.mkdir()
        for folder in _FOLDERS:
            (path / folder).mkdir()
    except OSError as error:
        raise GanError(
            f"No run can be made in {root} ({error.strerror}); use another --out."
        ) from error
    run = RunDir(path)
    run.write_config(config)
    run.write_status("queued", queued_at=time.time())
    return run


def find(root: Path, run_id: str) -> RunDir:
    """The run called `run_id` under `root`. An id that is no plain name is refused unread."""
    if not RUN_ID.fullmatch(run_id) or not (Path(root) / run_id).is_dir():
        raise GanError(f'There is no run "{run_id[:100]}"; choose one from the list of runs.')
    return RunDir(Path(root) / run_id)


def of_checkpoint(path: Path) -> tuple[RunDir, int] | None:
    """The run and the images seen of a checkpoint's path; None for any other file."""
    number = NUMBER.search(path.name)
    if path.suffix != ".pt" or path.parent.name != "checkpoints" or not number:
        return None
    return RunDir(path.parent.parent), int(number[1])


def all_runs(root: Path) -> list[RunDir]:
    """Every run under `root`, newest first."""
    return [RunDir(path) for path in sorted(_run_paths(Path(root)), reverse=True)]


def _run_paths(root: Path) -> list[Path]:
    if not root.is_dir():
        return []
    return [path for path in root.iterdir() if RUN_ID.fullmatch(path.name) and path.is_dir()]


def _is_held(lock: Path) -> bool:
    """Whether somebody holds `lock`. Those who ask share it, so two of them are not a holder."""
    try:
        with open(lock, "rb") as stream:
            if fcntl:
                fcntl.flock(stream, fcntl.LOCK_SH | fcntl.LOCK_NB)
                return False
        with FileLock(lock, timeout=0.02, poll_interval=0.005):
            return False
    except (BlockingIOError, Timeout):
        return True
    except OSError:
        return False


def condition_names(about: dict[str, Any]) -> list[str]:
    """The classes or groups that G is told of, from a run's about.json; none for none."""
    of_classes = about.get("class_names", []) if about.get("labels") else []  # older runs say this
    return about.get("condition_names", of_classes)


def _dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
