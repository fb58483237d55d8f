"""Our Adam is PyTorch's, without its compiler."""

import copy
import subprocess
import sys
from pathlib import Path

import pytest
import torch

from gan_core.objectives.adam import Adam, AdamW

ROOT = Path(__file__).parents[3]
TRAIN = """
import sys
from gan_core.__main__ import main
words = "train quick --dataset silhouettes --images 32 --device cpu --set width=8 batch_size=16"
assert main([*words.split(), "--out", sys.argv[1]]) == 0
print("loaded" if "torch._dynamo" in sys.modules else "not loaded")
"""


def trained(kind, state=None, steps=5, fused=True):
    torch.manual_seed(0)
    network = torch.nn.Sequential(torch.nn.Linear(6, 5), torch.nn.Tanh(), torch.nn.Linear(5, 2))
    optimizer = kind(
        network.parameters(), 1e-2, betas=(0.5, 0.999), eps=1e-7, weight_decay=0.1, fused=fused
    )
    if state is not None:
        optimizer.load_state_dict(copy.deepcopy(state))  # it is trained in place
    for _ in range(steps):
        optimizer.zero_grad()
        network(torch.randn(16, 6)).square().sum().backward()
        optimizer.step()
    return optimizer, torch.cat([weight.detach().flatten() for weight in network.parameters()])


@pytest.mark.parametrize(
    "kind, original", [(Adam, torch.optim.Adam), (AdamW, torch.optim.AdamW)], ids=["Adam", "AdamW"]
)
def test_weights_and_state_are_those_of_PyTorch(kind, original):
    for fused in (True, False):
        ours, found = trained(kind, fused=fused)
        theirs, expected = trained(original, fused=fused)
        assert torch.equal(found, expected)
        for state in (ours.state_dict(), theirs.state_dict()):  # each continues from the other's
            found, expected = (trained(each, state)[1] for each in (kind, original))
            assert torch.equal(found, expected)


def test_the_gradient_is_switched_off_only_within_a_step():
    optimizer, _ = trained(Adam, steps=1)
    (weight, *_) = optimizer.param_groups[0]["params"]
    assert weight.requires_grad and torch.is_grad_enabled()


def test_a_training_does_not_load_the_compiler(environment):
    done = subprocess.run(
        [sys.executable, "-c", TRAIN, str(environment)],
        cwd=ROOT, capture_output=True, text=True, timeout=300,
    )  # fmt: skip
    assert done.stdout.splitlines()[-1] == "not loaded", done.stderr
