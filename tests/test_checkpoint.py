"""Files from strangers: whatever they hold, they are refused in one sentence and run nothing."""

import builtins
import io
import json
import os
import pickle
import runpy
import shutil
import struct
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
import safetensors.torch
import torch

from gan_core import checkpoint
from gan_core.config import settings_from
from gan_core.errors import GanError
from gan_core.generator import load_generator
from gan_core.recipes import RECIPES

ROOT = Path(checkpoint.__file__).parents[1]
LOADERS = (
    checkpoint.load_state,
    checkpoint.read_about,
    checkpoint.load_generator_file,
    load_generator,
)
ABOUT = {
    "recipe": "dcgan", "settings": {"width": 4, "z_dim": 4}, "channels": 1, "image_size": 28,
    "num_classes": 0, "class_names": [], "dataset": "silhouettes", "seed": 0,
    "images_seen": 0, "images_per_epoch": 1,
}  # fmt: skip


def refused(path, loaders=LOADERS):
    for load in loaders:
        with pytest.raises(GanError) as caught:
            load(path)
        assert "\n" not in str(caught.value) and str(caught.value).endswith("."), load


def good_generator():
    settings = settings_from(RECIPES["dcgan"].settings_type, ABOUT["settings"])
    return RECIPES["dcgan"].networks(1, 28, 0, settings)[0]


def generator_bytes(about=ABOUT, tensors=None, form=checkpoint.GENERATOR_FORMAT):
    tensors = good_generator().state_dict() if tensors is None else tensors
    tensors = {name: tensor.contiguous() for name, tensor in tensors.items()}
    about = about if isinstance(about, str) else json.dumps(about)
    return safetensors.torch.save(tensors, {"format": form, "about": about})


# what is written is read


def test_a_state_comes_back(tmp_path, make_trainer, assert_same):
    state = make_trainer().state()
    checkpoint.save_state(tmp_path / "state.pt", state)
    loaded = checkpoint.load_state(tmp_path / "state.pt")
    assert loaded.pop("format") == checkpoint.STATE_FORMAT
    assert_same(loaded, {key: state[key] for key in loaded})


def test_a_generator_comes_back_with_its_description(tmp_path):
    path, G = tmp_path / "generator.safetensors", good_generator()
    checkpoint.save_generator(path, G, ABOUT)
    loaded, about = checkpoint.load_generator_file(path)
    assert about == ABOUT == checkpoint.read_about(path)
    assert not loaded.training and not any(p.requires_grad for p in loaded.parameters())
    for name, tensor in G.state_dict().items():
        found = loaded.state_dict()[name]
        assert found.dtype == tensor.dtype
        torch.testing.assert_close(found, tensor, rtol=1e-3, atol=1e-7)


def test_files_that_are_not_there_are_a_sentence(tmp_path):
    refused(tmp_path / "gone.pt")


# code in a checkpoint


class Call:
    """Unpickles as the result of calling `function`."""

    def __init__(self, function, *arguments):
        self.call = (function, arguments)

    def __reduce__(self):
        return self.call


def calls(canary):
    create = f"open({str(canary)!r}, 'w')"
    script = canary.with_name("script.py")
    script.write_text(create)
    command = [sys.executable, "-c", create]
    return {
        "os.system": Call(os.system, subprocess.list2cmdline(command)),
        "exec": Call(exec, create),
        "eval": Call(eval, create),
        "open": Call(builtins.open, str(canary), "w"),
        "subprocess": Call(subprocess.check_call, command),
        "Path.touch": Call(Path.touch, canary),
        "runpy": Call(runpy.run_path, str(script)),
        "nested": Call(list, Call(map, Path.touch, [canary])),
        "shutil": Call(shutil.copyfile, str(script), str(canary)),
        "torch.load": Call(torch.load, str(script)),
    }


CALLS = [
    "os.system", "exec", "eval", "open", "subprocess", "Path.touch", "runpy", "nested", "shutil",
    "torch.load",
]  # fmt: skip


def pickled(value, protocol):
    return pickle.dumps(value, protocol)


def legacy(value):
    stream = io.BytesIO()
    torch.save({"format": 1, "G": value}, stream, _use_new_zipfile_serialization=False)
    return stream.getvalue()


def zipped(value):
    stream = io.BytesIO()
    torch.save({"format": 1, "G": value}, stream)
    return stream.getvalue()


def two_pickles(value):
    """A zip whose second data.pkl is the hostile one."""
    stream = io.BytesIO(zipped(1))
    with zipfile.ZipFile(stream, "a") as archive:
        archive.writestr("archive/data.pkl", pickle.dumps(value, 2))
        archive.writestr("other/data.pkl", pickle.dumps(value, 2))
    return stream.getvalue()


FORMS = {
    "protocol 0": lambda value: pickled(value, 0),
    "protocol 2": lambda value: pickled(value, 2),
    "protocol 4": lambda value: pickled(value, 4),
    "in a state": lambda value: pickled({"format": 1, "G": value}, 2),
    "torch legacy": legacy,
    "torch zip": zipped,
}


@pytest.mark.filterwarnings("ignore:Detected pickle protocol")
@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("call", CALLS)
def test_no_loader_runs_what_a_file_asks_for(call, form, tmp_path):
    canary, path = tmp_path / "canary", tmp_path / "state.pt"
    path.write_bytes(FORMS[form](calls(canary)[call]))
    refused(path)
    assert not canary.exists()


@pytest.mark.parametrize("call", ["exec", "open", "Path.touch", "runpy", "shutil", "nested"])
def test_the_hostile_files_would_run_where_pickle_is_trusted(call, tmp_path):
    canary = tmp_path / "canary"
    pickle.loads(pickled(calls(canary)[call], 2))
    assert canary.exists()


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_second_pickle_in_a_zip_runs_nothing(tmp_path):
    canary, path = tmp_path / "canary", tmp_path / "state.pt"
    path.write_bytes(two_pickles(calls(canary)["exec"]))
    try:
        checkpoint.load_state(path)  # the first pickle may be read; it is harmless
    except GanError:
        pass
    assert not canary.exists()
    refused(path, LOADERS[1:])


# damage


def good_state_bytes():
    stream = io.BytesIO()
    torch.save({"format": checkpoint.STATE_FORMAT, "w": torch.arange(300.0)}, stream)
    return stream.getvalue()


@pytest.mark.parametrize("write", [good_state_bytes, generator_bytes])
def test_a_file_cut_anywhere_is_refused(write, tmp_path):
    whole, path = write(), tmp_path / "file"
    offsets = {*range(0, 40), *range(40, len(whole), max(1, len(whole) // 60)), len(whole) - 1}
    for end in sorted(offsets):
        path.write_bytes(whole[:end])
        refused(path, (checkpoint.load_state, checkpoint.load_generator_file, load_generator))


@pytest.mark.parametrize(
    "content",
    [b"", b"text\n", b"\0" * 1000, b"\x80", b"PK\x03\x04", b"{}", b"\xff" * 99, b"GIF89a" * 50],
    ids=range(8),
)
def test_what_is_no_checkpoint_at_all_is_refused(content, tmp_path):
    (tmp_path / "file").write_bytes(content)
    refused(tmp_path / "file")


def test_a_folder_is_refused(tmp_path):
    refused(tmp_path)


@pytest.mark.parametrize("state", [{}, {"format": 0}, {"format": "1"}, [1], 5, None])
def test_states_of_another_format_are_refused(state, tmp_path):
    torch.save(state, tmp_path / "state.pt")
    refused(tmp_path / "state.pt", [checkpoint.load_state])


def test_a_tensor_that_claims_more_than_its_storage_is_refused(tmp_path):
    stream = io.BytesIO(zipped(torch.zeros(1000)))
    with zipfile.ZipFile(stream) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(tmp_path / "state.pt", "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content.replace(b"M\xe8\x03", b"J\xff\xff\xff\x7f"))
    refused(tmp_path / "state.pt", [checkpoint.load_state])


# generators that lie


def header(content, length=None):
    content = content if isinstance(content, bytes) else json.dumps(content).encode()
    return struct.pack("<Q", len(content) if length is None else length) + content


LYING_HEADERS = {
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


@pytest.mark.parametrize("kind", LYING_HEADERS)
def test_a_header_that_lies_is_refused(kind, tmp_path):
    (tmp_path / "file.safetensors").write_bytes(LYING_HEADERS[kind])
    refused(tmp_path / "file.safetensors")


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
def test_a_description_that_does_not_fit_is_refused(change, tmp_path):
    path = tmp_path / "file.safetensors"
    path.write_bytes(generator_bytes(about={**ABOUT, **change}))
    refused(path, [load_generator])


@pytest.mark.parametrize("key", ["settings", "channels", "image_size", "num_classes"])
def test_a_description_with_a_hole_is_refused(key, tmp_path):
    path = tmp_path / "file.safetensors"
    path.write_bytes(generator_bytes(about={k: v for k, v in ABOUT.items() if k != key}))
    refused(path, [load_generator])


def wrong_weights():
    good = good_generator().state_dict()
    first = next(iter(good))
    yield {}
    yield {name: tensor for name, tensor in good.items() if name != first}
    yield {**good, "surprise": torch.zeros(2)}
    yield {**good, first: torch.zeros(3)}
    yield {**good, first: good[first].t()}
    yield {"other": torch.zeros(5)}


@pytest.mark.parametrize("tensors", list(wrong_weights()), ids=range(6))
def test_weights_of_another_network_are_refused(tensors, tmp_path):
    path = tmp_path / "file.safetensors"
    path.write_bytes(generator_bytes(tensors=tensors))
    refused(path, [checkpoint.load_generator_file, load_generator])


GREEDY = """
import resource, sys
from pathlib import Path
from gan_core.checkpoint import load_generator_file
from gan_core.errors import GanError
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


def test_loading_leaves_the_training_noise_alone(tmp_path):
    path = tmp_path / "file.safetensors"
    path.write_bytes(generator_bytes())
    before = torch.get_rng_state()
    checkpoint.load_generator_file(path)
    assert torch.equal(torch.get_rng_state(), before)
