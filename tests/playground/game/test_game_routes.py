"""The page's list of decks and the routes that serve them: strict names, nothing damaged."""

import io
import json
import shutil
from pathlib import Path
from subprocess import CompletedProcess

import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest

import gan_core
from gan_core import GanError
from gan_core.__main__ import main
from gan_core.generator import copy_pairs
from gan_core.generator.deck import DECKS
from gan_core.runs.run_dir import all_runs
from playground.game import decks, routes
from playground.game.copy_routes import copy_routes
from playground.game.routes import game_routes
from playground.shared import modules
from tests.playground.explore.explore_models import Answer, get, post

RUN = "00007-mine"


def ask(name: str, file: str = "deck.json", **headers: str) -> Answer:
    return get(game_routes, f"/api/decks/{name}/{file}", **headers)


@pytest.fixture(autouse=True)
def mine(runs: Path) -> Path:
    """The deck of a run that is here."""
    shutil.copytree(DECKS / "mnist-quick", runs / RUN / "deck")
    return runs / RUN / "deck"


def test_shipped_decks_come_first_and_runs_after_them(mine, runs) -> None:
    found = decks.listed(runs)
    assert [row["id"] for row in found] == ["fashion-mnist-quick", "mnist-quick", RUN]
    assert found[0]["title"] == "Fashion-MNIST, quick" and len(found[0]["moments"]) == 4
    assert found[2]["title"].startswith("Run 00007")
    (mine / "deck.json").write_text("{}")
    assert [row["id"] for row in decks.listed(runs)] == ["fashion-mnist-quick", "mnist-quick"]


@pytest.mark.parametrize("name", ["fashion-mnist-quick", RUN])
def test_a_deck_is_served_and_kept_by_the_browser(name) -> None:
    answer = ask(name)
    about = answer.json()
    assert answer.status == 200 and len(about["moments"]) == 4
    assert ask(name, if_none_match=answer.headers["etag"]).status == 304
    sheet = ask(name, "items.png")
    assert sheet.headers["content-type"] == "image/png"
    assert Image.open(io.BytesIO(sheet.body)).width == 24 * about["image_size"]


@pytest.mark.parametrize(
    "name",
    ["..", "", "mnist", "mnist-quick/..", "MNIST-quick", "00008-mine", "00007-mine\0",
     "mnist-quick ", "../runs/00007-mine", "00007-mine/../..", "猫", "a" * 300],
)  # fmt: skip
def test_any_other_name_is_not_there(name) -> None:
    for file in ("deck.json", "items.png", "../deck.json"):
        answer = ask(name, file)
        assert answer.status == 404 and len(answer.body) < 300


def test_a_damaged_deck_is_named(mine) -> None:
    (mine / "items.png").write_bytes(b"x")
    answer = ask(RUN, "items.png")
    assert answer.status == 400 and "make it again" in answer.json()["error"]


def make(name: str) -> Answer:
    return post(game_routes, f"/api/decks/{name}", b"")


def test_the_deck_of_a_run_is_made_on_demand(runs, monkeypatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(Path(gan_core.__file__).parents[1]))
    words = "train dcgan --dataset silhouettes --images 64 --device cpu --set width=4 z_dim=4"
    assert main([*words.split(), "batch_size=8", "--out", str(runs)]) == 0
    (run,) = (run for run in all_runs(runs) if run.id != RUN)
    run.deck_folder().mkdir()
    (run.deck_folder() / "deck.json").write_text("{}")  # damaged: it is offered to be made again
    (row,) = (row for row in decks.listed(runs) if row["id"] == run.id)
    assert row["moments"] == [] and row["title"].endswith("deck to be made")
    answer = make(run.id)
    assert answer.status == 200, answer.body
    assert answer.json() == next(row for row in decks.listed(runs) if row["id"] == run.id)
    about = ask(run.id).json()
    assert about["moments"][-1] == 64 and about["threshold"] == "zero"


def test_what_cannot_be_made_is_refused_in_a_sentence(runs, monkeypatch) -> None:
    assert "no run" in make("00009-nothing").json()["error"]
    assert "no saved generator" in make(RUN).json()["error"]
    monkeypatch.setattr(decks, "can_be_made", lambda run: True)
    with routes._making:
        assert "Another deck is being made" in make(RUN).json()["error"]
    monkeypatch.setenv("PYTHONPATH", str(Path(gan_core.__file__).parents[1]))
    own = make(RUN)
    assert own.status == 400 and own.json()["error"].endswith(".")  # the command's sentence
    broken = CompletedProcess([], 1, b"", b"FileNotFoundError: /home/somebody")
    monkeypatch.setattr(routes.subprocess, "run", lambda *_, **__: broken)
    said = make(RUN).json()["error"]
    assert said == f"The deck of {RUN} could not be made; the server's log says why."


def test_the_page_hands_over_the_list() -> None:
    page = AppTest.from_file(str(modules.PLAYGROUND / "game" / "page.py"), default_timeout=60)
    page.run()
    assert not page.exception
    data = json.loads([*page.main.children.values()][-1].proto.json)
    assert [row["id"] for row in data["decks"]] == ["fashion-mnist-quick", "mnist-quick", RUN]


def test_without_any_deck_the_page_says_how_to_make_one(mine, environment, monkeypatch) -> None:
    shutil.rmtree(mine)
    monkeypatch.setattr("gan_core.generator.deck.DECKS", environment / "none")
    page = AppTest.from_file(str(modules.PLAYGROUND / "game" / "page.py"), default_timeout=60)
    page.run()
    assert "python -m gan_core deck" in page.info[0].value


def test_the_pairs_of_find_the_copies_are_half_copies_by_their_distance() -> None:
    answer = get(copy_routes, "/api/copies/pairs.json")
    about = answer.json()
    copies = [pair["ratio"] for pair in about["pairs"] if pair["copy"]]
    others = [pair["ratio"] for pair in about["pairs"] if not pair["copy"]]
    assert len(copies) == len(others) == 48 and max(copies) < min(others)
    assert (about["few"]["images"], about["many"]["images"]) == (50, 60_000)
    sheet = get(copy_routes, "/api/copies/pairs.png")
    assert Image.open(io.BytesIO(sheet.body)).size == (24 * 28, 8 * 28)
    known = {"if_none_match": sheet.headers["etag"]}
    assert get(copy_routes, "/api/copies/pairs.png", **known).status == 304


def test_damaged_pairs_are_refused(tmp_path) -> None:
    about, sheet = copy_pairs.read_pairs()
    with pytest.raises(GanError, match="damaged"):
        copy_pairs.checked(about | {"pairs": about["pairs"][:-2]}, sheet)
    with pytest.raises(GanError, match="damaged"):
        copy_pairs.checked(about | {"sheet_sha256": ""}, sheet)
    with pytest.raises(GanError, match="cannot be read"):
        copy_pairs.read_pairs(tmp_path)
    (tmp_path / copy_pairs.SHEET).write_bytes(sheet)
    for text in ("{}", "[]", '{"pairs": [1]}', "{"):
        (tmp_path / copy_pairs.PAIRS).write_text(text)
        with pytest.raises(GanError, match="cannot be read"):
            copy_pairs.read_pairs(tmp_path)


def test_the_run_that_the_address_names_is_listed_however_old(runs, monkeypatch) -> None:
    monkeypatch.setattr(decks, "MOST_RUNS", 0)
    assert RUN not in {row["id"] for row in decks.listed(runs)}
    assert RUN in {row["id"] for row in decks.listed(runs, RUN)}
