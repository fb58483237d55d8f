"""Guessing codes and teachers' links is slowed and refused; a class beside it notices nothing."""

import secrets

from playground.classroom.guesses import ALLOWED, MOST_ADDRESSES, SECONDS_EACH, Guesses
from tests.playground.classroom.a_class import MadeClass, ask, new_answer


def test_a_thousand_guesses_of_a_teachers_link_are_slowed_then_refused(delays) -> None:
    made = MadeClass()
    statuses = [
        ask("GET", f"{made.path}/teacher", token=secrets.token_hex(16)).status for _ in range(1000)
    ]
    assert statuses[:ALLOWED] == [403] * ALLOWED and set(statuses[ALLOWED:]) == {429}
    assert len(delays) == ALLOWED and delays == sorted(delays) and delays[-1] == 2.0
    # From the same address: a whole class and its teacher may share it with the one who guesses.
    assert made.overview()["class"] == made.code and made.state().status == 200
    made.wish("next")
    assert made.answer(new_answer()).status == 200


def test_guessed_codes_are_not_even_looked_up(delays) -> None:
    made = MadeClass()
    for number in range(ALLOWED):
        assert ask("GET", f"/api/class/red-ant-{number + 10}/state").status == 404
    refused = ask("GET", "/api/class/red-bat-10/state")
    assert refused.status == 429 and refused.json()["error"].endswith("minute.")
    assert made.state().status == 200  # known from this address


def test_even_the_right_link_waits_after_too_many_wrong_ones_from_elsewhere() -> None:
    guesses = Guesses(clock=lambda: 0.0)
    for _ in range(ALLOWED):
        guesses.failed("a")
    assert guesses.refuses("a", "right") and not guesses.refuses("b", "right")
    guesses.right("a", "right")
    assert not guesses.refuses("a", "right") and guesses.refuses("a", "other")


def test_failures_are_forgiven_with_time() -> None:
    now = [0.0]
    guesses = Guesses(clock=lambda: now[0])
    for _ in range(ALLOWED):
        guesses.failed("a")
    assert guesses.refuses("a", "x")
    now[0] += SECONDS_EACH + 0.1
    assert not guesses.refuses("a", "x")
    guesses.failed("a")
    assert guesses.refuses("a", "x")


def test_the_memory_of_addresses_has_an_end() -> None:
    guesses = Guesses()
    for number in range(2 * MOST_ADDRESSES):
        guesses.failed(str(number))
    assert len(guesses._callers) == MOST_ADDRESSES
