"""Rank 0, which leads, and the processes that follow it through every update of a run.

Rank 0 is the process that trains the run anyway: it alone writes files, evaluates, and decides to
stop, pause or adjust. Each of its updates begins with a message through a pipe; whoever follows
does the same update, and ends when the pipe does. The ranks find each other by a file and exchange
sums over the loopback interface, so that nothing outside this machine can reach them.
"""

import contextlib
import dataclasses
import io
import multiprocessing
import os
import signal
import sys
import threading
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from pathlib import Path
from typing import Any

import torch
import torch.distributed as dist

from gan_core import GanError
from gan_core.config.train_config import TrainConfig
from gan_core.data.image_set import ImageSet, load_images
from gan_core.recipes import find_recipe
from gan_core.training.ranks import LOOPBACK, Ranks, Rates
from gan_core.training.trainer import Trainer

TIMEOUT = 60.0  # seconds in which all ranks must have come to a sum
GRACE = 5.0  # seconds for a rank to end by itself, or for its end to be noticed
TAKEN_ALONG = 0.5  # seconds until exit codes are there; a rank that is killed takes others along
SIGNALS = ("SIGINT", "SIGTERM")  # those of a group reach every rank; rank 0 decides


@dataclass(frozen=True)
class Job:
    """What a rank must know to take part."""

    config: TrainConfig
    classes: tuple[str, ...]
    digest: str  # of the images; all ranks must have the same
    meeting: Path  # the file by which they find each other
    size: int


def start_ranks(
    count: int, config: TrainConfig, data: ImageSet, meeting: Path, lost: Callable[[str], None]
) -> Ranks:
    """This process as rank 0 of `count`, whose others prepare themselves from now on.

    If a rank has died and this process has not ended within a minute, since it waits on a GPU where
    nothing can wake it, `lost` is told the cause and the process is ended.
    """
    if count == 1:
        return Ranks()
    return Leader(Job(config, data.class_names, data.digest, meeting, count), lost)


class Leader(Ranks):
    """Rank 0, and the processes of the others."""

    def __init__(self, job: Job, lost: Callable[[str], None]):
        self.job, self.size, self._lost = job, job.size, lost
        self._cause = ""
        self._died, self._closing, self._closed = (threading.Event() for _ in range(3))
        context = multiprocessing.get_context("spawn")
        self._processes: list[SpawnProcess] = []
        self._pipes: list[Connection] = []
        for rank in range(1, job.size):
            here, there = context.Pipe()
            process = context.Process(target=follow, args=(rank, job, there), daemon=True)
            process.start()
            there.close()  # so that its end is noticed here
            self._processes.append(process)
            self._pipes.append(here)
        threading.Thread(target=self._watch, daemon=True).start()

    def begin(self, state: Callable[[], dict[str, Any]]) -> None:
        """Let all ranks start from rank 0's `state()`, once each has its networks."""
        for rank, pipe in enumerate(self._pipes, start=1):
            if trouble := pipe.recv():
                raise GanError(_ended(rank, self.size, trouble))
        content = io.BytesIO()
        torch.save(state(), content)
        for pipe in self._pipes:
            pipe.send_bytes(content.getvalue())
        _meet(0, self.job)

    def agree(self, rates: Rates) -> Rates:
        """Begin an update, at these learning rates, in all ranks."""
        for pipe in self._pipes:
            pipe.send(rates)
        return rates

    def cause(self, error: Exception) -> str:
        """The sentence for an `error` that has its cause in another rank; "" for any other."""
        if "imed out" in str(error):
            return f"The ranks waited {TIMEOUT:g} s for each other in vain; resume the run."
        self._died.wait(GRACE)
        return self._cause

    def close(self) -> None:
        """End the other ranks, however far they are."""
        self._closing.set()
        for pipe in self._pipes:
            pipe.close()
        for process in self._processes:
            process.join(GRACE)
            process.kill()
            process.join()
        _part()
        self.job.meeting.unlink(missing_ok=True)
        self._closed.set()

    def _watch(self) -> None:
        """When a rank dies, end the others, and this process too unless it ends by itself."""
        wait([process.sentinel for process in self._processes])
        if self._closing.is_set():
            return
        time.sleep(TAKEN_ALONG)
        ended = [it for it in self._processes if it.exitcode is not None]
        first = min(ended, key=lambda it: it.exitcode or 0, default=self._processes[0])
        self._cause = self._end_of(first)
        self._died.set()
        for process in self._processes:
            process.kill()
        if not self._closed.wait(TIMEOUT):
            self._lost(self._cause)
            print(self._cause, file=sys.stderr, flush=True)
            os._exit(1)

    def _end_of(self, process: SpawnProcess) -> str:
        index = self._processes.index(process)
        how = _in_words(process.exitcode)
        with contextlib.suppress(EOFError, OSError):
            if self._pipes[index].poll():
                how = self._pipes[index].recv() or how
        return _ended(index + 1, self.size, how)


class Follower(Ranks):
    """A rank that does what rank 0 does. Raises EOFError when that is over."""

    def __init__(self, rank: int, size: int, pipe: Connection):
        self.rank, self.size, self._pipe = rank, size, pipe

    def agree(self, rates: Rates) -> Rates:
        """Wait for the next update of rank 0; its learning rates."""
        said: Rates = self._pipe.recv()
        return said


def follow(rank: int, job: Job, pipe: Connection) -> None:
    """Train along as `rank` until rank 0 ends. The main function of a process."""
    for name in SIGNALS:
        signal.signal(getattr(signal, name), signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    try:
        trainer = _prepare(rank, job, pipe)
        pipe.send("")
        content = io.BytesIO(pipe.recv_bytes())
        trainer.load_state(torch.load(content, map_location="cpu", weights_only=True))
        _meet(rank, job)
        while True:
            trainer.train_step()
    except (EOFError, ConnectionError):
        pass
    except Exception as error:
        traceback.print_exc()
        with contextlib.suppress(OSError):
            pipe.send(str(error).splitlines()[0] if str(error) else type(error).__name__)
        sys.exit(1)
    _part()


def _prepare(rank: int, job: Job, pipe: Connection) -> Trainer:
    config = job.config
    if config.device == "cuda":
        config = dataclasses.replace(config, device=f"cuda:{rank}")
    data = load_images(
        config.dataset,
        image_size=config.image_size,
        channels=config.channels,
        data_root=config.data_root,
        progress=None,
        choices=config.image_choices,
        classes=job.classes,
    )
    if data.digest != job.digest:
        raise GanError("the images changed while they were read")
    return Trainer(find_recipe(config.recipe), config, data, Follower(rank, job.size, pipe))


def _meet(rank: int, job: Job) -> None:
    """Join the group of ranks; gloo and NCCL listen on the interface that these variables name."""
    for name in ("GLOO_SOCKET_IFNAME", "NCCL_SOCKET_IFNAME"):
        os.environ[name] = LOOPBACK[sys.platform]
    on_gpus = job.config.device == "cuda"
    if on_gpus:
        torch.cuda.set_device(rank)
    dist.init_process_group(
        "nccl" if on_gpus else "gloo",
        store=dist.FileStore(str(job.meeting), job.size),  # type: ignore[attr-defined]
        rank=rank,
        world_size=job.size,
        timeout=timedelta(seconds=TIMEOUT),
    )


def _part() -> None:
    if dist.is_initialized():
        dist.destroy_process_group()


def _end_with_parent() -> None:
    """A rank that waits for a sum does not hear that rank 0 was killed."""
    if parent := multiprocessing.parent_process():
        parent.join()
        os._exit(1)


def _ended(rank: int, size: int, how: str) -> str:
    return f"Rank {rank} of {size} ended ({how.rstrip('.')}), and the run with it; resume it."


def _in_words(code: int | None) -> str:
    if code is not None and code < 0:
        return f"killed by {signal.Signals(-code).name}"
    return f"exit code {code}"
