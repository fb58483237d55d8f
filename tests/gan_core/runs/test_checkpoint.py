"""Checkpoints are read as written; damaged files are refused in one sentence."""

import io
import zipfile

import pytest
import torch

from gan_core import GanError
from gan_core.generator.session import load_generator
from gan_core.runs import checkpoint
from tests.gan_core.runs.untrusted_files import (
    ABOUT,
    assert_refused,
    generator_bytes,
    valid_generator,
)

# writing and reading


def test_a_state_is_read_as_written(tmp_path, make_trainer, assert_same):
    state = make_trainer().state()
    checkpoint.save_state(tmp_path / "state.pt", state)
    loaded = checkpoint.load_state(tmp_path / "state.pt")
    assert loaded.pop("format") == checkpoint.STATE_FORMAT
    assert_same(loaded, {key: state[key] for key in loaded})


def test_a_generator_is_read_with_its_description(tmp_path):
    path, G = tmp_path / "generator.safetensors", valid_generator()
    checkpoint.save_generator(path, G, ABOUT)
    loaded, about = checkpoint.load_generator_file(path)
    assert about == ABOUT == checkpoint.read_about(path)
    assert not loaded.training and not any(p.requires_grad for p in loaded.parameters())
    for name, tensor in G.state_dict().items():
        found = loaded.state_dict()[name]
        assert found.dtype == tensor.dtype
        torch.testing.assert_close(found, tensor, rtol=1e-3, atol=1e-7)


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
@pytest.mark.parametrize("name", ["to_image.weight", "project.2.running_var"])
def test_a_generator_that_is_not_finite_is_not_written(name, value, tmp_path):
    path, G = tmp_path / "generator.safetensors", valid_generator()
    checkpoint.save_generator(path, G, ABOUT)
    good = path.read_bytes()
    G.state_dict()[name].view(-1)[0] = value
    with pytest.raises(GanError, match="not written"):
        checkpoint.save_generator(path, G, ABOUT)
    assert path.read_bytes() == good


def test_missing_files_are_refused_in_one_sentence(tmp_path):
    assert_refused(tmp_path / "missing.pt")


# damage


def state_bytes():
    stream = io.BytesIO()
    torch.save({"format": checkpoint.STATE_FORMAT, "w": torch.arange(300.0)}, stream)
    return stream.getvalue()


@pytest.mark.parametrize("write", [state_bytes, generator_bytes])
def test_a_file_truncated_anywhere_is_refused(write, tmp_path):
    whole, path = write(), tmp_path / "file"
    offsets = {*range(0, 40), *range(40, len(whole), max(1, len(whole) // 60)), len(whole) - 1}
    for end in sorted(offsets):
        path.write_bytes(whole[:end])
        assert_refused(
            path, (checkpoint.load_state, checkpoint.load_generator_file, load_generator)
        )


@pytest.mark.parametrize(
    "content",
    [b"", b"text\n", b"\0" * 1000, b"\x80", b"PK\x03\x04", b"{}", b"\xff" * 99, b"GIF89a" * 50],
    ids=range(8),
)
def test_a_file_that_is_no_checkpoint_is_refused(content, tmp_path):
    (tmp_path / "file").write_bytes(content)
    assert_refused(tmp_path / "file")


def test_a_folder_is_refused(tmp_path):
    assert_refused(tmp_path)


@pytest.mark.parametrize("state", [{}, {"format": 0}, {"format": "1"}, [1], 5, None])
def test_states_of_another_format_are_refused(state, tmp_path):
    torch.save(state, tmp_path / "state.pt")
    assert_refused(tmp_path / "state.pt", [checkpoint.load_state])


def test_a_tensor_that_claims_more_than_its_storage_is_refused(tmp_path):
    stream = io.BytesIO()
    torch.save({"format": 1, "G": torch.zeros(1000)}, stream)
    with zipfile.ZipFile(stream) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(tmp_path / "state.pt", "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content.replace(b"M\xe8\x03", b"J\xff\xff\xff\x7f"))
    assert_refused(tmp_path / "state.pt", [checkpoint.load_state])
