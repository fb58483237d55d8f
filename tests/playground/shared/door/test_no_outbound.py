"""A served app in a process whose every look outside is noted: foreign pages cause none."""

import http.client
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.e2e.browser import serve

# Notes what the process asks of the network beyond the loopback; it goes before any other import.
LISTENER = """
import os, sys

def note(event, arguments):
    if event in ("socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"):
        asked = str(arguments[0])
    elif event in ("socket.connect", "socket.sendto", "socket.sendmsg"):
        asked = str(arguments[1][0]) if isinstance(arguments[1], tuple) else ""
    else:
        return
    if asked and not asked.startswith(("127.", "::1", "localhost", "None")):
        with open(os.environ["NOTED"], "a") as file:
            file.write(f"{event} {asked}\\n")

sys.addaudithook(note)
"""
UPGRADE = {
    "Upgrade": "websocket", "Connection": "Upgrade", "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
}  # fmt: skip
STREAM = "/_stcore/stream"
ROUTES = (
    ("GET", "/"),
    ("GET", "/api/token"),
    ("OPTIONS", "/_stcore/health"),
    ("PUT", "/_stcore/upload_file/a/b"),
    ("POST", "/api/drawings"),
)


@pytest.fixture(scope="module")
def listener(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    folder = tmp_path_factory.mktemp("listener")
    (folder / "sitecustomize.py").write_text(LISTENER)
    paths = os.pathsep.join(filter(None, (str(folder), os.environ.get("PYTHONPATH"))))
    return {"PYTHONPATH": paths, "NOTED": str(folder / "noted.txt")}


@pytest.fixture(scope="module")
def served(
    listener: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[str, int]]:
    with serve(tmp_path_factory.mktemp("door"), **listener) as address:
        yield "localhost", urlsplit(address).port or 0


def noted(listener: dict[str, str]) -> list[str]:
    path = Path(listener["NOTED"])
    return path.read_text().splitlines() if path.exists() else []


def status(served: tuple[str, int], method: str, path: str, body: bytes = b"", **headers) -> int:
    connection = http.client.HTTPConnection(*served, timeout=20)
    try:
        connection.request(method, path, body or None, headers)
        return connection.getresponse().status
    finally:
        connection.close()


def test_the_listener_hears_what_streamlit_would_ask(
    listener: dict[str, str], tmp_path: Path
) -> None:
    heard = {**os.environ, **listener, "NOTED": str(tmp_path / "heard.txt")}
    # Its request to a host outside is taken out; the rest of its check asks nobody, but is heard.
    asks = (
        "from streamlit import net_util; from streamlit.web.server import server_util; "
        "net_util._make_blocking_http_get = lambda *_, **__: None; "
        "print(server_util.is_url_from_allowed_origins('http://evil.example'))"
    )
    done = subprocess.run([sys.executable, "-c", asks], env=heard, capture_output=True, text=True)
    assert done.stdout.split() == ["False"], done.stderr
    assert "socket.connect" in (tmp_path / "heard.txt").read_text()


def test_foreign_origins_and_hosts_are_refused_with_no_connection_outwards(
    served: tuple[str, int], listener: dict[str, str]
) -> None:
    own = f"localhost:{served[1]}"
    for origin in ("http://evil.example", f"http://evil.example:{served[1]}", "null"):
        assert status(served, "GET", STREAM, **UPGRADE, Origin=origin) == 403, origin
        for method, path in ROUTES:
            assert status(served, method, path, Origin=origin) == 403, (origin, path)
    for host in ("evil.example", f"evil.example:{served[1]}", "localhost.evil.example"):
        rebound = {"Host": host, "Origin": f"http://{host}"}
        assert status(served, "GET", STREAM, **UPGRADE, **rebound) == 403, host
        assert status(served, "GET", "/", **rebound) == 400, host
    assert status(served, "GET", STREAM, **UPGRADE, Origin=f"http://{own}") == 101
    address = f"127.0.0.1:{served[1]}"
    assert status(served, "GET", STREAM, **UPGRADE, Host=address, Origin=f"http://{address}") == 101
    assert noted(listener) == []


def test_streamlits_agent_api_stays_off(served: tuple[str, int]) -> None:
    own = {"Origin": f"http://localhost:{served[1]}", "Content-Type": "application/json"}
    for path in ("interact", "mcp"):
        assert status(served, "POST", f"/_stcore/agent/{path}", b"{}", **own) in (400, 403, 404)
