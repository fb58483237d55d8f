"""Several ranks train what one process trains; one that dies ends the run and says why."""

import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest
import torch

import gan_core
from gan_core import GanError
from gan_core.__main__ import main
from gan_core.commands.train_run import _devices
from gan_core.config.settings import settings_from
from gan_core.config.train_config import Budget, TrainConfig
from gan_core.objectives.shared_rows import share_rows, sharing
from gan_core.recipes import RECIPES
from gan_core.runs.checkpoint import load_state
from gan_core.runs.run_config import change_budget
from gan_core.runs.run_dir import all_runs, create
from gan_core.runs.training_run import TrainingRun
from gan_core.training import devices, rank_processes
from gan_core.training.ranks import LOOPBACK, check_ranks
from gan_core.training.resolve import resolve_config
from gan_core.training.trainer import Trainer
from tests.gan_core.training.rank_cases import CASES, difference, run_ranks
from tests.processes import children_with

SAME = 1e-7  # in double precision, where the order of summation is all that differs
FOUR = ("cgan_fashion",)
FAULTY = "quick"
ONLY_WITH_LOOPBACK = pytest.mark.skipif(
    sys.platform not in LOOPBACK, reason="torch can be told an interface on Linux and macOS only"
)


def noise_of_one_rank(trainer):
    """From here on one rank draws other numbers than the others."""
    if trainer.ranks.rank == 1:
        torch.rand(3)


def go_on_alone(trainer):
    """What one process makes of the state that several have reached."""
    state = trainer.state()  # first, since a new trainer sets the seed
    alone = Trainer(trainer.recipe, trainer.config, trainer.data)
    alone.load_state(state)
    return alone


CHANGES = {"fault": (FAULTY, True, noise_of_one_rank), "resumed": ("noise", True, go_on_alone)}


@pytest.fixture(scope="module")
def trained(tmp_path_factory):
    """trained[ranks][case]: what each rank has trained, rank 0's first."""
    folder = tmp_path_factory.mktemp("ranks")
    names = {1: list(CASES), 2: list(CASES), 4: FOUR}
    found = {}
    for size, cases in names.items():
        jobs = [(case, True, None) for case in cases]
        changes = CHANGES if size == 2 else {}
        by_rank = run_ranks(size, folder, [*jobs, *changes.values()])
        found[size] = dict(zip([*cases, *changes], zip(*by_rank, strict=True), strict=True))
    return found


class Norm(torch.nn.Module):
    """A D that is a BatchNorm and nothing else."""

    def __init__(self):
        super().__init__()
        self.norm = torch.nn.BatchNorm2d(2, dtype=torch.double)

    def forward(self, images, c=None):
        return self.norm(images)


def test_every_recipe_is_among_the_cases():
    assert {recipe for recipe, _ in CASES.values()} >= {*RECIPES} - {"imported-dcgan"}


@ONLY_WITH_LOOPBACK
@pytest.mark.slow
@pytest.mark.parametrize("ranks, case", [(2, it) for it in CASES] + [(4, it) for it in FOUR])
def test_ranks_train_what_one_process_trains(ranks, case, trained):
    (alone,) = trained[1][case]
    for rank in trained[ranks][case]:
        assert difference(alone, rank) < SAME
        assert difference(trained[ranks][case][0], rank) == 0


@ONLY_WITH_LOOPBACK
@pytest.mark.slow
def test_noise_of_one_rank_is_noticed(trained):
    (alone,) = trained[1][FAULTY]
    assert difference(alone, trained[2]["fault"][0]) > 1e-3


@ONLY_WITH_LOOPBACK
@pytest.mark.slow
def test_one_process_goes_on_where_ranks_have_been(trained):
    (alone,) = trained[1]["noise"]
    for resumed in trained[2]["resumed"]:
        assert difference(alone, resumed) < SAME


def test_shared_batch_norm_can_be_differentiated_twice():
    torch.manual_seed(0)
    plain, shared = (RECIPES["dcgan"].build(width=4, z_dim=4)[1].double() for _ in range(2))
    shared.load_state_dict(plain.state_dict())
    share_rows(torch.nn.Identity(), shared)
    images = torch.rand(3, 1, 28, 28, dtype=torch.double)
    with sharing(0, 1):
        logits = shared(images)
        assert torch.allclose(logits, plain(images), rtol=1e-9)
        for name, value in plain.named_buffers():
            assert torch.allclose(value.double(), shared.get_buffer(name).double(), rtol=1e-9)
        share_rows(torch.nn.Identity(), norm := Norm())
        features = torch.randn(3, 2, 2, 2, dtype=torch.double, requires_grad=True)
        assert torch.autograd.gradcheck(norm, features)
        assert torch.autograd.gradgradcheck(norm, features)


# a run


def settings(images, folder):
    chosen = settings_from(
        RECIPES["dcgan"].settings_type,
        {
            "width": 4, "z_dim": 4, "batch_size": 8, "log_every": 2, "augment": "all",
            "adam_eps": 0.01,  # a smaller one makes a step of a gradient that is all rounding
        },
    )  # fmt: skip
    budget = Budget("images", images)
    return TrainConfig("dcgan", str(folder), 28, chosen, budget, seed=0, device="cpu", threads=1)


def start(root, images, folder, gpus, on_record=None):
    run = create(root, "run", settings(images, folder).to_json())
    return run, TrainingRun(run, on_record, gpus=gpus)


def ranks_of_this_process():
    return children_with("spawn_main")


def last_state(run):
    return load_state(list(run.checkpoints().values())[-1])


def weights_of(state):
    return {
        f"{name}.{key}": value.double().flatten().tolist()
        for name in ("G", "D", "G_ema")
        for key, value in state[name].items()
    }


@ONLY_WITH_LOOPBACK
def test_a_run_goes_on_with_another_number_of_ranks(runs, image_folder):
    addresses = set()

    def look(record, trainer):
        for process in (psutil.Process(), *ranks_of_this_process()):
            found = process.net_connections("inet")
            addresses.update(end.ip for it in found for end in (it.laddr, it.raddr) if end)

    alone, training = start(runs, 240, image_folder, gpus=1)
    assert training.train() == "done"
    changing, training = start(runs, 80, image_folder, gpus=2, on_record=look)
    before = len(ranks_of_this_process())
    assert training.train() == "done"
    assert addresses == {"127.0.0.1"}
    assert len(ranks_of_this_process()) == before and not changing.meeting_file().exists()
    change_budget(changing, Budget("images", 240))
    assert TrainingRun(changing).train() == "done"
    assert [row["step"] for row in changing.stats()[0]] == [row["step"] for row in alone.stats()[0]]
    one, other = last_state(alone), last_state(changing)
    assert torch.equal(one["random"]["cpu"], other["random"]["cpu"])
    assert difference((weights_of(one), {}), (weights_of(other), {})) < 1e-5


@ONLY_WITH_LOOPBACK
def test_a_rank_that_dies_ends_the_run_and_says_why(runs, image_folder, monkeypatch):
    ended = []

    def kill(record, trainer):
        (rank,) = ranks_of_this_process()
        monkeypatch.setattr(rank_processes, "TIMEOUT", 0.1)
        monkeypatch.setattr(rank_processes.os, "_exit", ended.append)
        rank.kill()
        while not ended:  # where this process cannot be woken, it is ended
            time.sleep(0.01)

    run, training = start(runs, 1e6, image_folder, gpus=2, on_record=kill)
    with pytest.raises(GanError, match=r"Rank 1 of 2 ended \(killed by SIGKILL\)"):
        training.train()
    assert ended == [1] and ranks_of_this_process() == []
    assert run.last_state() == "failed" and "killed by SIGKILL" in run.status()["error"]


@ONLY_WITH_LOOPBACK
@pytest.mark.slow  # torch is loaded three times
def test_all_ranks_end_when_rank_0_is_killed_and_the_run_goes_on(runs, image_folder, signals):
    command = [
        sys.executable, "-m", "gan_core", "train", "quick", "--dataset", str(image_folder),
        "--out", str(runs), "--device", "cpu", "--gpus", "2", "--images", "1e6",
        "--set", "width=4", "z_dim=4", "batch_size=8", "log_every=2",
    ]  # fmt: skip
    process = subprocess.Popen(command, cwd=Path(gan_core.__file__).parents[1])
    try:
        deadline = time.monotonic() + 120
        while not any(run.checkpoints() for run in all_runs(runs)):
            assert time.monotonic() < deadline and process.poll() is None
            time.sleep(0.1)
        ranks = psutil.Process(process.pid).children()
        assert ranks
    finally:
        process.kill()
        process.wait()
    assert psutil.wait_procs(ranks, timeout=30)[1] == []
    (run,) = all_runs(runs)
    seen = max(run.checkpoints())
    assert run.status()["state"] == "interrupted"
    assert main(["train", "--resume", str(run.path), "--images", str(seen + 80)]) == 0
    assert run.last_state() == "done" and max(run.checkpoints()) == seen + 80


# what cannot be shared


@pytest.mark.parametrize(
    "more, words",
    [
        (["--gpus", "2"], "has 0 CUDA GPUs, not 2"),
        (["--gpus", "2", "--device", "cpu", "--enqueue"], "leave out --gpus, or --enqueue"),
    ],
)
def test_no_run_is_made_that_cannot_be_shared(more, words, runs, image_folder, capsys, monkeypatch):
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    monkeypatch.setattr(devices, "_mps", lambda: False)
    monkeypatch.setattr(sys, "platform", "linux")
    assert main(["train", "quick", "--dataset", str(image_folder), "--out", str(runs), *more]) == 2
    assert words in capsys.readouterr().err and all_runs(runs) == []


def test_the_frechet_loss_is_not_shared():
    config = resolve_config("quick", "fashion-mnist", device="cpu", settings=["frechet=on"])
    with pytest.raises(GanError, match="set frechet=off"):
        check_ranks(config, 2)
    check_ranks(config, 1)


def test_a_run_on_several_gpus_holds_all_of_them():
    assert _devices("cuda", 2) == ["cuda", "cuda:0", "cuda:1"]
    assert _devices("cuda", 1) == ["cuda"] and _devices("cpu", 2) == ["cpu"]


@pytest.mark.parametrize(
    "device, gpus, count, is_cpu_chosen, words",
    [
        ("cpu", 0, 2, False, "This machine has 0 CUDA GPUs, not 2; with --device cpu"),
        ("cuda", 1, 2, False, "This machine has 1 CUDA GPU, not 2"),
        ("cuda:1", 4, 2, True, "leave cuda:1 out"),
        ("mps", 0, 2, True, "This machine has one GPU, not 2"),
        ("cpu", 0, 0, True, "from 1, not 0"),
        ("cpu", 0, 3, True, "A batch of 8 images cannot be shared evenly by 3"),
    ],
)
def test_what_cannot_be_shared_is_refused(
    device, gpus, count, is_cpu_chosen, words, make_config, monkeypatch
):
    monkeypatch.setattr(torch.cuda, "device_count", lambda: gpus)
    with pytest.raises(GanError, match=words):
        check_ranks(make_config(device=device), count, is_cpu_chosen)


def test_windows_is_refused(make_config, monkeypatch):
    monkeypatch.setattr(sys, "platform", "win32")
    with pytest.raises(GanError, match="Linux and macOS only"):
        check_ranks(make_config(), 2)


def test_what_can_be_shared_is_not_refused(make_config, monkeypatch):
    monkeypatch.setattr(torch.cuda, "device_count", lambda: 2)
    for device, count in (("cpu", 1), ("cpu", 4), ("cuda", 2), ("mps", 1), ("cuda:1", 1)):
        check_ranks(make_config(device=device), count)
