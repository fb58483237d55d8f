"""Students and a teacher on one server: whose run it is decides who can stop it.

Some have signed in with Streamlit's login, whose cookie they are given here.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from filelock import FileLock
from streamlit.web.server.starlette.starlette_app_utils import create_signed_value
from streamlit.web.server.starlette.starlette_server_config import USER_COOKIE_NAME

from gan_core.runs.run_dir import RunDir
from playground.shared.browser import COOKIE
from playground.shared.door import teachers, tokens
from playground.shared.signed_in import Person
from tests.e2e.browser import BROWSER_TESTS, free_port, new_page, serve, until
from tests.e2e.class_pages import asked_for_passphrase
from tests.playground.train.sample_runs import sample_run

pytestmark = BROWSER_TESTS
ANNA, BEN, TEACHER = "a" * 32, "b" * 32, "c" * 32
PASSPHRASE = "twelve horses"
ISSUER, SECRET = "https://login.uni.example", "a secret of the tests, long enough"
SECRETS = """
[auth]
redirect_uri = "http://localhost:{port}/oauth2callback"
cookie_secret = "{secret}"
client_id = "gan"
client_secret = "x"
server_metadata_url = "https://login.uni.example/.well-known/openid-configuration"
"""
STOP = ".st-key-stop button"
LOCKED = ".st-key-locked button"


@pytest.fixture(scope="module")
def class_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    folder, port = tmp_path_factory.mktemp("owners"), free_port()
    (folder / ".streamlit").mkdir()
    secrets = SECRETS.format(port=port, secret=SECRET)
    (folder / ".streamlit" / "secrets.toml").write_text(secrets, "utf-8")
    variables = {"GAN_TEACHER": PASSPHRASE, teachers.NAMES: "ada@uni.example"}
    with serve(
        folder, port=port, HOME=str(folder), USERPROFILE=str(folder), **variables
    ) as address:
        yield address, folder / "runs"


@pytest.fixture
def run(class_server, monkeypatch: pytest.MonkeyPatch) -> Iterator[RunDir]:
    """A run of Anna's that seems to train."""
    monkeypatch.setenv("GAN_RUNS", str(class_server[1]))
    run = sample_run(class_server[1], "running")
    run.write_owner(tokens.keyed("owner", ANNA))
    with FileLock(run.path / "alive.lock"):
        yield run


@contextmanager
def seen_by(who: str, browser, address: str, login: str = "") -> Iterator[object]:
    """A page in the browser `who`, in which `login` has signed in."""
    cookies = {COOKIE: who}
    if login:
        claims = {
            "iss": ISSUER, "sub": login, "name": login.title(), "email": f"{login}@uni.example",
            "is_logged_in": True, "origin": address,
        }  # fmt: skip
        signed = create_signed_value(SECRET, USER_COOKIE_NAME, json.dumps(claims))
        cookies[USER_COOKIE_NAME] = signed.decode()
    with new_page(browser) as page:
        page.context.add_cookies(
            [{"name": name, "value": value, "url": address} for name, value in cookies.items()]
        )
        yield page


def test_another_student_sees_a_run_but_cannot_stop_it(browser, class_server, run) -> None:
    with seen_by(BEN, browser, class_server[0]) as page:
        page.goto(f"{class_server[0]}/train?run={run.id}")
        page.locator(".live-plot .main-svg").first.wait_for()
        assert page.locator(LOCKED).first.is_disabled()
        for action in ("stop", "pause", "adjust-panel"):
            assert page.locator(f".st-key-{action} button").count() == 0, action
        page.locator(".st-key-run-menu button").click()
        page.get_by_role("menuitem", name="New run with these settings").wait_for()
    assert not run.requested("stop")


def test_who_started_it_stops_it(browser, class_server, run) -> None:
    with seen_by(ANNA, browser, class_server[0]) as page:
        page.goto(f"{class_server[0]}/train?run={run.id}")
        page.locator(STOP).click()
        until(lambda: run.requested("stop"), 20)


def test_the_teacher_stops_it_once_the_passphrase_is_right(browser, class_server, run) -> None:
    with seen_by(TEACHER, browser, class_server[0]) as page:
        page.goto(f"{class_server[0]}/train?run={run.id}")
        given = asked_for_passphrase(page)
        given.fill("eleven horses")
        page.get_by_role("button", name="Sign in").click()
        page.get_by_text("not the teacher's passphrase").wait_for()
        assert page.locator(STOP).count() == 0
        given.fill(PASSPHRASE)
        page.get_by_role("button", name="Sign in").click()
        page.locator(STOP).click()
        until(lambda: run.requested("stop"), 20)
        page.reload()
        page.locator(STOP).wait_for()  # the browser stays the teacher's


def test_who_signed_in_owns_a_run_on_every_browser_and_ada_is_the_teacher(
    browser, class_server, run
) -> None:
    anna = Person(f"login {ISSUER} anna", "", "")
    run.write_owner(tokens.keyed("owner", anna.id))
    for who, login, may in ((BEN, "anna", True), (ANNA, "ben", False), (ANNA, "ada", True)):
        with seen_by(who, browser, class_server[0], login) as page:
            page.goto(f"{class_server[0]}/train?run={run.id}")
            page.locator(STOP if may else LOCKED).first.wait_for()
            assert page.locator(LOCKED if may else STOP).count() == 0, login
            page.goto(f"{class_server[0]}/train")
            page.locator(".st-key-signed-in button").click()
            page.get_by_text(f"Signed in as {login.title()}.").wait_for()
