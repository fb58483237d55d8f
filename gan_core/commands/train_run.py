"""Training one run in this process, once its device is free, with a bar on stderr."""

import contextlib
import os
import platform
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from filelock import Timeout
from tqdm import tqdm

from gan_core import GanError
from gan_core.data.catalog import MissingImages
from gan_core.data.process_lock import LEASE_SECONDS, is_lease
from gan_core.queue.device_queue import Cancelled, hold_device, holders, is_free, somebody_waits
from gan_core.queue.tickets import is_claimed_by, take_over
from gan_core.queue.worker import WORKER
from gan_core.runs.run_dir import RunDir
from gan_core.runs.stop_signals import StopSignals

if TYPE_CHECKING:  # torch is imported only when this run leaves the queue
    from gan_core.training.trainer import Record, Trainer

    Observer = Callable[[Record, Trainer], None]

LOCK_SECONDS = 10.0  # a process that has written its last status takes a moment to end
LOST = 75  # exit code of a process whose run another machine has taken over


def trained_elsewhere(run: RunDir) -> GanError:
    """The error of whoever wants to train a run that another process trains."""
    return GanError(f"{run.id} is being trained by another process; stop it first.")


def train_run(run: RunDir, observe: "Observer | None" = None, gpus: int = 1) -> str:
    """Train a run in this process, once its device is free. Returns the state it ended in.

    `observe` is called with each record and the trainer; with several `gpus`, other processes
    train along.
    """
    worker = os.environ.get(WORKER, "")  # whose process this is; "" where somebody started it
    with contextlib.ExitStack() as locks:
        try:
            lock = run.lock(lost=_end_at_once)
            longer = LEASE_SECONDS if is_lease(lock) and run.is_alive() else 0.0
            locks.enter_context(lock.acquire(timeout=LOCK_SECONDS + longer))
            if is_lease(lock) and run.is_locked():
                raise trained_elsewhere(run)
        except Timeout:
            raise trained_elsewhere(run) from None
        except OSError as error:
            raise GanError(
                f"{run.id} cannot be locked ({error.strerror}), so another process might train it "
                "too; copy the run to a folder of your own."
            ) from error
        if not worker:
            take_over(run)
        elif not is_claimed_by(run, worker):
            raise GanError(f"{run.id} has been given to another worker.")
        device, slot = _place_to_train(run, worker)
        status = run.status()
        # The place in the queue counts from the request, not from the start of this process.
        requested_at = status.get("queued_at") if status["state"] == "queued" else None
        signals = StopSignals()  # Ctrl-C stops a queued run, too
        run.change_state(
            "queued", device=device, host=platform.node(), queued_at=requested_at or time.time()
        )
        try:
            for needed in _devices(device, gpus):
                if not worker and not is_free(run.path.parent, needed):
                    print(_waiting(run.path.parent, needed), file=sys.stderr)
                locks.enter_context(
                    hold_device(
                        run,
                        needed,
                        lambda: signals.received or run.must_end(),
                        slot=slot,
                        is_next=bool(worker) or needed != device,
                    )  # fmt: skip
                )
        except Cancelled:
            run.change_state("stopped", **run.close_requests())
            return "stopped"
        if not worker:
            return _train_now(run, signals, observe, gpus)
        from gan_core.queue.resolve_claimed import resolve_claimed

        try:
            resolve_claimed(run, device)
            return _train_now(run, signals, observe, gpus)
        except MissingImages as error:  # another machine may have them
            run.change_state("queued", lacks_images=str(error))
            raise


def _waiting(root: Path, device: str) -> str:
    """What somebody at a terminal is told who would otherwise see nothing happen."""
    others = ", ".join(run.id for run in holders(root, device)) or "another run"
    return f"Waiting for {device}, in use by {others}: the runs of a folder train one by one."


def _place_to_train(run: RunDir, worker: str) -> tuple[str, int]:
    """Device and slot: those of the worker, or the device of the config."""
    if worker:
        ticket = run.ticket()
        return str(ticket["at"]), int(ticket["slot"])
    return str(run.config().get("device", "cpu")), 1


def _devices(device: str, gpus: int) -> list[str]:
    """The names under which others may hold what this run needs, in the order that all keep."""
    several = gpus > 1 and device == "cuda"
    return [device, *(f"cuda:{number}" for number in range(gpus) if several)]


def _end_at_once() -> None:
    """Another machine has taken the run over: not one more file may be written here."""
    print("Another machine has taken this run over, so this process ends.", file=sys.stderr)
    sys.stderr.flush()
    os._exit(LOST)


def _train_now(run: RunDir, signals: StopSignals, observe: "Observer | None", gpus: int) -> str:
    from gan_core.runs.training_run import TrainingRun

    # Without the delay, a run that fails before its first update would show an empty bar.
    with tqdm(
        total=100, unit="%", bar_format=_BAR, file=sys.stderr, mininterval=0.5, delay=0.1
    ) as bar:

        def show(record: "Record", trainer: "Trainer") -> None:
            bar.n = round(100 * trainer.progress, 1)
            bar.set_postfix_str(
                f"epoch {record['epoch']:.2f}, "
                f"loss G {record['loss/G']:.3f} D {record['loss/D']:.3f}, "
                f"{record['images_per_second']:.0f} img/s",
                refresh=False,
            )
            bar.update(0)
            if observe:
                observe(record, trainer)

        device = str(run.config().get("device", "cpu"))
        return TrainingRun(
            run,
            show,
            stop_requested=lambda: signals.received,
            device_wanted=lambda: somebody_waits(run.path.parent, device),
            gpus=gpus,
        ).train()


_BAR = "{desc}{percentage:5.1f}% |{bar:20}| {elapsed}<{remaining}{postfix}"
