"""The ways in and out that a page shows."""

from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from playground.shared import browser, signed_in
from playground.shared.door import sign_in_entry, teachers
from playground.shared.signed_in import Person
from tests.playground.shared.door.who_asks import configure_login

NAMED = '[auth.campus]\nclient_id = "gan"\n'


def entry() -> AppTest:
    return AppTest.from_string(
        "from playground.shared.door import sign_in_entry\nsign_in_entry.show()"
    ).run()


def words(page: AppTest) -> str:
    return " ".join(each.value for each in page.caption)


def test_where_nobody_can_sign_in_there_is_nothing(runs: Path) -> None:
    page = entry()
    assert not page.button and not page.caption and not page.exception


def test_the_ways_in_are_those_that_are_configured(
    runs: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    configure_login(monkeypatch, tmp_path, NAMED)
    monkeypatch.setattr(sign_in_entry, "is_authlib_installed", lambda: True)
    asked: list[str | None] = []
    monkeypatch.setattr(st, "login", lambda provider=None: asked.append(provider))
    assert [each.label for each in entry().button] == ["Sign in", "Sign in with campus"]
    for key in ("sign-in", "sign-in-campus"):
        entry().button(key=key).click().run()
    assert asked == [None, "campus"]


def test_without_the_package_it_says_which(
    runs: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    configure_login(monkeypatch, tmp_path)
    monkeypatch.setattr(sign_in_entry, "is_authlib_installed", lambda: False)
    page = entry()
    assert "gan-playground[login]" in words(page) and not page.button


@pytest.mark.parametrize("by_proxy", [False, True])
def test_who_has_signed_in_is_named_with_the_way_out(
    runs: Path, monkeypatch: pytest.MonkeyPatch, by_proxy: bool
) -> None:
    monkeypatch.setattr(browser, "person", lambda: Person("x", "[Ada](http://x)", "ada", by_proxy))
    monkeypatch.setenv(teachers.NAMES, "ada")
    left: list[bool] = []
    monkeypatch.setattr(st, "logout", lambda: left.append(True))
    page = entry()
    assert r"Signed in as \[Ada\]\(http\://x\)" in words(page)  # no link
    assert "You are the teacher here." in words(page)
    if by_proxy:
        assert not page.button and "where you signed in" in words(page)
    else:
        page.button[0].click().run()
        assert left == [True]
    assert signed_in.Person("x", "", "").id == Person("x", "y", "z").id
