"""One step of training by several processes, its ranks, each with its rows of every batch.

All ranks have the same weights and images and draw the same random numbers, for the whole batch; a
step reads as if each did all of it. Only inside G and D a rank computes its own rows. D's logits,
the sums of layers that mix the batch, and the gradients of an update are summed over the ranks, so
that 1, 2 and 4 of them train the same networks up to the order of summation, also where they do not
divide a batch evenly. Row i is that of rank i % ranks.

What a loss says of a rank's own rows reaches the weights through this rank alone. So every gradient
is a part, and the sum of the parts is what one process computes.
"""

import contextlib
import functools
import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import torch
import torch.distributed as dist
import torch.nn.functional as F
from torch import Tensor, nn, optim
from torch.autograd import Function
from torch.nn.modules.batchnorm import _BatchNorm

Forward = Callable[..., Tensor]


@dataclass
class _Sharing:
    rank: int
    ranks: int
    rows: int = 0  # of the batch in a network now, those of all ranks

    @property
    def own(self) -> slice:
        return slice(self.rank, None, self.ranks)


_sharing: _Sharing | None = None  # None: this process computes every row


@contextlib.contextmanager
def sharing(rank: int, ranks: int) -> Iterator[None]:
    """Compute only the rows of `rank` while this lasts, in networks that `share_rows` prepared."""
    global _sharing
    _sharing = _Sharing(rank, ranks)
    try:
        yield
    finally:
        _sharing = None


def share_rows(G: nn.Module, D: nn.Module) -> None:
    """Prepare both for `sharing`; outside of it they compute what they did.

    What G returns has NaN in the rows of other ranks: nothing but D, which leaves them out, may
    look at them. D returns the logits of all.
    """
    for network, join in ((G, _in_their_place), (D, _gathered)):
        for module in network.modules():
            if (forward := _of_whole_batch(module)) is not None:
                module.forward = forward
        network.forward = _on_own_rows(network.forward, join)


def sum_gradients(optimizer: optim.Optimizer) -> None:
    """Let each step of `optimizer` in `sharing` begin with the sum of all ranks' gradients."""
    optimizer.register_step_pre_hook(_sum_gradients)


def complete(values: Tensor) -> Tensor:
    """Values of rows [N, ...], of which this rank has its own: those of all ranks."""
    if _sharing is None:
        return values
    whole: Tensor = _Gather.apply(values[_sharing.own], len(values), _sharing.own)
    return whole


def variance_over_batch(features: Tensor) -> Tensor:
    """Biased variance over the batch of features [N, ...], of which a rank has its own rows."""
    if _sharing is None:
        return features.var(dim=0, correction=0)
    return _moments(features, _sharing.rows, (0,))[1].squeeze(0)


def _of_whole_batch(module: nn.Module) -> Forward | None:
    """Another forward pass for a layer that depends on the whole batch; None for all others."""
    if isinstance(module, _BatchNorm):
        return functools.partial(_batch_norm, module, module.forward)
    if isinstance(module, nn.Dropout):
        return functools.partial(_dropout, module, module.forward)
    return None


def _on_own_rows(forward: Forward, join: Callable[[Tensor, _Sharing], Tensor]) -> Forward:
    def on_own_rows(inputs: Tensor, c: Tensor | None = None) -> Tensor:
        if _sharing is None:
            return forward(inputs, c)
        _sharing.rows, own = len(inputs), _sharing.own
        rows = inputs[own]
        if rows.dim() == 4:
            rows = rows.contiguous(memory_format=torch.channels_last)
        return join(forward(rows, None if c is None else c[own]), _sharing)

    return on_own_rows


def _in_their_place(images: Tensor, shared: _Sharing) -> Tensor:
    """The own images [n, ...] among NaN [N, ...], in the memory layout they have."""
    shape = (shared.rows, *images.shape[1:])
    whole = torch.full(shape, math.nan, dtype=images.dtype, device=images.device)
    whole = whole.contiguous(memory_format=_layout(images))
    whole[shared.own] = images
    return whole


def _gathered(logits: Tensor, shared: _Sharing) -> Tensor:
    whole: Tensor = _Gather.apply(logits, shared.rows, shared.own)
    return whole


class _Gather(Function):
    """Own rows [n, ...] to those of all ranks [N, ...]; the gradient goes to the own ones."""

    @staticmethod
    def forward(ctx: Any, rows: Tensor, count: int, own: slice) -> Tensor:
        ctx.own = own
        whole = rows.new_zeros((count, *rows.shape[1:]))
        whole[own] = rows
        return _sum_over_ranks(whole)  # each number is that of one rank, and zeros: exact

    @staticmethod
    def backward(ctx: Any, *gradients: Tensor) -> tuple[Tensor, None, None]:
        return gradients[0][ctx.own], None, None


class _Sum(Function):
    """The sum over all ranks. Its backward pass is itself, and so is that of the backward pass."""

    @staticmethod
    def forward(ctx: Any, values: Tensor) -> Tensor:
        return _sum_over_ranks(values.clone(memory_format=torch.contiguous_format))

    @staticmethod
    def backward(ctx: Any, *gradients: Tensor) -> Tensor:
        summed: Tensor = _Sum.apply(gradients[0])
        return summed


def _moments(values: Tensor, rows: int, dims: tuple[int, ...]) -> tuple[Tensor, Tensor, Tensor]:
    """Deviations from the mean, the biased variance and the mean over `dims`, 0 among them.

    `rows` is the number of rows of all ranks. The mean comes first: a difference of two large
    numbers, as in E[x^2] - E[x]^2, would lose the digits that other ranks agree on.
    """
    count = rows * math.prod(values.shape[dim] for dim in dims if dim)
    mean = _Sum.apply(values.sum(dim=dims, keepdim=True)) / count
    deviations = values - mean
    variance = _Sum.apply(deviations.square().sum(dim=dims, keepdim=True)) / count
    return deviations, variance, mean


def _batch_norm(module: _BatchNorm, forward: Forward, inputs: Tensor) -> Tensor:
    """BatchNorm [n, C, ...] whose mean and variance are those of the whole batch."""
    if _sharing is None or not module.training:
        return forward(inputs)
    values = inputs.to(torch.promote_types(inputs.dtype, torch.float32))
    dims = tuple(dim for dim in range(inputs.dim()) if dim != 1)
    deviations, variance, mean = _moments(values, _sharing.rows, dims)
    count = _sharing.rows * math.prod(values.shape[2:])
    _update_running(module, mean.detach(), variance.detach(), count)
    outputs = deviations * (variance + module.eps).rsqrt()
    if module.affine:
        shape = mean.shape
        outputs = outputs * module.weight.view(shape) + module.bias.view(shape)
    return outputs.to(inputs.dtype)


@torch.no_grad()
def _update_running(module: _BatchNorm, mean: Tensor, variance: Tensor, count: int) -> None:
    if module.running_mean is None or module.running_var is None or module.momentum is None:
        raise NotImplementedError("BatchNorm without a running mean cannot be shared by ranks")
    unbiased = variance * (count / max(1, count - 1))
    module.running_mean.lerp_(mean.flatten().to(module.running_mean.dtype), module.momentum)
    module.running_var.lerp_(unbiased.flatten().to(module.running_var.dtype), module.momentum)
    if module.num_batches_tracked is not None:
        module.num_batches_tracked += 1


def _dropout(module: nn.Dropout, forward: Forward, inputs: Tensor) -> Tensor:
    """Dropout that draws for the whole batch, as one process does, and keeps the own rows."""
    if _sharing is None or not module.training:
        return forward(inputs)
    shape = (_sharing.rows, *inputs.shape[1:])
    ones = torch.ones(shape, dtype=inputs.dtype, device=inputs.device)
    ones = ones.contiguous(memory_format=_layout(inputs))  # numbers are drawn in this order
    return inputs * F.dropout(ones, module.p)[_sharing.own]


def _sum_gradients(optimizer: optim.Optimizer, args: Any, kwargs: Any) -> None:
    if _sharing is None:
        return
    parameters = (it for group in optimizer.param_groups for it in group["params"])
    gradients = [it.grad for it in parameters if it.grad is not None]
    flat = _sum_over_ranks(torch.cat([gradient.flatten() for gradient in gradients]))
    parts = flat.split([gradient.numel() for gradient in gradients])
    for gradient, part in zip(gradients, parts, strict=True):
        gradient.copy_(part.view(gradient.shape))


def _sum_over_ranks(values: Tensor) -> Tensor:
    """Their sum, in place."""
    if dist.is_initialized():  # not with one rank, as in tests
        dist.all_reduce(values)
    return values


def _layout(tensor: Tensor) -> torch.memory_format:
    is_last = tensor.dim() == 4 and tensor.is_contiguous(memory_format=torch.channels_last)
    plain = tensor.is_contiguous() or not is_last
    return torch.contiguous_format if plain else torch.channels_last
