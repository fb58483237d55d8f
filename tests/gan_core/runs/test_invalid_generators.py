"""Generator files that do not contain what they claim are refused in one sentence."""

import json
import struct
import subprocess
import sys
from pathlib import Path

import pytest
import safetensors.torch
import torch

from gan_core.generator.session import load_generator
from gan_core.runs import checkpoint
from tests.gan_core.runs.untrusted_files import (
    ABOUT,
    assert_refused,
    generator_bytes,
    valid_generator,
)

ROOT = Path(checkpoint.__file__).parents[2]


def header(content, length=None):
    content = content if isinstance(content, bytes) else json.dumps(content).encode()
    return struct.pack("<Q", len(content) if length is None else length) + content


FALSE_HEADERS = {
    "claims 1e18 bytes": header(b"{}", 10**18),
    "claims all bits": header(b"{}", 2**64 - 1),
    "claims one byte more": header(b"{}", 3),
    "no object": header([1, 2]),
    "no metadata": header({}),
    "metadata is text": header({"__metadata__": "text"}),
    "metadata is null": header({"__metadata__": None}),
    "deeply nested": header(b"[" * 200_000),
    "deep in the description": header(
        {"__metadata__": {"format": checkpoint.GENERATOR_FORMAT, "about": "[" * 200_000}}
    ),
    "100,000 entries": header({f"t{i}": {} for i in range(100_000)}),
    "not text": header(b"\xff\xfe{}"),
    "another format": generator_bytes(form="gan-playground generator 0"),
    "another project": safetensors.torch.save({"w": torch.zeros(3)}, {"format": "pt"}),
    "description is no JSON": generator_bytes(about="{recipe"),
    "description is a list": generator_bytes(about="[1, 2]"),
    "description is null": generator_bytes(about="null"),
    "no recipe": generator_bytes(about={"settings": {}}),
}


@pytest.mark.parametrize("kind", FALSE_HEADERS)
def test_a_false_header_is_refused(kind, tmp_path):
    (tmp_path / "file.safetensors").write_bytes(FALSE_HEADERS[kind])
    assert_refused(tmp_path / "file.safetensors")


@pytest.mark.parametrize(
    "change",
    [
        {"recipe": "stylegan9"}, {"recipe": None}, {"recipe": ["dcgan"]}, {"recipe": "../dcgan"},
        {"settings": {"width": 10**9}}, {"settings": {"width": 4, "z_dim": 10**9}},
        {"settings": {"width": -1}}, {"settings": {"surprise": 1}}, {"settings": None},
        {"settings": []}, {"settings": "width"}, {"settings": {"width": 4, "z_dim": None}},
        {"settings": {"width": 8, "z_dim": 4}}, {"settings": {"width": 4, "z_dim": 5}},
        {"channels": 2}, {"channels": 3}, {"channels": "1"}, {"channels": None}, {"channels": [1]},
        {"image_size": 27}, {"image_size": 64}, {"image_size": 10**9}, {"image_size": "28"},
        {"image_size": [28]}, {"image_size": None}, {"num_classes": -1}, {"num_classes": 10**9},
        {"num_classes": 10}, {"num_classes": "many"}, {"num_classes": None},
        {"class_names": 5}, {"class_names": None}, {"class_names": ["a", "b"]},
    ],
    ids=str,
)  # fmt: skip
def test_a_description_that_does_not_match_the_weights_is_refused(change, tmp_path):
    path = tmp_path / "file.safetensors"
    path.write_bytes(generator_bytes(about={**ABOUT, **change}))
    assert_refused(path, [load_generator])


@pytest.mark.parametrize("key", ["settings", "channels", "image_size", "num_classes"])
def test_an_incomplete_description_is_refused(key, tmp_path):
    path = tmp_path / "file.safetensors"
    path.write_bytes(generator_bytes(about={k: v for k, v in ABOUT.items() if k != key}))
    assert_refused(path, [load_generator])


def wrong_weights():
    valid = valid_generator().state_dict()
    first = next(iter(valid))
    yield {}
    yield {name: tensor for name, tensor in valid.items() if name != first}
    yield {**valid, "surprise": torch.zeros(2)}
    yield {**valid, first: torch.zeros(3)}
    yield {**valid, first: valid[first].t()}
    yield {"other": torch.zeros(5)}


@pytest.mark.parametrize("tensors", list(wrong_weights()), ids=range(6))
def test_weights_of_another_network_are_refused(tensors, tmp_path):
    path = tmp_path / "file.safetensors"
    path.write_bytes(generator_bytes(tensors=tensors))
    assert_refused(path, [checkpoint.load_generator_file, load_generator])


GREEDY = """
import resource, sys
from pathlib import Path
from gan_core.runs.checkpoint import load_generator_file
from gan_core import GanError
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
try:
    load_generator_file(Path(sys.argv[1]))
except GanError:
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="reads the peak memory as Linux counts it")
def test_a_small_file_cannot_ask_for_a_huge_network(tmp_path):
    path = tmp_path / "file.safetensors"
    settings = {"width": 256, "z_dim": 1024, "labels": True}
    greedy = {"settings": settings, "image_size": 64, "num_classes": 10_000}
    path.write_bytes(generator_bytes(about={**ABOUT, **greedy}))
    done = subprocess.run(
        [sys.executable, "-c", GREEDY, str(path)],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert int(done.stdout) < 200_000  # kB; the network it describes takes 2.7 million


def test_loading_does_not_change_the_random_state(tmp_path):
    path = tmp_path / "file.safetensors"
    path.write_bytes(generator_bytes())
    before = torch.get_rng_state()
    checkpoint.load_generator_file(path)
    assert torch.equal(torch.get_rng_state(), before)
