"""Images drawn in the browser are those of torch, within one grey level of 255."""

import inspect
import json
import re

import pytest
import safetensors.torch
import torch

from gan_core.generator import network_steps
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


# One of every recipe that differs in its layers; together they have every layer a browser can draw.
FAULTY = [
    ("quick", 28, 1, 10), ("quick", 64, 3, 0), ("dcgan", 28, 1, 10), ("keras_dcgan", 28, 1, 0),
    ("tconv_mlp", 28, 1, 10), ("cgan_cifar10", 32, 3, 10), ("fashiongan", 28, 1, 10),
]  # fmt: skip


@pytest.fixture(scope="module", params=FAULTY, ids=lambda case: f"{case[0]}, {case[1]} px")
def right(request, tmp_path_factory):
    """(session, its job in the browser) of a small generator that is drawn as torch does."""
    path = tmp_path_factory.mktemp("right") / "right.safetensors"
    session = fresh(path, request.param, width=4)
    asked = job(path, SEEDS)
    assert levels_apart(pixels(answers([asked])[0]), session.sample(range(SEEDS))) <= 1
    return session, asked


def unnoticed(right, faulty):
    """Names of those jobs whose images are torch's; what the engine refuses is noticed."""
    session, _ = right
    expected, found = session.sample(range(SEEDS)), answers(list(faulty.values()))
    return [
        name for name, answer in zip(faulty, found, strict=True)
        if "error" not in answer and levels_apart(pixels(answer), expected) <= 1
    ]  # fmt: skip


def test_a_fault_in_any_weight_is_noticed(right, tmp_path):
    """In each tensor, all its values are wrong, or those of one channel after the other.

    A channel that ReLU leaves out of all images may be anything; each tensor has others.
    """
    session, asked = right
    weights, faulty = safetensors.torch.load_file(session.path), {}
    for name in tensor_names(session.path):
        tensor = weights[name].float()
        wrong = {"all": wrong_values(tensor)}
        wrong |= {
            f"channel {row}": one_wrong_row(tensor, row) for row in range(min(4, len(tensor)))
        }
        for where, values in wrong.items():
            path = tmp_path / "wrong.safetensors"
            safetensors.torch.save_file({**weights, name: values.to(weights[name].dtype)}, path)
            faulty[name, where] = job(path, SEEDS, network=asked["network"])
    missed = unnoticed(right, faulty)
    assert len(faulty) >= 24 and not [name for name, where in missed if where == "all"]
    assert {name for name, where in faulty.keys() - set(missed) if where != "all"} == {
        name for name, _ in faulty
    }


def wrong_values(tensor):
    return tensor * 1.2 if tensor.abs().max() > 0.05 else tensor + 0.2


def one_wrong_row(tensor, row):
    """The weights of one unit, or what is folded into one channel."""
    changed = tensor.clone()
    changed[row] = 4 * tensor[row] + (0.3 if tensor.ndim == 1 else 0)
    return changed


def test_a_fault_in_any_step_is_noticed(right):
    """A step that is left out changes the image, or the engine refuses the network."""
    _, asked = right
    network, faulty = json.loads(asked["network"]), {}
    for number, step in enumerate(network["steps"]):
        # z that was declared a map of one pixel is a vector, which is the same here
        if step == {**step, "op": "to_map", "height": 1, "width": 1}:
            continue
        steps = [other for k, other in enumerate(network["steps"]) if k != number]
        faulty[f"{number}: {step}"] = with_steps(asked, steps)
    assert not unnoticed(right, faulty)


OTHER = {
    "slope": lambda slope: slope + 0.3, "eps": lambda eps: eps + 0.5, "stride": lambda s: s % 2 + 1,
    "pad": lambda pad: [*pad[:3], pad[3] + 1] if isinstance(pad, list) else pad + 1,
    "factor": lambda factor: factor + 1, "channels_last": lambda is_last: not is_last,
    "top": lambda top: top + 1, "left": lambda left: left + 1,
}  # fmt: skip


def test_a_fault_in_any_value_of_a_step_is_noticed(right):
    """A slope, an eps, a padding, a stride, the order of units or the place of a crop is wrong."""
    _, asked = right
    network, faulty = json.loads(asked["network"]), {}
    for number, step in enumerate(network["steps"]):
        for name in step.keys() & OTHER.keys():
            if is_without_effect(step, name, network["steps"][number - 1]):
                continue
            wrong = {**step, name: OTHER[name](step[name])}
            steps = [wrong if k == number else other for k, other in enumerate(network["steps"])]
            faulty[f"{number}: {name} of {step}"] = with_steps(asked, steps)
    assert len(faulty) >= 6 and not unnoticed(right, faulty)


def is_without_effect(step, name, before):
    """One pixel has no order, and no next one that a stride could lead to."""
    pixels = [each.get("height", 0) * each.get("width", 0) for each in (step, before)]
    return (name, pixels[0]) == ("channels_last", 1) or (name, pixels[1]) == ("stride", 1)


def with_steps(asked, steps):
    return {**asked, "network": json.dumps({**json.loads(asked["network"]), "steps": steps})}


def test_faults_are_planted_in_every_kind_of_layer(tmp_path):
    session = fresh_import(tmp_path / "imported.safetensors", "linear")
    assert session.path
    planted = {step["op"] for step in json.loads(job(session.path, 1)["network"])["steps"]}
    for case in FAULTY:
        path = tmp_path / "fresh.safetensors"
        fresh(path, case, width=4)
        planted |= {step["op"] for step in json.loads(job(path, 1)["network"])["steps"]}
    recorded = {*re.findall(r'self\.add\(\s*"(\w+)"', inspect.getsource(network_steps))} - {"pad"}
    assert len(recorded) == 12 and planted >= recorded


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
