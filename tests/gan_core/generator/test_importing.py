"""Imported generators give the images that plain PyTorch gives, whatever file they come in."""

import subprocess
import sys
import types
from argparse import Namespace
from pathlib import Path

import numpy as np
import pytest
import safetensors.torch
import torch
from torch import nn

from gan_core import GanError
from gan_core.generator import directions, export, hidden_layers, importing
from gan_core.generator.session import load_generator
from gan_core.runs.run_dir import RunDir
from tests.gan_core.generator.foreign_networks import (
    Bolts,
    Discriminator,
    Tutorial,
    Zoo,
    assert_within_one_level,
    looking_trained,
    pixels,
    tutorial,
)
from tests.gan_core.runs.untrusted_files import assert_refused

SEEDS = range(6)


def imported(path, output="tanh"):
    """The session of the generator file that an import of `path` writes."""
    out = path.parent / "imported" / "generator.safetensors"
    importing.write_generator(out, importing.import_generator(path, output))
    return load_generator(out)


def saved(path, content, **options):
    torch.save(content, path, **options)
    return path


# sizes


@pytest.mark.parametrize(
    "sizes",
    [
        {},
        {"nz": 1, "ngf": 7, "nc": 1},
        {"nz": 256, "ngf": 3},
        {"doublings": 3},
        {"doublings": 5, "ngf": 2},
        {"doublings": 2, "first": 7, "nc": 1},
        {"bias": True},
    ],
    ids=str,
)
def test_sizes_are_read_from_the_shapes(sizes, tmp_path):
    network = tutorial(**sizes)
    session = imported(saved(tmp_path / "netG.pth", network.state_dict()))
    assert session.z_dim == sizes.get("nz", 100) and session.channels == sizes.get("nc", 3)
    assert session.image_size == sizes.get("first", 4) << sizes.get("doublings", 4)
    assert_within_one_level(session.sample(SEEDS), pixels(network, SEEDS))


def test_names_of_layers_decide_nothing(tmp_path):
    network = Tutorial()
    modules: dict[str, str] = {}  # in order, new names against it
    renamed = {}
    for name, tensor in network.state_dict().items():
        module, _, leaf = name.rpartition(".")
        modules.setdefault(module, f"conv2d_{chr(ord('z') - len(modules))}")
        renamed[f"{modules[module]}.{leaf}"] = tensor
    session = imported(saved(tmp_path / "discriminator.h5", renamed))
    assert_within_one_level(session.sample(SEEDS), pixels(network, SEEDS))


# wrappers


def lightning(state, others):
    flat = {f"generator.{name}": tensor for name, tensor in state.items()}
    flat |= {f"discriminator.{name}": tensor for name, tensor in others.items()}
    return {
        "epoch": 3, "global_step": 12, "pytorch-lightning_version": "2.1.0", "state_dict": flat,
        "optimizer_states": [{"state": {0: {"exp_avg": torch.zeros(3)}}, "param_groups": []}],
        "hyper_parameters": Namespace(lr=2e-4, latent_dim=100), "callbacks": {"best": 0.25},
    }  # fmt: skip


WRAPPERS = {
    "plain": lambda g, d: g,
    "module.": lambda g, d: {f"module.{name}": tensor for name, tensor in g.items()},
    "_orig_mod.": lambda g, d: {f"_orig_mod.module.{name}": t for name, t in g.items()},
    "model_state_dict": lambda g, d: {"epoch": 5, "model_state_dict": g, "loss": 0.5},
    "state_dict": lambda g, d: {"state_dict": g},
    "netG and netD": lambda g, d: {"netD": d, "netG": g},
    "generator": lambda g, d: {"discriminator": d, "generator": g, "args": Namespace(lr=1)},
    "two levels": lambda g, d: {"models": {"G": {"state_dict": g}, "D": d}},
    "one flat dictionary": lambda g, d: {
        **{f"D.{name}": tensor for name, tensor in d.items()},
        **{f"G.module.{name}": tensor for name, tensor in g.items()},
    },
    "optimisers": lambda g, d: {
        "optimizerG_state_dict": {"state": {0: {"exp_avg": torch.zeros(4, 4, 4, 4)}},
                                  "param_groups": [{"lr": 1e-4}]},
        "generator_state_dict": g,
    },
    "numpy numbers": lambda g, d: {"netG": g, "loss": np.float64(0.25)},
    "Lightning": lightning,
}  # fmt: skip


@pytest.mark.parametrize("network", [Tutorial, Zoo, Bolts], ids=lambda kind: kind.__name__)
@pytest.mark.parametrize("wrapper", WRAPPERS)
def test_a_generator_is_found_in_its_wrapper(wrapper, network, tmp_path):
    G, D = network(), Discriminator()
    content = WRAPPERS[wrapper](G.state_dict(), D.state_dict())
    session = imported(saved(tmp_path / "checkpoint.pt", content))
    assert_within_one_level(session.sample(SEEDS), pixels(G, SEEDS))


@pytest.mark.parametrize("change", ["legacy", "half", "double", "bfloat16", "parameters"])
def test_a_state_dict_of_another_time_or_precision(change, tmp_path):
    G = Tutorial()
    kind = {"half": torch.float16, "double": torch.float64, "bfloat16": torch.bfloat16}.get(change)
    state = G.to(kind or torch.float32).state_dict(keep_vars=change == "parameters")
    if change == "legacy":  # PyTorch 0.3 counted no batches
        state = {name: t for name, t in state.items() if not name.endswith("batches_tracked")}
    zipped = change != "legacy"
    session = imported(saved(tmp_path / "netG.pth", state, _use_new_zipfile_serialization=zipped))
    assert_within_one_level(session.sample(SEEDS), pixels(G.float(), SEEDS))


def test_safetensors_whose_names_are_sorted_as_text(tmp_path):
    G = Tutorial()
    safetensors.torch.save_file(G.state_dict(), tmp_path / "netG.safetensors")
    session = imported(tmp_path / "netG.safetensors")
    assert_within_one_level(session.sample(SEEDS), pixels(G, SEEDS))


def test_torch_hub_s_file_with_its_settings(tmp_path, monkeypatch):
    """Its settings are an object of a class that is not here, which stays unused."""
    modules = ("models", "models.utils", "models.utils.config")
    for name in modules:
        monkeypatch.setitem(sys.modules, name, types.ModuleType(name))
    settings_type = type("BaseConfig", (), {"__module__": modules[-1]})
    sys.modules[modules[-1]].BaseConfig = settings_type
    settings = settings_type()
    settings.dimOutput = 3
    G, D = Zoo(), Discriminator()
    # Its averaged generator has the BatchNorm statistics of an untrained one.
    average = {name: torch.zeros_like(t) if name.endswith("running_mean") else t
               for name, t in G.state_dict().items()}  # fmt: skip
    content = {
        "config": settings, "avgG": average, "netG": G.state_dict(), "netD": D.state_dict(),
    }  # fmt: skip
    path = saved(tmp_path / "DCGAN_fashionGen.pth", content)
    for name in modules:
        monkeypatch.delitem(sys.modules, name)
    session = imported(path)
    assert session.about["imported"] == {"file": "DCGAN_fashionGen.pth", "part": "netG"}
    assert_within_one_level(session.sample(SEEDS), pixels(G, SEEDS))


def test_of_two_generators_the_averaged_one_is_taken(tmp_path):
    G, average = Tutorial(), looking_trained(Tutorial(), seed=5)
    content = {
        "g": G.state_dict(),
        "d": Discriminator().state_dict(),
        "g_ema": average.state_dict(),
    }
    session = imported(saved(tmp_path / "state.pt", content))
    assert_within_one_level(session.sample(SEEDS), pixels(average, SEEDS))


@pytest.mark.parametrize(("output", "last", "low"), [
    ("sigmoid", nn.Sigmoid, 0.0), ("linear", nn.Identity, -1.0),
])  # fmt: skip
def test_another_function_at_the_end(output, last, low, tmp_path):
    G = Bolts(last=last)
    session = imported(saved(tmp_path / "bolts.ckpt", G.state_dict()), output)
    assert_within_one_level(session.sample(SEEDS), pixels(G, SEEDS, low))


def test_batchnorm_uses_its_running_statistics(tmp_path):
    G = Tutorial()
    session = imported(saved(tmp_path / "netG.pth", G.state_dict()))
    alone = np.concatenate([session.sample([seed]) for seed in SEEDS])
    assert_within_one_level(session.sample(SEEDS), alone)


# what works on the result


def test_the_other_tools_work_on_an_imported_generator(tmp_path):
    session = imported(saved(tmp_path / "netG.pth", tutorial(nz=8, doublings=3).state_dict()))
    found = directions.find(session, 2, ("brightness",), refine_steps=4)
    assert {direction.kind for direction in found} == {"measured", "pca", "sefa"}
    z = torch.randn(1, 8)
    maps = hidden_layers.feature_maps(session, z, None)
    assert [layer.maps.shape[1:] for layer in maps] == [(4, 4), (8, 8), (16, 16)]
    off = hidden_layers.images_without_channels(session, z, None, {maps[-1].name: [0, 1]})
    assert off.shape == (1, 32, 32, 3)
    for suffix in (".safetensors", ".pt"):
        export.export(session, tmp_path / f"exported{suffix}")
    again = load_generator(tmp_path / "exported.safetensors")
    assert np.array_equal(again.sample(SEEDS), session.sample(SEEDS))
    assert importing.import_generator(tmp_path / "exported.safetensors")[1] == again.about


# checkpoints of this project


def test_a_raw_checkpoint_of_ours_gives_G_ema(trained, tmp_path):
    (path,) = RunDir(trained).checkpoints().values()
    session = imported_state(path, tmp_path)
    expected = load_generator(trained)  # the same weights in half precision
    assert session.class_names == expected.class_names and session.about["images_seen"] == 160
    found, near = session.sample(range(20)), expected.sample(range(20))
    assert np.abs(found.astype(int) - near).max() <= 2


def test_a_new_checkpoint_describes_itself_and_an_old_one_asks_for_its_run(
    runs, make_config, trained, tmp_path
):
    from dataclasses import replace

    from gan_core.runs import run_dir
    from gan_core.runs.training_run import TrainingRun

    run = run_dir.create(runs, "new", replace(make_config(16), dataset="silhouettes").to_json())
    TrainingRun(run).train()
    moved = tmp_path / "moved.pt"
    moved.write_bytes(list(run.checkpoints().values())[-1].read_bytes())
    session = imported_state(moved, tmp_path)
    near = load_generator(run.path).sample(SEEDS)
    assert np.abs(session.sample(SEEDS).astype(int) - near).max() <= 2
    (old,) = RunDir(trained).checkpoints().values()
    moved.write_bytes(old.read_bytes())
    with pytest.raises(GanError, match="import it from the folder of its run"):
        importing.import_generator(moved)


def imported_state(path, tmp_path):
    out = tmp_path / "raw.safetensors"
    importing.write_generator(out, importing.import_generator(path))
    return load_generator(out)


# nothing is taken on trust


def test_a_generator_with_nan_is_not_imported(tmp_path):
    G = Tutorial()
    G.main[0].weight.data[0, 0, 0, 0] = float("nan")
    with pytest.raises(GanError, match="NaN"):
        imported(saved(tmp_path / "netG.pth", G.state_dict()))


@pytest.mark.parametrize(
    "change",
    [
        {"widths": []}, {"widths": [8]}, {"widths": 8}, {"widths": [8, "4", 3]}, {"z_dim": 10**9},
        {"widths": [10**9, 8, 3]}, {"first_side": 0}, {"first_side": 5}, {"first_side": None},
        {"output": "exec"}, {"output": ["tanh"]}, {"biases": [True]}, {"biases": 1}, {"z_dim": 5},
        {"widths": [16, 8, 1]}, {"widths": [8, 8, 3]}, {"z_dim": True},
    ],
    ids=str,
)  # fmt: skip
def test_a_description_that_does_not_match_the_weights_is_refused(change, tmp_path):
    G, about = importing.import_generator(
        saved(tmp_path / "netG.pth", tutorial(nz=6, ngf=8, doublings=2).state_dict())
    )
    path = tmp_path / "generator.safetensors"
    importing.write_generator(path, (G, about))
    assert load_generator(path).image_size == 16
    about = {**about, "settings": {**about["settings"], **change}}
    importing.write_generator(path, (G, about))
    assert_refused(path, [load_generator])


def test_a_small_file_cannot_claim_huge_tensors(tmp_path):
    weight = torch.zeros(1).expand(8000, 8000, 16, 16)
    path = saved(tmp_path / "netG.pth", {"main.0.weight": weight})
    with pytest.raises(GanError, match="larger than the file"):
        importing.import_generator(path)


def test_a_file_of_known_classes_runs_nothing(tmp_path):
    """A stand-in takes the place of argparse.Namespace whatever it is given."""

    class Known:
        def __reduce__(self):
            return Namespace, (), {"lr": 1}

    G = Tutorial()
    path = saved(tmp_path / "netG.pth", {"netG": G.state_dict(), "args": Known()})
    before = {*torch.serialization.get_safe_globals()}
    assert imported(path).z_dim == 100
    assert {*torch.serialization.get_safe_globals()} == before


def test_importing_in_a_process_of_its_own(tmp_path):
    path = saved(tmp_path / "netG.pth", Tutorial().state_dict())
    out = tmp_path / "G.safetensors"
    done = subprocess.run(
        [sys.executable, "-m", "gan_core", "import", str(path), "--out", str(out)],
        cwd=Path(importing.__file__).parents[2], capture_output=True, text=True, check=True,
    )  # fmt: skip
    lines = done.stdout.splitlines()
    assert lines[-1] == str(out) and "running statistics" in lines[0]
