"""Everyone's runs for the teacher: read once, shown to nobody else, done to one or to all."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock

from gan_core.queue import tickets
from gan_core.runs.run_dir import RunDir
from playground.classroom.gallery_routes import OF_A_RUN, OF_ALL, gallery_routes
from playground.shared import class_desk, run_rows
from playground.shared.door.visible import BY_TEACHER
from playground.train.run_routes import run_routes
from tests.playground.explore.explore_models import Answer, get, post
from tests.playground.shared.door.a_class_of_browsers import (
    ANNA,
    BEN,
    NOBODY,
    TEACHER,
    cookie,
    owned,
)
from tests.playground.train.sample_runs import sample_run

pytestmark = pytest.mark.usefixtures("browsers", "rows_read_anew")


@pytest.fixture
def training(runs: Path) -> Iterator[RunDir]:
    """A run of Anna's that seems to train."""
    run = owned(sample_run(runs, "running", records=30))
    with FileLock(run.path / "alive.lock"):
        yield run


def queued(runs: Path, who: str) -> RunDir:
    run = owned(sample_run(runs, "queued", records=0), who)
    run.write_status("queued")
    tickets.enqueue(run, who, device="cpu", seconds=60)
    return run


def seen_by(who: str, **headers: str) -> Answer:
    return get(gallery_routes, "/api/gallery", **cookie(who), **headers)


def rows() -> list[dict[str, Any]]:
    answer = seen_by(TEACHER)
    assert answer.status == 200, answer.body
    return answer.json()["runs"]


def wish(who: str = TEACHER, **body: Any) -> Answer:
    return post(gallery_routes, "/api/gallery", json.dumps(body).encode(), **cookie(who))


def test_a_row_says_what_a_run_is(training: RunDir) -> None:
    (row,) = rows()
    assert (row["recipe"], row["data"], row["state"]) == ("dcgan", "Silhouettes", "running")
    assert row["seen"] == 9600 and row["seconds"] == 10 and row["columns"] == 10
    assert row["metric"]["samples"] == 1000 and row["metric"]["floor"] == 0.9
    assert row["metric"]["name"] == "Fréchet distance (clothes)"
    colour, animal = row["owner"].split()
    assert colour.isalpha() and animal.isalpha()
    assert row["hidden"] == "" and row["private"] is False


def test_a_run_in_trouble_says_which(runs: Path) -> None:
    run = sample_run(runs, "running", overpowered_from=5)
    with FileLock(run.path / "alive.lock"):
        assert rows()[0]["finding"]["tone"] in ("bad", "warning")
    run.change_state("failed", fault={"title": "The run diverged"})
    assert rows()[0]["finding"] == {"title": "The run diverged", "tone": "bad"}


def test_what_trains_comes_first_and_the_queue_in_its_order_last(
    runs: Path, training: RunDir
) -> None:
    ended = sample_run(runs, "done", records=10)
    first, second = queued(runs, ANNA), queued(runs, BEN)
    assert [row["id"] for row in rows()] == [training.id, ended.id, first.id, second.id]
    assert [row["place"] for row in rows()] == [None, None, 1, 2]
    assert wish(do="first", run=second.id).status == 200
    found = rows()
    assert [row["id"] for row in found[2:]] == [second.id, first.id] and found[2]["ahead"]
    assert "put first by the teacher" in found[2]["waiting"]
    wish(do="back", run=second.id)
    assert [row["id"] for row in rows()[2:]] == [first.id, second.id]


def test_a_run_that_has_ended_is_read_once(runs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run = sample_run(runs, "done", records=10)
    rows()
    read = []
    config = RunDir.config
    monkeypatch.setattr(RunDir, "config", lambda it: read.append(it.id) or config(it))
    for _ in range(3):
        assert rows()[0]["hidden"] == ""
    assert not read
    run.hide(BY_TEACHER)
    assert rows()[0]["hidden"] == BY_TEACHER and read == [run.id]


def test_within_a_second_all_pages_share_one_reading(
    runs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sample_run(runs, "done", records=10)
    monkeypatch.setattr(run_rows, "FRESH_SECONDS", 1000.0)
    read = []
    all_runs = run_rows.all_runs
    monkeypatch.setattr(run_rows, "all_runs", lambda root: read.append(root) or all_runs(root))
    tags = {seen_by(TEACHER).headers["etag"] for _ in range(5)}
    assert len(read) == 1 and len(tags) == 1
    known = seen_by(TEACHER, if_none_match=tags.pop())
    assert known.status == 304 and known.body == b""


def test_a_damaged_run_is_shown_and_breaks_nothing(runs: Path) -> None:
    run = sample_run(runs, "done", records=10)
    (run.path / "config.json").write_text("{")
    (run.path / "metrics.jsonl").write_text('{"fd": "x"}\n[]\n')
    (run.path / "status.json").write_text("[]")
    assert rows()[0]["state"] == "interrupted" and rows()[0]["recipe"] == "unknown"


def test_numbers_that_json_cannot_express_do_not_break_the_page_of_all(runs: Path) -> None:
    run = sample_run(runs, "done", records=10)
    (run.path / "metrics.jsonl").write_text('{"fd": 9, "fd_floor": NaN}\n{"fd": Infinity}\n')
    status = json.dumps(run.status() | {"seconds": float("nan")})
    (run.path / "status.json").write_text(status)
    answer = seen_by(TEACHER).body.decode()
    assert "NaN" not in answer and "Infinity" not in answer
    (row,) = rows()
    assert row["seconds"] is None and row["metric"]["value"] == 9 and row["metric"]["floor"] is None


def test_an_image_is_kept_for_good_at_the_address_of_its_version(runs: Path) -> None:
    run = sample_run(runs, "done", records=10)
    (row,) = rows()
    address = f"/api/runs/{run.id}/grids/{row['grid']}.png"
    kept = get(run_routes, f"{address}?v={row['version']}").headers["cache-control"]
    assert kept == "private, max-age=31536000, immutable"
    for query in ("", "?v=1"):
        assert "no-cache" in get(run_routes, address + query).headers["cache-control"]


def test_a_student_is_refused_whatever_they_ask(runs: Path, training: RunDir) -> None:
    for who in (ANNA, BEN, NOBODY):
        assert seen_by(who).status == 403
        for do in (*OF_A_RUN, *OF_ALL, "look"):
            assert wish(who, do=do, run=training.id).status == 403, (who, do)
    assert not training.requested("stop") and not training.hidden_by()
    assert class_desk.read() == class_desk.Desk()


@pytest.mark.parametrize(
    "body", [{}, {"do": "x"}, {"do": []}, {"do": "stop"}, {"do": "hide", "run": "../x"}, [1]]
)
def test_what_the_page_does_not_offer_is_refused_in_a_sentence(body: Any) -> None:
    answer = post(gallery_routes, "/api/gallery", json.dumps(body).encode(), **cookie(TEACHER))
    assert answer.status == 400 and answer.json()["error"].endswith(".")


def test_stop_asks_a_run_that_trains_and_takes_one_out_of_the_queue(
    runs: Path, training: RunDir
) -> None:
    ended, waiting = sample_run(runs, "done", records=10), queued(runs, BEN)
    wish(do="stop", run=ended.id)
    assert not ended.requested("stop")
    wish(do="stop all")
    assert training.requested("stop") and waiting.status()["state"] == "stopped"
    assert not ended.requested("stop")


def test_what_is_cleared_is_not_deleted_and_comes_back(runs: Path, training: RunDir) -> None:
    ended = sample_run(runs, "done", records=10)
    said = wish(do="clear").json()
    assert [row["id"] for row in said["runs"]] == [training.id] and said["cleared"] == 1
    assert ended.samples()
    ended.write_status("queued")
    tickets.enqueue(ended, ANNA)
    assert [row["id"] for row in rows()] == [training.id, ended.id], "it trains again"
    tickets.leave(ended)
    assert len(wish(do="show cleared").json()["runs"]) == 2


def test_a_run_is_shown_to_a_class_or_to_everybody_until_it_ends(training: RunDir) -> None:
    def look(code: str = "") -> dict[str, Any]:
        return get(gallery_routes, f"/api/look?class={code}", **cookie(BEN)).json()

    assert look() == {}
    wish(do="look", run=training.id)
    assert look()["run"] == look("amber-fox-42")["run"] == training.id
    wish(do="look", run=training.id, **{"class": "amber-fox-42"})
    assert look() == look("azure-bee-42") == {} and look("amber-fox-42")["recipe"] == "dcgan"
    assert wish(do="look", run=training.id, **{"class": "<b>"}).status == 400
    wish(do="end look")
    assert look("amber-fox-42") == {}


def test_what_is_hidden_is_shown_to_nobody(training: RunDir) -> None:
    wish(do="look", run=training.id)
    wish(do="hide", run=training.id)
    assert get(gallery_routes, "/api/look").json() == {} and class_desk.read().look is None
    answer = wish(do="look", run=training.id)
    assert answer.status == 400 and "is hidden" in answer.json()["error"]
    wish(do="show", run=training.id)
    wish(do="look", run=training.id)
    training.hide(BY_TEACHER)  # by whatever way
    assert get(gallery_routes, "/api/look").json() == {}
