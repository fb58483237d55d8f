"""Drawings are sent, listed and deleted under /api/drawings."""

import asyncio
import base64
import io
from pathlib import Path
from urllib.parse import urlencode

import numpy as np
import pytest
from PIL import Image
from starlette.applications import Starlette

from gan_core.data.drawings import encode
from playground.draw import routes
from playground.draw.routes import draw_routes
from playground.shared.browser import COOKIE
from tests.playground.draw.doodles import ANNA, BEN, doodle
from tests.playground.explore import explore_models
from tests.playground.explore.explore_models import Answer


@pytest.fixture(autouse=True)
def empty(runs: Path) -> Path:
    return runs


def send(address: str, method: str, body: bytes = b"", **headers: str) -> Answer:
    app = Starlette(routes=draw_routes)
    return asyncio.run(explore_models.ask(app, address, method, body, **headers))


def ask(method: str, body: bytes = b"", browser: str = ANNA, **query: str) -> Answer:
    address = f"/api/drawings?{urlencode(query)}"
    return send(address, method, body, cookie=f"{COOKIE}={browser}")


def added(seed: int = 0, browser: str = ANNA, name: str = "cat") -> dict:
    query = {"set": "our class", "class": name}
    answer = ask("POST", doodle(seed), browser, **query)
    assert answer.status == 200, answer.body
    return answer.json()


def listing(browser: str = ANNA) -> dict:
    return ask("GET", browser=browser, set="our class").json()


def test_what_is_added_comes_back_as_d_will_see_it_and_counts() -> None:
    added(1, name="猫")
    answer = added(2)
    assert answer["total"] == 2
    assert answer["classes"] == [{"name": "cat", "count": 1}, {"name": "猫", "count": 1}]
    image = Image.open(io.BytesIO(base64.b64decode(answer["drawing"]["png"])))
    assert image.size == (28, 28) and image.mode == "L"
    assert [each["class"] for each in listing()["drawings"]] == ["cat", "猫"]


def test_the_count_is_of_the_set_however_its_name_was_spaced() -> None:
    added(1)
    answer = ask("POST", doodle(2), **{"set": " our   class ", "class": "cat"}).json()
    assert answer["total"] == 2


def test_only_its_own_drawings_are_marked_as_a_browsers_own() -> None:
    assert added(1, ANNA)["drawing"]["mine"]
    added(2, BEN)
    assert [each["mine"] for each in listing(ANNA)["drawings"]] == [False, True]
    assert [each["mine"] for each in listing(BEN)["drawings"]] == [True, False]
    assert not any(each["mine"] for each in listing("nonsense")["drawings"])


def test_one_deletes_ones_own() -> None:
    drawing = added(1)["drawing"]
    refused = ask("DELETE", browser=BEN, set="our class", id=drawing["id"])
    assert refused.status == 400 and "Somebody else" in refused.json()["error"]
    answer = ask("DELETE", set="our class", id=drawing["id"])
    assert answer.json() == {"total": 0, "classes": []} and listing()["drawings"] == []


def test_a_listing_that_the_page_has_is_not_sent_again() -> None:
    added(1)
    first = ask("GET", set="our class")
    etag = first.headers["etag"]

    def again(browser: str) -> int:
        address = "/api/drawings?set=our+class"
        cookie = f"{COOKIE}={browser}"
        return send(address, "GET", if_none_match=etag, cookie=cookie).status

    assert again(ANNA) == 304 and again(BEN) == 200
    added(2)
    assert again(ANNA) == 200


def test_of_a_large_set_the_newest_are_listed_and_all_counted(monkeypatch) -> None:
    monkeypatch.setattr(routes, "SHOWN", 2)
    for seed in range(3):
        added(seed)
    assert listing()["total"] == 3 and len(listing()["drawings"]) == 2


def test_a_set_that_is_not_there_is_empty() -> None:
    assert listing() == {"total": 0, "classes": [], "drawings": []}


EMPTY = encode(np.zeros((9, 9), np.uint8))


@pytest.mark.parametrize(
    "body, query, status, sentence",
    [(EMPTY, {}, 400, "empty"), (b"no", {}, 400, "no PNG"), (b"", {}, 400, "no PNG"),
     (bytes(routes.MAX_BYTES + 1), {}, 413, "at most 500 kB"),
     (doodle(), {"set": "../x"}, 400, "name of a set"),
     (doodle(), {"class": ""}, 400, "class a name")],
)  # fmt: skip
def test_what_cannot_be_added_is_refused_in_a_sentence(
    body: bytes, query: dict[str, str], status: int, sentence: str, runs: Path
) -> None:
    answer = ask("POST", body, **{"set": "a", "class": "cat", **query})
    assert answer.status == status and sentence in answer.json()["error"]
    assert not list(runs.rglob("*.png"))
