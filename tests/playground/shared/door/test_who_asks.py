"""Two people, two browsers each: on pages and routes they are the same two, and nobody else is."""

import io
import json
import secrets
from collections.abc import Callable
from pathlib import Path

import itsdangerous.timed
import pytest
from PIL import Image
from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.requests import Request, cookie_parser
from streamlit.auth_util import set_cookie_with_chunks
from streamlit.web.server.starlette import starlette_websocket
from streamlit.web.server.starlette.starlette_app_utils import create_signed_value

from playground.draw.routes import draw_routes
from playground.shared import browser, jobs, signed_in
from playground.shared.door import owners, teachers
from playground.shared.kept_files import IMAGES
from tests.playground.shared.door.asking import ask
from tests.playground.shared.door.who_asks import (
    CLAIMS,
    ORIGIN,
    SECRET,
    USER_COOKIE_NAME,
    browser_headers,
    configure_login,
    login_cookie,
    show_page,
)

LAPTOP, PHONE, OTHERS, LAB = "a" * 32, "b" * 32, "c" * 32, "d" * 32
HEADER = "x-remote-user"


def by_login(who: str, browser: str) -> Headers:
    return browser_headers(browser, login_cookie(sub=who, email=f"{who}@uni.example"))


def by_proxy(who: str, browser: str) -> Headers:
    return browser_headers(browser, x_remote_user=who)


@pytest.fixture(params=[by_login, by_proxy], ids=["login", "proxy"])
def signing_in(
    request: pytest.FixtureRequest, runs: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Callable[[str, str], Headers]:
    if request.param is by_login:
        configure_login(monkeypatch, tmp_path)
    else:
        monkeypatch.setenv(signed_in.VARIABLE, "X-Remote-User")
    return request.param


@pytest.fixture
def login(runs: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    configure_login(monkeypatch, tmp_path)


def asker_on_page(monkeypatch: pytest.MonkeyPatch, headers: Headers) -> str:
    show_page(monkeypatch, headers)
    return browser.asker()


def test_a_person_is_the_same_on_every_browser_on_pages_and_on_routes(
    signing_in: Callable, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = {}
    for who, browsers in (("anna", (LAPTOP, PHONE)), ("ben", (OTHERS, LAB))):
        asked = [signing_in(who, each) for each in browsers]
        ids = {browser.asker_in(headers) for headers in asked}
        ids |= {asker_on_page(monkeypatch, headers) for headers in asked}
        assert len(ids) == 1, who
        seen[who] = ids.pop()
    nobody = browser_headers(LAPTOP)
    assert browser.asker_in(nobody) == asker_on_page(monkeypatch, nobody) == LAPTOP
    assert len({*seen.values(), LAPTOP}) == 3
    for found in seen.values():  # no cookie of ours can claim to be a person
        assert browser.asker_in(browser_headers(found)) == ""


def test_runs_and_uploads_are_theirs_everywhere(
    signing_in: Callable, monkeypatch: pytest.MonkeyPatch, launched: list, make_config: Callable
) -> None:
    assert owners.is_shared()
    show_page(monkeypatch, signing_in("anna", LAPTOP))
    run = jobs.start(make_config())
    IMAGES.store("e" * 32, "mine.zip", lambda path: path.write_bytes(b"x"), 1)
    IMAGES.enlist("e" * 32)
    for headers, hers in (
        (signing_in("anna", PHONE), True),
        (signing_in("ben", OTHERS), False),
        (signing_in("ben", LAPTOP), False),  # who shares her laptop
        (browser_headers(LAPTOP), False),  # where she has signed out
    ):
        show_page(monkeypatch, headers)
        assert owners.may_change(run) is hers
        assert ("e" * 32 in IMAGES.mine()) is hers
    assert "anna" not in (run.path / "owner.json").read_text()


def test_routes_know_them_too(signing_in: Callable) -> None:
    app, png = Starlette(routes=draw_routes), io.BytesIO()
    Image.new("L", (28, 28), 90).save(png, "PNG")
    asked = {"path": "/api/drawings", "query": "set=ours&class=cats"}
    sent = ask(app, method="POST", body=[png.getvalue()], **asked, **signing_in("anna", LAPTOP))
    assert sent.status == 200, sent.body
    for headers, hers in (
        (signing_in("anna", PHONE), True),
        (signing_in("ben", LAPTOP), False),
        (browser_headers(LAPTOP), False),
    ):
        (drawing,) = ask(app, **asked, **headers).json()["drawings"]
        assert drawing["mine"] is hers


@pytest.mark.parametrize(
    "cookie",
    [
        login_cookie(secret="another secret of this length", sub="anna"),
        login_cookie(sub="anna").replace("=.eJ", "=.fJ"),
        login_cookie(sub="anna").rpartition(".")[0] + "." + 27 * "A",
        f"{USER_COOKIE_NAME}={json.dumps(CLAIMS | {'sub': 'anna'})}",
        f"{USER_COOKIE_NAME}=chunks-1000000000",
        f"{USER_COOKIE_NAME}=",
        login_cookie(sub="anna", is_logged_in=False),
        login_cookie(sub="anna", origin="https://other.example"),
        login_cookie(sub=""), login_cookie(sub=3), login_cookie(sub="a\nb"),
        login_cookie(sub="anna", iss=None),
        f"{USER_COOKIE_NAME}={create_signed_value(SECRET, USER_COOKIE_NAME, '[]').decode()}",
        f"{USER_COOKIE_NAME}={create_signed_value(SECRET, USER_COOKIE_NAME, '{').decode()}",
        # Signed by this server as another cookie.
        f"{USER_COOKIE_NAME}={create_signed_value(SECRET, 'x', json.dumps(CLAIMS)).decode()}",
    ],
    ids=lambda cookie: "",  # signed anew each time, and test processes must agree on the names
)  # fmt: skip
def test_a_forged_or_foreign_login_is_an_anonymous_browser(
    login: None, cookie: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    headers = browser_headers(LAPTOP, cookie)
    assert signed_in.person_in(headers) is None
    assert browser.asker_in(headers) == asker_on_page(monkeypatch, headers) == LAPTOP


def test_an_expired_login_is_an_anonymous_browser(
    login: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    headers = by_login("anna", LAPTOP)
    assert signed_in.person_in(headers)
    later = itsdangerous.timed.time.time() + 32 * 24 * 3600
    monkeypatch.setattr(itsdangerous.timed.time, "time", lambda: later)
    assert browser.asker_in(headers) == LAPTOP


def test_without_a_configured_login_or_header_nobody_signs_in(runs: Path) -> None:
    headers = browser_headers(LAPTOP, login_cookie(sub="anna"), x_remote_user="anna")
    assert not signed_in.is_offered() and signed_in.person_in(headers) is None


def test_the_cookie_is_read_as_streamlit_itself_reads_it(login: None) -> None:
    """Its functions are private: this fails when they, or the cookie, change."""
    big = login_cookie_in_chunks(sub="anna", name="Anna", groups=secrets.token_hex(5000))
    for cookies in ([login_cookie(sub="anna", name="Anna")], big):
        headers = browser_headers(LAPTOP, *cookies)
        raw = starlette_websocket._get_signed_cookie_with_chunks(
            cookie_parser(headers["cookie"]), USER_COOKIE_NAME
        )
        theirs = starlette_websocket._parse_decoded_user_cookie(raw, ORIGIN)
        ours = signed_in.person_in(headers)
        assert theirs["is_logged_in"] is True and theirs["sub"] == "anna"
        assert ours is not None and ours.name == theirs["name"] == "Anna"
    assert len(big) > 2


def login_cookie_in_chunks(**claims: object) -> list[str]:
    """The same as several cookies, as Streamlit sets one that is too large."""
    found: dict[str, str] = {}

    def sign(name: str, value: str) -> bytes:
        return create_signed_value(SECRET, name, value)

    set_cookie_with_chunks(
        lambda name, value: found.update({name: sign(name, value).decode()}), sign,
        USER_COOKIE_NAME, CLAIMS | claims, cookie_attr_size=80,
    )  # fmt: skip
    return [f"{name}={value}" for name, value in found.items()]


@pytest.mark.parametrize(
    "claims, name",
    [
        ({"name": "Anna A.", "email": "a@uni.example"}, "Anna A."),
        ({"preferred_username": "anna", "email": "a@uni.example"}, "anna"),
        ({"email": "a@uni.example"}, "a@uni.example"),
        ({}, "42"),
    ],
)
def test_a_person_is_called_by_the_first_name_that_is_known(
    login: None, claims: dict[str, str], name: str
) -> None:
    found = signed_in.person_in(browser_headers(LAPTOP, login_cookie(sub="42", **claims)))
    assert found is not None and found.name == name


# the teacher


def asks_as_teacher(headers: Headers) -> bool:
    """Whether a route takes who sent these headers for the teacher."""
    scope = {"type": "http", "headers": headers.raw}
    with browser.asking(Request(scope)):
        return teachers.is_teacher()


def test_a_teacher_is_one_by_the_name_they_sign_in_with(
    signing_in: Callable, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(teachers.NAMES, "Ada@uni.example, Ada")
    assert teachers.is_configured() and not teachers.passphrase()
    for headers, is_one in (
        (signing_in("ada", LAPTOP), True),
        (signing_in("ada", PHONE), True),
        (signing_in("ben", LAPTOP), False),
        (browser_headers(LAPTOP), False),
    ):
        show_page(monkeypatch, headers)
        assert teachers.is_teacher() is asks_as_teacher(headers) is is_one


def test_an_address_that_was_not_verified_makes_no_teacher(
    login: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(teachers.NAMES, "ada@uni.example")
    for cookie in (
        login_cookie(sub="x", email="ada@uni.example", email_verified=False),
        login_cookie(sub="ada@uni.example", name="ada@uni.example"),
        login_cookie(sub="x", preferred_username="ada@uni.example"),
    ):
        assert not asks_as_teacher(browser_headers(LAPTOP, cookie))


def test_names_may_lie_in_the_secrets(
    runs: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    configure_login(monkeypatch, tmp_path, '[teacher]\nnames = ["ada@uni.example"]\n')
    assert teachers.names() == {"ada@uni.example"}
    assert asks_as_teacher(by_login("ada", LAPTOP))


def test_a_passphrase_given_by_somebody_signed_in_is_theirs_on_every_browser(
    signing_in: Callable, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(teachers.VARIABLE, "twelve horses")
    show_page(monkeypatch, signing_in("ada", LAPTOP))
    teachers.sign_in("twelve horses", "10.0.0.1")
    assert asks_as_teacher(signing_in("ada", PHONE))
    assert not asks_as_teacher(signing_in("ben", LAPTOP))
    assert not asks_as_teacher(browser_headers(LAPTOP))
