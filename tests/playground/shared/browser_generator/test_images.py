"""Images drawn in the browser are those of torch, within one grey level of 255."""

import json

import pytest
import safetensors.torch
import torch

from gan_core.generator.network_steps import NotDescribed, describe_network
from gan_core.generator.session import load_generator
from gan_core.generator.shipped import generator_path, shipped
from gan_core.runs.checkpoint import read_about
from tests.playground.shared.browser_generator.ask import (
    NODE,
    answers,
    job,
    levels_apart,
    pixels,
)
from tests.playground.shared.browser_generator.networks import (
    fresh,
    fresh_import,
    recipe_cases,
    tensor_names,
)

pytestmark = pytest.mark.skipif(NODE is None, reason="node is not on this machine")
SEEDS = 3


def test_generators_of_every_recipe_and_the_shipped_ones(tmp_path):
    """Here a few seeds; `python -m benchmarks.browser_engine` draws 1,000 of each."""
    sessions = {name: load_generator(name) for name in shipped()}
    for case in recipe_cases():
        sessions[str(case)] = fresh(tmp_path / f"{case}.safetensors", case)
    for output in ("tanh", "sigmoid", "linear"):
        sessions[output] = fresh_import(tmp_path / f"{output}.safetensors", output)
    paths = {name: session.path for name, session in sessions.items()}
    found = answers([job(path, SEEDS) for path in paths.values() if path])
    assert len(found) == len(sessions) > 40
    for (name, session), answer in zip(sessions.items(), found, strict=True):
        expected = session.sample(range(SEEDS))
        assert expected.std() > 20, f"{name} draws nothing, so that any fault would pass"
        assert levels_apart(pixels(answer), expected) <= 1, name


def test_without_vectors_the_images_are_the_same(tmp_path):
    """Plain JavaScript, for browsers whose WebAssembly has none."""
    cases = [("cgan_fashion", 28, 1, 10), ("keras_dcgan", 28, 1, 0), ("quick", 28, 3, 10)]
    sessions = [fresh(tmp_path / f"{case}.safetensors", case) for case in cases]
    found = answers([job(session.path, 2, wantsFast=False) for session in sessions if session.path])
    for case, session, answer in zip(cases, sessions, found, strict=True):
        assert levels_apart(pixels(answer), session.sample(range(2))) <= 1, case


FAULTY = [("quick", 28, 1, 10), ("keras_dcgan", 28, 1, 0), ("cgan_cifar10", 32, 3, 10)]


@pytest.mark.parametrize("case", FAULTY, ids=lambda case: case[0])
def test_a_fault_in_any_layer_is_noticed(case, tmp_path):
    """Each tensor in turn is a fifth larger than the one torch draws with, or its zeros are not."""
    session = fresh(tmp_path / "right.safetensors", case, width=4)
    assert session.path
    right = job(session.path, SEEDS)
    weights = safetensors.torch.load_file(session.path)
    names = list(tensor_names(session.path))
    faulty = []
    for name in names:
        tensor = weights[name]
        wrong = tensor * 1.2 if tensor.float().abs().max() > 0.05 else tensor + 0.2
        path = tmp_path / "wrong.safetensors"
        safetensors.torch.save_file({**weights, name: wrong.to(tensor.dtype)}, path)
        faulty.append(job(path, SEEDS, network=right["network"]))
    found = answers([right, *faulty])
    expected = session.sample(range(SEEDS))
    assert levels_apart(pixels(found[0]), expected) <= 1
    for name, answer in zip(names, found[1:], strict=True):
        assert levels_apart(pixels(answer), expected) > 1, f"a fault in {name} was not noticed"


@pytest.mark.parametrize("case", FAULTY, ids=lambda case: case[0])
def test_a_fault_in_any_step_is_noticed(case, tmp_path):
    """A step that is left out changes the image, or the engine refuses the network."""
    session = fresh(tmp_path / "right.safetensors", case, width=4)
    assert session.path
    right = job(session.path, SEEDS)
    network = json.loads(right["network"])
    faulty = []
    for number in range(len(network["steps"])):
        steps = [step for k, step in enumerate(network["steps"]) if k != number]
        faulty.append({**right, "network": json.dumps({**network, "steps": steps})})
    expected = session.sample(range(SEEDS))
    for step, answer in zip(network["steps"], answers(faulty), strict=True):
        # z that was declared a map of one pixel is a vector, which is the same here
        same = step == {**step, "op": "to_map", "height": 1, "width": 1}
        noticed = "error" in answer or levels_apart(pixels(answer), expected) > 1
        assert noticed != same, step


KERNEL = torch.empty(1, 1, 1, 1, device="meta")
ODD = {
    "it applies sin": torch.sin,
    "it applies conv2d in another way": lambda z: torch.nn.functional.conv2d(
        z.unflatten(1, (1, 4, -1)), KERNEL
    ),
    "it has indexing": lambda z: z.unflatten(1, (-1, 2, 2))[:, :, ::2, ::2],
    "it has upsampling by no whole factor": lambda z: torch.nn.functional.interpolate(
        z.unflatten(1, (-1, 2, 2)), size=(5, 5)
    ),
}


@pytest.mark.parametrize("why", ODD, ids=("sin", "short call", "every second", "odd size"))
def test_only_what_torch_does_can_be_described(why, monkeypatch):
    about = read_about(generator_path("mnist"))

    class Odd(torch.nn.Module):
        def forward(self, z, c=None):
            return ODD[why](z)

    monkeypatch.setattr("gan_core.generator.network_steps.build_generator", lambda _: Odd())
    with pytest.raises(NotDescribed, match=why):
        describe_network(about)
