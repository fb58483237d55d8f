"""Whether bf16 is faster than float32 here: timed once a machine, then kept.

A timing made anew for every run could come out differently while another program computes, and
then the same form and seed would give another run.
"""

import contextlib
import os
import time
from pathlib import Path

import torch
from filelock import Timeout
from torch import Tensor, nn

from gan_core import GanError
from gan_core.data import durable_files
from gan_core.data.catalog import cache_folder
from gan_core.data.process_lock import process_lock
from gan_core.training.devices import processor_name

MAX_TIME = 0.8  # bf16 is used if a convolution takes less than this share of its float32 time
ROUNDS = 8  # of both formats in turn; the best of each counts, whatever else computes
LOCK_SECONDS = 20.0  # another process times for a fraction of that

_decided: dict[str, bool] = {}  # in this process, for where no file can be kept


def bf16_is_faster(device: torch.device) -> bool:
    """Whether bf16 convolutions are clearly faster on `device`; the same answer at every call.

    A CPU is timed for about 50 ms when it is first asked, and the answer is kept in
    number_format.json in the cache folder, by processor and version of torch.
    """
    if device.type == "cuda":
        return torch.cuda.is_bf16_supported(including_emulation=False)
    if device.type != "cpu":
        return False
    machine = f"{processor_name()}, {os.cpu_count()} cores, torch {torch.__version__}"
    if machine not in _decided:
        _decided[machine] = _kept(cache_folder() / "number_format.json", machine)
    return _decided[machine]


def _kept(path: Path, machine: str) -> bool:
    """The answer in the file, which the first to ask writes."""
    with contextlib.suppress(GanError, OSError, Timeout):
        durable_files.make_folder(path.parent)
        with process_lock(path.with_suffix(".lock")).acquire(timeout=LOCK_SECONDS):
            known = durable_files.read_json(path)
            known = known if isinstance(known, dict) else {}
            if not isinstance(known.get(machine), bool):
                known[machine] = _timed()
                durable_files.write_json(path, known)
            return bool(known[machine])
    return _timed()


def _timed() -> bool:
    kinds = (torch.float32, torch.bfloat16)
    images = torch.ones(64, 64, 14, 14).contiguous(memory_format=torch.channels_last)
    convolution = nn.Conv2d(64, 64, 3, padding=1).to(memory_format=torch.channels_last)
    seconds = dict.fromkeys(kinds, float("inf"))
    with torch.inference_mode():
        for _ in range(ROUNDS):
            for kind in kinds:
                taken = _seconds(convolution.to(kind), images.to(kind))
                seconds[kind] = min(seconds[kind], taken)
    return seconds[torch.bfloat16] < MAX_TIME * seconds[torch.float32]


def _seconds(convolution: nn.Module, images: Tensor) -> float:
    start = time.perf_counter()
    convolution(images)
    return time.perf_counter() - start
