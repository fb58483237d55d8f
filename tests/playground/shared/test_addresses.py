"""Addresses that hold below any base path, and that nobody writes by hand."""

import re
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from playground.shared.addresses import api, page, routes_at
from tests.playground.explore.explore_models import get

PLAYGROUND = Path(__file__).parents[3] / "playground"
WRITTEN_OUT = re.compile(r"""["'`(=]/?(\./)?api/""")  # an address under /api in quotes
ROUTE = re.compile(r"""\bRoute\(\s*f?["']/api/""")  # where a route is defined it has to be


def test_addresses_are_relative_to_the_page() -> None:
    assert api("runs/00001-a/live") == "./api/runs/00001-a/live"
    assert page("train", run="00001-a") == "./train?run=00001-a"
    assert page("") == "./"


def test_what_has_a_meaning_in_an_address_is_quoted() -> None:
    assert api("a b", **{"class": "T-shirt/top", "n": 3}) == "./api/a%20b?class=T-shirt%2Ftop&n=3"


def hello(request: object) -> PlainTextResponse:
    return PlainTextResponse("hello")


@pytest.mark.parametrize("base", ["", "/", "gan", "/hub/user/"])
def test_routes_answer_at_the_root_and_below_the_base_path(base: str) -> None:
    routes = routes_at(base, [Route("/api/hello", hello, methods=["GET"])])
    assert all(route.methods == {"GET", "HEAD"} for route in routes)
    below = f"/{base.strip('/')}/api/hello" if base.strip("/") else "/api/hello"
    for address in ("/api/hello", below):
        assert get(routes, address).body == b"hello"
    assert isinstance(Starlette(routes=routes), Starlette)


@pytest.mark.parametrize(
    "path",
    [path for path in sorted(PLAYGROUND.rglob("*.py")) if path.name != "addresses.py"],
    ids=lambda path: path.name,
)
def test_no_address_is_written_out_in_python(path: Path) -> None:
    text = ROUTE.sub("", path.read_text("utf-8"))
    if path.name == "modules.py":  # its loader imports by an address beside Streamlit's own script
        text = text.replace("`api/modules/", "")
    assert not WRITTEN_OUT.search(text)


@pytest.mark.parametrize(
    "path", sorted(PLAYGROUND.rglob("frontend/**/*.js")), ids=lambda path: path.name
)
def test_no_address_is_written_out_in_javascript(path: Path) -> None:
    assert not WRITTEN_OUT.search(path.read_text("utf-8"))
