"""Files that are no generator are named for what they are, and nothing in them runs."""

import gzip
import io
import os
import pickle
import zipfile

import pytest
import safetensors.torch
import torch
from torch import nn

from gan_core import GanError
from gan_core.generator import export, foreign_file, importing
from gan_core.generator.session import load_generator
from gan_core.runs.run_dir import RunDir
from tests.gan_core.generator.foreign_networks import Discriminator, Tutorial, tutorial
from tests.gan_core.generator.tiny_models import tiny_session

pytestmark = pytest.mark.filterwarnings("ignore::FutureWarning")  # of TorchScript


def torch_bytes(content, **options):
    stream = io.BytesIO()
    torch.save(content, stream, **options)
    return stream.getvalue()


class Custom:
    """A class of somebody's own."""


def stylegan_pickle():
    return b"\x80\x03ctorch_utils.persistence\n_reconstruct_persistent_obj\nq\x00}q\x01\x85q\x02R."


def keras_zip():
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name in ("metadata.json", "config.json", "model.weights.h5"):
            archive.writestr(name, "{}")
    return stream.getvalue()


def torchscript():
    stream = io.BytesIO()
    torch.jit.save(torch.jit.trace(nn.ReLU(), torch.ones(1)), stream)
    return stream.getvalue()


def optimiser_only():
    D = Discriminator()
    optimiser = torch.optim.Adam(D.parameters())
    D(torch.randn(2, 3, 64, 64)).sum().backward()
    optimiser.step()
    return torch_bytes({"netD": D.state_dict(), "optimizerD": optimiser.state_dict()})


def with_layer(name, tensor):
    return torch_bytes({**Tutorial().state_dict(), name: tensor})


def without_statistics():
    state = Tutorial().state_dict()
    return torch_bytes({name: t for name, t in state.items() if "running" not in name
                        and "tracked" not in name})  # fmt: skip


def five_by_five():
    layers = [nn.ConvTranspose2d(8, 6, 4), nn.BatchNorm2d(6), nn.ReLU()]
    return torch_bytes(nn.Sequential(*layers, nn.ConvTranspose2d(6, 3, 5, 2, 2)).state_dict())


def diffusion():
    key = "model.diffusion_model.input_blocks.0.0.weight"
    return safetensors.torch.save({key: torch.zeros(4, 4)})


def web_page():
    return b"\n<!DOCTYPE html>\n<html><head><title>Sign in</title></head>" + b"<p>x</p>" * 2000


STATE = torch_bytes(Tutorial().state_dict())
PLAIN = {  # content, and words of the sentence
    "whole module": (lambda: torch_bytes(tutorial(nz=4)), "whole pickled module"),
    "whole module, legacy": (
        lambda: torch_bytes(tutorial(nz=4), _use_new_zipfile_serialization=False),
        "whole pickled module",
    ),
    "own class": (
        lambda: torch_bytes({"netG": Tutorial().state_dict(), "config": Custom()}),
        "Python objects .*Custom",
    ),
    "discriminator and optimiser": (
        optimiser_only, "a discriminator's weights and an optimiser's state but no generator",
    ),
    "another network": (
        lambda: torch_bytes(nn.Linear(3, 3).state_dict()), 'another network .such as "weight".',
    ),
    "no weights": (lambda: torch_bytes({"loss": [1.0]}), "no weights"),
    "only a tensor": (lambda: torch_bytes(torch.zeros(3)), "no weights"),
    "a layer more": (lambda: with_layer("fc.weight", torch.zeros(3, 3)), "another network"),
    "5x5 kernels": (five_by_five, "5x5 kernel"),
    "no statistics": (without_statistics, "no running statistics"),
    "four channels": (lambda: torch_bytes(tutorial(nc=4).state_dict()), "1 channel .* or 3"),
    "512 px": (lambda: torch_bytes(tutorial(doublings=7, ngf=1).state_dict()), "from 2 to 256"),
    "long z": (lambda: torch_bytes(tutorial(nz=2000, ngf=1).state_dict()), "from 1 to 1,024"),
    "Keras .h5": (lambda: b"\x89HDF\r\n\x1a\n" + bytes(5000), "a Keras model"),
    "Keras .keras": (keras_zip, "a Keras model"),
    "Stable Diffusion": (diffusion, "weights of a diffusion model"),
    "StyleGAN pickle": (stylegan_pickle, "a StyleGAN pickle"),
    "StyleGAN weights": (
        lambda: torch_bytes({"g_ema": {"convs.0.conv.modulation.weight": torch.zeros(3, 3)}}),
        "weights of a StyleGAN",
    ),
    "a pickle": (lambda: pickle.dumps({"a": 1}), "Python pickle"),
    "TorchScript": (torchscript, "TorchScript archive"),
    "cut off": (lambda: STATE[: len(STATE) // 2], "cut off"),
    "cut off, legacy": (
        lambda: torch_bytes(Tutorial().state_dict(), _use_new_zipfile_serialization=False)[:5000],
        "cut off",
    ),
    "cut off safetensors": (
        lambda: safetensors.torch.save({"w": torch.zeros(999)})[:-400], "cut off",
    ),
    "empty": (lambda: b"", "is empty"),
    "text": (lambda: "Gewichte für G\n".encode() * 400, "a text file"),
    "a web page": (web_page, "a web page, so the download failed"),
    "Git LFS": (lambda: b"version https://git-lfs.github.com/spec/v1\noid 0\n", "git lfs pull"),
    "an image": (lambda: b"\x89PNG\r\n\x1a\n" + bytes(99), "an image"),
    "an archive": (lambda: gzip.compress(STATE), "unpack it"),
    "noise": (lambda: bytes(range(255, 0, -1)) * 9, "not known here, or it is damaged"),
}  # fmt: skip


def sentence(open_file):
    with pytest.raises(GanError) as caught:
        open_file()
    text = str(caught.value)
    assert "\n" not in text and text.endswith(".") and ". " not in text.replace(".pth", "")
    return text


@pytest.mark.parametrize("kind", PLAIN)
def test_a_file_is_named_for_what_it_is(kind, tmp_path):
    """The same sentence whether it is to be imported or opened, with what can be opened."""
    make, words = PLAIN[kind]
    path = tmp_path / "netG.pth"
    path.write_bytes(make())
    with pytest.raises(GanError, match=words):
        importing.import_generator(path)
    text = sentence(lambda: importing.import_generator(path))
    assert text.startswith(path.name) or "generator" in text
    assert sentence(lambda: load_generator(path)) == text


@pytest.mark.parametrize("suffix", export.FORMATS)
def test_what_was_exported_for_other_programs(suffix, tmp_path):
    if suffix == ".onnx":
        pytest.importorskip("onnxruntime")
    path = tmp_path / f"generator{suffix}"
    export.export(tiny_session(), path)
    if suffix == ".safetensors":
        assert load_generator(path).z_dim == 6
    else:
        for open_file in (load_generator, importing.import_generator):
            text = sentence(lambda open_file=open_file: open_file(path))
            assert "made for other programs; take the .safetensors" in text


def test_a_training_checkpoint_is_told_to_give_its_run(trained):
    (path,) = RunDir(trained).checkpoints().values()
    text = sentence(lambda: load_generator(path))
    assert "training checkpoint" in text and "folder of its run" in text and "import it" in text


def test_a_generator_of_another_program_is_told_to_be_imported(tmp_path):
    path = tmp_path / "netG.pth"
    path.write_bytes(STATE)
    text = sentence(lambda: load_generator(path))
    assert "python -m gan_core import netG.pth --out netG-imported.safetensors" in text


@pytest.mark.parametrize("suffix", ["pth", "safetensors"])
def test_a_huge_file_is_refused_with_the_limit(suffix, tmp_path, monkeypatch):
    monkeypatch.setattr(foreign_file, "MAX_BYTES", 20_000)
    path = tmp_path / f"netG.{suffix}"
    state = Tutorial().state_dict()
    path.write_bytes(torch_bytes(state) if suffix == "pth" else safetensors.torch.save(state))
    assert "up to 2e-05 GB are opened" in sentence(lambda: importing.import_generator(path))


def test_a_small_zip_of_a_huge_file_is_refused(tmp_path):
    path = tmp_path / "netG.pth"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("archive/data.pkl", b"\x80\x02}q\x00.")
        with archive.open("archive/data/0", "w") as entry:
            for _ in range(1100):
                entry.write(bytes(1_000_000))
    assert path.stat().st_size < 3_000_000
    assert "1.1 GB" in sentence(lambda: importing.import_generator(path))


class Call:
    def __init__(self, function, *arguments):
        self.call = (function, arguments)

    def __reduce__(self):
        return self.call


@pytest.mark.parametrize("zipped", [True, False])
@pytest.mark.parametrize("function", [os.mkdir, exec, eval])
def test_nothing_in_a_file_runs(function, zipped, tmp_path):
    canary = tmp_path / "canary"
    argument = str(canary) if function is os.mkdir else f"__import__('os').mkdir({str(canary)!r})"
    content = {"netG": Tutorial().state_dict(), "more": Call(function, argument)}
    path = tmp_path / "netG.pth"
    path.write_bytes(torch_bytes(content, _use_new_zipfile_serialization=zipped))
    for open_file in (load_generator, importing.import_generator):
        sentence(lambda open_file=open_file: open_file(path))
    assert not canary.exists()
    torch.load(path, weights_only=False)
    assert canary.exists()  # the file would have done it


@pytest.mark.parametrize("path", ["missing.pth", ".", "nul\0byte"])
def test_what_cannot_be_read(path, tmp_path):
    with pytest.raises(GanError, match="file"):
        importing.import_generator(tmp_path / path)


def test_a_file_that_holds_itself_is_refused_at_once(tmp_path):
    content: dict = {"optimizer": {"a": 1}}
    for number in range(40):
        content[f"again{number}"] = content
    torch.save(content, tmp_path / "netG.pth")
    with pytest.raises(GanError, match="holds .*(no weights|no generator)"):
        importing.import_generator(tmp_path / "netG.pth")
