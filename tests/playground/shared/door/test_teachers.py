"""The passphrase makes a browser the teacher's; guessing it is cut short."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from gan_core import GanError
from playground.shared import browser
from playground.shared.door import teachers
from playground.shared.door.teachers import Attempts, is_teacher, sign_in, sign_out

ME, OTHER = "a" * 32, "b" * 32
HERE, THERE = "10.0.0.1", "10.0.0.2"


@pytest.fixture(autouse=True)
def asks(runs: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Which browser shows the page; at first, mine. The passphrase is "twelve horses"."""
    monkeypatch.setenv(teachers.VARIABLE, "twelve horses")
    monkeypatch.setattr(teachers, "attempts", Attempts())

    def look(who: str) -> None:
        monkeypatch.setattr(browser, "browser_id", lambda: who)

    look(ME)
    return look


def test_the_passphrase_makes_this_browser_the_teachers_and_no_other(
    asks: Callable[[str], None],
) -> None:
    assert not is_teacher()
    sign_in("twelve horses", HERE)
    assert is_teacher()
    for other in (OTHER, ""):
        asks(other)
        assert not is_teacher()


@pytest.mark.parametrize("given", ["", "twelve", "Twelve horses", "twelvehorses", "ä\udc80"])
def test_another_passphrase_does_not(given: str) -> None:
    with pytest.raises(GanError, match="not the teacher's"):
        sign_in(given, HERE)
    assert not is_teacher()


@pytest.mark.parametrize(
    "wanted, given",
    [
        ("twelve horses ", "twelve horses"),  # set GAN_TEACHER=twelve horses && ... on Windows
        ("twelve horses", " twelve horses "),
        ("za\u0308hne", "z\u00e4hne"),
        ("'\"$&<>%{}", "'\"$&<>%{}"),
        ("\U0001f40e\u202e\u0000", "\U0001f40e\u202e\u0000"),
        ("\udce4\udcf6", "\udce4\udcf6"),  # bytes of the environment that are no text
    ],
)
def test_any_characters_do_however_they_were_typed(
    wanted: str, given: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(teachers.os, "environ", {**os.environ, teachers.VARIABLE: wanted})
    sign_in(given, HERE)
    assert is_teacher()


def test_a_passphrase_of_spaces_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(teachers.VARIABLE, "  ")
    assert teachers.passphrase() == ""
    with pytest.raises(GanError, match="not the teacher's"):
        sign_in(" ", HERE)


def test_without_a_configured_passphrase_nobody_is_the_teacher(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sign_in("twelve horses", HERE)
    monkeypatch.delenv(teachers.VARIABLE)
    assert not is_teacher()
    with pytest.raises(GanError):
        sign_in("", HERE)


def test_it_ends_by_signing_out_after_a_day_and_with_another_passphrase(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sign_in("twelve horses", HERE)
    sign_out()
    assert not is_teacher()
    sign_in("twelve horses", HERE)
    later = teachers.time.time() + teachers.LASTS + 1
    with monkeypatch.context() as day:
        day.setattr(teachers.time, "time", lambda: later)
        assert not is_teacher()
    assert is_teacher()
    monkeypatch.setenv(teachers.VARIABLE, "thirteen horses")
    assert not is_teacher()


def test_what_another_browser_was_given_is_of_no_use(asks: Callable[[str], None]) -> None:
    sign_in("twelve horses", HERE)
    copied = browser.remembered(teachers.KEPT)
    asks(OTHER)
    for kept in (copied, {**copied, "until": copied["until"] + 1.0}, {"until": 1e12}, [], "x"):
        browser.remember(teachers.KEPT, kept)
        assert not is_teacher(), kept


def test_after_twenty_wrong_ones_an_address_is_locked_out_for_a_while() -> None:
    now = [1000.0]
    teachers.attempts = Attempts(lambda: now[0])
    for _ in range(teachers.ALLOWED):
        with pytest.raises(GanError, match="not the teacher's"):
            sign_in("guess", HERE)
    for given in ("guess", "twelve horses"):
        with pytest.raises(GanError, match="in 10 minutes"):
            sign_in(given, HERE)
    assert not is_teacher()
    sign_in("twelve horses", THERE)  # the teacher's own machine is not shut out by a student's
    sign_out()
    now[0] += teachers.LOCKED
    sign_in("twelve horses", HERE)
    assert is_teacher()


def test_a_browser_without_cookies_is_told_so(asks: Callable[[str], None]) -> None:
    asks("")
    with pytest.raises(GanError, match="cookies"):
        sign_in("twelve horses", HERE)


def test_it_may_lie_in_streamlits_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(teachers.VARIABLE)
    secrets: dict[str, Any] = {"teacher": {"passphrase": "from the file"}}

    class Secrets:
        def load_if_toml_exists(self) -> bool:
            return True

        get = staticmethod(secrets.get)

    monkeypatch.setattr(teachers, "secrets_singleton", Secrets())
    assert teachers.passphrase() == "from the file"
    for section in ({}, "a passphrase at the wrong place", 3):
        secrets["teacher"] = section
        assert teachers.passphrase() == ""
    secrets.clear()
    assert teachers.passphrase() == ""


def test_many_addresses_do_not_grow_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(teachers, "MOST_ADDRESSES", 3)
    attempts = Attempts()
    for number in range(10):
        attempts.wrong(str(number))
    assert len(attempts._wrong) == 3
