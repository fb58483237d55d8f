"""Answers are spaced while a run trains, and only then."""

import anyio
import pytest
from starlette.requests import Request
from starlette.responses import Response

from playground.explore.drawing_pace import (
    LONGEST_SECONDS,
    LONGEST_WAIT,
    SHARE,
    DrawingPace,
    paced,
)


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


def known_cost(pace: DrawingPace, cost: float) -> None:
    for _ in range(200):
        pace.add(cost)


@pytest.fixture
def clock() -> Clock:
    return Clock()


def test_answers_wait_for_those_before_them_in_order(clock: Clock) -> None:
    pace = DrawingPace(lambda: True, clock)
    known_cost(pace, 0.004)
    waits = [pace.take_turn() for _ in range(4)]
    assert waits == pytest.approx([n * 0.004 / SHARE for n in range(4)], rel=1e-3)
    clock.now += 1
    assert pace.take_turn() == 0


def test_nothing_waits_while_nothing_trains(clock: Clock) -> None:
    training = [False]
    pace = DrawingPace(lambda: training[0], clock)
    known_cost(pace, 0.004)
    assert [pace.take_turn() for _ in range(50)] == [0] * 50
    training[0] = True
    clock.now += 10  # looks again
    pace.add(0.004)
    assert pace.take_turn() == 0 < pace.take_turn()
    training[0] = False
    clock.now += 10
    pace.add(0.004)
    assert [pace.take_turn() for _ in range(3)] == [0] * 3


def test_whole_pages_of_images_do_not_hold_up_a_drag_for_long(clock: Clock) -> None:
    pace = DrawingPace(lambda: True, clock)
    known_cost(pace, 5.0)
    assert pace.take_turn() == 0
    assert pace.take_turn() == pytest.approx(LONGEST_SECONDS)


def test_one_who_asks_without_end_does_not_stop_the_others_for_good(clock: Clock) -> None:
    pace = DrawingPace(lambda: True, clock)
    known_cost(pace, 5.0)
    assert max(pace.take_turn() for _ in range(1000)) == LONGEST_WAIT
    clock.now += LONGEST_WAIT + 2 * LONGEST_SECONDS
    assert pace.take_turn() == 0


def test_an_endpoint_tells_what_its_drawing_costs(clock: Clock) -> None:
    told: list[float] = []
    pace = DrawingPace(lambda: False, clock)
    pace.add = told.append  # type: ignore[method-assign]

    def draw(request: Request) -> Response:
        sum(range(200_000))
        return Response("drawn")

    async def ask() -> Response:
        return await paced(draw, anyio.CapacityLimiter(1), pace)(Request({"type": "http"}))

    assert anyio.run(ask).body == b"drawn"
    assert len(told) == 1 and 0 < told[0] < 60
