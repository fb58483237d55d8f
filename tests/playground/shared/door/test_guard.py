"""What the guard lets pass and what it refuses, whatever is behind it."""

from pathlib import Path

import pytest
from starlette.datastructures import Headers
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import Receive, Scope, Send

from playground.shared.browser import COOKIE
from playground.shared.door import bodies, served, tokens
from playground.shared.door.guard import Guard
from playground.shared.door.own_names import OwnNames
from tests.playground.shared.door.asking import Answer, ask, open_socket

ME, OTHER = "a" * 32, "b" * 32
OWN, EVIL = "http://localhost:8501", "http://evil.example"


@pytest.fixture(autouse=True)
def empty(runs: Path) -> Path:
    return runs


async def behind(scope: Scope, receive: Receive, send: Send) -> None:
    """An app that answers everything, and says what it saw."""
    if scope["type"] == "websocket":
        await send({"type": "websocket.accept", "host": Headers(scope=scope)["host"]})
        return
    request = Request(scope, receive)
    try:
        size = len(await request.body())
    except ClientDisconnect:
        if scope["path"] == "/learn":
            raise
        await PlainTextResponse("too late", 500)(scope, receive, send)
        return
    seen = f"{size} bytes, range {request.headers.get('range')}"
    kind = request.headers.get("x-answer-with", "text/plain")
    answer = Response(seen, media_type=kind) if kind else Response(status_code=304)
    await answer(scope, receive, send)


def door(own: OwnNames = OwnNames(), base_path: str = "") -> Guard:  # noqa: B008
    return Guard(behind, own, base_path)


def change(path: str = "/api/drawings", method: str = "POST", **headers: str | None) -> Answer:
    """A page of ours changes something, but for what is said otherwise."""
    usual = {"origin": OWN, "cookie": f"{COOKIE}={ME}", "x_gan_token": tokens.token_of(ME)}
    return ask(door(), path, method, **usual | headers)


@pytest.mark.parametrize("path", ["/", "/train", "/api/runs/1/live", "/_stcore/health", "/media/x"])
@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS", "POST", "PUT", "DELETE", "BREW"])
@pytest.mark.parametrize("origin", [EVIL, "null", "http://localhost:9000", ""])
def test_a_foreign_origin_is_refused_everywhere(path: str, method: str, origin: str) -> None:
    answer = ask(door(), path, method, origin=origin, x_gan_token=tokens.token_of(""))
    assert answer.status == 403 and b"own pages" in answer.body


@pytest.mark.parametrize("host", [None, "evil.example", "evil.example:8501", "a b", "x@localhost"])
def test_a_foreign_host_is_refused_everywhere_and_told_what_to_do(host: str | None) -> None:
    for path in ("/", "/api/token", "/_stcore/health"):
        assert ask(door(), path, host=host).status == 400
    sent = open_socket(door(), host=host or "", origin=f"http://{host}")
    assert [message["type"] for message in sent] == ["websocket.close"]
    if host == "evil.example":
        assert b"GAN_HOSTS=evil.example" in ask(door(), "/", host=host).body


@pytest.mark.parametrize("name, status", [("host", 400), ("origin", 403)])
def test_two_hosts_or_two_origins_are_none(name: str, status: int) -> None:
    app = door()

    async def doubled(scope: Scope, receive: Receive, send: Send) -> None:
        twice = [pair for pair in scope["headers"] if pair[0] == name.encode()]
        await app({**scope, "headers": [*scope["headers"], *twice]}, receive, send)

    assert ask(door(), "/", origin=OWN).status == 200
    assert ask(doubled, "/", origin=OWN).status == status


SITES = ("same-origin", "none", "same-site", "cross-site", "", "future-site")
MODES = ("navigate", "cors", "no-cors", "same-origin", "websocket", "")
METHODS = ("GET", "HEAD", "OPTIONS", "POST", "PUT", "DELETE", "PATCH", "TRACE", "BREW")


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("path", ["/learn", "/api/drawings"])
def test_of_what_the_browser_calls_foreign_only_a_link_to_a_page_passes(
    method: str, path: str
) -> None:
    for site in SITES:
        for mode in MODES:
            answer = change(path, method, sec_fetch_site=site, sec_fetch_mode=mode)
            link = site in ("same-site", "cross-site") and mode == "navigate" and path == "/learn"
            passes = site in ("same-origin", "none") or (link and method in ("GET", "HEAD"))
            expected = 405 if method in ("PATCH", "TRACE", "BREW") else 200 if passes else 403
            assert answer.status == expected, (site, mode)


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_a_change_needs_the_token_of_the_browser_that_asks(method: str) -> None:
    assert change(method=method).status == 200
    for wrong in (None, "", "x", "ä", tokens.token_of(OTHER), tokens.token_of("")):
        answer = change(method=method, x_gan_token=wrong)
        assert answer.status == 403 and "reload" in answer.json()["error"]
    assert change(method=method, cookie=f"{COOKIE}={OTHER}").status == 403
    # A browser without cookies has a token too; no other site can read it.
    assert change(method=method, cookie=None, x_gan_token=tokens.token_of("")).status == 200
    # A program without a browser needs no Origin, but the token.
    assert change(method=method, origin=None).status == 200


def test_the_token_outlives_the_server_and_belongs_to_its_folder(
    runs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = tokens.token_of(ME)
    tokens._secret.cache_clear()
    assert tokens.token_of(ME) == before
    assert (runs / tokens.SECRET_FILE).stat().st_mode & 0o077 == 0
    monkeypatch.setenv("GAN_RUNS", str(runs.parent / "others"))
    assert tokens.token_of(ME) != before


def test_a_secret_that_is_there_needs_no_lock(runs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = tokens.token_of(ME)
    tokens._secret.cache_clear()
    monkeypatch.setattr(tokens, "process_lock", None)  # whose holder may have died
    assert tokens.token_of(ME) == before


def test_uploads_keep_streamlits_own_token_but_only_from_a_page() -> None:
    upload = "/_stcore/upload_file/session/file"
    assert change(upload, "PUT", x_gan_token=None).status == 200
    assert change(upload, "PUT", x_gan_token=None, origin=None).status == 403


def test_a_page_below_a_base_path_is_told_from_a_route() -> None:
    link = {"sec_fetch_site": "cross-site", "sec_fetch_mode": "navigate"}
    below = door(base_path="gan")
    assert ask(below, "/gan/learn", **link).status == 200
    for path in ("/gan/api/token", "/api/token", "/gan/_stcore/health"):
        assert ask(below, path, **link).status == 403, path


def test_a_websocket_opens_for_pages_of_ours_alone() -> None:
    def kinds(**headers: str) -> list[str]:
        return [message["type"] for message in open_socket(door(), **headers)]

    assert kinds(origin=OWN) == ["websocket.accept"]
    assert kinds() == ["websocket.accept"]  # no browser; one always names its origin
    for origin in (EVIL, "null", "http://localhost:9000", "http://127.0.0.1:8501"):
        assert kinds(origin=origin) == ["websocket.close"], origin


def test_streamlit_finds_origin_and_host_equal_to_the_letter() -> None:
    own = OwnNames(configured=frozenset({"gan.example"}), names=frozenset({"gan.example"}))
    for origin, host in (
        ("https://gan.example", "gan.example:443"),
        ("https://gan.example", "127.0.0.1:8501"),
        (OWN, "localhost:8501"),
    ):
        (accepted,) = open_socket(door(own), origin=origin, host=host)
        assert accepted["host"] == origin.partition("://")[2]


def test_a_body_too_large_is_refused_by_its_length_and_while_it_comes() -> None:
    most = bodies.MOST_BYTES
    assert change(content_length=str(most + 1)).status == 413
    assert change(content_length="-1").status == 400
    half = b"x" * (most // 2)
    headers = {"origin": OWN, "x_gan_token": tokens.token_of("")}
    for path in ("/api/drawings", "/learn"):
        assert ask(door(), path, "POST", [half, half], **headers).status == 200
        answer = ask(door(), path, "POST", [half, half, b"x", b"x"], **headers)
        assert answer.status == 413 and b"16 MB" in answer.body
    assert ask(door(), "/learn", body=[half, half, b"x"]).status == 413


def test_an_upload_may_be_as_large_as_streamlit_allows() -> None:
    upload = "/_stcore/upload_file/session/file"
    assert change(upload, "PUT", content_length="200000000").status == 200
    assert change(upload, "PUT", content_length="213000000").status == 413


def test_a_body_that_stops_coming_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bodies, "PATIENCE", 0.0)
    answer = change()
    assert answer.status == 408 and "again" in answer.json()["error"]


def test_a_form_with_files_is_taken_at_no_route_of_ours() -> None:
    form = "multipart/form-data; boundary=x"
    assert change(content_type=form).status == 415
    assert change("/_stcore/upload_file/a/b", "PUT", content_type=form).status == 200


def test_a_range_of_several_parts_gets_all_instead() -> None:
    assert b"range bytes=0-9" in ask(door(), "/media/x", range="bytes=0-9").body
    for long in ("bytes=0-1,2-3", "bytes=" + "0" * 80):
        assert b"range None" in ask(door(), "/media/x", range=long).body


def test_every_answer_says_that_nothing_is_guessed_or_loaded_from_outside() -> None:
    for answer in (ask(door(), "/api/x"), ask(door(), "/"), ask(door(), "/", host="evil.example")):
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["cross-origin-resource-policy"] == "same-origin"
        assert "default-src" in answer.headers["content-security-policy"]


def test_only_pages_and_workers_run_code() -> None:
    def policy(path: str, kind: str) -> str:
        return ask(door(), path, x_answer_with=kind).headers["content-security-policy"]

    page = policy("/", "text/html")
    assert (
        "script-src 'self' blob: 'wasm-unsafe-eval' 'sha256-" in page
        and "'unsafe-eval'" not in page
    )
    assert "'unsafe-inline'" not in page.partition("style-src")[0]
    assert "ws://localhost:8501" in page and "http" not in page
    assert policy("/api/modules/1/a.js", "text/javascript") == page
    for kind in ("image/svg+xml", "image/png", "application/json", "text/plain"):
        assert policy("/api/x", kind) == served.INERT


def test_an_answer_that_nothing_changed_leaves_the_policy_of_the_kept_page() -> None:
    answer = ask(door(), "/", x_answer_with="")
    assert answer.status == 304 and "content-security-policy" not in answer.headers


def test_a_refused_websocket_says_in_the_log_what_a_proxy_must_do(
    caplog: pytest.LogCaptureFixture,
) -> None:
    open_socket(door(), origin="https://gan.example")
    assert "'https://gan.example'" in caplog.text and "GAN_HOSTS" in caplog.text


def test_types_are_a_closed_list_and_html_is_a_page_or_a_download() -> None:
    def kind(path: str, asked: str) -> tuple[str, str | None]:
        headers = ask(door(), path, x_answer_with=asked).headers
        return headers["content-type"].partition(";")[0], headers.get("content-disposition")

    assert kind("/learn", "text/html") == ("text/html", None)
    assert kind("/api/x", "image/png") == ("image/png", None)
    for path, asked in (
        ("/api/x", "text/html"), ("/media/x", "TEXT/HTML; charset=utf-8"),
        ("/api/x", "text/xml"), ("/media/x", "application/xhtml+xml"), ("/", "application/pdf"),
    ):  # fmt: skip
        assert kind(path, asked) == ("application/octet-stream", "attachment"), (path, asked)
