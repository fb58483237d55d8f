"""A recording on the page of a run: read-only, with marks, and the cure one press away."""

import json

import pytest

from playground.shared.exhibits import find_exhibit, find_recording
from playground.train import download_routes, exhibit_page, run_page, run_routes
from tests.playground.explore.explore_models import get
from tests.playground.train import train_page
from tests.playground.train.train_page import healthy

COLLAPSE = "exhibit:collapse"


@pytest.fixture(autouse=True)
def runs(tmp_path, monkeypatch):
    return train_page.prepare(tmp_path, monkeypatch)


def ask(address):
    routes = [*run_routes.run_routes, *download_routes.download_routes]
    return get(routes, f"/api/runs/{address}")


def test_a_recording_has_no_button_that_changes_it(runs):
    test = healthy(train_page.page(run=COLLAPSE))
    assert test.title[0].value == find_exhibit("collapse").title
    assert {button.key for button in test.button} == {"to-learn", "cure"}
    assert not [*runs.glob("0*")]


def test_the_cure_fills_the_form():
    test = healthy(train_page.page(run=COLLAPSE))
    healthy(test.button(key="cure").click().run())
    cure = find_exhibit("collapse").cure_settings
    assert "run" not in test.query_params
    assert test.session_state["form"].chosen.items() >= cure.items()


@pytest.mark.parametrize("run_id", ["exhibit:nothing", "exhibit:../mnist", "exhibit:"])
def test_an_unknown_recording_is_one_sentence(run_id):
    test = healthy(train_page.page(run=run_id))
    assert len(test.error) == 1 and "There is no exhibit" in test.error[0].value


def test_its_routes_answer_and_those_that_need_a_generator_do_not():
    answer = json.loads(ask(f"{COLLAPSE}/live").body)
    run = find_recording(COLLAPSE)
    assert answer["grids"] == [*run.samples()] and answer["generators"] == []
    assert answer["status"]["state"] == "done"
    told = {f["kind"] for moment in answer["findings"]["moments"] for f in moment["findings"]}
    assert "collapse" in told
    assert ask(f"{COLLAPSE}/grids/0.png").status == 200
    assert ask(f"{COLLAPSE}/samples.zip").status in (400, 404)
    assert ask("exhibit:nothing/live").status in (400, 404)
    assert ask("exhibit:..%2Fmnist/live").status in (400, 404)


def test_reading_a_recording_writes_nothing():
    folder = find_recording(COLLAPSE).path
    before = sorted((path, path.stat().st_mtime_ns) for path in folder.rglob("*"))
    ask(f"{COLLAPSE}/live")
    healthy(train_page.page(run=COLLAPSE))
    assert before == sorted((path, path.stat().st_mtime_ns) for path in folder.rglob("*"))


def test_what_a_finding_suggests_becomes_a_run_of_its_own(monkeypatch):
    started, said = [], []
    monkeypatch.setattr(exhibit_page, "RUN", _Address(COLLAPSE))
    monkeypatch.setattr(exhibit_page.jobs, "start", lambda config: started.append(config) or _Run())
    monkeypatch.setattr(exhibit_page.st, "toast", lambda words, icon: said.append(words))
    exhibit_page._follow({"assignments": ["lr_D=0.0001"]})
    assert started[0].settings.lr_D == 0.0001
    exhibit_page._follow({"adjustment": {"lr_multiplier_D": 0.5}})
    assert len(started) == 1 and "cannot be adjusted" in said[0]


class _Run:
    id = "00001-new"


class _Address:
    def __init__(self, run):
        self.run = run

    def get(self):
        return self.run

    def set(self, run):
        assert run == _Run.id


def test_other_runs_have_no_marks(runs, monkeypatch):
    seen = []
    monkeypatch.setattr(run_page, "live_run", lambda *_, marks=None, **__: seen.append(marks))
    run = train_page.a_run(runs, "done")
    healthy(train_page.page(run=run.id))
    assert seen == [None]
