"""Start, stop, pause and continue runs. A run waits in the queue, which costs no process, until a
worker trains it; workers and trainings are processes of their own that outlive the server.
"""

import platform
import threading
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from gan_core import GanError
from gan_core.commands.train import create_run
from gan_core.config.adjustment import Adjustment
from gan_core.config.request import Request
from gan_core.config.train_config import Budget, TrainConfig
from gan_core.data.portable_paths import UPLOADS
from gan_core.queue import sweeps, tickets
from gan_core.queue.device_queue import queued_runs
from gan_core.queue.outlook import budget_seconds
from gan_core.queue.sweeps import Part
from gan_core.queue.worker import live_workers
from gan_core.runs.run_dir import ACTIVE, RunDir, all_runs, unknown
from playground.shared import fixed_choices
from playground.shared.door import limits, owners, visible
from playground.shared.machines.dispatch import serve
from playground.shared.paths import runs_root

ENDING_SECONDS = 10.0  # from the last status to the end of the process

_queueing = threading.Lock()  # from counting a person's runs to adding one


def start(
    config: TrainConfig, seconds: float | None = None, request: Request | None = None
) -> RunDir:
    """A new run in the queue; `seconds` is how long it is going to take, where that is known.

    What `request` leaves open is chosen anew where the run trains; `config` says what this machine
    would choose.
    """
    fixed_choices.require(config)
    with _queueing:
        limits.require_may_queue(_minutes(config.budget))
        run = _create(config)
        launch(run, seconds, request)
    return run


def start_sweep(
    parts: list[Part], configs: list[TrainConfig], request: Request, seconds: float | None = None
) -> list[RunDir]:
    """The runs of a sweep in the queue, all or none; `request` has what they share.

    `seconds` is how long each is going to take, where that is known. Raises GanError where they are
    more than who asks may have waiting, or not as the teacher has fixed it.
    """
    for config in configs:
        fixed_choices.require(config)
    config_of = dict(zip(parts, configs, strict=True))

    def queue(run: RunDir, part: Part, _: str) -> None:
        own = Request((*request.settings, part.assignment), request.image_size)
        launch(run, seconds, own)

    with _queueing:
        limits.require_may_queue(_minutes(configs[0].budget), len(parts))
        return sweeps.queue_all(parts, lambda part: _create(config_of[part]), queue)


def _create(config: TrainConfig) -> RunDir:
    """A run directory that belongs to who asks."""
    run = create_run(runs_root(), config)
    owners.own(run)
    _hide_private(run, config)
    return run


def fork(
    parent: RunDir, images_seen: int, assignments: Iterable[str] = (), budget: Budget | None = None
) -> RunDir:
    """A branch of a run in the queue, from its checkpoint at `images_seen`, with settings changed.

    Who may see a run may fork it, on images that they may use; of a hidden run the branch is
    hidden on the same person's behalf. Raises GanError for what cannot be forked.
    """
    from gan_core.runs import fork as forks

    if not visible.may_see(parent):
        raise unknown(parent.id)
    config = forks.forked_config(parent, images_seen, assignments, budget)
    owners.require_may_use(config.dataset)
    fixed_choices.require(config)
    done = forks.progress_at(parent, images_seen, config.budget)["seconds"] / 60

    def prepare(branch: RunDir) -> None:
        owners.own(branch)
        if by := parent.hidden_by():
            branch.hide(by)
        else:
            _hide_private(branch, config)

    with _queueing:
        limits.require_may_queue(_minutes(config.budget, done))
        branch = forks.fork(parent, images_seen, config, prepare)
        launch(branch)
    return branch


def _hide_private(run: RunDir, config: TrainConfig) -> None:
    """Hide a run whose grids show images that somebody brought."""
    if owners.is_shared() and run.owner() and owners.are_private(config.dataset):
        run.hide(visible.BY_OWNER)


def resume(run: RunDir, budget: Budget | None = None) -> None:
    """Put an ended run back into the queue; `budget` is its new total. A live one is left alone."""
    from gan_core.runs.run_config import change_budget, load_config

    if not _has_ended(run):
        return
    if run.imported_from():  # here it is as good as new
        fixed_choices.require(load_config(run)[0])
    _require_upload(run)
    if budget is not None:
        fixed_choices.require_budget(budget)
    so_far = run.status().get("seconds", 0) / 60
    with _queueing:
        limits.require_may_queue(None if budget is None else _minutes(budget, so_far))
        if budget is not None:
            change_budget(run, budget)
        launch(run)


def _require_upload(run: RunDir) -> None:
    """Raises GanError where the run trains on an upload that is not here.

    Other images may be on the machine of another worker.
    """
    place = Path(run.config()["dataset"])
    if place.is_relative_to(runs_root().resolve() / UPLOADS) and not place.exists():
        raise GanError(
            f"The images of run {run.id[:5]}, {place.name}, are not here: upload the same file on "
            "Train, then resume the run."
        )


def _minutes(budget: Budget, so_far: float = 0.0) -> float | None:
    """How long a budget is after `so_far` minutes of it; None where that depends on the speed."""
    return budget.amount - so_far if budget.unit == "minutes" else None


def _has_ended(run: RunDir) -> bool:
    """Whether no process works on `run`; one that has written its last status gets time to end."""
    until = time.monotonic() + ENDING_SECONDS
    while run.is_alive():
        if run.status()["state"] in ACTIVE:
            return False
        if time.monotonic() > until:
            raise GanError("The run's process is still ending; try again in a moment.")
        time.sleep(0.05)
    return True


def stop(run: RunDir) -> None:
    """Take the run out of the queue, or ask its process to save everything and end."""
    if not tickets.leave(run):
        run.request("stop")


def pause(run: RunDir) -> None:
    """Ask the process to save and hold; it keeps the device until somebody waits for it."""
    run.request("pause")


def unpause(run: RunDir) -> None:
    """Let a paused process continue at once."""
    run.withdraw("pause")


def adjust(run: RunDir, adjustment: Adjustment) -> None:
    """Ask the process to adjust its training, from its next log entry on."""
    run.request_adjustment(adjustment.to_json())


def extended(status: dict[str, Any], unit: str, more: float) -> Budget:
    """The total budget that lets a run of this status train for `more` of a unit."""
    so_far = {
        "minutes": status.get("seconds", 0) / 60,
        "epochs": status.get("epoch", 0),
        "images": status.get("images_seen", 0),
    }
    return Budget(unit, so_far[unit] + more)


def launch(run: RunDir, seconds: float | None = None, request: Request | None = None) -> None:
    """Put the run into the queue, and start a worker for its device if there is none.

    A worker of any kind of device takes it, unless it has trained already.
    """
    device = str(run.config().get("device", "cpu"))
    run.change_state(run.last_state(), device=device)  # the queue changes the state, under its lock
    tickets.enqueue(
        run,
        owners.person_in_queue(),
        request=request,
        seconds=seconds or budget_seconds(run),
        most_seconds=limits.most_seconds(),
    )
    try:
        serve(runs_root(), device)
    except GanError as error:
        if tickets.leave(run):  # otherwise a worker of another machine has it already
            run.write_status("failed", error=str(error))
            raise


def other_machines() -> list[str]:
    """Names of other machines whose workers take runs from this server's queue."""
    hosts = {str(each.get("host", "")) for each in live_workers(runs_root())}
    return sorted(hosts - {"", platform.node()})


def on_device(device: str) -> list[RunDir]:
    """Runs that train on `device` or are queued for it, the training one first."""
    root = runs_root()
    going = [
        run
        for run in reversed(all_runs(root))
        if (status := run.status()).get("device") == device
        and status["state"] in ("running", "paused")
    ]
    return [*going, *queued_runs(root, device)]
