"""Findings over a run: they depend on its past, keep their markers, and last or pass."""

import dataclasses

import pytest

from gan_core.diagnosis import Markers, diagnose, lasting_fault, over_time, training_failure
from tests.gan_core.diagnosis.synthetic_histories import (
    FAULTS,
    PER_RECORD,
    balanced,
    history,
    records,
)


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


@pytest.mark.parametrize("before", [0, 20], ids=["at the start", "later"])
def test_an_explosion_began_with_its_first_record_however_late_it_is_judged(before: int) -> None:
    """What forks the run from before it must not find exploded weights."""
    rows = balanced(before)
    for row in records(180, loss_G=80.0, loss_D=30.0, score_real=0.5, score_fake=0.4):
        rows.append({**row, "images_seen": row["images_seen"] + before * PER_RECORD})
    (found, *_) = diagnose(history(rows).latest())
    assert (found.kind, found.since) == ("exploding", (before + 1) * PER_RECORD)


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


def test_a_failed_run_is_diagnosed_as_diverged_only_if_it_diverged() -> None:
    made = history(balanced())
    found = training_failure(
        made, "failed", "Training diverged: the losses are NaN or infinite at update 9."
    )
    assert found.kind == "diverged" and found.since == 200 * PER_RECORD and found.suggestions
    assert training_failure(made, "failed", "The disk is full.") is None
    assert training_failure(made, "done", "") is None
