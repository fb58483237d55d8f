"""Snapshots of a real short run: any length within 1% of one tracked directly, thinned, bounded."""

import dataclasses
import re
import shutil

import numpy as np
import pytest
import torch

from gan_core import GanError
from gan_core.__main__ import main
from gan_core.generator.averages import average_grid, load_average
from gan_core.generator.session import load_generator
from gan_core.objectives.ema_lengths import KEPT
from gan_core.objectives.power_ema import decay, exponent_of
from gan_core.runs import average_snapshots, run_dir
from gan_core.runs.average_generator import generator_of_length
from gan_core.runs.average_snapshots import FEWEST, MOMENTS, MOST_BYTES, moments_for, thinned
from gan_core.runs.run_dir import RunDir
from gan_core.runs.training_run import TrainingRun
from gan_core.training.trainer import Trainer

UPDATES = 600
OTHER = (0.03, 0.04, 0.063, 0.08, 0.15, 0.2)  # lengths that are not kept


@pytest.fixture(scope="module")
def run_and_direct(tmp_path_factory, make_config):
    """A finished run of `quick`, and averages of G tracked at every update in float64."""
    direct = {length: [] for length in (*KEPT, *OTHER)}

    class Tracking(Trainer):
        def train_step(self):
            before, losses = self.images_seen, super().train_step()
            now = [p.detach().double().clone() for p in self.gan.G.parameters()]
            for length, average in direct.items():
                left = decay(before, self.images_seen, exponent_of(length))
                if not average:
                    average.extend(p.clone() for p in now)
                torch._foreach_lerp_(average, now, 1 - left)
            return losses

    config = make_config(8 * UPDATES, recipe="quick", labels=True, anneal=0.0, log_every=3)
    config = dataclasses.replace(config, dataset="silhouettes")
    run = run_dir.create(tmp_path_factory.mktemp("averages"), "silhouettes", config.to_json())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("gan_core.runs.training_run.Trainer", Tracking)
        patch.setattr("gan_core.runs.evaluation.TIME_SHARE", 1e-9)
        assert TrainingRun(run).train() == "done"
    return run, direct


@pytest.fixture
def run(run_and_direct, tmp_path):
    """A copy of the run, which tests may damage."""
    source = run_and_direct[0].path
    return RunDir(shutil.copytree(source, tmp_path / source.name))


def flat(parameters):
    return torch.cat([p.detach().double().flatten() for p in parameters])


@pytest.mark.parametrize("length", [*KEPT, *OTHER])
def test_a_length_made_afterwards_is_that_tracked_directly(length, run_and_direct):
    run, direct = run_and_direct
    expected = flat(direct[length])
    G, about = generator_of_length(run, length)
    error = (flat(G.parameters()) - expected).norm()
    assert error < 0.01 * expected.norm()
    # Not because all averages are alike: the others differ by far more.
    others = [flat(direct[other]) for other in direct if abs(other - length) > 0.019]
    assert error < 0.3 * min((other - expected).norm() for other in others)
    assert about["ema_length"] == length and about["class_counts"]


def test_snapshots_are_evenly_spaced_and_end_with_the_run(run_and_direct):
    run, _ = run_and_direct
    moments = [*run.averages()]
    assert len(moments) == MOMENTS and moments[-1] == 8 * UPDATES
    spacing = np.diff([0, *moments]) / (8 * UPDATES / MOMENTS)
    assert (abs(spacing - 1) < 0.2).all()
    size = sum(path.stat().st_size for path in run.averages().values())
    weights = sum(p.numel() for p in generator_of_length(run, 0.05)[0].parameters())
    assert size < MOMENTS * (2 * len(KEPT) * weights + 12_000)  # two bytes each, and headers


def test_batch_statistics_belong_to_the_averaged_weights(run_and_direct):
    run, _ = run_and_direct
    G, about = generator_of_length(run, 0.1)
    z = torch.randn(2000, about["settings"]["z_dim"], generator=torch.Generator().manual_seed(9))
    counts = torch.tensor(about["class_counts"]).double()
    c = torch.eye(len(counts))[torch.multinomial(counts, 2000, replacement=True)]
    norms = [module for module in G.modules() if isinstance(module, torch.nn.BatchNorm2d)]
    inputs = []
    norms[0].register_forward_hook(lambda norm, given, out: inputs.append(given[0]))
    G(z, c)
    deviation = inputs[0].std(dim=(0, 2, 3))
    assert (abs(inputs[0].mean(dim=(0, 2, 3)) - norms[0].running_mean) < 0.1 * deviation).all()


def test_an_earlier_moment_uses_what_was_saved_by_then(run):
    seen = [*run.averages()][9]
    _, about = generator_of_length(run, 0.1, until=seen + 1)
    assert about["images_seen"] == seen
    run.forget_after(seen)
    assert max(run.averages()) == seen
    assert generator_of_length(run, 0.1)[1]["images_seen"] == seen


@pytest.mark.parametrize("length", [0.0, 0.001, 0.5, -1.0, float("nan")])
def test_a_length_out_of_range_is_a_sentence(length, run):
    with pytest.raises(GanError, match=r"EMA lengths of .* from 0.03 to 0.25"):
        generator_of_length(run, length)


@pytest.mark.parametrize("damage", ["cut", "header", "weights", "infinite", "none"])
def test_damaged_snapshots_are_a_sentence(damage, run):
    path = list(run.averages().values())[5]
    content = path.read_bytes()
    if damage == "none":
        shutil.rmtree(path.parent)
    else:
        found = {"cut": content[:-50], "header": content.replace(b"averages 1", b"averages 2"),
                 "weights": content.replace(b"0.05/project", b"0.05/unknown"),
                 "infinite": re.sub(rb'(at\\":) \d{4}', rb"\g<1>1e999", content)}  # fmt: skip
        assert found[damage] != content
        path.write_bytes(found[damage])
    with pytest.raises(GanError, match="damaged|no averages"):
        generator_of_length(run, 0.08)


def test_an_extended_run_keeps_both_ends_and_even_spaces():
    assert thinned([10, 20, 30], 5) == [10, 20, 30]
    kept = thinned([*range(100, 2100, 100), *range(2200, 4200, 200)], 20)
    assert len(kept) == 20 and (kept[0], kept[-1]) == (100, 4000)
    assert set(np.diff(kept)) <= {100, 200, 300}


def test_snapshots_are_bounded_in_number_and_bytes():
    assert moments_for(torch.nn.Linear(100, 100)) == MOMENTS
    large = torch.nn.Linear(4000, 2000)
    kept = moments_for(large)
    assert FEWEST <= kept < MOMENTS and kept * 4 * 8e6 <= MOST_BYTES
    assert moments_for(torch.nn.Linear(10_000, 2000, device="meta")) == 0


def test_they_can_be_switched_off(runs, make_config):
    config = dataclasses.replace(make_config(80, posthoc_ema=False), dataset="silhouettes")
    run = run_dir.create(runs, "silhouettes", config.to_json())
    TrainingRun(run).train()
    assert not run.averages() and not run.choice()
    with pytest.raises(GanError, match="no averages"):
        load_average(run.path, 0.1)


def test_a_stopped_run_has_a_snapshot_of_its_end(runs, make_config, monkeypatch):
    monkeypatch.setattr(average_snapshots, "MOMENTS", 2)
    config = dataclasses.replace(make_config(10**6), dataset="silhouettes")
    run = run_dir.create(runs, "silhouettes", config.to_json())
    training = TrainingRun(run, stop_requested=lambda: len(run.stats()[0]) >= 9)
    assert training.train() == "stopped"
    assert [*run.averages()] == [run.status()["images_seen"]]


def test_sessions_and_commands_take_a_length(run, tmp_path, capsys):
    session = load_average(run.path, 0.1)
    assert not np.array_equal(session.sample([0, 1]), load_generator(run.path).sample([0, 1]))
    assert (
        main(["export", str(run.path), "--ema", "0.1", "--out", str(tmp_path / "a.safetensors")])
        == 0
    )
    exported = load_generator(tmp_path / "a.safetensors")
    assert exported.about["ema_length"] == 0.1
    assert abs(exported.sample([0, 1]).astype(int) - session.sample([0, 1])).max() <= 2
    assert main(["sample", str(run.path), "--ema", "0.5", "--out", str(tmp_path / "a.png")]) == 2
    assert main(["export", "fashion-mnist", "--ema", "0.1", "--out", str(tmp_path / "b.onnx")]) == 2
    said = capsys.readouterr().err
    assert "from 0.03 to 0.25, not 0.5" in said and "give a run directory" in said


def test_the_grid_has_the_run_s_seeds_and_shape(run):
    from PIL import Image

    sizes = [Image.open(path).size for path in run.samples().values()]
    grid = run.path / "grid.png"
    grid.write_bytes(average_grid(run, 0.08))
    assert Image.open(grid).size == sizes[-1]
    last = np.asarray(Image.open(list(run.samples().values())[-1])).astype(int)
    assert abs(np.asarray(Image.open(grid)) - last).mean() < 25  # G_ema's own length is 0.063
