"""The page of a sweep, and who may queue, see and stop one."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from streamlit.testing.v1 import AppTest

from gan_core import GanError
from gan_core.config.request import Request
from gan_core.config.settings import Settings
from gan_core.config.train_config import Budget, TrainConfig
from gan_core.queue.sweeps import parts_of
from gan_core.runs.run_dir import RunDir, all_runs
from gan_core.runs.sweep_results import sweep_results
from playground.runs.sweep_chart import chart
from playground.shared import fixed_choices, jobs
from playground.shared.door import limits, visible
from tests.playground.shared.door.a_class_of_browsers import ANNA, BEN, TEACHER, Browsers, cookie

PAGE = str(Path(__file__).parents[3] / "playground" / "runs" / "sweep_page.py")
ALIKE = {"fd_name": "fd_silhouettes_cnn", "samples": 1000, "reals": 500, "reals_of": "test",
         "dataset": "silhouettes", "fd_floor": 0.6}  # fmt: skip


@pytest.fixture
def config(browsers: Browsers, make_config: Callable, monkeypatch: pytest.MonkeyPatch):
    """dcgan on silhouettes, asked for by Anna on a server where nothing is trained."""
    monkeypatch.setattr(jobs, "serve", lambda *_: None)
    monkeypatch.setenv(limits.FREE.variable, "0")
    browsers.page_of(cookie(ANNA))
    return make_config()


def start(config: TrainConfig, *values: str, seeds: tuple[int, ...] = (0,)) -> list[RunDir]:
    parts = parts_of(Settings, "lr_D", values, seeds)
    return jobs.start_sweep(parts, [config] * len(parts), Request(("width=4",)), 30.0)


def test_a_sweep_is_the_runs_of_one_person_and_keeps_their_quota(config: TrainConfig, runs: Path):
    made = start(config, "1e-4", "2e-4")
    assert len({run.owner() for run in made} - {""}) == 1
    assert len({run.ticket()["person"] for run in made}) == 1
    assert made[1].ticket()["request"]["settings"] == ["width=4", "lr_D=0.0002"]
    with pytest.raises(GanError, match="This sweep is 2 runs, and 3 of one person may wait here"):
        start(config, "1e-4", "2e-4")
    assert len(all_runs(runs)) == 2, "nothing is half queued"


def test_a_sweep_obeys_what_the_teacher_has_fixed(
    config: TrainConfig, runs: Path, browsers: Browsers
):
    fixed_choices.fix(config, "silhouettes", fixed_choices.PARTS)
    with pytest.raises(GanError, match="Your teacher has set 80 images"):
        start(replace(config, budget=Budget("minutes", 1)), "1e-4", "2e-4")
    assert all_runs(runs) == []
    start(config, "1e-4", "2e-4")
    browsers.page_of(TEACHER)
    start(replace(config, budget=Budget("minutes", 1)), *"1e-4 2e-4 3e-4 4e-4 5e-4".split())


def measured(run: RunDir, fd: float) -> None:
    run.append_metrics({"images_seen": 10, "seconds": 1.0, "fd": fd, **ALIKE})
    run.write_status("done", images_seen=10)
    run.write_ticket({"state": "over"})


def page(**query: str) -> AppTest:
    test = AppTest.from_file(PAGE, default_timeout=60)
    for name, value in query.items():
        test.query_params[name] = value
    found = test.run()
    assert not found.exception, found.exception
    return found


def text(test: AppTest) -> str:
    parts: list[Any] = [*test.markdown, *test.caption, *test.title, *test.error, *test.info]
    html = [it.proto.body for it in test.get("html")]
    return " ".join([*(it.value for it in parts), *html])


@pytest.fixture
def sweep(config: TrainConfig, monkeypatch: pytest.MonkeyPatch) -> list[RunDir]:
    """Of two values with two seeds three are done."""
    monkeypatch.setenv(limits.WAITING.variable, "0")
    made = start(config, "1e-4", "2e-4", seeds=(0, 1))
    for run, fd in zip(made, (10.0, 20.0, 14.0), strict=False):
        measured(run, fd)
    return made


def test_the_page_shows_mean_spread_and_what_they_are_of(sweep: list[RunDir]) -> None:
    said = text(page(sweep=sweep[0].id))
    assert "Sweep over Learning rate of D" in said and "4 runs, 3 done, 1 queued" in said
    assert "on 1,000 samples" in said and "other real images score 0.6" in said
    assert '<td>0.0001</td><td class=number data-of="Mean">12</td>' in said
    assert '<td class=number data-of="Spread">2.83</td>' in said
    assert "<td class=number data-of=Counted>1 of 2</td>" in said and sweep[3].id in said
    assert all(link in said for link in (f"./train?run={run.id}" for run in sweep))


def test_a_sweep_of_another_machine_says_how_many_of_its_runs_are_here(
    sweep: list[RunDir],
) -> None:
    for run in sweep[1:]:
        run.write_place(run.place().elsewhere())
    there = sweep[1].place().sweep
    said = text(page(sweep=there))
    assert "another machine, and 3 of its 4 runs are here: import" in said
    assert "Compare" in [button.label for button in page(sweep=there).button]
    assert "1 of its 4 runs is here: the others were deleted" in text(page(sweep=sweep[0].id))
    assert f"{quote(there)}) of another machine|" in text(page())


def test_the_list_has_each_sweep_once(sweep: list[RunDir]) -> None:
    said = text(page())
    assert said.count(f"./sweep?sweep={sweep[0].id}") == 1 and "|4|" in said


def test_only_who_started_it_and_the_teacher_stop_it(
    sweep: list[RunDir], browsers: Browsers
) -> None:
    browsers.page_of(cookie(BEN))
    assert "sweep-stop" not in [button.key for button in page(sweep=sweep[0].id).button]
    browsers.page_of(TEACHER)
    (stop,) = [b for b in page(sweep=sweep[0].id).button if b.key == "sweep-stop"]
    stop.click().run()
    assert sweep[3].last_state() == "stopped" and sweep[0].last_state() == "done"


def test_a_hidden_sweep_is_none_for_others(sweep: list[RunDir], browsers: Browsers) -> None:
    for run in sweep:
        run.hide(visible.BY_OWNER)
    browsers.page_of(cookie(BEN))
    assert "There is no sweep" in text(page(sweep=sweep[0].id))
    assert sweep[0].id not in text(page())


def test_the_chart_has_the_spread_as_error_bars_and_the_floor(sweep: list[RunDir]) -> None:
    figure = chart(sweep_results(sweep), "lr", "fd")
    each, mean, floor = figure.data
    assert list(each.y) == [10, 14, 20] and list(mean.y) == [12, 20]
    assert list(mean.error_y.array) == [pytest.approx(8**0.5), 0]
    assert floor.name == "real images: 0.6" and figure.layout.shapes[0].y0 == 0.6
    assert list(figure.layout.xaxis.tickvals) == [1e-4, 2e-4]
