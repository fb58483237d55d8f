"""A browser that asks too fast waits, and nobody else does."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
from starlette.responses import PlainTextResponse

from playground.shared.browser import COOKIE
from playground.shared.door import pace, teachers
from playground.shared.door.pace import A_CLASS, AT_ONCE, LONGEST_WAIT, Buckets, Pace
from tests.playground.shared.door.asking import Answer, ask

ME, OTHER, MOST = "a" * 32, "b" * 32, 8.0
FREE = int(AT_ONCE * MOST) + 1  # requests that nobody waits for
HELD = int(LONGEST_WAIT * MOST)  # that wait


class Server:
    """Pace before an app that answers everything, at a moment that does not pass."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, most: float = MOST):
        self.waits: list[float] = []
        self.app = Pace(PlainTextResponse("here"), most, clock=lambda: 1000.0)

        async def sleep(seconds: float) -> None:
            if seconds > 1e-6:  # more than rounding
                self.waits.append(seconds)

        monkeypatch.setattr(pace.asyncio, "sleep", sleep)

    def ask(self, who: str = ME, path: str = "/api/x", times: int = 1) -> Answer:
        asked: dict[str, Any] = {"cookie": f"{COOKIE}={who}"} if who else {}
        for _ in range(times):
            answer = ask(self.app, path, **asked)
        return answer


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch, runs: Path) -> Server:
    return Server(monkeypatch)


def test_who_asks_faster_waits_and_is_answered(server: Server) -> None:
    server.ask(times=FREE)
    assert server.waits == []
    assert server.ask(times=2).status == 200
    assert server.waits == pytest.approx([1 / MOST, 2 / MOST])


def test_nobody_else_waits(server: Server) -> None:
    server.ask(times=FREE + HELD)
    server.waits.clear()
    server.ask(OTHER, times=FREE)
    assert server.waits == []


def test_hundreds_that_wait_are_refused_with_a_sentence(server: Server) -> None:
    assert server.ask(times=FREE + HELD).status == 200
    for path in ("/api/x", "/train"):
        refused = server.ask(path=path)
        assert refused.status == 429 and b"more than 8 times a second" in refused.body
    assert server.waits[-1] <= LONGEST_WAIT  # what was refused counts for nothing
    assert server.ask(path="/api/x").json()["error"]


def test_it_goes_on_when_time_has_passed() -> None:
    now = [1000.0]
    buckets = Buckets(MOST, lambda: now[0])
    waits = [buckets.wait(ME) for _ in range(FREE + 8)]
    assert waits[-1] == pytest.approx(1.0)
    now[0] += 1.0
    assert buckets.wait(ME) == pytest.approx(1 / MOST)
    now[0] += 100.0
    assert [buckets.wait(ME) for _ in range(FREE)] == [0.0] * FREE


def test_a_class_at_one_address_opens_its_pages_at_once(server: Server) -> None:
    for number in range(A_CLASS):
        server.ask(f"{number:032x}", times=FREE - 1)
    assert server.waits == []


def test_new_cookies_for_each_request_are_held_back_by_address(server: Server) -> None:
    for number in range(FREE * A_CLASS + 10):
        server.ask(f"{number:032x}")
    assert server.waits


def test_a_browser_without_cookies_counts_by_address(server: Server) -> None:
    server.ask("", times=FREE + 10)
    assert server.waits == []


def test_the_teacher_never_waits(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(teachers, "is_teacher", lambda: True)
    assert server.ask(times=FREE + HELD + 5).status == 200 and server.waits == []


def test_the_health_of_the_server_is_always_told(server: Server) -> None:
    assert server.ask(path="/gan/_stcore/health", times=FREE + HELD + 5).status == 200
    assert server.waits == []


def test_without_a_limit_nobody_waits(monkeypatch: pytest.MonkeyPatch, runs: Path) -> None:
    server = Server(monkeypatch, most=float("inf"))
    assert server.ask(times=FREE + HELD + 5).status == 200 and server.waits == []


def test_many_browsers_do_not_grow_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pace, "MOST_KNOWN", 3)
    buckets = Buckets(MOST)
    for number in range(10):
        buckets.wait(str(number))
    assert len(buckets._free_at) == 3


def test_a_socket_passes(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        seen.append(scope["type"])

    asyncio.run(Pace(app, MOST)({"type": "websocket", "path": "/"}, None, None))  # type: ignore
    assert seen == ["websocket"]
