"""Workers of Slurm, with stand-ins for its commands; test_real_slurm.py has the real ones."""

import os
import subprocess
from pathlib import Path

import pytest

from gan_core import GanError
from playground.shared.machines import launcher, slurm
from playground.shared.machines.dispatch import Asker, Standing
from playground.shared.machines.launcher import Placed, pool_name
from playground.shared.machines.settings import Settings
from playground.shared.machines.slurm import Slurm, placed, submission
from tests.playground.shared.machines.stand_ins import StandIns

ROOT = Path(__file__).parents[4]
SETTINGS = Settings("slurm", minutes=50.0)
scripts = pytest.mark.skipif(os.name == "nt", reason="the stand-ins are scripts of a POSIX shell")


@pytest.fixture
def stand_ins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> StandIns:
    found = StandIns(tmp_path / "bin")
    monkeypatch.setenv("PATH", found.path)
    return found


def test_what_squeue_prints_is_read() -> None:
    assert placed("7|PENDING|QOSMaxJobsPerUserLimit\n") == Placed(
        "7", "waiting", "QOSMaxJobsPerUserLimit"
    )
    assert placed("8|RUNNING|None") == Placed("8", "running")
    assert placed("9|PENDING|None") == Placed("9", "waiting")  # not looked at yet
    failed = placed("6|FAILED|NonZeroExitCode")
    assert failed is not None and failed.state == "refused" and "slurm-6.txt" in failed.reason
    for line in ("5|COMPLETED|None", "4|CANCELLED|None", "3|NODE_FAIL|None", "", "|", "x"):
        assert placed(line) is None


def test_a_job_is_a_worker_that_ends_before_slurm_ends_it(tmp_path: Path) -> None:
    root = tmp_path / "runs of 100%"
    given = Settings("slurm", 3, 4.0, 1.0, 50.0, ("--partition=gpu", "--time=90"))
    words = submission(root, given, "gan-runs-1")
    assert words[0] == "sbatch" and "--job-name=gan-runs-1" in words
    assert words.index("--time=55") < words.index("--time=90")  # what was given counts
    assert {"--gres=gpu:1", "--cpus-per-task=4", "--signal=B:TERM@60", "--requeue"} <= {*words}
    (log,) = [word for word in words if word.startswith("--output=")]
    assert log == f"--output={tmp_path}/runs of 100%%/workers/slurm-%j.txt" or os.name == "nt"
    assert words[-2] == "--wrap" and words[-1].startswith("exec ")
    assert "--slots 3 --threads 4 --minutes 50" in words[-1]
    assert not [word for word in submission(root, SETTINGS, "x") if word.startswith("--gres")]


@scripts
def test_the_command_of_a_job_is_one_that_works(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(launcher, "IDLE_SECONDS", 0.0)
    root = tmp_path / "it's; $HOME"
    words = submission(root, SETTINGS, "x")[-1].replace("--device auto", "--device cpu")
    done = subprocess.run(["sh", "-c", words], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0 and f"Waiting for runs in {root.resolve()}" in done.stderr
    assert (root / "workers").is_dir()


@scripts
def test_jobs_are_counted_by_name_and_no_more_submitted_than_needed(
    stand_ins: StandIns, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GAN_TEACHER", "twelve horses")
    monkeypatch.setenv("SLURM_MEM_PER_CPU", "7")  # of a job that the server itself runs in
    monkeypatch.setenv("SLURM_CONF", "/etc/slurm.conf")
    asker = Asker(Slurm(tmp_path, SETTINGS))
    asker.ask(9, 0)
    assert len(stand_ins.said("asked")) == 2
    asker.ask(9, 0)
    assert len(stand_ins.said("asked")) == 2
    assert asker.standing == Standing("", "Slurm: Priority")
    assert all(f"--name={pool_name(tmp_path)}" in look for look in stand_ins.said("looks"))
    environment = stand_ins.said("environment")
    assert "SLURM_CONF=/etc/slurm.conf" in environment
    assert not [it for it in environment if "horses" in it or "SLURM_MEM" in it]


@scripts
def test_a_job_accepted_without_an_answer_is_not_submitted_twice(
    stand_ins: StandIns, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(slurm, "ANSWER_SECONDS", 0.3)
    stand_ins.set("accepts_silently")
    asker = Asker(Slurm(tmp_path, Settings("slurm", slots=1, minutes=50.0)))
    with pytest.raises(GanError, match=r"Slurm's sbatch did not answer within 0.3 s\."):
        asker.ask(1, 0)
    stand_ins.unset("accepts_silently")
    monkeypatch.setattr(slurm, "ANSWER_SECONDS", 20.0)
    accepted, stand_ins.jobs = stand_ins.jobs, ""
    asker.ask(1, 0)  # Slurm, busy, does not list it yet
    assert asker.standing.reason == "Slurm: sbatch has not answered"
    stand_ins.jobs = accepted
    asker.ask(1, 0)
    assert asker.standing.reason == "Slurm: Priority" and len(stand_ins.said("asked")) == 1
    stand_ins.jobs = ""  # it has trained all that waited, and ended
    asker.ask(1, 0)
    assert len(stand_ins.said("asked")) == 2


@scripts
def test_a_job_that_was_never_accepted_is_submitted_again_after_a_while(
    stand_ins: StandIns, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_ins.set("refuses", "sbatch: error: Socket timed out on send/recv operation")
    asker = Asker(Slurm(tmp_path, SETTINGS))
    with pytest.raises(GanError, match="Slurm says: sbatch: error: Socket timed out"):
        asker.ask(1, 0)
    stand_ins.unset("refuses")
    asker.ask(1, 0)
    assert len(stand_ins.said("asked")) == 1
    monkeypatch.setattr(slurm, "DOUBT_SECONDS", 0.0)
    asker.ask(1, 0)
    assert len(stand_ins.said("asked")) == 2


@scripts
@pytest.mark.parametrize(
    ("what", "words"),
    [
        ("refuses", "Slurm says: sbatch: error: Invalid generic resource (gres) specification."),
        ("fails", "Slurm says: Unable to contact slurm controller (connect failure)."),
        ("silent", "Slurm's squeue did not answer within 0.3 s."),
        ("missing", "Slurm's squeue could not be run (No such file or directory); it has to be on "
         "the PATH of the server."),
    ],
)  # fmt: skip
def test_what_is_wrong_with_slurm_is_one_sentence(
    what: str, words: str, stand_ins: StandIns, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if what == "silent":
        monkeypatch.setattr(slurm, "ANSWER_SECONDS", 0.3)
    if what == "missing":
        monkeypatch.setenv("PATH", str(tmp_path))
    stand_ins.set(what, words.removeprefix("Slurm says: ").rstrip("."))
    asker = Asker(Slurm(tmp_path, SETTINGS))
    asker.look(1, 0)
    assert asker.standing == Standing(words)


@scripts
def test_a_job_that_waits_is_cancelled_when_no_run_does_and_one_that_runs_never(
    stand_ins: StandIns, tmp_path: Path
) -> None:
    stand_ins.jobs = "4|RUNNING|None\n5|PENDING|Resources\n"
    Asker(Slurm(tmp_path, SETTINGS)).ask(0, 0)
    assert stand_ins.said("cancelled") == ["--state=PENDING 5"]
