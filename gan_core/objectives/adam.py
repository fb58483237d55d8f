"""Adam and AdamW of PyTorch, which do not load PyTorch's compiler."""

import inspect
from collections.abc import Callable
from typing import Any

import torch
from torch.optim import Optimizer


class _NotCompiled(Optimizer):
    """PyTorch marks these methods as not to be compiled, and at their first call loads its compiler
    to be told so, which takes seconds (`benchmarks.run_start`). Here they are what is below the
    mark: the same updates, bit for bit, and the same state.
    """

    add_param_group = inspect.unwrap(Optimizer.add_param_group)
    load_state_dict = inspect.unwrap(Optimizer.load_state_dict)
    state_dict = inspect.unwrap(Optimizer.state_dict)
    zero_grad = inspect.unwrap(Optimizer.zero_grad)

    @torch.no_grad()
    def step(self, closure: Callable[[], float] | None = None) -> Any:
        return _update(self, closure)


_update = inspect.unwrap(torch.optim.Adam.step)  # AdamW differs in an option alone


class Adam(_NotCompiled, torch.optim.Adam):
    """`torch.optim.Adam` (Kingma and Ba, arXiv 1412.6980)."""


class AdamW(_NotCompiled, torch.optim.AdamW):
    """`torch.optim.AdamW` (Loshchilov and Hutter, arXiv 1711.05101)."""
