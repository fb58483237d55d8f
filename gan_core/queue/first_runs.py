"""Before a lesson: when everybody's first run has started, and which budget makes that soon.

Reckoned by `forecast`, as the places and times of the runs that wait are. Pure: no files, no clock,
no torch.
"""

from bisect import bisect_left, bisect_right

from gan_core.queue.fair_order import Ticket
from gan_core.queue.forecast import Device, forecast

# Budgets that a person would choose, seconds.
BUDGETS = (10, 15, 20, 30, 40, 60, 90, 120, 180, 240, 300, 420, 600, 900, 1200, 1800, 3600)


def last_first_start(people: int, seconds: float, workers: int) -> float:
    """Seconds until the last of `people` starts, who all queue one run of `seconds` at once.

    Every run uses its whole budget, and nothing else is queued.
    """
    waiting = [
        Ticket(f"{number:06d}", str(number), 1, float(number), seconds) for number in range(people)
    ]
    starts = forecast(waiting, [Device() for _ in range(workers)], served=())
    return max((it.latest for it in starts), default=0.0)


def budget_that_fits(people: int, workers: int, until: float) -> int | None:
    """The longest of BUDGETS with which everybody has started after `until` seconds; None: none."""
    fitting = bisect_right(
        BUDGETS, until, key=lambda seconds: last_first_start(people, seconds, workers)
    )
    return BUDGETS[fitting - 1] if fitting else None


def workers_that_fit(people: int, seconds: float, until: float) -> int:
    """The fewest workers with which everybody has started after `until` seconds."""
    return 1 + bisect_left(
        range(1, people + 1),
        -until,
        key=lambda workers: -last_first_start(people, seconds, workers),
    )
