"""What is written is read again; damaged files are refused in one sentence."""

import io
import zipfile

import pytest
import torch

from gan_core.generator.session import load_generator
from gan_core.runs import checkpoint
from tests.gan_core.runs.foreign_files import ABOUT, generator_bytes, good_generator, refused

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
    stream = io.BytesIO()
    torch.save({"format": 1, "G": torch.zeros(1000)}, stream)
    with zipfile.ZipFile(stream) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(tmp_path / "state.pt", "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content.replace(b"M\xe8\x03", b"J\xff\xff\xff\x7f"))
    refused(tmp_path / "state.pt", [checkpoint.load_state])
