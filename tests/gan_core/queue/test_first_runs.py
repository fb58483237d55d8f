"""The arithmetic before a lesson is that of the queue."""

import pytest

from gan_core.queue.first_runs import (
    BUDGETS,
    budget_that_fits,
    last_first_start,
    workers_that_fit,
)
from gan_core.queue.forecast import START_SECONDS


@pytest.mark.parametrize(
    "people, seconds, workers, before",
    [(30, 120, 2, 14), (30, 120, 3, 9), (31, 40, 2, 15), (1, 600, 1, 0), (5, 600, 8, 0)],
)
def test_the_last_one_waits_for_as_many_runs_as_a_worker_has_before(
    people: int, seconds: float, workers: int, before: int
) -> None:
    assert last_first_start(people, seconds, workers) == pytest.approx(
        before * (seconds + START_SECONDS)
    )


@pytest.mark.parametrize("people, workers", [(30, 2), (30, 1), (12, 4), (100, 3)])
def test_the_budget_that_fits_is_the_longest_that_does(people: int, workers: int) -> None:
    found = budget_that_fits(people, workers, 600)
    assert found in BUDGETS and last_first_start(people, found, workers) <= 600
    longer = [each for each in BUDGETS if each > found]
    assert not longer or last_first_start(people, longer[0], workers) > 600


def test_for_too_many_none_fits() -> None:
    assert budget_that_fits(150, 1, 600) is None


@pytest.mark.parametrize("people, seconds", [(30, 120), (30, 3600), (7, 60), (1, 600)])
def test_the_workers_that_fit_are_the_fewest_that_do(people: int, seconds: float) -> None:
    found = workers_that_fit(people, seconds, 600)
    assert last_first_start(people, seconds, found) <= 600
    assert found == 1 or last_first_start(people, seconds, found - 1) > 600
