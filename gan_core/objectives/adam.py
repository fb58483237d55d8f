"""Adam of PyTorch, which does not load PyTorch's compiler."""

import inspect
from collections.abc import Callable
from typing import Any

import torch
from torch.optim import Optimizer


class Adam(torch.optim.Adam):
    """`torch.optim.Adam`, bit for bit, and the same state.

    PyTorch marks these methods as not to be compiled, and at their first call loads its compiler
    to be told so: 2 to 4 s of a core before the first update. Here they are what is below the mark.
    """

    add_param_group = inspect.unwrap(Optimizer.add_param_group)
    load_state_dict = inspect.unwrap(Optimizer.load_state_dict)
    state_dict = inspect.unwrap(Optimizer.state_dict)
    zero_grad = inspect.unwrap(Optimizer.zero_grad)

    @torch.no_grad()
    def step(self, closure: Callable[[], float] | None = None) -> Any:
        return _update(self, closure)


_update = inspect.unwrap(torch.optim.Adam.step)
