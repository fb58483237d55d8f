"""Runs are trained by workers that a real Slurm of one node starts."""

import os
import subprocess
import time
from pathlib import Path

import pytest

from gan_core.commands.train import create_run
from gan_core.config.train_config import Budget
from gan_core.queue import tickets
from gan_core.runs.run_dir import RunDir, all_runs
from gan_core.training.resolve import resolve_config
from playground.shared import jobs, run_words
from playground.shared.machines import dispatch, launcher, slurm
from tests.playground.shared.machines import slurm_cluster

ROOT = Path(__file__).parents[4]
TINY = ("width=4", "z_dim=4", "batch_size=8", "log_every=1")
MISSING = slurm_cluster.missing()

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(bool(MISSING), reason=f"Slurm is not installed: no {', '.join(MISSING)}"),
]


@pytest.fixture
def queue(runs: Path, monkeypatch: pytest.MonkeyPatch):
    """The folder of runs of a server whose workers are Slurm's; one CPU, two slots."""
    monkeypatch.chdir(ROOT)
    with slurm_cluster.slurm(cpus=1) as environment:
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        monkeypatch.setenv("GAN_LAUNCHER", "slurm")
        monkeypatch.setattr(slurm.Slurm, "look_seconds", 1.0)
        monkeypatch.setattr(launcher, "IDLE_SECONDS", 2.0)
        monkeypatch.setattr(dispatch, "_askers", {})
        yield runs
        subprocess.run(["scancel", "--me"], check=True)


def a_run(root: Path, images: float, person: str) -> RunDir:
    config = resolve_config(
        "dcgan", "silhouettes", settings=TINY, budget=Budget("images", images), device="cpu"
    )
    run = create_run(root, config)
    run.change_state("queued")
    tickets.enqueue(run, person)
    return run


def look_until(root: Path, holds, seconds: float = 120) -> None:
    """Look after the queue, as the server's loop does, until something is true."""
    until = time.monotonic() + seconds
    while not holds():
        dispatch.look_after(root)
        assert dispatch.standing(all_runs(root)[0]).problem == ""
        assert time.monotonic() < until, [p.read_text() for p in root.glob("workers/*.txt")]
        time.sleep(0.2)


def test_slurm_trains_what_waits_and_its_reasons_are_shown(queue: Path, monkeypatch) -> None:
    endless, short = a_run(queue, 1e9, "anna"), a_run(queue, 80, "ben")
    look_until(queue, lambda: endless.status().get("images_seen", 0) > 0)
    look_until(queue, lambda: dispatch.standing(short).reason == "Slurm: Resources")
    assert "(Slurm: Resources)" in run_words.waiting(short, short.status())
    assert "SLURM_JOB_ID" not in os.environ
    jobs.stop(endless)  # through its directory: its worker goes on with the next one
    look_until(queue, lambda: short.status()["state"] == "done")
    assert endless.status()["state"] == "stopped" and max(endless.checkpoints()) > 0
    look_until(queue, lambda: not slurm.run("squeue", "--noheader", "--me"))  # idle ones leave

    monkeypatch.setenv("GAN_SLURM_OPTIONS", "--time=90")  # more than the partition gives
    third = a_run(queue, 80, "cem")
    look_until(queue, lambda: "PartitionTimeLimit" in dispatch.standing(third).reason)
    jobs.stop(third)
    look_until(queue, lambda: not slurm.run("squeue", "--noheader", "--me"))  # taken back

    monkeypatch.setenv("GAN_SLURM_OPTIONS", "--partition=none")
    fourth = a_run(queue, 80, "dora")
    dispatch.look_after(queue)
    assert "Invalid partition name" in dispatch.standing(fourth).problem
