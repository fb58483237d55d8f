"""Role x route x method, generated from the route table of the app that is served."""

import http.client
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest

from tests.e2e.browser import ROOT, serve
from tests.playground.shared.door.permissions import (
    OFF,
    OPEN,
    PERMISSIONS,
    STAFF,
    TEACHER,
    UPLOAD,
)

LIST = """
import json
from streamlit.web.server.starlette.starlette_app import create_streamlit_routes
from playground.app import app
routes = [*app._user_routes, *create_streamlit_routes(app._create_runtime())]
kinds = {"WebSocketRoute": ["WEBSOCKET"], "Mount": ["GET"]}
print(json.dumps([
    [method, route.path]
    for route in routes
    for method in kinds.get(type(route).__name__) or sorted(set(route.methods) - {"HEAD"})
]))
"""
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "BREW")
UPGRADE = {
    "Upgrade": "websocket", "Connection": "Upgrade", "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
}  # fmt: skip


@pytest.fixture(scope="module")
def routes() -> list[tuple[str, str]]:
    """Every method and path of the app and of Streamlit, in a process that serves nobody."""
    done = subprocess.run(
        [sys.executable, "-c", LIST], cwd=ROOT / "playground", capture_output=True, text=True,
        env={"PYTHONPATH": str(ROOT), "PATH": ""}, check=True,
    )  # fmt: skip
    return [(method, path) for method, path in json.loads(done.stdout.splitlines()[-1])]


class Server:
    """The served app as its roles ask it."""

    def __init__(self, address: str):
        self.port = urlsplit(address).port
        self.origin = f"http://localhost:{self.port}"
        self.token = json.loads(self.ask("GET", "/api/token")[1])["token"]

    def ask(self, method: str, path: str, **headers: str) -> tuple[int, bytes]:
        connection = http.client.HTTPConnection("localhost", self.port, timeout=30)
        try:
            if method == "WEBSOCKET":
                method, headers = "GET", headers | UPGRADE
            connection.request(method, path, headers=headers)
            answer = connection.getresponse()
            return answer.status, b"" if answer.status == 101 else answer.read()
        finally:
            connection.close()

    def from_page(self, method: str, path: str, **headers: str) -> int:
        own = {"Origin": self.origin, "X-Gan-Token": self.token, "Sec-Fetch-Site": "same-origin"}
        return self.ask(method, path, **own | headers)[0]

    def new_class(self) -> dict[str, str]:
        body = json.dumps({"lesson": "", "page": ""})
        connection = http.client.HTTPConnection("localhost", self.port, timeout=30)
        connection.request("POST", "/api/class", body, {"X-Gan-Token": self.token})
        made = json.loads(connection.getresponse().read())
        connection.close()
        return made


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serve(tmp_path_factory.mktemp("matrix")) as address:
        yield Server(address)


@pytest.fixture(scope="module")
def classroom(server: Server) -> dict[str, str]:
    return server.new_class()


def filled(path: str, code: str) -> str:
    """A path with something in its places that exists nowhere, but for the class."""
    path = path.replace("{code}", code)
    return re.sub(r"{[^}]*}", "none", path or "/learn") + "?model=none&link=x"


def test_every_route_has_its_permission_and_every_permission_its_route(
    routes: list[tuple[str, str]],
) -> None:
    assert set(routes) - PERMISSIONS.keys() == set(), "say who may, in permissions.py"
    assert PERMISSIONS.keys() - set(routes) == set(), "these are no routes any more"


def test_no_route_answers_a_page_of_another_origin_or_a_foreign_host(
    routes: list[tuple[str, str]], server: Server, classroom: dict[str, str]
) -> None:
    evil = f"evil.example:{server.port}"
    for method, path in routes:
        address = filled(path, classroom["class"])
        both = {"X-Gan-Token": server.token, "X-Class-Token": classroom["token"]}
        assert server.ask(method, address, Origin=f"http://{evil}", **both)[0] == 403, (
            method,
            path,
        )
        foreign = server.ask(method, address, Host=evil, Origin=f"http://{evil}", **both)[0]
        assert foreign == (403 if method == "WEBSOCKET" else 400), (method, path)
        if method != "WEBSOCKET":
            said = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", **both}
            link = server.ask(method, address, **said)[0] not in (403, 405)
            assert link is (PERMISSIONS[method, path] is OPEN), (method, path)
            image = server.ask(method, address, **{**said, "Sec-Fetch-Mode": "no-cors"})[0]
            assert image in (403, 405), (method, path)


def test_what_changes_something_is_refused_without_the_token(
    routes: list[tuple[str, str]], server: Server, classroom: dict[str, str]
) -> None:
    for method, path in routes:
        if method in ("POST", "PUT", "DELETE"):
            address = filled(path, classroom["class"])
            status = server.from_page(method, address, **{"X-Gan-Token": ""})
            refused = status >= 400 if PERMISSIONS[method, path] is OFF else status == 403
            assert refused, (method, path, status)
            assert server.ask(method, address, **{"Sec-Fetch-Site": "same-origin"})[0] == 403


def test_each_role_gets_what_it_may(
    routes: list[tuple[str, str]], server: Server, classroom: dict[str, str]
) -> None:
    for method, path in routes:
        permission = PERMISSIONS[method, path]
        # Its own class each time: one of them is deleted.
        made = server.new_class() if permission is TEACHER else classroom
        address = filled(path, made["class"])
        status = server.from_page(method, address)
        if permission is TEACHER:
            assert status == 403, (method, path)
            asked = {"X-Class-Token": made["token"]}
            assert server.from_page(method, address, **asked) in (200, 400), (method, path)
        elif permission is STAFF:
            assert status == 403, (method, path)
        elif permission is UPLOAD:
            assert status == 403, "without Streamlit's token"
        elif permission is OFF:
            assert status >= 400 or path.endswith("openapi.json"), (method, path)
        elif path == "/api/class/{code}/counts":
            assert status in (400, 403)  # of a question that is not revealed
        else:
            assert status not in (403, 405) and status < 500, (method, path, status)


def test_what_no_route_names_is_not_done(
    routes: list[tuple[str, str]], server: Server, classroom: dict[str, str]
) -> None:
    for path in {path for _, path in routes}:
        known = {method for method, where in routes if where == path}
        for method in METHODS:
            # What Streamlit does not know it answers a GET for with its page.
            page = method == "GET" and not path.startswith("/api/")
            if method not in known and not page:
                status = server.from_page(method, filled(path, classroom["class"]))
                assert status in (404, 405), (method, path, status)
