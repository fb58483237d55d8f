"""What a run that has ended is said to have failed in."""

from gan_core.data.image_set import load_images
from gan_core.runs import outcome, run_dir, training_run
from tests.playground.train import sample_runs


def test_a_fault_that_lasted_to_the_end_is_kept_for_the_lists(tmp_path):
    won = sample_runs.sample_run(tmp_path)
    expected = {"fault": {"kind": "d_overpowers", "title": "D overpowers G"}}
    assert outcome.fault(won, "done") == expected
    healthy = sample_runs.sample_run(tmp_path, overpowered_from=999)
    assert outcome.fault(healthy, "done") == {}
    only_D = {"images_seen": 45 * sample_runs.PER_RECORD, "lr_multiplier_G": 0.0}
    won.append_change(only_D)
    assert outcome.fault(won, "done")["fault"]["title"].startswith("Only D has been trained")


def test_a_run_that_diverged_says_so(tmp_path):
    run = sample_runs.sample_run(tmp_path, "failed", overpowered_from=999)
    error = "Training diverged: the losses are NaN or infinite at update 9."
    assert outcome.fault(run, "failed", error)["fault"]["title"] == "Training failed (NaN)"
    assert outcome.fault(run, "failed", "The disk is full.") == {}


def test_a_run_ends_even_if_its_files_cannot_be_judged(tmp_path, capsys):
    run = sample_runs.sample_run(tmp_path)
    (run.path / "config.json").write_text("{")
    assert outcome.fault(run, "done") == {} and "Traceback" in capsys.readouterr().err


def test_the_process_keeps_the_fault_and_says_what_it_does_before_the_first_update(
    make_config, runs, monkeypatch
):
    monkeypatch.setattr(training_run, "load_images", lambda *_, **shape: load_images("silhouettes"))
    kept = {"fault": {"kind": "collapse", "title": "Mode collapse"}}
    monkeypatch.setattr(training_run, "fault", lambda run, state, error="": kept)
    phases, write = [], run_dir.RunDir.write_status

    def note(self, state, **details):
        phases.append(details.get("phase"))
        write(self, state, **details)

    monkeypatch.setattr(run_dir.RunDir, "write_status", note)
    run = run_dir.create(runs, "drawn-dcgan", make_config(64).to_json())
    assert training_run.TrainingRun(run).train() == "done"
    assert run.status()["fault"] == kept["fault"]
    expected = ["reading the images", "building the networks", "drawing the first sample grid",
                "making the first updates"]  # fmt: skip
    assert [phase for phase in phases if phase][:4] == expected
    assert phases[-2:] == ["evaluating the last images", None]
