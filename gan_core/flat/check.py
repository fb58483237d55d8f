"""Check with PyTorch: a lab's state, as JSON, is trained on for 100 steps in torch.

What comes from a browser is a request of known size or it is refused; it costs a tenth of a second
to two, so the caller runs one at a time. On a busy machine the caller may ask for fewer steps.
"""

import math
import time
from dataclasses import asdict
from typing import Any

import numpy as np
import torch

from gan_core import GanError
from gan_core.flat.settings import FlatSettings, checked
from gan_core.flat.state import put_state, state_size, take_state
from gan_core.flat.step import FlatGAN, one_thread

STEPS = 100
MOST_WORK = 10_000_000  # multiplications a pass: batch 1,024 at 2-64-64-1, or 256 at 2-128-128-1
MOST_UPDATES = 8  # of D and G in a step
CURVES = ("loss_D", "loss_G", "D_real", "D_fake")


def check(request: Any, seconds: float = math.inf) -> dict[str, Any]:
    """Curves of 100 steps in torch, from `{"settings": {...}, "state": [numbers]}`.

    The state is that of `Lab.snapshot()`. Gives {"steps", "curves": {name: [steps numbers]},
    "state", "torch": its version}; a number that is not finite comes as None. After `seconds` it
    ends with the steps that are done, at least one. Raises GanError with one sentence for anything
    else.
    """
    settings, state = _request(request)
    gan = FlatGAN(settings)
    put_state(gan, state)
    curves: dict[str, list[float | None]] = {name: [] for name in CURVES}
    end_time = time.monotonic() + seconds
    with one_thread():
        for step in range(STEPS):
            if step and time.monotonic() > end_time:
                break
            stats = asdict(gan.step())
            for name in CURVES:
                curves[name].append(_finite(stats[name]))
    end = [_finite(value) for value in take_state(gan).tolist()]
    return {
        "steps": len(curves["loss_D"]),
        "curves": curves,
        "state": end,
        "torch": torch.__version__,
    }


def _request(request: Any) -> tuple[FlatSettings, np.ndarray]:
    if not isinstance(request, dict) or set(request) != {"settings", "state"}:
        raise GanError('A check needs "settings" and "state" of a lab.')
    settings = checked(request["settings"])
    if work(settings) > MOST_WORK or settings.d_steps + settings.g_steps > MOST_UPDATES:
        raise GanError(
            "This lab is too large for a check on the server; use a smaller width or batch, "
            "or fewer updates a step."
        )
    numbers = request["state"]
    expected = state_size(settings)
    fits = isinstance(numbers, list) and len(numbers) == expected
    kinds = (int, float, type(None))  # JSON has no NaN; a loss not yet known comes as null
    if not fits or not all(isinstance(x, kinds) and not isinstance(x, bool) for x in numbers):
        raise GanError(f"The state of this lab must be {expected} finite numbers.")
    try:
        state = np.array([math.nan if x is None else float(x) for x in numbers])
    except OverflowError as error:
        raise GanError(f"The state of this lab must be {expected} finite numbers.") from error
    return settings, state


def work(s: FlatSettings) -> int:
    """Multiplications of one pass of a batch of reals and fakes through the wider network."""
    width = max(s.width_D, s.width_G)
    layers = max(s.layers_D, s.layers_G)
    return 2 * s.batch_size * (width * 4 + (layers - 1) * width * width)


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None
