"""The files of a run directory. Only this module and those of its bases know their names. No torch.

config.json     settings, written first: TrainConfig.to_json, with portable paths
about.json      data, networks and machine
status.json     state, progress, error; replaced atomically
stats.jsonl     log records, one a line            metrics.jsonl  evaluations, one a line
reals.png       real images                        samples/fakes_00012800.png  sample grid of G_ema
samples/raw_00012800.png  the same seeds from G    samples/nearest_00012800.png  nearest real images
generators/G_ema_00012800.safetensors              checkpoints/state_00012800.pt
averages/averages_00012800.safetensors             averages/offered_00012800.safetensors
averages/choice.json  which EMA length was best at the end
fork.json       of a branch: from which run it was forked, where, what was changed
sweep.json      of a run of a sweep: which sweep, which setting and value
owner.json      a keyed hash of the browser that started it in the app
hidden.json     by whom it is hidden from others in the app
label.json      its name, a note and tags, by a person
trashed.json    since when it is in the trash (gan_core.queue.trash)
imported.json   of which run of another machine it is a copy
ticket.json     its place in the queue of the workers (gan_core.queue.tickets)
deck/           real and fake images of this run for the game (gan_core.generator.deck)
changes.jsonl   adjustments while training, one a line
stop  pause  requeue  requests, empty files        adjust.json  a requested adjustment
alive.lock      held by the process that trains    log.txt        what it prints
alive.lock.held in its place on drives of several machines, or without locks
ranks           by which the processes find each other that train it together

Numbers in file names are images seen. measures.jsonl and steer.json are names of version 0.1.
"""

import contextlib
import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from filelock import BaseFileLock

from gan_core import GanError
from gan_core.config.settings import with_new_names
from gan_core.config.train_config import check_format
from gan_core.data import durable_files
from gan_core.data.portable_paths import to_local, to_portable
from gan_core.data.process_lock import is_held, is_locked, process_lock
from gan_core.runs.branch_files import BranchFiles
from gan_core.runs.exported_files import ExportedFiles
from gan_core.runs.numbered_files import FOLDERS, NUMBER, NumberedFiles
from gan_core.runs.person_files import HIDDEN, LABEL, PersonFiles
from gan_core.runs.request_files import RequestFiles
from gan_core.runs.sweep_files import SweepFiles

RUN_ID = re.compile(r"[0-9]{5}-[a-z0-9][a-z0-9._-]{0,80}")
STATES = ("queued", "running", "paused", "stopped", "done", "failed", "interrupted")
ACTIVE = ("queued", "running", "paused")
CONFIG, STATUS, TICKET = "config.json", "status.json", "ticket.json"
PATHS = ("dataset", "data_root")  # in config.json
METRICS, OLD_METRICS = "metrics.jsonl", "measures.jsonl"
# What the page of a finished run reads, beside its sample grids.
SHOWN = (CONFIG, "about.json", STATUS, "stats.jsonl", METRICS)
LAST_NUMBER = ".number"  # beside the runs: the highest number of a run that was deleted
START_SECONDS = 30  # in which a new run counts as queued before its process holds the lock


class RunDir(NumberedFiles, PersonFiles, RequestFiles, BranchFiles, SweepFiles, ExportedFiles):
    """One run on disk. It may be read while its process writes."""

    def __init__(self, path: Path):
        super().__init__(path)
        self.id = self.path.name

    # configuration and description

    def write_config(self, config: dict[str, Any]) -> None:
        durable_files.write_json(self.path / CONFIG, self._with_paths(config, to_portable))

    def config(self) -> dict[str, Any]:
        """The run's config, its paths those of this machine.

        Raises GanError if it is missing, damaged or of another version.
        """
        content = durable_files.read_json(self.path / CONFIG)
        check_format(content)
        values = self._with_paths(_as_dict(content), to_local)
        return {**values, "settings": with_new_names(values["settings"])}

    def _with_paths(
        self, config: dict[str, Any], convert: Callable[[str, Path], str]
    ) -> dict[str, Any]:
        paths = {name: config[name] for name in PATHS if isinstance(config.get(name), str)}
        return config | {name: convert(path, self.path.parent) for name, path in paths.items()}

    def write_about(self, about: dict[str, Any]) -> None:
        durable_files.write_json(self.path / "about.json", about)

    def about(self) -> dict[str, Any]:
        """Data, networks and machine (`about_run`); empty before the run has started."""
        about = _as_dict(durable_files.read_json(self.path / "about.json"))
        return about if isinstance(about.get("parameters"), dict) else {}

    # status

    def write_status(self, state: str, **details: Any) -> None:
        assert state in STATES, state
        durable_files.write_json(
            self.path / STATUS, {"state": state, "updated": time.time(), **details}
        )

    def change_state(self, state: str, **details: Any) -> None:
        """Set the state and these details; other details stay, except an old error."""
        known = {k: v for k, v in self.status().items() if k not in ("state", "updated", "error")}
        self.write_status(state, **{**known, **details})

    def status(self) -> dict[str, Any]:
        """The last status; an active state without a living process becomes `interrupted`.

        A run that waits for a worker needs no process, and one whose process died is requeued.
        """
        status = _as_dict(durable_files.read_json(self.path / STATUS))
        if status.get("state") not in STATES:
            status["state"] = "interrupted"
        starting = status["state"] == "queued" and self._is_starting()
        if status["state"] in ACTIVE and not starting and not self.is_alive():
            is_queued = self.ticket().get("state") in ("waiting", "claimed")
            status["state"] = "queued" if is_queued else "interrupted"
        return status

    def last_state(self) -> str:
        """The state as it was written, whether or not a process lives; "interrupted" if damaged."""
        state = _as_dict(durable_files.read_json(self.path / STATUS)).get("state")
        return state if state in STATES else "interrupted"

    def version(self) -> tuple[int, ...]:
        """Changes with status, ticket, metrics, sample grids, who may see it, and its label."""
        names = (STATUS, TICKET, HIDDEN, LABEL, self._metrics_file().name, FOLDERS[0])
        return tuple(_modified(self.path / name) for name in names)

    # the place in the queue

    def write_ticket(self, ticket: dict[str, Any]) -> None:
        durable_files.write_json(self.path / TICKET, ticket)

    def ticket(self) -> dict[str, Any]:
        """What `write_ticket` wrote; empty for a run that was never in the queue of the workers."""
        return _as_dict(durable_files.finite(durable_files.read_json(self.path / TICKET)))

    def is_waiting(self) -> bool:
        """Whether the run waits for a worker, which costs no process."""
        return self.ticket().get("state") == "waiting"

    # log records

    def append_stats(self, record: dict[str, Any]) -> None:
        durable_files.append_json_line(self.path / "stats.jsonl", record)

    def stats(self, start: int = 0) -> tuple[list[dict[str, Any]], int]:
        """Records from byte `start` on, and the offset for the next read."""
        return durable_files.read_json_lines(self.path / "stats.jsonl", start)

    # metrics

    def append_metrics(self, metrics: dict[str, Any]) -> None:
        durable_files.append_json_line(self._metrics_file(), metrics)

    def metrics(self, start: int = 0, arrays: bool = True) -> tuple[list[dict[str, Any]], int]:
        """Evaluations of G_ema from byte `start` on, and the offset for the next read.

        Without `arrays`, what lists numbers is empty: classes and neighbours of tiles, histograms.
        """
        return durable_files.read_json_lines(self._metrics_file(), start, arrays)

    # adjustments while training

    def append_change(self, change: dict[str, Any]) -> None:
        durable_files.append_json_line(self.path / "changes.jsonl", change)

    def changes(self, start: int = 0) -> tuple[list[dict[str, Any]], int]:
        """Adjustments from byte `start` on, and the offset for the next read."""
        return durable_files.read_json_lines(self.path / "changes.jsonl", start)

    def forget_after(self, images_seen: int) -> None:
        """Delete everything written after `images_seen`, the checkpoint that a run resumes from."""
        for name in ("stats.jsonl", self._metrics_file().name, "changes.jsonl"):
            rows, _ = durable_files.read_json_lines(self.path / name)
            kept = [row for row in rows if row.get("images_seen", 0) <= images_seen]
            if len(kept) != len(rows):
                durable_files.write_json_lines(self.path / name, kept)
        self.forget_files_after(images_seen)
        self.forget_choice()

    # single files and folders

    def write_reals(self, png: bytes) -> None:
        durable_files.write_bytes(self.path / "reals.png", png)

    def reals(self) -> Path:
        return self.path / "reals.png"

    def deck_folder(self) -> Path:
        """Where the deck of this run lies, once it is made."""
        return self.path / "deck"

    def log_file(self) -> Path:
        """What the process of a run started by the app prints, tracebacks too."""
        return self.path / "log.txt"

    # the process of the run

    def lock(self, lost: Callable[[], None] | None = None) -> BaseFileLock:
        """Held by the process that trains this run; it is free again however that ends.

        `lost` is called if another machine has taken it over meanwhile (`process_lock`).
        """
        return process_lock(self.path / "alive.lock", lost)

    def is_alive(self) -> bool:
        """Whether a process trains this run now, by its lock, since a process id may be reused."""
        return is_held(self.path / "alive.lock")

    def is_locked(self) -> bool:
        """Whether a process that began before leases were used here trains this run."""
        return is_locked(self.path / "alive.lock")

    def meeting_file(self) -> Path:
        """By which the ranks of this run find each other (`gan_core.training.rank_processes`)."""
        return self.path / "ranks"

    def clean(self) -> None:
        """Delete temporary files left by a crash. Only for the holder of the lock."""
        durable_files.remove(self.meeting_file())
        for folder in (self.path, *(self.path / name for name in FOLDERS)):
            durable_files.remove_temporaries(folder)

    def _metrics_file(self) -> Path:
        """A run started by version 0.1 keeps its metrics in one file, under the old name."""
        old = self.path / OLD_METRICS
        return old if old.exists() else self.path / METRICS

    def _is_starting(self) -> bool:
        with contextlib.suppress(OSError):
            return time.time() - (self.path / STATUS).stat().st_mtime < START_SECONDS
        return False


def create(root: Path, name: str, config: dict[str, Any]) -> RunDir:
    """A new numbered run directory under `root` with its config in it, state `queued`."""
    path = _take_number(root, name, Path.mkdir)
    for folder in FOLDERS:
        durable_files.make_folder(path / folder)
    run = RunDir(path)
    run.write_config(config)
    run.write_status("queued", queued_at=time.time())
    return run


def adopt(root: Path, name: str, folder: Path) -> RunDir:
    """Give `folder`, a complete run directory under `root`, the next number: a rename."""
    return RunDir(_take_number(root, name, folder.rename))


def _take_number(root: Path, name: str, make: Callable[[Path], object]) -> Path:
    """The next numbered path under `root`, at which `make` has made a folder."""
    root = Path(root)
    slug = re.sub(r"[^a-z0-9._-]+", "-", name.lower()).strip("-._")[:80] or "run"
    try:
        root.mkdir(parents=True, exist_ok=True)
        # Two runs created at the same time get different numbers.
        with process_lock(root / ".number.lock"):
            taken = (int(path.name[:5]) for path in _run_paths(root))
            number = 1 + max((_last_number(root), *taken))
            path = root / f"{number:05d}-{slug}"
            make(path)
    except OSError as error:
        raise GanError(
            f"No run can be created in {root} ({error.strerror}); use another --out."
        ) from error
    return path


def keep_number(run: RunDir) -> None:
    """Give the number of a run that is deleted to no other: links to it would show that one."""
    root = run.path.parent
    with process_lock(root / ".number.lock"):
        number = max(_last_number(root), int(run.id[:5]))
        durable_files.write_bytes(root / LAST_NUMBER, str(number).encode())


def find(root: Path, run_id: str) -> RunDir:
    """The run `run_id` under `root`. Raises GanError for an invalid or unknown id."""
    if not RUN_ID.fullmatch(run_id) or not (Path(root) / run_id).is_dir():
        raise unknown(run_id)
    return RunDir(Path(root) / run_id)


def unknown(run_id: str) -> GanError:
    return GanError(f'There is no run "{run_id[:100]}"; choose one from the list of runs.')


def run_of_checkpoint(path: Path) -> tuple[RunDir, int] | None:
    """(run, images seen) from the path of a checkpoint; None for any other file."""
    number = NUMBER.search(path.name)
    if path.suffix != ".pt" or path.parent.name != "checkpoints" or not number:
        return None
    return RunDir(path.parent.parent), int(number[1])


def run_of_generator(path: Path) -> RunDir | None:
    """The run whose directory or generator file this is; None for any other path."""
    if path.parent.name == "generators" and NUMBER.search(path.name):
        path = path.parent.parent
    return RunDir(path) if all((path / name).is_file() for name in (CONFIG, STATUS)) else None


def all_runs(root: Path) -> list[RunDir]:
    """Every run under `root`, newest first."""
    return [RunDir(path) for path in sorted(_run_paths(Path(root)), reverse=True)]


def _run_paths(root: Path) -> list[Path]:
    if not root.is_dir():
        return []
    return [path for path in root.iterdir() if RUN_ID.fullmatch(path.name) and path.is_dir()]


def _last_number(root: Path) -> int:
    with contextlib.suppress(OSError, ValueError):
        return int((root / LAST_NUMBER).read_bytes()[:5])
    return 0


def condition_names(about: dict[str, Any]) -> list[str]:
    """The classes or clusters that G is conditioned on, from about.json; empty without."""
    of_classes = about.get("class_names", []) if about.get("labels") else []  # of older runs
    return about.get("condition_names", of_classes)


def grid_columns(about: dict[str, Any]) -> int:
    """Samples in a row of a run's sample grids, from its about.json."""
    found = about.get("grid_columns") or about.get("sheet_columns")  # older runs say that
    return found if type(found) is int and found > 0 else 10  # a damaged file may say true


def _modified(path: Path) -> int:
    """When a file or folder was last changed, in nanoseconds; 0 where there is none."""
    with contextlib.suppress(OSError):
        return path.stat().st_mtime_ns
    return 0


def _as_dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
