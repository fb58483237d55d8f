"""The server asks nothing of the network, not even where a stranger's page tries to reach it.

Streamlit itself answers an unknown origin by asking a host on the Internet for its own address,
which holds up every page. A spy in the server's process notes each call that leaves the machine.
"""

import http.client
import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from tests.e2e.browser import serve

FORBIDDEN, UNKNOWN_HOST = 403, 400
# Python imports a module of this name, wherever it finds one, when it starts.
SPY = """
import os, socket

def note(*called):
    with open(os.environ["CALLS"], "a") as calls:
        print(*called, file=calls)

def is_here(host):
    return host in (None, "", "localhost", "0.0.0.0", "::", "::1") or str(host).startswith("127.")

def spied(real):
    def connect(self, address):
        if self.family != getattr(socket, "AF_UNIX", None) and not is_here(address[0]):
            note("connect", address)
        return real(self, address)
    return connect

def looked_up(real):
    def getaddrinfo(host, *others, **named):
        if not is_here(host):
            note("getaddrinfo", host)
        return real(host, *others, **named)
    return getaddrinfo

socket.socket.connect = spied(socket.socket.connect)
socket.socket.connect_ex = spied(socket.socket.connect_ex)
socket.getaddrinfo = looked_up(socket.getaddrinfo)
"""


@pytest.fixture
def spied(tmp_path: Path) -> dict[str, str]:
    """An environment whose Python notes calls that leave the machine in the file CALLS."""
    (tmp_path / "spy").mkdir()
    (tmp_path / "spy" / "sitecustomize.py").write_text(SPY)
    (tmp_path / "calls").touch()
    found = [str(tmp_path / "spy"), *filter(None, [os.environ.get("PYTHONPATH")])]
    return {"PYTHONPATH": os.pathsep.join(found), "CALLS": str(tmp_path / "calls")}


def test_strangers_are_refused_without_one_call_to_the_network(
    tmp_path: Path, spied: dict[str, str]
) -> None:
    calls = Path(spied["CALLS"])
    with serve(tmp_path, **spied) as address:
        stream = address.replace("http", "ws") + "/_stcore/stream"
        for origin in ("http://stranger.example", "http://192.0.2.7:8501", "null"):
            with pytest.raises(InvalidStatus) as refused, connect(stream, origin=origin):
                pass
            assert refused.value.response.status_code == FORBIDDEN
        for path in ("/", "/api/token", "/_stcore/health", "/_stcore/host-config"):
            asked = http.client.HTTPConnection(urlsplit(address).netloc, timeout=20)
            asked.request("GET", path, headers={"Host": "stranger.example"})
            assert asked.getresponse().status == UNKNOWN_HOST, path
            asked.close()
        assert calls.read_text() == ""


def test_the_spy_sees_a_call(spied: dict[str, str]) -> None:
    call = "import socket; socket.socket(type=socket.SOCK_DGRAM).connect(('192.0.2.1', 9))"
    subprocess.run([sys.executable, "-c", call], env=os.environ | spied, stderr=subprocess.DEVNULL)
    assert "192.0.2.1" in Path(spied["CALLS"]).read_text()
