"""A sweep is queued whole or not at all, stopped whole, and says what it found and of what."""

from pathlib import Path

import pytest

from gan_core import GanError
from gan_core.__main__ import main
from gan_core.config.settings import Settings
from gan_core.queue import sweeps, tickets
from gan_core.runs import run_dir
from gan_core.runs.run_dir import RunDir, all_runs
from gan_core.runs.sweep_results import BEST, FINAL, sweep_results

CONFIG = {
    "format": 1, "recipe": "dcgan", "dataset": "silhouettes", "image_size": 28, "settings": {},
    "budget": {"unit": "minutes", "amount": 2.0}, "device": "cpu",
}  # fmt: skip
ALIKE = {"fd_name": "fd_silhouettes_cnn", "samples": 1000, "reals": 500, "reals_of": "test",
         "dataset": "silhouettes", "fd_floor": 0.6}  # fmt: skip


def parts(seeds=(0, 1)):
    return sweeps.parts_of(Settings, "lr_D", ["1e-4", "2e-4"], seeds)


def create(runs):
    return lambda part: run_dir.create(runs, f"of-seed-{part.seed}", CONFIG)


def queue(run, part, sweep):
    tickets.enqueue(run, sweep)


@pytest.fixture
def sweep(runs):
    """The four runs of two values with two seeds, in the queue."""
    return sweeps.queue_all(parts(), create(runs), queue)


def test_the_first_seed_has_all_values_before_the_second_has_any():
    assert [(it.assignment, it.seed) for it in parts()] == [
        ("lr_D=0.0001", 0), ("lr_D=0.0002", 0), ("lr_D=0.0001", 1), ("lr_D=0.0002", 1),
    ]  # fmt: skip


@pytest.mark.parametrize("setting, values, seeds, says", [
    ("lr_d", ["1e-4"], [0], "2 to 8 values of lr_D, not 1"),
    ("lr_D", ["1e-4"] * 9, [0], "not 9"),
    ("lr_D", ["1e-4", "0.0001"], [0], "0.0001 is there twice"),
    ("lr_D", ["1e-4", "5"], [0], "lr_D must lie between"),
    ("lr_D", ["1e-4", "2e-4"], [], "1 to 8 seeds, not 0"),
    ("lr_D", ["1e-4", "2e-4"], [3, 3], "3 is there twice"),
    ("lr_D", ["1e-4", "2e-4"], [-1], "A seed is a whole number"),
    ("lr_X", ["1e-4", "2e-4"], [0], 'no setting "lr_X"'),
], ids=["one", "nine", "twice", "range", "no-seed", "seed-twice", "negative", "name"])  # fmt: skip
def test_what_is_no_sweep_is_refused_in_a_sentence(setting, values, seeds, says):
    with pytest.raises(GanError, match=says):
        sweeps.parts_of(Settings, setting, values, seeds)


def test_runs_know_their_sweep_and_wait_as_one_person(sweep, runs):
    first = sweep[0].id
    assert {run.place().sweep for run in sweep} == {first}
    assert [run.place().value for run in sweep] == [1e-4, 2e-4, 1e-4, 2e-4]
    assert [ticket.person for ticket in tickets.read_queue(runs).waiting] == [first] * 4
    other = run_dir.create(runs, "other", CONFIG)
    assert other.place() is None
    found = [run.id for run in sweeps.runs_of(first, all_runs(runs))]
    assert found == [sweep[each].id for each in (0, 2, 1, 3)]


@pytest.mark.parametrize("at", ["create", "queue"])
def test_nothing_is_left_of_a_sweep_that_cannot_be_queued_whole(runs, at):
    done = []

    def broken(step):
        def run_step(*words):
            done.append(step)
            if step == at and done.count(step) == 3:
                raise GanError("The disk is full.")
            return create(runs)(*words) if step == "create" else queue(*words)

        return run_step

    with pytest.raises(GanError, match="disk is full"):
        sweeps.queue_all(parts(), broken("create"), broken("queue"))
    assert all_runs(runs) == [] and tickets.read_queue(runs).waiting == []


def test_all_of_it_is_stopped_and_none_of_the_others(sweep, runs):
    other = run_dir.create(runs, "other", CONFIG)
    tickets.enqueue(other, "ben")
    going = tickets.claim(runs, "worker", "cpu")
    assert going.id == sweep[0].id
    assert sweeps.stop_all(sweep) == 4
    assert going.requested("stop") and other.is_waiting()
    assert [run.last_state() for run in sweep[1:]] == ["stopped"] * 3
    assert sweeps.stop_all(sweep[1:]) == 0


@pytest.mark.parametrize(
    "damage",
    [
        b"",
        b"[]",
        b'{"sweep": 1, "setting": "a", "value": 1}',
        b'{"sweep": "a", "setting": "b", "value": {}, "number": 0}',
    ],
)
def test_a_damaged_file_is_no_place(sweep, damage):
    (sweep[0].path / "sweep.json").write_bytes(damage)
    assert sweep[0].place() is None


def measured(run: RunDir, *distances: float, state: str = "done", **other) -> None:
    for fd in distances:
        run.append_metrics({"images_seen": 10, "seconds": 1.0, "fd": fd, **ALIKE, **other})
    run.write_status(state)
    run.write_ticket({"state": "over"})


def test_mean_and_spread_are_over_the_seeds_that_trained_to_the_end(sweep):
    low, high, low_too, high_too = sweep
    measured(low, 9.0, 10.0)
    measured(low_too, 12.0, 14.0)
    measured(high, 30.0, 20.0)
    measured(high_too, 5.0, state="failed")
    found = sweep_results(sweep)
    assert [at.value for at in found.values] == [1e-4, 2e-4]
    first, second = found.values
    assert (first.mean, first.spread) == (12.0, pytest.approx(8**0.5))
    assert (second.mean, second.spread) == (20.0, None)  # of one run there is no spread
    assert second.states == {"done": 1, "failed": 1}
    assert (found.measured.samples, found.measured.floor) == (1000, 0.6)
    assert [at.mean for at in sweep_results(sweep, which=BEST).values] == [10.5, 20.0]


def test_what_was_measured_in_another_way_does_not_count(sweep):
    for run, samples in zip(sweep, (1000, 1000, 1000, 200), strict=True):
        measured(run, 10.0, samples=samples)
    found = sweep_results(sweep, which=FINAL)
    assert [len(at.scores) for at in found.values] == [2, 1]
    assert found.measured_otherwise == 1


def command(capfd, *words):
    capfd.readouterr()
    return (main([str(word) for word in words]), *capfd.readouterr())


WORDS = ("sweep", "dcgan", "--dataset", "silhouettes", "--setting", "beta1", "--image-size", "28",
         "--images", "800")  # fmt: skip


def test_the_command_line_queues_says_what_was_found_and_stops(runs, capfd):
    more = ("--values", "0", "0.5", "--seeds", "3", "4", "--set", "width=4", "--out", runs)
    code, out, _ = command(capfd, *WORDS, *more)
    made = [RunDir(Path(line)) for line in out.split()]
    assert code == 0 and len(made) == 4 and all(run.is_waiting() for run in made)
    settings = [(it["settings"]["beta1"], it["seed"]) for it in (run.config() for run in made)]
    assert settings == [(0, 3), (0.5, 3), (0, 4), (0.5, 4)]
    assert made[1].ticket()["request"]["settings"] == ["width=4", "beta1=0.5"]
    measured(made[0], 8.0)
    measured(made[2], 10.0)
    code, out, _ = command(capfd, "sweep", "--table", made[3].path)
    lines = out.splitlines()
    assert "1,000 samples" in lines[0] and "real images score 0.6" in lines[0]
    assert lines[2].split() == ["0.0", "9", "1.414", "2", "done"]
    assert lines[3].split() == ["0.5", "-", "-", "2", "queued"]
    code, _, err = command(capfd, "sweep", "--stop", made[0].path)
    assert code == 0 and "2 runs" in err and not any(run.is_waiting() for run in made)


def test_a_value_that_contradicts_the_others_leaves_nothing_behind(runs, capfd):
    words = [*WORDS, "--set", "gp_weight=10", "--out", runs]
    words[5] = "weight_clip"
    code, _, err = command(capfd, *words, "--values", "0", "0.01")
    assert code == 2 and "weight_clip" in err and not runs.exists()
