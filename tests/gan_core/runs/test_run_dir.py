"""Run directories: safe ids, unique numbers, true states, and robust reading of damaged ones."""

import json
import os
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from gan_core import GanError
from gan_core.config.settings import Settings
from gan_core.config.train_config import FORMAT, TrainConfig
from gan_core.queue import device_queue
from gan_core.runs import run_dir
from gan_core.runs.run_dir import RunDir

INVALID_IDS = [
    "", ".", "..", "../x", "..\\x", "00001-a/../..", "00001-a/..", "00001-a/", "/etc", "/", "\\",
    "C:\\Windows", "C:00001-a", "//host/share", "\\\\host\\share", "%2e%2e", "%2e%2e%2f00001-a",
    "00001-%2e", "00001-a%00", "00001-a\0", "\0", "00001-a\n", "\n00001-a", "00001-a ", " 00001-a",
    "00001-A", "00001-é", "0000１-a", "٠٠٠٠١-a", "00001-а", "00001‐a", "00001-a\u202e", "1-a",
    "000001-a", "00001", "00001-", "00001--a", "00001-.a", "00001-_a", "00001-a" * 50, "~", "~root",
    "$HOME", "00001-a;ls", "00001-a|b", "00001-a*", "?????-a", "[0-9]", "CON", "nul", "aux.txt",
    "00001-a:stream", "00001-" + "a" * 82, "file:///etc/passwd", "http://host/00001-a",
]  # fmt: skip

CONFIG = TrainConfig("dcgan", "silhouettes", 28, Settings()).to_json()


def make(root, name="run", config=None):
    return run_dir.create(root, name, config or CONFIG)


# ids


@pytest.mark.parametrize("run_id", INVALID_IDS, ids=ascii)
def test_invalid_ids_are_refused(run_id, runs):
    make(runs, "a")
    with pytest.raises(GanError, match="no run") as caught:
        run_dir.find(runs, run_id)
    assert len(str(caught.value)) < 200


def test_an_id_cannot_reach_a_folder_outside_the_runs(runs):
    (runs.parent / "00001-outside").mkdir()
    runs.mkdir()
    for run_id in ("00001-outside", "../00001-outside"):
        with pytest.raises(GanError):
            run_dir.find(runs, run_id)


def test_a_run_is_found_by_its_id(runs):
    run = make(runs, "a")
    assert run.id == "00001-a" and run_dir.find(runs, run.id).path == run.path


@pytest.mark.parametrize(
    "name", ["Fashion-MNIST dcgan", "../../etc", "ÄÖÜ", "", "x" * 500, "\0\n", "-._", "a/b\\c"]
)
def test_every_name_gives_a_valid_id(name, runs):
    run = make(runs, name)
    assert run.path.parent == runs and run_dir.find(runs, run.id).config() == CONFIG


def test_a_root_that_cannot_be_created_is_refused_in_one_sentence(environment):
    (environment / "file").write_text("text")
    with pytest.raises(GanError, match="--out"):
        make(environment / "file" / "runs")


# numbers


def test_runs_are_numbered_and_listed_newest_first(runs):
    made = [make(runs, name) for name in ("c", "b", "a")]
    assert [run.id[:5] for run in made] == ["00001", "00002", "00003"]
    assert [run.id for run in run_dir.all_runs(runs)] == [run.id for run in reversed(made)]


def test_the_number_of_an_existing_run_is_not_used_again(runs):
    first, second = make(runs), make(runs)
    for path in sorted(first.path.rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    first.path.rmdir()
    assert int(make(runs).id[:5]) == int(second.id[:5]) + 1


@pytest.mark.parametrize("names", [["same"] * 24, [f"student-{i}" for i in range(24)]])
def test_runs_created_at_the_same_time_get_different_numbers(names, runs):
    with ThreadPoolExecutor(12) as pool:
        made = list(pool.map(lambda name: make(runs, name), names))
    assert sorted(int(run.id[:5]) for run in made) == list(range(1, 25))
    assert len(run_dir.all_runs(runs)) == 24


def test_only_runs_are_listed(runs):
    run = make(runs)
    (runs / "notes").mkdir()
    (runs / "00009-file").write_text("")
    assert [found.id for found in run_dir.all_runs(runs)] == [run.id]
    assert run_dir.all_runs(runs / "missing") == []


# processes and states


def age(run, seconds=60):
    """Make the run look as if it was queued long ago."""
    then = time.time() - seconds
    os.utime(run.path / "status.json", (then, then))


@pytest.mark.parametrize("state", run_dir.ACTIVE)
def test_an_active_state_without_a_process_is_interrupted(state, runs):
    run = make(runs)
    run.write_status(state, progress=0.5)
    starting = state == "queued"  # its process may still be starting
    assert run.status()["state"] == (state if starting else "interrupted")
    age(run)
    assert run.status()["state"] == "interrupted" and run.status()["progress"] == 0.5
    with run.lock():
        assert run.status()["state"] == state


@pytest.mark.parametrize("state", sorted({*run_dir.STATES} - {*run_dir.ACTIVE}))
def test_a_final_state_needs_no_process(state, runs):
    run = make(runs)
    run.write_status(state)
    age(run)
    assert run.status()["state"] == state


HOLDER = """
import sys, time
from pathlib import Path
from gan_core.runs.run_dir import RunDir
with RunDir(Path(sys.argv[1])).lock():
    print("held", flush=True)
    time.sleep(60)
"""


def test_the_lock_of_a_killed_process_is_released(runs):
    run = make(runs)
    run.write_status("running")
    age(run)
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(run.path)],
        cwd=Path(run_dir.__file__).parents[2], stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        assert process.stdout.readline() == "held\n"
        assert run.is_alive() and run.status()["state"] == "running"
    finally:
        process.kill()
        process.communicate()
    assert not run.is_alive() and run.status()["state"] == "interrupted"


def ask_often(run):
    return {run.is_alive() for _ in range(300)}


def test_many_concurrent_readers_get_the_true_state(runs):
    run = make(runs)
    with run.lock():
        pass
    with ThreadPoolExecutor(6) as pool:
        assert set.union(*pool.map(ask_often, [run] * 6)) == {False}
        with run.lock():
            assert set.union(*pool.map(ask_often, [run] * 6)) == {True}


def test_reading_the_state_does_not_keep_a_trainer_from_the_lock(runs):
    run, done = make(runs), threading.Event()
    asker = threading.Thread(target=lambda: [run.is_alive() for _ in iter(done.is_set, True)])
    asker.start()
    try:
        for _ in range(50):
            with run.lock().acquire(timeout=10):
                pass
    finally:
        done.set()
        asker.join()


# damaged runs


def write_files(run):
    run.write_about({"images": 1, "parameters": {"G": 1, "D": 1}})
    run.write_status("done")
    run.append_stats({"images_seen": 8})
    run.write_reals(b"png")
    run.write_samples(0, b"png")
    return run


def read_everything(run, root):
    run.status(), run.about(), run.stats(), run.samples(), run.generators(), run.checkpoints()
    run.requested("stop"), run.reals(), run.is_alive()
    run_dir.all_runs(root), device_queue.queued_runs(root)
    run.config()
    run_dir.find(root, run.id)


PARTS = ["config.json", "about.json", "status.json", "stats.jsonl", "samples", "generators",
         "checkpoints", "reals.png", "alive.lock"]  # fmt: skip


def damage(path, how):
    if path.is_dir():
        for child in path.iterdir():
            child.unlink()
        path.rmdir()
    else:
        path.unlink(missing_ok=True)
    if how == "folder":
        path.mkdir()
    elif how != "missing":
        path.write_bytes(how)


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize(
    "how",
    ["missing", "folder", b"", b"{", b"[1]", b"null", b'{"state":"queued"}', b'{"state":[1]}',
     b'{"state":"queued","updated":"late","queued_at":null}', b"\xff\xfe\0", b"[" * 100_000],
    ids=lambda how: ascii(how)[:30],
)  # fmt: skip
def test_reading_a_damaged_run_raises_only_gan_errors(part, how, runs):
    run, other = write_files(make(runs)), write_files(make(runs))
    other.write_status("queued", queued_at=time.time())
    damage(run.path / part, how)
    try:
        read_everything(run, runs)
    except GanError as error:
        assert part == "config.json" and "\n" not in str(error)


def test_reading_a_missing_run_raises_only_gan_errors(runs):
    run = RunDir(runs / "00001-missing")
    with pytest.raises(GanError):
        read_everything(run, runs)
    assert run.status()["state"] == "interrupted"


@pytest.mark.parametrize("number", [FORMAT + 1, 0, None, "1", [1]])
def test_a_config_of_another_version_is_refused(number, runs):
    with pytest.raises(GanError, match="version"):
        make(runs, config={**CONFIG, "format": number}).config()


# numbered files


def test_files_are_numbered_and_ordered_by_images_seen(runs):
    run = make(runs)
    for number in (12_800, 0, 123_456_789, 64):
        run.write_samples(number, str(number).encode())
    assert list(run.samples()) == [0, 64, 12_800, 123_456_789]
    assert run.samples()[64].name == "fakes_00000064.png"
    assert all(path.read_bytes() == str(n).encode() for n, path in run.samples().items())


def test_files_without_a_valid_number_are_ignored(runs):
    run = make(runs)
    for name in ("fakes_.png", "fakes_12.png", "fakes_00000001.jpg", ".fakes_00000001.png.aa.tmp"):
        (run.path / "samples" / name).write_bytes(b"")
    assert run.samples() == {}


def test_old_checkpoints_are_deleted_and_the_newest_kept(runs):
    run = make(runs)
    for number in range(0, 50, 10):
        run.checkpoint_file(number).write_bytes(b"")
    run.drop_old_checkpoints()
    assert list(run.checkpoints()) == [30, 40]


def test_only_what_came_after_a_checkpoint_is_deleted(runs):
    run = make(runs)
    for number in (8, 16, 24):
        run.append_stats({"images_seen": number})
        run.append_metrics({"images_seen": number})
    with open(run.path / "stats.jsonl", "ab") as stream:
        stream.write(b'{"images_seen": 32')
    for number in (0, 16, 24):
        run.write_samples(number, b"png")
        run.write_nearest(number, b"png")
        run.write_raw(number, b"png")
        run.generator_file(number).write_bytes(b"")
        run.checkpoint_file(number).write_bytes(b"")
    run.forget_after(16)
    assert [row["images_seen"] for row in run.stats()[0]] == [8, 16]
    assert [row["images_seen"] for row in run.metrics()[0]] == [8, 16]
    assert (run.path / "stats.jsonl").read_bytes().endswith(b"}\n")
    assert [*run.nearest()] == [*run.raw()] == [0, 16]
    assert [*run.samples()] == [*run.generators()] == [*run.checkpoints()] == [0, 16]


def test_a_run_is_requeued_unless_somebody_stopped_it_as_well(runs):
    run = run_dir.create(runs, "run", {})
    assert not run.must_end() and run.close_requests() == {}
    run.request("requeue")
    assert run.must_end() and run.close_requests() == {"requeue": True}
    run.request("requeue"), run.request("stop")
    assert run.close_requests() == {} and not run.must_end()


def test_requests_can_be_made_and_withdrawn(runs):
    run = make(runs)
    run.request("stop"), run.request("pause")
    assert run.requested("stop") and run.requested("pause")
    run.withdraw("stop")
    assert not run.requested("stop") and run.requested("pause")
    run.withdraw()
    assert not run.requested("pause")


def test_a_new_run_has_its_whole_config(runs):
    config = {**CONFIG, "seed": 7}
    run = make(runs, config=config)
    assert json.loads((run.path / "config.json").read_bytes()) == config == run.config()
    assert run.status()["state"] == "queued"


def test_a_run_is_known_by_its_directory_and_by_its_generators(runs, tmp_path):
    run = make(runs)
    generator = run.generator_file(16)
    assert run_dir.run_of_generator(run.path).path == run.path
    assert run_dir.run_of_generator(generator).path == run.path
    assert run_dir.run_of_generator(run.path / "samples") is None
    (run.path / "config.json").unlink()  # generators that were copied without their run
    assert run_dir.run_of_generator(generator) is None
