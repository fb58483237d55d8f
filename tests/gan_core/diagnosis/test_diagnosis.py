"""Each finding is reported for synthetic records that show it, and none for healthy records."""

import dataclasses
import json
import math
import subprocess
import sys

import numpy as np
import pytest

from gan_core.commands.diagnose import findings_now, in_words
from gan_core.config.adjustment import Adjustment
from gan_core.diagnosis import (
    KINDS,
    History,
    Markers,
    diagnose,
    is_stalled,
    lasting_fault,
    over_time,
    training_failure,
)
from gan_core.diagnosis.balance import count_swings
from gan_core.diagnosis.progress import count_turns
from gan_core.runs.run_dir import create

BATCH, EVERY = 64, 5  # images an update, updates a record
PER_RECORD = BATCH * EVERY
SETTINGS = {
    "loss": "nonsaturating", "lr_G": 2e-4, "lr_D": 2e-4, "beta1": 0.5, "z_dim": 100,
    "labels": False, "width": 64, "d_steps": 1, "augment": "none", "r1_gamma": 0.0,
    "r2_gamma": 0.0, "instance_noise": 0.0, "minibatch_std": False, "real_label": 1.0,
    "fake_label": 0.0, "target_noise": 0.0,
}  # fmt: skip
ABOUT = {
    "parameters": {"G": 1, "D": 1}, "images": 60_000, "class_names": ["Bag", "Boot", "Shirt"],
    "loss_D": {"reduction": "sum", "chance": 2 * math.log(2), "floor": None},
}  # fmt: skip


def history(records=(), metrics=(), settings=None, floor=None) -> History:
    loss_D = {**ABOUT["loss_D"], "floor": floor}
    made = History({"settings": {**SETTINGS, **(settings or {})}}, {**ABOUT, "loss_D": loss_D})
    made.append(records, metrics)
    return made


def records(count=200, noise=0.1, **curves):
    """`count` records; a curve is a number or a function of the record's index, with relative
    noise of standard deviation `noise`."""
    random = np.random.default_rng(0)
    rows = []
    for number in range(count):
        row = {"images_seen": (number + 1) * PER_RECORD, "seconds": number + 1.0}
        for name, curve in curves.items():
            value = curve(number) if callable(curve) else curve
            row[name.replace("_", "/", 1)] = value * float(1 + noise * random.standard_normal())
        rows.append(row)
    return rows


def balanced(count=200):
    """As for a DCGAN on Fashion-MNIST: D is ahead, but far from certain."""
    return records(count, loss_G=2.2, loss_D=0.55, score_real=0.78, score_fake=0.17)


def evaluations(count=12, **changes):
    """`count` evaluations of a healthy run; a change is a value or a function of the number."""
    rows = []
    for number in range(1, count + 1):
        row = {
            "images_seen": 5_000 * number, "seconds": 20.0 * number, "samples": 1000,
            "fd": 200.0 / number, "fd_name": "fd_fashion_cnn", "fd_floor": 0.9, "distinct": 995,
            "diversity_within_class": 0.8, "copying": 1.02,
            "class_histogram": [330, 340, 330], "class_histogram_real": [333, 333, 334],
            "score_real_train": 0.78, "score_real_heldout": 0.77,
        }  # fmt: skip
        row |= {k: (v(number) if callable(v) else v) for k, v in changes.items()}
        rows.append({k: v for k, v in row.items() if v is not None})
    return rows


def kinds(made: History) -> list[str]:
    return [finding.kind for finding in diagnose(made.latest())]


FAULTS = {
    "d_overpowers": history(records(loss_G=9.0, loss_D=0.008, score_real=0.999, score_fake=0.0005)),
    "floor": history(
        records(noise=0.01, loss_G=7.0, loss_D=0.405, score_real=0.95, score_fake=0.05),
        settings={"target_noise": 0.1}, floor=0.397,
    ),
    "d_too_weak": history(records(loss_G=0.2, loss_D=2.4, score_real=0.5, score_fake=0.85)),
    "exploding": history(records(loss_G=80.0, loss_D=30.0, score_real=0.5, score_fake=0.4)),
    "still": history(
        records(loss_G=0.68, loss_D=1.32, score_real=0.55, score_fake=0.51),
        evaluations(update_ratio_G=5e-7, update_ratio_D=5e-7, fd=200.0),
        settings={"lr_G": 1e-7, "lr_D": 1e-7},
    ),
    "oscillation": history(
        records(loss_G=3.0, loss_D=lambda n: 1.0 + 0.95 * math.sin(n / 6), score_real=0.5,
                score_fake=0.5)
    ),
    "collapse": history(balanced(), evaluations(distinct=7, diversity_within_class=0.02)),
    "collapse_in_class": history(balanced(), evaluations(diversity_within_class=0.2)),
    "rare_class": history(
        balanced(), evaluations(fd=lambda n: 90.0 - 2 * n, class_histogram=[498, 2, 500])
    ),
    "copying": history(balanced(), evaluations(copying=0.1)),
    "d_overfits": history(balanced(), evaluations(score_real_train=0.99)),
    "past_best": history(balanced(), evaluations(fd=lambda n: 20.0 + 15 * abs(n - 6))),
    "plateau": history(balanced(), evaluations(fd=lambda n: 200.0 / min(n, 5))),
    "learning": history(balanced(), evaluations()),
}  # fmt: skip


@pytest.mark.parametrize("kind", FAULTS)
def test_each_kind_is_found_in_its_records_and_no_other(kind: str) -> None:
    found = kinds(FAULTS[kind])
    assert kind in found
    assert [other for other in found if other not in (kind, "learning")] == []


def test_every_kind_has_an_example() -> None:
    assert set(FAULTS) | {"diverged"} == set(KINDS)


@pytest.mark.parametrize("count", [1, 10, 39, 60, 1000])
def test_a_balanced_run_without_metrics_has_no_findings(count: int) -> None:
    assert kinds(history(balanced(count))) == []


def test_an_empty_run_has_no_findings() -> None:
    assert kinds(history()) == [] and over_time(history(), [0, 1000]) == [[], []]


def test_a_healthy_run_has_only_the_good_finding_at_any_moment() -> None:
    made = history(balanced(), evaluations(14))
    found = over_time(made, range(0, 70_000, 1_000))
    assert {finding.kind for findings in found for finding in findings} == {"learning"}


def test_an_untrained_generator_is_no_fault() -> None:
    """It generates one grey image; neither that nor a single odd evaluation is a finding."""
    young = dict(distinct=1, diversity_within_class=0.0, class_histogram=[1000, 0, 0])
    row = {**evaluations(1)[0], **young, "images_seen": 0}
    assert kinds(history(balanced(20), [row, {**row, "images_seen": 1000}])) == []
    once = evaluations(12, distinct=lambda n: 5 if n == 12 else 995)
    assert "collapse" not in kinds(history(balanced(), once))


def test_low_diversity_that_still_grows_is_no_fault() -> None:
    """As measured for a narrow DCGAN in its first 9,000 images, and for large batches later."""
    diversity = [0.0036, 0.028, 0.082, 0.133, 0.136, 0.179, 0.265]
    seen = [0, 1_280, 2_240, 3_520, 5_120, 7_040, 8_960]
    one_class = [1000, 0, 0]
    rows = [
        {**evaluations(1)[0], "images_seen": images, "diversity_within_class": value,
         "class_histogram": one_class, "distinct": 900}
        for images, value in zip(seen, diversity, strict=True)
    ]  # fmt: skip
    assert kinds(history(balanced(30), rows)) == []
    later = [{**row, "images_seen": 30_000 + row["images_seen"]} for row in rows]
    assert not {"collapse", "collapse_in_class"} & {*kinds(history(balanced(30), later))}
    still = [{**row, "diversity_within_class": 0.01, "step": 20} for row in later]
    assert kinds(history(balanced(30), still)) == []


def test_a_rare_class_is_found_while_the_rest_improves_but_not_while_it_grows() -> None:
    """As measured for a quick generator without bags in its data: the distance fell throughout."""
    shares = {"class_histogram": lambda n: [490, 40 + n % 3, 470]}
    assert {"learning", "rare_class"} == {*kinds(history(balanced(), evaluations(**shares)))}
    growing = {"class_histogram": lambda n: [490, 5 * n, 500 - 5 * n]}
    assert kinds(history(balanced(), evaluations(**growing))) == ["learning"]
    few = {"class_histogram": lambda n: [400, 120, 480]}  # rarer than real, and no fault
    assert kinds(history(balanced(), evaluations(**few))) == ["learning"]


def test_a_strong_D_for_a_few_batches_is_no_fault() -> None:
    rows = balanced(200)
    for row in rows[-12:]:
        row |= {"loss/D": 0.001, "score/real": 1.0, "score/fake": 0.0, "loss/G": 12.0}
    assert kinds(history(rows)) == []


def test_a_wasserstein_loss_is_not_taken_for_a_strong_D() -> None:
    made = history(
        records(loss_G=-3.0, loss_D=-1.5, score_real=0.9, score_fake=0.1), settings={
            "loss": "wasserstein", "weight_clip": 0.01},
    )  # fmt: skip
    made.loss_D["chance"] = 0.0
    assert kinds(made) == []


def test_findings_depend_only_on_the_past_and_keep_their_marker() -> None:
    rows = balanced(100)
    for number, row in enumerate(records(300, loss_G=9.0, loss_D=0.005, score_real=0.999,
                                         score_fake=0.0005)):  # fmt: skip
        rows.append({**row, "images_seen": (101 + number) * PER_RECORD})
    made = history(rows)
    moments = [n * PER_RECORD for n in (80, 160, 240, 390)]
    found = over_time(made, moments)
    assert [[f.kind for f in findings] for findings in found] == [[], *3 * [["d_overpowers"]]]
    assert found[1] == over_time(history(rows[:160]), moments[1:2])[0]
    markers = {findings[0].since for findings in found[1:]}
    assert len(markers) == 1 and 100 * PER_RECORD <= markers.pop() <= 160 * PER_RECORD
    markers = Markers()
    assert over_time(made, moments[:3], markers) == found[:3]
    assert over_time(made, moments[3:], markers) == found[3:]


def test_a_finding_that_comes_and_goes_keeps_one_marker_and_a_late_one_gets_its_own() -> None:
    (finding,) = diagnose(FAULTS["d_overpowers"].latest())
    markers = Markers()

    def since(now: int, own: int) -> int:
        (kept,) = markers.keep([dataclasses.replace(finding, since=own)], now)
        return kept.since

    assert since(4_000, 3_200) == 3_200
    assert markers.keep([], 5_000) == []
    assert since(6_000, 3_520) == 3_200  # absent for a moment
    assert markers.keep([], 7_000) == []
    assert since(20_000, 17_000) == 17_000  # gone for most of the run


def test_a_lasting_fault_is_bad_and_there_in_each_of_the_last_moments() -> None:
    bad, mild = (diagnose(FAULTS[kind].latest()) for kind in ("collapse", "rare_class"))
    assert lasting_fault([[], bad, bad, bad]).kind == "collapse"
    assert lasting_fault([bad, bad, [], bad]) is None
    assert lasting_fault([mild, mild, mild]) is None
    assert lasting_fault([bad]).kind == "collapse" and lasting_fault([]) is None


WON = dict(loss_G=9.0, loss_D=0.008, score_real=0.999, score_fake=0.0005)


def won_from(start: int, count: int, *changes: tuple[int, dict]) -> History:
    """D overpowers G from record `start` on; `changes` are (record, adjustment)."""
    rows = [*balanced(start), *records(count, **WON)]
    for number, row in enumerate(rows):
        row["images_seen"] = (number + 1) * PER_RECORD
    made = history(rows)
    made.append([], changes=[{"images_seen": at * PER_RECORD, **how} for at, how in changes])
    return made


ONLY_D, ONLY_G = {"lr_multiplier_G": 0.0}, {"lr_multiplier_D": 0.0}
BOTH = {"lr_multiplier_G": 1.0, "lr_multiplier_D": 1.0}


def test_a_D_that_wins_while_only_D_trains_is_the_effect_of_that() -> None:
    (found,) = diagnose(won_from(100, 80, (95, ONLY_D)).latest())
    assert found.kind == "d_overpowers" and found.since == 95 * PER_RECORD
    assert found.title == "Only D has been trained since epoch 0.51"
    assert found.cause == "Effect: D overpowers G."
    (undo,) = found.suggestions
    assert undo.words == "Train both again" and undo.adjustment == Adjustment()
    assert found.to_json()["suggestions"][0]["adjustment"] == Adjustment().to_json()
    assert "adjust this run" in in_words(found)


def test_an_adjustment_that_was_set_back_is_named_while_its_effect_lasts() -> None:
    """D's lead is judged by the last fifth of the run: here entries 176 to 220."""
    (found,) = diagnose(won_from(100, 120, (95, ONLY_D), (210, BOTH)).latest())
    assert found.title == "Only D was trained from epoch 0.51 to 1.12" and not found.suggestions
    (later,) = diagnose(won_from(100, 400, (95, ONLY_D), (210, BOTH)).latest())
    assert later.title == "D overpowers G" and later.suggestions


@pytest.mark.parametrize(
    "change",
    [{"lr_multiplier_D": 4.0}, {"lr_multiplier_G": 0.25}, {"lr_multiplier_G": 0.5,
     "lr_multiplier_D": 2.0}],
)  # fmt: skip
def test_a_faster_D_explains_it_as_well(change: dict) -> None:
    (found,) = diagnose(won_from(100, 80, (95, change)).latest())
    assert "multiplied by" in found.title and "since epoch 0.51" in found.title
    assert found.suggestions[0].words == "Return to the run's learning rates"


@pytest.mark.parametrize(
    "changes",
    [[(95, ONLY_G)], [(95, {"stop_early": True})], [(170, ONLY_D)], [(95, ONLY_D), (96, BOTH)]],
)  # fmt: skip
def test_an_adjustment_that_is_not_the_cause_leaves_the_finding_as_it_is(changes: list) -> None:
    """It favours G, changes no rate, came when D had won already, or was over at once."""
    (found,) = diagnose(won_from(100, 80, *changes).latest())
    assert found.title == "D overpowers G" and found.suggestions[0].settings == {"lr_D": 5e-5}


def test_only_G_explains_a_weak_D_and_a_collapse() -> None:
    weak = history(records(loss_G=0.2, loss_D=2.4, score_real=0.5, score_fake=0.85))
    collapsed = history(balanced(), evaluations(distinct=7, diversity_within_class=0.02))
    for made in (weak, collapsed):
        made.append([], changes=[{"images_seen": 320, **ONLY_G, "stop_early": True}])
        (found,) = diagnose(made.latest())
        assert found.title.startswith("Only G has been trained since")
        assert found.suggestions[0].adjustment == Adjustment(stop_early=True)


def test_a_stall_while_only_D_trains_is_no_reason_to_stop() -> None:
    made = history(balanced(), evaluations(fd=lambda n: 200.0 / min(n, 5)))
    made.append([], changes=[{"images_seen": 26_000, **ONLY_D}])
    (found,) = diagnose(made.latest())
    assert found.kind == "plateau" and found.title.startswith("Only D has been trained")
    assert not is_stalled([found])


@pytest.mark.parametrize(
    ("kind", "settings", "words"),
    [("d_overpowers", {"lr_D": 0.01, "lr_G": 2e-5},
      "D's learning rate (0.01) is 500 times that of G (2e-05)."),
     ("d_overpowers", {"d_steps": 5}, "D is updated 5 times for each update of G."),
     ("d_too_weak", {"lr_G": 8e-4}, "G's learning rate (0.0008) is 4 times that of D (0.0002)."),
     ("exploding", {"lr_G": 0.1}, "G's learning rate (0.1) is 500 times the usual 0.0002."),
     ("oscillation", {"beta1": 0.9}, "Adam's beta1 is 0.9; GANs usually need 0.5 or less."),
     ("collapse", {"z_dim": 2}, "The noise vector z has a length of only 2.")],
)  # fmt: skip
def test_a_finding_names_the_setting_that_causes_it(kind: str, settings: dict, words: str) -> None:
    made = FAULTS[kind]
    plain, before = next(f for f in diagnose(made.latest()) if f.kind == kind), made.settings
    made.settings = {**before, **settings}
    named = next(f for f in diagnose(made.latest()) if f.kind == kind)
    made.settings = before
    assert plain.cause == "" and named.cause == words and words in in_words(named)


@pytest.mark.parametrize("ratios", [(1e-3, 1e-3), (5e-7, 1e-3), (1e-3, 5e-7), (4e-5, 4e-5)])
def test_a_network_that_moves_is_no_standstill(ratios: tuple[float, float]) -> None:
    rows = evaluations(update_ratio_G=ratios[0], update_ratio_D=ratios[1])
    assert "still" not in kinds(history(balanced(), rows))


def test_a_standstill_suggests_larger_steps() -> None:
    (found, *_) = diagnose(FAULTS["still"].latest())
    assert found.suggestions[0].assignments == ("lr_G=0.0002", "lr_D=0.0002")


def test_networks_that_an_adjustment_holds_still_are_said_to_be_held() -> None:
    made = history(balanced(), evaluations(update_ratio_G=0.0, update_ratio_D=0.0, fd=200.0))
    made.append((), (), [{"images_seen": 1, **Adjustment(0.0, 0.0).to_json()}])
    (found, *_) = diagnose(made.latest())
    assert found.title != "Nothing moves" and found.suggestions[0].adjustment is not None


def test_an_oscillating_distance_is_a_fault_unless_it_improves() -> None:
    """As measured for a narrow DCGAN with learning rates of 0.1, after its first 1,000 images."""
    jumps = [88.5, 87.0, 149.6, 121.3, 90.3, 83.1, 108.3, 87.6]
    wild = evaluations(len(jumps), fd=lambda n: jumps[n - 1])
    (found,) = diagnose(history(balanced(60), wild).latest())
    assert found.kind == "oscillation" and "between 83.1 and 149.6" in found.evidence[0]
    few = evaluations(len(jumps), fd=lambda n: jumps[n - 1], samples=50)
    assert "oscillation" not in kinds(history(balanced(60), few))
    better = evaluations(len(jumps), fd=lambda n: jumps[n - 1] / n)
    assert "oscillation" not in kinds(history(balanced(60), better))


@pytest.mark.parametrize(
    "values, turns",
    [([], 0), ([9, 5, 4, 3], 0), ([9, 5, 6.5, 3], 2), ([9, 5, 5.4, 5, 5.4, 3], 0),
     ([5, 5.5, 6, 6.5, 3], 1), ([4, 8, 4, 8, 4], 3)],
)  # fmt: skip
def test_turns_within_the_noise_are_not_counted(values: list[float], turns: int) -> None:
    assert count_turns(np.array(values), 1.15) == turns


def test_swings_are_counted_only_from_below_low_to_above_high() -> None:
    assert count_swings(np.array([0.1, 0.5, 0.9, 1.2, 0.6, 0.1, np.nan, 1.3]), 0.25, 1.0) == 3
    assert count_swings(np.array([0.3, 0.9, 0.4, 0.8]), 0.25, 1.0) == 0


def test_a_failed_run_is_diagnosed_as_diverged_only_if_it_diverged() -> None:
    made = history(balanced())
    found = training_failure(
        made, "failed", "Training diverged: the losses are NaN or infinite at update 9."
    )
    assert found.kind == "diverged" and found.since == 200 * PER_RECORD and found.suggestions
    assert training_failure(made, "failed", "The disk is full.") is None
    assert training_failure(made, "done", "") is None


def test_a_D_at_chance_level_is_a_fault_only_if_the_images_stay_bad() -> None:
    at_chance = records(loss_G=0.75, loss_D=1.33, score_real=0.52, score_fake=0.47)
    assert kinds(history(at_chance)) == []
    assert "d_too_weak" not in kinds(history(at_chance, evaluations()))
    bad = [{**evaluations(1)[0], "images_seen": 0}, *evaluations(fd=200.0)]
    assert kinds(history(at_chance, bad))[0] == "d_too_weak"
    assert "d_too_weak" not in kinds(history(at_chance, bad, settings={"r1_gamma": 1.0}))


@pytest.mark.parametrize("kind", FAULTS)
def test_a_finding_is_complete(kind: str) -> None:
    found = next(f for f in diagnose(FAULTS[kind].latest()) if f.kind == kind)
    assert found.title and found.observation.endswith(".") and found.meaning.endswith(".")
    assert all(any(letter.isdigit() for letter in words) for words in found.evidence)
    assert found.evidence and 0 <= found.since <= FAULTS[kind].latest().images_seen
    assert found.tone == "good" or 1 <= len(found.suggestions) <= 2
    json.dumps(found.to_json(), allow_nan=False)
    assert found.title.upper() in in_words(found)


def test_every_suggestion_is_a_valid_run_of_every_recipe() -> None:
    from gan_core.config.settings import settings_from
    from gan_core.diagnosis import suggestions
    from gan_core.recipes import RECIPES

    makers = (
        suggestions.weaker_D, suggestions.stronger_D, suggestions.smaller_steps,
        suggestions.more_stable, suggestions.more_variety, suggestions.against_overfitting,
        suggestions.fine_tuning, lambda settings: suggestions.all_classes(settings, True),
    )  # fmt: skip
    variants = ({}, {"lr_D": 1e-7}, {"lr_G": 1e-7}, {"lr_G": 0.5, "lr_D": 0.5}, {"beta1": 0.95})
    for recipe in RECIPES.values():
        for changed in variants:
            own = vars(settings_from(recipe.settings_type, changed))
            for make in makers:
                made = make(own)
                assert (not changed) <= len(made) <= 2, (recipe.name, make)
                for each in made:
                    words = dict(word.split("=") for word in each.assignments)
                    new = vars(settings_from(recipe.settings_type, {**own, **words}))
                    assert new != own, (recipe.name, each)


def test_the_command_prints_the_findings_of_a_run(tmp_path) -> None:
    config = {"format": 1, "recipe": "dcgan", "dataset": "silhouettes", "image_size": 28,
              "settings": SETTINGS, "budget": {"unit": "images", "amount": 1}}  # fmt: skip
    run = create(tmp_path, "a-run", config)
    run.write_about(ABOUT)
    run.write_status("done")
    for row in records(60, loss_G=9.0, loss_D=0.008, score_real=0.999, score_fake=0.0005):
        run.append_stats(row)
    assert [finding.kind for finding in findings_now(run)] == ["d_overpowers"]
    command = [sys.executable, "-m", "gan_core", "diagnose", str(run.path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.startswith("D OVERPOWERS G") and "--set lr_D=5e-05" in done.stdout
    as_json = subprocess.run([*command, "--json"], capture_output=True, text=True, check=True)
    assert json.loads(as_json.stdout)[0]["kind"] == "d_overpowers"
    missing = [*command[:-1], str(tmp_path / "missing")]
    refused = subprocess.run(missing, capture_output=True, text=True)
    assert refused.returncode == 2 and "run directory" in refused.stderr
