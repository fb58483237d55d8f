"""Each finding is reported for synthetic records that show it, and none for healthy records."""

import json

import pytest

from gan_core.commands.diagnose import in_words
from gan_core.diagnosis import KINDS, diagnose, over_time
from tests.gan_core.diagnosis.synthetic_histories import (
    FAULTS,
    balanced,
    evaluations,
    history,
    kinds,
)


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


@pytest.mark.parametrize("kind", FAULTS)
def test_a_finding_is_complete(kind: str) -> None:
    found = next(f for f in diagnose(FAULTS[kind].latest()) if f.kind == kind)
    assert found.title and found.observation.endswith(".") and found.meaning.endswith(".")
    assert all(any(letter.isdigit() for letter in words) for words in found.evidence)
    assert found.evidence and 0 <= found.since <= FAULTS[kind].latest().images_seen
    assert found.tone == "good" or 1 <= len(found.suggestions) <= 2
    json.dumps(found.to_json(), allow_nan=False)
    assert found.title.upper() in in_words(found)
