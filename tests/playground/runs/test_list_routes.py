"""The Runs page: what it lists for whom, who renames and deletes, and the way back."""

import json
import time
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock

from gan_core.queue import tickets, trash
from gan_core.runs.run_dir import RunDir, all_runs
from playground.runs import list_routes as routes_of_page
from playground.runs.list_routes import ACTIONS, list_routes
from playground.shared.door import owners
from playground.shared.door.visible import BY_OWNER
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
from tests.playground.train.sample_runs import sample_run

LABEL = {"name": "Sharp shoes", "note": "<b>keep</b>\nfor Monday", "tags": ["best", "64 px"]}


pytestmark = pytest.mark.usefixtures("browsers", "rows_read_anew")


@pytest.fixture
def run(runs: Path) -> RunDir:
    """A finished run of Anna's."""
    return owned(sample_run(runs, records=20))


def seen(who: str, **headers: str) -> Answer:
    return get(list_routes, "/api/runs", **cookie(who), **headers)


def ids(who: str) -> list[str]:
    return [row["id"] for row in seen(who).json()["runs"]]


def wish(who: str, **body: Any) -> Answer:
    return post(list_routes, "/api/runs", json.dumps(body).encode(), **cookie(who))


def test_a_row_says_what_a_run_is(run: RunDir) -> None:
    run.append_metrics({"seconds": 99, "fd": 1.5, "fd_name": "fd_fashion_cnn", "samples": 1000})
    run.append_metrics({"seconds": 100, "fd": 7, "fd_name": "fd_fashion_cnn", "samples": 1000})
    (row,) = seen(BEN).json()["runs"]
    assert (row["recipe"], row["data"], row["state"]) == ("dcgan", "Silhouettes", "done")
    assert row["metric"]["value"] == 7 and row["best"]["value"] == 1.5
    assert row["device"] == "cpu" and row["grid"] == 3200 and row["owner"]


def test_the_best_is_of_the_features_of_the_last_evaluation(run: RunDir) -> None:
    run.append_metrics({"fd": 900, "fd_name": "fd_own_features", "samples": 1000})
    assert seen(ANNA).json()["runs"][0]["best"]["value"] == 900


def test_everybody_sees_what_is_public_and_knows_what_they_may_change(run: RunDir) -> None:
    of_nobody = sample_run(run.path.parent, records=0)
    for who, mine, locked in (
        (ANNA, [run.id], [of_nobody.id]),
        (BEN, [], [of_nobody.id, run.id]),
        (NOBODY, [], [of_nobody.id, run.id]),
        (TEACHER, [], []),
    ):
        found = seen(who).json()
        assert [row["id"] for row in found["runs"]] == [of_nobody.id, run.id], who
        assert (found["mine"], found["locked"]) == (mine, locked), who
        assert found["shared"] and found["teacher"] is (who == TEACHER)
    run.hide(BY_OWNER)
    assert [run.id in ids(who) for who in (ANNA, TEACHER, BEN, NOBODY)] == [
        True,
        True,
        False,
        False,
    ]


def test_alone_on_a_machine_everything_is_yours(run: RunDir, browsers: Browsers) -> None:
    browsers.patch.setenv("GAN_TEACHER", "")
    browsers.patch.setattr(owners, "is_shared", lambda: False)
    found = seen(NOBODY).json()
    assert not found["locked"] and not found["shared"] and not found["teacher"]
    assert wish(NOBODY, do="trash", run=run.id).status == 200


def test_a_page_that_knows_everything_is_sent_nothing(run: RunDir) -> None:
    answer = seen(ANNA)
    tag = answer.headers["etag"]
    assert seen(ANNA, if_none_match=tag).status == 304
    assert seen(BEN, if_none_match=tag).status == 200, "what they may change differs"
    assert wish(ANNA, do="label", run=run.id, **LABEL).headers["etag"] != tag


def test_a_label_is_kept_and_shown_as_it_was_typed(run: RunDir) -> None:
    answer = wish(ANNA, do="label", run=run.id, **LABEL)
    (row,) = answer.json()["runs"]
    assert {key: row[key] for key in LABEL} == LABEL == run.label().to_json()
    refused = wish(ANNA, do="label", run=run.id, **(LABEL | {"name": "x" * 61}))
    assert refused.status == 400 and "at most 60 characters" in refused.json()["error"]
    assert run.label().to_json() == LABEL


def test_delete_and_undo(run: RunDir) -> None:
    found = wish(ANNA, do="trash", run=run.id).json()
    assert not found["runs"] and not all_runs(run.path.parent)
    (row,) = found["trash"]
    assert row["id"] == run.id and row["days_left"] == 7 and row["data"] == "Silhouettes"
    found = wish(ANNA, do="restore", run=run.id).json()
    assert [row["id"] for row in found["runs"]] == [run.id] and not found["trash"]
    wish(ANNA, do="trash", run=run.id)
    assert wish(ANNA, do="delete", run=run.id).json()["trash"] == []
    assert wish(ANNA, do="restore", run=run.id).status == 400


def test_only_their_own_trash_is_listed_taken_back_and_emptied(run: RunDir, runs: Path) -> None:
    other = owned(sample_run(runs, records=0), BEN)
    wish(ANNA, do="trash", run=run.id), wish(BEN, do="trash", run=other.id)
    trashes = {who: [row["id"] for row in seen(who).json()["trash"]] for who in (ANNA, BEN, NOBODY)}
    assert trashes == {ANNA: [run.id], BEN: [other.id], NOBODY: []}
    for do in ("restore", "delete"):
        assert "not in the trash" in wish(BEN, do=do, run=run.id).json()["error"]
    wish(BEN, do="empty")
    assert [it.run.id for it in trash.trashed(runs)] == [run.id]
    assert wish(TEACHER, do="restore", run=run.id).status == 200


def test_what_has_been_in_the_trash_for_its_time_is_not_listed_and_deleted(run: RunDir) -> None:
    runs = run.path.parent
    wish(ANNA, do="trash", run=run.id)
    trash.find(runs, run.id).run.mark_trashed(time.time() - trash.KEPT_SECONDS)
    assert seen(ANNA).json()["trash"] == [] and not trash.trashed(runs)


def test_a_run_that_trains_or_waits_is_not_deleted(run: RunDir) -> None:
    tickets.enqueue(run, ANNA, device="cpu")
    answer = wish(ANNA, do="trash", run=run.id)
    assert (
        answer.status == 400 and "trains or waits in the queue; stop it" in answer.json()["error"]
    )
    tickets.leave(run)
    run.write_status("running")
    with FileLock(run.path / "alive.lock"):
        assert wish(ANNA, do="trash", run=run.id).status == 400
    assert run.path.is_dir()


def test_another_person_changes_nothing(run: RunDir) -> None:
    for who in (BEN, NOBODY):
        for do in ("label", "trash"):
            answer = wish(who, do=do, run=run.id, **LABEL)
            assert answer.status == 400 and "another person" in answer.json()["error"], (who, do)
    run.hide(BY_OWNER)
    assert "There is no run" in wish(BEN, do="trash", run=run.id).json()["error"]
    assert run.path.is_dir() and not run.label().name
    assert wish(TEACHER, do="label", run=run.id, **LABEL).status == 200


@pytest.mark.parametrize(
    "body",
    [[1], {}, {"do": "x"}, {"do": []}, {"do": "trash"}, {"do": "restore", "run": "../x"},
     {"do": "delete", "run": None}, {"do": "label", "run": "00001-x", "tags": 5}],
)  # fmt: skip
def test_what_the_page_does_not_offer_is_refused_in_a_sentence(body: Any) -> None:
    answer = post(list_routes, "/api/runs", json.dumps(body).encode(), **cookie(ANNA))
    assert answer.status == 400 and answer.json()["error"].endswith("."), answer.body
    assert {*ACTIONS} == {"label", "trash", "restore", "delete", "empty"}


def test_a_damaged_run_is_listed_and_can_be_deleted(run: RunDir, runs: Path) -> None:
    (run.path / "config.json").write_text("{")
    (run.path / "metrics.jsonl").write_text('{"fd": NaN}\n{"fd": Infinity, "samples": NaN}\n[]\n')
    (run.path / "status.json").write_text('{"state": "done", "seconds": NaN, "updated": Infinity}')
    (run.path / "label.json").write_text('{"name": 5}')
    answer = seen(ANNA)
    assert "NaN" not in answer.body.decode() and "Infinity" not in answer.body.decode()
    (row,) = answer.json()["runs"]
    assert row["recipe"] == "unknown" and row["best"] is None and row["seconds"] is None
    (row,) = wish(ANNA, do="trash", run=run.id).json()["trash"]
    assert row["recipe"] == "unknown"


def test_what_is_in_the_trash_is_described_once(
    run: RunDir, monkeypatch: pytest.MonkeyPatch
) -> None:
    wish(ANNA, do="trash", run=run.id)
    seen(ANNA)
    monkeypatch.setattr(routes_of_page.run_rows, "describe", lambda _: pytest.fail("read again"))
    assert seen(ANNA).json()["trash"][0]["number"] == "00001"


@pytest.mark.parametrize("value", ["x", [], {}, True, "NaN", 1e300])
def test_what_should_be_a_number_and_is_none_reaches_no_page(run: RunDir, value: Any) -> None:
    names = ("samples", "fd_floor", "images_seen")
    run.append_metrics({"fd": 3, **dict.fromkeys(names, value)})
    names = ("images_seen", "seconds", "progress", "updated")
    (run.path / "status.json").write_text(
        json.dumps({"state": "done"} | dict.fromkeys(names, value))
    )
    run.write_about(run.about() | {"grid_columns": value})
    (row,) = seen(ANNA).json()["runs"]
    assert (row["seen"], row["seconds"], row["progress"], row["updated"]) == (0, None, 0, None)
    assert row["best"] == row["metric"] and row["columns"] == 10
    assert {row["metric"][key] for key in ("samples", "floor", "seen")} == {None}
