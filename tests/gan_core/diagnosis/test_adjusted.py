"""Findings that are the effect of an adjustment while training."""

import pytest

from gan_core.commands.diagnose import in_words
from gan_core.config.adjustment import Adjustment
from gan_core.diagnosis import History, diagnose, is_stalled
from tests.gan_core.diagnosis.synthetic_histories import (
    PER_RECORD,
    balanced,
    evaluations,
    history,
    records,
)

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


def test_networks_that_an_adjustment_holds_still_are_said_to_be_held() -> None:
    made = history(balanced(), evaluations(update_ratio_G=0.0, update_ratio_D=0.0, fd=200.0))
    made.append((), (), [{"images_seen": 1, **Adjustment(0.0, 0.0).to_json()}])
    (found, *_) = diagnose(made.latest())
    assert found.title != "Nothing moves" and found.suggestions[0].adjustment is not None
