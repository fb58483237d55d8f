"""Real processes, killed at any moment: a resumed run ends exactly like an uninterrupted one.

Most are forked from a server that has loaded torch already, which saves three seconds each; one
test uses the command line itself.
"""

import json
import multiprocessing
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import gan_core
from gan_core.runs.run_dir import RunDir

ROOT = Path(gan_core.__file__).parents[1]
# Without checkpoints to fork from, which come at sample grids, only the clock says when it saves.
SETTINGS = ["width=4", "z_dim=4", "batch_size=8", "log_every=2", "keep_checkpoints=false"]
IMAGES, ROWS = 800, 50  # 20 epochs of 40 images
NEVER = 1e9

start_method = "forkserver" if "forkserver" in multiprocessing.get_all_start_methods() else "spawn"
PROCESSES = multiprocessing.get_context(start_method)
if start_method == "forkserver":
    PROCESSES.set_forkserver_preload(["pytest", "torch._dynamo", "gan_core.runs.training_run"])


def work(arguments, log, checkpoint_seconds, nan_at):
    """The command line in its own process, with more frequent checkpoints and sample grids."""
    with open(log, "a") as stream:
        os.dup2(stream.fileno(), 1), os.dup2(stream.fileno(), 2)
    from gan_core.__main__ import main
    from gan_core.runs import run_checkpoints, training_run

    run_checkpoints.CHECKPOINT_SECONDS, training_run.FIRST_GRID = checkpoint_seconds, 100
    put_nan(training_run.Trainer, nan_at)
    sys.exit(main([str(argument) for argument in arguments]))


def put_nan(trainer_type, step):
    """One weight of D becomes NaN at update `step`, as after an overflow."""
    train_step = trainer_type.train_step

    def train_step_with_nan(trainer):
        losses = train_step(trainer)
        if trainer.step == step:
            next(trainer.gan.D.parameters()).data.view(-1)[0] = float("nan")
        return losses

    trainer_type.train_step = train_step_with_nan


class Work:
    """A process that trains, and its run."""

    def __init__(self, out, *arguments, checkpoint_seconds=0.05, nan_at=None):
        self.out, self.log = out, out.parent / f"{out.name}.log"
        passed = (arguments, str(self.log), checkpoint_seconds, nan_at)
        self.process = PROCESSES.Process(target=work, args=passed, daemon=True)
        self.process.start()

    @property
    def run(self):
        (path,) = self.out.glob("0*")
        return RunDir(path)

    def rows(self):
        return len(self.run.stats()[0]) if any(self.out.glob("0*")) else 0

    def wait_until(self, holds):
        deadline = time.monotonic() + 60
        while not holds(self):
            assert time.monotonic() < deadline, self.log.read_text()
            time.sleep(0.01)

    def end(self):
        self.process.join(120)
        assert self.process.exitcode is not None, self.log.read_text()
        return self.process.exitcode

    def kill(self):
        self.process.kill()
        self.process.join()


def begin(out, image_folder, *more, **options):
    out.mkdir(parents=True, exist_ok=True)
    settings = ["--set", *SETTINGS, "--images", IMAGES, "--image-size", 28, "--device", "cpu"]
    return Work(out, "train", "dcgan", "--dataset", image_folder, "--out", out, *settings, *more,
                **options)  # fmt: skip


def resume(out, *more, **options):
    (path,) = out.glob("0*")
    return Work(out, "train", "--resume", path, *more, **options)


def outcome(run):
    """All results of a finished run, except what depends on the clock."""
    from safetensors.torch import load_file

    from gan_core.runs import checkpoint

    (last,) = list(run.checkpoints().values())[-1:]
    grids = (*run.samples().values(), *run.raw().values(), run.reals())
    files = {path.name: path.read_bytes() for path in grids}
    # compared by content: the order of metadata in a safetensors file varies
    loaded = {n: checkpoint.load_generator_file(path) for n, path in run.generators().items()}
    generators = {n: (G.state_dict(), about) for n, (G, about) in loaded.items()}
    generators |= {path.name: load_file(path) for path in run.averages().values()}
    return checkpoint.load_state(last), generators, files


@pytest.fixture(scope="module")
def whole(tmp_path_factory, image_folder):
    """An uninterrupted run."""
    process = begin(tmp_path_factory.mktemp("whole") / "runs", image_folder)
    assert process.end() == 0, process.log.read_text()
    return process.run


@pytest.fixture
def assert_equals_whole(whole, without_times, assert_same):
    def check(run):
        state, generators, files = outcome(run)
        expected_state, expected_generators, expected_files = outcome(whole)
        assert run.status()["state"] == "done" == whole.status()["state"]
        assert_same(state, expected_state)
        assert_same(generators, expected_generators)
        assert files.keys() == expected_files.keys()
        assert [name for name in files if files[name] != expected_files[name]] == []
        assert without_times(run.stats()[0]) == without_times(whole.stats()[0])
        assert not list(run.path.rglob("*.tmp"))

    return check


def test_the_uninterrupted_run_has_the_expected_length(whole):
    rows, _ = whole.stats()
    assert len(rows) == ROWS and rows[-1]["images_seen"] == IMAGES
    assert len(whole.samples()) > 5 and max(whole.samples()) == IMAGES


@pytest.mark.parametrize("kills", [(1, 2, 30, 49), (10, 20, 40)])
def test_a_run_killed_repeatedly_ends_like_an_uninterrupted_one(
    kills, tmp_path, image_folder, assert_equals_whole
):
    process = begin(tmp_path / "runs", image_folder)
    for rows in kills:
        process.wait_until(lambda it, rows=rows: it.rows() >= rows or it.process.exitcode == 0)
        process.kill()
        assert process.run.config() and process.run.status() and not process.run.is_alive()
        process = resume(tmp_path / "runs")
    assert process.end() == 0, process.log.read_text()
    assert_equals_whole(process.run)


@pytest.mark.parametrize("delay", [0.0, 0.05, 0.2])
def test_a_run_killed_at_any_moment_can_be_resumed(
    delay, tmp_path, image_folder, assert_equals_whole
):
    process = begin(tmp_path / "runs", image_folder)
    process.wait_until(lambda it: any(it.out.glob("0*/status.json")))
    time.sleep(delay)
    process.kill()
    process = resume(tmp_path / "runs")
    assert process.end() == 0, process.log.read_text()
    assert_equals_whole(process.run)


def test_a_run_killed_before_its_first_checkpoint_starts_over(
    tmp_path, image_folder, assert_equals_whole
):
    process = begin(tmp_path / "runs", image_folder, checkpoint_seconds=NEVER)
    process.wait_until(lambda it: it.rows() >= 12)
    process.kill()
    assert not process.run.checkpoints() and process.run.samples()
    process = resume(tmp_path / "runs")
    assert process.end() == 0
    assert_equals_whole(process.run)


def damage(path):
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


@pytest.mark.parametrize("damaged", [1, 2])
def test_a_damaged_checkpoint_falls_back_to_the_one_before(
    damaged, tmp_path, image_folder, assert_equals_whole
):
    process = begin(tmp_path / "runs", image_folder)
    process.wait_until(lambda it: it.rows() >= 10 and len(it.run.checkpoints()) == 2)
    process.kill()
    for path in list(process.run.checkpoints().values())[-damaged:]:
        damage(path)
    process = resume(tmp_path / "runs")
    assert process.end() == 0
    assert "damaged" in process.log.read_text()
    assert_equals_whole(process.run)


def stop_by_file(process):
    process.run.request("stop")


def stop_by_ctrl_c(process):
    os.kill(process.process.pid, signal.SIGINT)


def stop_by_sigterm(process):
    os.kill(process.process.pid, signal.SIGTERM)


@pytest.mark.parametrize("stop", [stop_by_file, stop_by_ctrl_c, stop_by_sigterm])
def test_a_stopped_run_is_saved_and_can_be_resumed(
    stop, tmp_path, image_folder, whole, assert_same
):
    if stop is not stop_by_file and os.name == "nt":
        pytest.skip("Windows sends its console events to the whole group")
    process = begin(tmp_path / "runs", image_folder, checkpoint_seconds=NEVER)
    process.wait_until(lambda it: it.rows() >= 5)
    stop(process)
    assert process.end() == 0, process.log.read_text()
    run = process.run
    status, rows = run.status(), run.stats()[0]
    assert status["state"] == "stopped" and not run.requested("stop")
    assert "Traceback" not in process.log.read_text()
    last = rows[-1]["images_seen"]
    assert 80 <= last < IMAGES
    assert last == status["images_seen"] == max(run.checkpoints()) == max(run.generators())
    process = resume(tmp_path / "runs")
    assert process.end() == 0 and run.status()["state"] == "done"
    assert_same(outcome(run)[0], outcome(whole)[0])


def test_a_larger_budget_extends_a_finished_run(whole, tmp_path):
    shutil.copytree(whole.path, tmp_path / "runs" / whole.id)
    process = resume(tmp_path / "runs", "--images", IMAGES + 80)
    assert process.end() == 0
    assert process.run.stats()[0][:ROWS] == whole.stats()[0]
    assert process.run.status()["images_seen"] == IMAGES + 80


def test_a_paused_run_waits_and_continues(tmp_path, image_folder, whole, assert_same):
    process = begin(tmp_path / "runs", image_folder)
    process.wait_until(lambda it: it.rows() >= 5)
    process.run.request("pause")
    process.wait_until(lambda it: it.run.status()["state"] == "paused")
    rows = process.rows()
    last = process.run.stats()[0][-1]["images_seen"]
    assert rows < ROWS and max(process.run.checkpoints()) == last
    time.sleep(0.2)
    assert process.rows() == rows
    process.run.withdraw("pause")
    assert process.end() == 0
    assert_same(outcome(process.run)[0], outcome(whole)[0])


@pytest.mark.parametrize("checkpoint_seconds", [0.0, NEVER])
@pytest.mark.parametrize("step", [20, 21])
def test_a_diverged_run_fails_with_one_sentence_and_keeps_good_checkpoints(
    step, checkpoint_seconds, tmp_path, image_folder
):
    from gan_core.runs import checkpoint

    process = begin(tmp_path / "runs", image_folder, nan_at=step,
                    checkpoint_seconds=checkpoint_seconds)  # fmt: skip
    assert process.end() == 2
    status = process.run.status()
    assert status["state"] == "failed" and "diverged" in status["error"]
    assert f"gan_core: {status['error']}\n" in process.log.read_text()
    assert "Traceback" not in process.log.read_text()
    checkpoints = process.run.checkpoints()
    assert bool(checkpoints) == (checkpoint_seconds == 0)
    for path in checkpoints.values():
        assert all(p.isfinite().all() for p in checkpoint.load_state(path)["D"].values())


def test_a_second_process_on_the_same_run_is_refused(tmp_path, image_folder):
    process = begin(tmp_path / "runs", image_folder, "--images", 10**7)
    process.wait_until(lambda it: it.rows() >= 1)
    second = resume(tmp_path / "runs")
    try:
        assert second.end() == 2
        assert "another process" in second.log.read_text()
        assert process.run.status()["state"] == "running"
    finally:
        process.kill()


@pytest.mark.skipif(os.name == "nt", reason="Windows sends Ctrl-C to the whole group")
def test_ctrl_c_cancels_a_queued_run(tmp_path, image_folder):
    first = begin(tmp_path / "runs", image_folder, "--images", 10**7)
    first.wait_until(lambda it: it.rows() >= 1)
    second = begin(tmp_path / "runs", image_folder, "--seed", 1)
    try:
        second.wait_until(is_queued)
        stop_by_ctrl_c(second)
        assert second.end() == 0
        (path,) = (tmp_path / "runs").glob("00002*")
        assert RunDir(path).status()["state"] == "stopped" and not RunDir(path).stats()[0]
        assert "Traceback" not in second.log.read_text()
    finally:
        first.kill()
        second.kill()


def is_queued(work):
    """Whether the second run is waiting for its device."""
    return any('"device"' in path.read_text() for path in work.out.glob("00002*/status.json"))


def test_the_command_line_itself_is_killed_and_resumed(tmp_path, image_folder, whole, assert_same):
    command = [sys.executable, "-m", "gan_core", "train"]
    first = ["dcgan", "--dataset", str(image_folder), "--out", str(tmp_path)]
    more = ["--images", str(IMAGES), "--image-size", "28", "--device", "cpu", "--set", *SETTINGS]
    process = subprocess.Popen([*command, *first, *more], cwd=ROOT,
                               stderr=subprocess.PIPE, stdout=subprocess.PIPE)  # fmt: skip
    deadline = time.monotonic() + 60
    while not list(tmp_path.glob("0*/stats.jsonl")) and time.monotonic() < deadline:
        time.sleep(0.01)
    process.kill()
    process.communicate()
    (path,) = tmp_path.glob("0*")
    done = subprocess.run([*command, "--resume", str(path)], cwd=ROOT, capture_output=True,
                          text=True)  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert Path(done.stdout.splitlines()[-1]) == path
    assert json.loads((path / "status.json").read_text())["state"] == "done"
    assert_same(outcome(RunDir(path))[0], outcome(whole)[0])
