"""The page's list of decks and the routes that serve them: strict names, nothing damaged."""

import io
import json
import shutil
from pathlib import Path

import pytest
from PIL import Image
from starlette.applications import Starlette
from starlette.testclient import TestClient
from streamlit.testing.v1 import AppTest

from gan_core.generator.deck import DECKS
from playground.game import decks
from playground.game.routes import game_routes
from playground.shared import modules

RUN = "00007-mine"


@pytest.fixture
def client(runs: Path) -> TestClient:
    folder = runs / RUN
    folder.mkdir(parents=True)
    shutil.copytree(DECKS / "mnist-quick", folder / "deck")
    return TestClient(Starlette(routes=game_routes))


def test_shipped_decks_come_first_and_runs_after_them(client, runs) -> None:
    found = decks.listed(runs)
    assert [row["id"] for row in found] == ["fashion-mnist-quick", "mnist-quick", RUN]
    assert found[0]["title"] == "Fashion-MNIST, quick" and len(found[0]["moments"]) == 4
    assert found[2]["title"].startswith("Run 00007")
    (runs / RUN / "deck" / "deck.json").write_text("{}")
    assert [row["id"] for row in decks.listed(runs)] == ["fashion-mnist-quick", "mnist-quick"]


@pytest.mark.parametrize("name", ["fashion-mnist-quick", RUN])
def test_a_deck_is_served_and_kept_by_the_browser(name, client) -> None:
    answer = client.get(f"/api/decks/{name}/deck.json")
    about = json.loads(answer.content)
    assert answer.status_code == 200 and len(about["moments"]) == 4
    again = client.get(
        f"/api/decks/{name}/deck.json", headers={"If-None-Match": answer.headers["etag"]}
    )
    assert again.status_code == 304
    sheet = client.get(f"/api/decks/{name}/items.png")
    assert sheet.headers["content-type"] == "image/png"
    assert Image.open(io.BytesIO(sheet.content)).width == 24 * about["image_size"]


@pytest.mark.parametrize(
    "name",
    ["..", "%2e%2e", "mnist", "mnist-quick%2f..", "MNIST-quick", "00008-mine", "00007-mine%00",
     "00007-mine%2f..%2fx", "%E7%8C%AB", "a" * 300],
)  # fmt: skip
def test_any_other_name_is_not_there(name, client) -> None:
    for file in ("deck.json", "items.png"):
        answer = client.get(f"/api/decks/{name}/{file}")
        assert answer.status_code == 404 and len(answer.content) < 300


def test_a_damaged_deck_is_named(client, runs) -> None:
    (runs / RUN / "deck" / "items.png").write_bytes(b"x")
    answer = client.get(f"/api/decks/{RUN}/items.png")
    assert answer.status_code == 400 and "make it again" in answer.json()["error"]


def test_a_foreign_page_gets_nothing(client) -> None:
    headers = {"sec-fetch-site": "cross-site"}
    assert client.get("/api/decks/mnist-quick/deck.json", headers=headers).status_code == 403


def test_the_page_hands_over_the_list(environment: Path) -> None:
    page = AppTest.from_file(str(modules.PLAYGROUND / "game" / "page.py"), default_timeout=60)
    page.run()
    assert not page.exception
    data = json.loads([*page.main.children.values()][-1].proto.json)
    assert [row["id"] for row in data["decks"]] == ["fashion-mnist-quick", "mnist-quick"]


def test_without_any_deck_the_page_says_how_to_make_one(environment, monkeypatch) -> None:
    monkeypatch.setattr("gan_core.generator.deck.DECKS", environment / "none")
    page = AppTest.from_file(str(modules.PLAYGROUND / "game" / "page.py"), default_timeout=60)
    page.run()
    assert "python -m gan_core deck" in page.info[0].value
