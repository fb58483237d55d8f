"""A hidden run does not exist for others: on no page, at no route, in no list."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from gan_core import GanError
from gan_core.generator.deck import DECKS
from gan_core.queue import trash
from gan_core.runs.run_dir import RunDir
from playground.classroom.gallery_routes import gallery_routes
from playground.explore.routes import explore_routes
from playground.game import decks
from playground.game.routes import game_routes
from playground.runs.thumbnails import thumbnail_routes
from playground.shared import jobs, model_catalog, modules
from playground.shared.door import owners, visible
from playground.shared.door.visible import BY_OWNER, BY_TEACHER
from playground.shared.kept_files import IMAGES
from playground.train import estimate, image_sources
from playground.train.download_routes import download_routes
from playground.train.run_routes import run_routes
from tests.playground.explore.explore_models import Answer, get, post
from tests.playground.shared.door.a_class_of_browsers import (
    ANNA,
    BEN,
    NOBODY,
    TEACHER,
    Browsers,
    cookie,
    owned,
)

ROUTES = [
    *run_routes, *download_routes, *thumbnail_routes, *game_routes, *gallery_routes,
    *explore_routes,
]  # fmt: skip
WITH_RUN = {
    "/api/runs/{run_id}/live": "", "/api/runs/{run_id}/grids/{name}.png": "160",
    "/api/runs/{run_id}/thumbs/{seen}.png": "160",
    "/api/runs/{run_id}/animation.gif": "", "/api/runs/{run_id}/samples.zip": "",
    "/api/decks/{deck}": "", "/api/decks/{deck}/deck.json": "", "/api/decks/{deck}/items.png": "",
}  # fmt: skip
OF_NO_MODEL = ("/api/explore/invert/{id}.json", "/api/explore/invert/{id}.raw")
SEES, DOES_NOT = (ANNA, TEACHER), (BEN, NOBODY)


@pytest.fixture
def browsers(browsers: Browsers) -> Browsers:
    estimate._speeds.clear()
    return browsers


@pytest.fixture
def run(browsers: Browsers, trained: Path, runs: Path) -> RunDir:
    """A finished run of Anna's, with a generator and a deck."""
    path = runs / trained.name
    shutil.copytree(trained, path)
    shutil.copytree(DECKS / "mnist-quick", path / "deck")
    return owned(RunDir(path))


def addresses(run: RunDir) -> list[str]:
    """Every address that answers a GET about a run."""
    found = []
    for route in ROUTES:
        path = route.path
        if "GET" not in (route.methods or ()) or path in OF_NO_MODEL:
            continue
        if path.startswith("/api/explore/"):
            found.append(path.replace("{ending}", "safetensors") + f"?model=run:{run.id}")
        elif "{" in path:
            name = WITH_RUN[path]  # a new route about a run has to be listed
            filled = path.replace("{run_id}", run.id).replace("{deck}", run.id)
            found.append(filled.replace("{name}", name).replace("{seen}", name))
    return found


def is_denied(answer: Answer) -> bool:
    said = answer.body.decode(errors="replace")
    return answer.status in (400, 404) and ("There is no" in said or "In the address" in said)


@pytest.mark.parametrize("by", [BY_OWNER, BY_TEACHER, "damaged"])
def test_at_no_route_but_for_the_owner_and_the_teacher(run: RunDir, by: str) -> None:
    run.hide(by)
    if by == "damaged":
        (run.path / "hidden.json").write_text("{")
    for address in addresses(run):
        for who in DOES_NOT:
            assert is_denied(get(ROUTES, address, **cookie(who))), (who, address)
    for address in addresses(run):
        if "/runs/" in address or "/decks/" in address or "poster" in address:
            for who in SEES:
                assert get(ROUTES, address, **cookie(who)).status == 200, (who, address)


def test_its_deck_is_made_for_no_other(run: RunDir) -> None:
    shutil.rmtree(run.deck_folder())
    run.hide(BY_OWNER)
    answer = post(ROUTES, f"/api/decks/{run.id}", b"", **cookie(BEN))
    assert is_denied(answer) and not run.deck_folder().exists()


def lists(run: RunDir, runs: Path) -> dict[str, bool]:
    """Whether each list that a page shows has the run."""
    return {
        "runs": run.id in [it.id for it in visible.visible_runs()],
        "explore": f"run:{run.id}" in [it.id for it in model_catalog.choices(runs)],
        "game": run.id in [row["id"] for row in decks.listed(runs, run.id)],
        "images": image_sources.token(run.config()["dataset"]) == f"run:{run.id}",
    }


def test_in_no_list_but_for_the_owner_and_the_teacher(
    browsers: Browsers, run: RunDir, runs: Path
) -> None:
    for hidden in (False, True):
        if hidden:
            run.hide(BY_TEACHER)
        for who in (*SEES, *DOES_NOT):
            browsers.page_of(who)
            expected = not hidden or who in SEES
            assert set(lists(run, runs).values()) == {expected}, (who, hidden, lists(run, runs))


def test_in_the_trash_it_exists_for_nobody(browsers: Browsers, run: RunDir, runs: Path) -> None:
    asked = addresses(run)
    made = lists(run, runs)
    trash.trash(run)
    for who in (*SEES, *DOES_NOT):
        browsers.page_of(who)
        for address in asked:
            assert is_denied(get(ROUTES, address, **cookie(who))), (who, address)
        for name in ("train", "compare"):
            said = [error.value for error in page(name, run=run.id, a=run.id, b=run.id).error]
            assert any("There is no run" in words for words in said), (who, name)
        in_lists = {
            "runs": run.id in [it.id for it in visible.visible_runs()],
            "explore": f"run:{run.id}" in [it.id for it in model_catalog.choices(runs)],
            "game": run.id in [row["id"] for row in decks.listed(runs, run.id)],
        }
        assert made.keys() >= in_lists.keys() and not any(in_lists.values()), (who, in_lists)


def page(name: str, **query: str) -> AppTest:
    test = AppTest.from_file(str(modules.PLAYGROUND / name / "page.py"), default_timeout=60)
    for key, value in query.items():
        test.query_params[key] = value
    test.run()
    assert not test.exception, test.exception
    return test


def test_the_pages_say_that_there_is_no_such_run(
    browsers: Browsers, run: RunDir, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(estimate, "_measured", lambda *_: 500.0)
    run.hide(BY_TEACHER)
    for who, sees in ((BEN, False), (ANNA, True)):
        browsers.page_of(who)
        for test in (page("train", run=run.id), page("compare", a=run.id, b=run.id)):
            said = [error.value for error in test.error]
            assert any("There is no run" in words for words in said) is not sees, (who, said)
        form = page("train")
        assert (f"open-{run.id}" in [button.key for button in form.button]) is sees


def test_the_speed_of_a_hidden_run_is_not_where_an_estimate_comes_from(run: RunDir) -> None:
    run.write_status("done", seconds=100.0, images_seen=1000)
    assert [row[0] for row in estimate._speeds(str(run.path.parent))] == [run.id]
    estimate._speeds.clear()
    run.hide(BY_OWNER)
    assert estimate._speeds(str(run.path.parent)) == []


def test_an_owner_hides_and_shows_what_the_teacher_has_not_hidden(
    browsers: Browsers, run: RunDir
) -> None:
    visible.hide(run)
    assert run.hidden_by() == BY_OWNER
    visible.show(run)
    browsers.page_of(TEACHER)
    visible.hide(run)
    browsers.page_of(ANNA)
    for change in (visible.show, visible.hide):
        with pytest.raises(GanError, match="Your teacher has hidden run 00001"):
            change(run)
    assert run.hidden_by() == BY_TEACHER
    browsers.page_of(BEN)
    for change in (visible.show, visible.hide):
        with pytest.raises(GanError, match="another person's"):
            change(run)
    browsers.page_of(TEACHER)
    visible.show(run)
    assert run.hidden_by() == ""


def test_a_run_of_nobody_is_hidden_by_nobody_but_the_teacher(
    browsers: Browsers, run: RunDir
) -> None:
    run.write_owner("")
    browsers.patch.setenv("GAN_TEACHER", "")
    browsers.patch.setattr(owners, "is_shared", lambda: True)
    assert owners.may_change(run)  # without a teacher it is everybody's
    with pytest.raises(GanError):
        visible.hide(run)


def test_alone_on_a_machine_nothing_is_hidden(
    run: RunDir, browsers: Browsers, monkeypatch: pytest.MonkeyPatch
) -> None:
    run.hide(BY_TEACHER)
    browsers.page_of(BEN)
    monkeypatch.setattr(owners, "is_shared", lambda: False)
    assert visible.may_see(run)


def test_a_run_on_images_that_somebody_brought_begins_hidden(
    browsers: Browsers, launched: list[str], make_config: Callable, runs: Path
) -> None:
    digests = {"d" * 32: True, "e" * 32: False}  # brought by Anna; drawn together
    for digest, is_upload in digests.items():
        path = IMAGES.store(digest, "cats.zip", lambda path: path.write_bytes(b"x"), 1)
        if is_upload:
            IMAGES.enlist(digest)
        config = make_config()
        object.__setattr__(config, "dataset", str(path))
        assert jobs.start(config).hidden_by() == (BY_OWNER if is_upload else "")
