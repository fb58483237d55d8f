"""The header with a person's name counts from the configured proxy, from nobody else."""

import asyncio
from typing import Any

import pytest
from starlette.types import Receive, Scope, Send
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from playground.shared import signed_in
from playground.shared.door import user_header
from playground.shared.door.user_header import PROXIES, UserHeader, trusted_proxies

HEADER, NAME = b"x-remote-user", b"anna"
PROXY, STUDENT = "10.0.0.5", "10.0.0.77"


def seen(
    monkeypatch: pytest.MonkeyPatch,
    proxies: str | None,
    peer: str,
    headers: list[tuple[bytes, bytes]],
    kind: str = "http",
) -> list[bytes]:
    """What the app behind uvicorn and our middleware sees of the header."""
    monkeypatch.delenv(PROXIES, raising=False)
    if proxies is not None:
        monkeypatch.setenv(PROXIES, proxies)
    found: list[bytes] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        found.extend(value for name, value in scope["headers"] if name == HEADER)

    ours = UserHeader(app, HEADER.decode(), trusted_proxies())
    # As uvicorn.Config makes it.
    served: Any = ProxyHeadersMiddleware(ours, trusted_hosts=proxies or "127.0.0.1,::1")
    scope = {"type": kind, "client": (peer, 40123), "headers": headers, "scheme": "http"}
    asyncio.run(served(scope, None, None))
    return found


@pytest.mark.parametrize("kind", ["http", "websocket"])
@pytest.mark.parametrize(
    "proxies, peer, forwarded, believed",
    [
        (PROXY, PROXY, None, True),
        (PROXY, PROXY, STUDENT, True),
        ("10.0.0.0/30, 10.0.0.4/31", PROXY, STUDENT, True),
        ("127.0.0.1", "127.0.0.1", STUDENT, True),
        (PROXY, STUDENT, None, False),
        (PROXY, STUDENT, PROXY, False),  # says that it is the proxy
        (PROXY, STUDENT, f"{PROXY}:0", False),
        (PROXY, "127.0.0.1", PROXY, False),  # another user of the server's machine
        (None, "127.0.0.1", STUDENT, False),  # nothing was configured
        (None, "127.0.0.1", None, False),
        ("*", PROXY, None, False),  # everybody is no proxy
        ("0.0.0.0/0", STUDENT, None, False),
        (f"{PROXY}, proxy.uni.example", PROXY, None, False),
    ],
)
def test_from_whom_it_is_believed(
    monkeypatch: pytest.MonkeyPatch,
    kind: str,
    proxies: str | None,
    peer: str,
    forwarded: str | None,
    believed: bool,
) -> None:
    headers = [(HEADER, NAME)]
    if forwarded:
        headers.append((b"x-forwarded-for", forwarded.encode()))
    assert seen(monkeypatch, proxies, peer, headers, kind) == ([NAME] if believed else [])


def test_of_two_headers_neither_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    assert seen(monkeypatch, PROXY, PROXY, [(HEADER, b"ben"), (b"X-Remote-User", NAME)]) == []


def test_without_proxies_the_server_says_what_to_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(PROXIES, raising=False)
    assert user_header.problem() == ""
    monkeypatch.setenv(signed_in.VARIABLE, "X-Remote-User")
    assert PROXIES in user_header.problem()
    monkeypatch.setenv(PROXIES, PROXY)
    assert user_header.problem() == ""


@pytest.mark.parametrize(
    "sent, name",
    [
        ("anna", "anna"), (" anna ", "anna"), ("Zo\xc3\xab", "Zo\xeb"), ("Zo\xeb", "Zo\xeb"),
        ("", None), ("a\tb", None), ("x" * 201, None),
    ],
)  # fmt: skip
def test_names_as_proxies_send_them(
    monkeypatch: pytest.MonkeyPatch, sent: str, name: str | None
) -> None:
    monkeypatch.setenv(signed_in.VARIABLE, "X-Remote-User")
    person = signed_in.person_in(signed_in.Headers({"x-remote-user": sent}))
    assert (person and person.name) == name
