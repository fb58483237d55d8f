"""`train --fork` from outside: a real branch, a queued one, and what it says when it cannot."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

import gan_core
from gan_core.__main__ import main
from gan_core.runs.run_dir import RunDir, all_runs

ROOT = Path(gan_core.__file__).parents[1]
SMALL = ("--device", "cpu", "--set", "width=4", "z_dim=4", "batch_size=8", "log_every=1")


@pytest.fixture(scope="module")
def parent(tmp_path_factory):
    """A run of 1,200 images, with a moment at its first grid."""
    out = tmp_path_factory.mktemp("runs")
    words = ("--dataset", "silhouettes", "--images", "1200", "--image-size", "28", "--out", out)
    return command("train", "dcgan", *words, *SMALL)


def command(*words):
    """The run that a process of its own trained."""
    done = subprocess.run(
        [sys.executable, "-m", "gan_core", *map(str, words)],
        cwd=ROOT, capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    assert done.returncode == 0 and "Traceback" not in done.stderr, done.stderr
    return RunDir(Path(done.stdout.splitlines()[-1]))


def verb(capfd, *words):
    capfd.readouterr()
    code = main([str(word) for word in words])
    return (code, *capfd.readouterr())


def test_a_branch_is_trained_with_its_change_to_its_own_budget(parent):
    assert 1000 in parent.checkpoints()
    branch = command(
        "train", "--fork", f"{parent.path}@1000", "--set", "lr_D=1e-5", "--images", 1100
    )
    assert branch.path.parent == parent.path.parent and branch.id != parent.id
    assert branch.status()["state"] == "done" and branch.status()["images_seen"] == 1104
    assert [row["images_seen"] for row in branch.stats()[0]] == list(range(1008, 1105, 8))
    assert branch.config()["settings"]["lr_D"] == 1e-5
    assert branch.origin()["run"] == parent.id and branch.about()["images"] > 0


def test_a_branch_waits_in_the_queue_like_any_run(parent, capfd):
    words = ("--fork", f"{parent.path}@1000", "--images", "2000", "--enqueue", "--person", "anna")
    code, out, _ = verb(capfd, "train", *words)
    branch = RunDir(Path(out.strip()))
    assert code == 0 and branch.status()["state"] == "queued" and branch.is_waiting()
    ticket = branch.ticket()
    assert (ticket["person"], ticket["device"], ticket["request"]) == ("anna", "cpu", None)


def test_a_dry_fork_shows_the_config_and_creates_nothing(parent, capfd):
    known = len(all_runs(parent.path.parent))
    words = ("--fork", parent.path, "--set", "beta1=0", "--images", "9999", "--dry-run")
    code, out, _ = verb(capfd, "train", *words)
    config = json.loads(out)
    assert code == 0 and config["settings"]["beta1"] == 0
    assert config["budget"] == {"unit": "images", "amount": 9999.0}
    assert len(all_runs(parent.path.parent)) == known


@pytest.mark.parametrize(
    "words, said",
    [
        (("@1000", "--set", "z_dim=8"), "z_dim cannot change at a fork"),
        (("@7",), "no checkpoint at 7 images; those it has are at 1,000, "),
        ((), "used up at 1,200 images"),
        (("@1000", "--dataset", "mnist"), "leave dataset out"),
    ],
)
def test_what_cannot_be_forked_is_one_sentence(words, said, parent, capfd):
    known = len(all_runs(parent.path.parent))
    at, *options = words or ("",)
    code, out, err = verb(capfd, "train", "--fork", f"{parent.path}{at}", *options)
    assert (code, out) == (2, "") and said in err and err.count("\n") == 1
    assert len(all_runs(parent.path.parent)) == known
