"""Addresses that hold below any base path, and that nobody writes by hand."""

import re
from pathlib import Path

import pytest
from starlette.responses import PlainTextResponse

from playground.shared.addresses import api, api_route, page, routes_at
from tests.playground.explore.explore_models import get

PLAYGROUND = Path(__file__).parents[3] / "playground"
WRITTEN_OUT = re.compile(r"""["'`(=]/?(\./)?api/""")  # an address under /api in quotes


def test_addresses_are_relative_to_the_page() -> None:
    assert api("runs/00001-a/live") == "./api/runs/00001-a/live"
    assert page("train", run="00001-a") == "./train?run=00001-a"
    assert page("") == "./"


def test_what_has_a_meaning_in_an_address_is_quoted() -> None:
    assert api("a b", **{"class": "T-shirt/top", "n": 3}) == "./api/a%20b?class=T-shirt%2Ftop&n=3"


async def hello(request: object) -> PlainTextResponse:
    return PlainTextResponse("hello")


@pytest.mark.parametrize("base", ["", "/", "gan", "/hub/user/"])
def test_routes_answer_at_the_root_and_below_the_base_path(base: str) -> None:
    routes = routes_at(base, [api_route("hello", hello)])
    assert all(route.methods == {"GET", "HEAD"} for route in routes)
    below = f"/{base.strip('/')}/api/hello" if base.strip("/") else "/api/hello"
    for address in ("/api/hello", below):
        assert get(routes, address).body == b"hello"


def test_a_route_answers_the_methods_that_are_named_and_no_others() -> None:
    both = api_route("hello", hello, "POST", "DELETE")
    assert both.path == "/api/hello" and both.methods == {"POST", "DELETE"}


# addresses.py makes ours, and ray_jobs.py asks the dashboard of Ray.
NOT_OURS = ("addresses.py", "ray_jobs.py")


@pytest.mark.parametrize(
    "path",
    [path for path in sorted(PLAYGROUND.rglob("*.py")) if path.name not in NOT_OURS],
    ids=lambda path: path.name,
)
def test_no_address_is_written_out_in_python(path: Path) -> None:
    assert not WRITTEN_OUT.search(path.read_text("utf-8"))


@pytest.mark.parametrize(
    "path", sorted(PLAYGROUND.rglob("frontend/**/*.js")), ids=lambda path: path.name
)
def test_no_address_is_written_out_in_javascript(path: Path) -> None:
    assert not WRITTEN_OUT.search(path.read_text("utf-8"))
