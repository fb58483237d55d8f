"""Three to six runs on the Compare page, and the address that shows the same view again."""

import functools
import json
from types import SimpleNamespace

import pytest

from playground.compare import run_log, view_address
from playground.compare.run_curves import RunCurves
from playground.shared.state import COMPARED
from tests.playground.compare.test_compare_page import (
    a_run,
    charts_of,
    components,
    evaluated,
    grids,
    healthy,
    page,
    shown,
    table,
)
from tests.playground.train import sample_runs


def lettered(*compared):
    return {parameter.name: run.id for parameter, run in zip(COMPARED, compared, strict=False)}


def test_six_runs_share_tables_and_curves(runs):
    six = [evaluated(a_run(runs, seed=seed, beta1=0.5), fd=9.0 - seed) for seed in range(6)]
    test = page(**lettered(*six))
    assert table(test).splitlines()[0] == "|Setting|A|B|C|D|E|F|"
    assert table(test).splitlines()[2:] == ["|Seed|0|1|2|3|4|5|"]
    quality, losses = charts_of(test)
    assert [line["name"] for line in quality["data"][:6]] == list("ABCDEF")
    assert len(losses["data"]) == 12
    assert len({(line["line"]["color"], line["line"]["dash"]) for line in losses["data"]}) == 6
    words = shown(test)
    assert "<b>4</b>" in words and "<b>5</b>" not in words, "the best of six"
    assert "after 150 images seen" in words and "Nothing certain is seen in F." in words
    assert test.button(key="compare-add").disabled


def test_a_run_is_added_and_left_out_again(runs):
    a, b, c = (a_run(runs, seed=seed) for seed in range(3))
    test = page(a=a.id, b=b.id)
    test.button(key="compare-add").click()
    test = healthy(test.run())
    assert {name: test.query_params[name] for name in "abc"} == lettered(a, b, c)
    test.selectbox(key="compare-c").set_value("")
    test = healthy(test.run())
    assert "c" not in test.query_params and len(grids(test)["runs"]) == 2


def test_the_address_restores_the_view(runs):
    a, b = (evaluated(a_run(runs, seed=seed), coverage=0.5) for seed in range(2))
    view = {"along": "epochs", "at": "0.02", "smooth": "0.6", "log": "1", "metric": "coverage",
            "held": "a100", "minus": "ab"}  # fmt: skip
    test = page(**lettered(a, b), **view)
    assert test.segmented_control(key="compare-axis").value == "epochs"
    assert test.slider(key="compare-smooth").value == 0.6 and test.toggle(key="compare-log").value
    assert test.selectbox(key="compare-metric").value == "coverage"
    drawn = grids(test)
    assert (drawn["at"], drawn["held"], drawn["minus"]) == (0.02, {"A": 100}, "AB")
    assert drawn["runs"][0]["places"] == pytest.approx([0, 100 / 4096])
    assert charts_of(test)[0]["layout"]["yaxis"]["title"]["text"] == "Coverage"
    ends = {chart["layout"]["xaxis"]["range"][1] for chart in charts_of(test)}
    assert len(ends) == 1, "one axis for both"
    assert [data["place"] for data in components(test) if "figure" in data] == [0.02, 0.02]


@pytest.mark.parametrize("value", ["-1", "1e9", "aa", "a1.\x00<b>"])
def test_a_hostile_view_is_the_default(value, runs):
    a, b = a_run(runs), a_run(runs)
    names = ("along", "at", "smooth", "metric", "held", "minus", "log")
    drawn = grids(page(**lettered(a, b), **dict.fromkeys(names, value)))
    assert (drawn["along"], drawn["at"], drawn["minus"]) == ("images_seen", None, "")
    assert drawn["held"].keys() <= {"A"}


def test_another_axis_keeps_the_moment_of_the_first_grid(runs):
    a, b = a_run(runs), a_run(runs)
    for run in (a, b):
        run.append_stats({"images_seen": 200, "seconds": 120.0, "loss/G": 1.0, "loss/D": 1.0})
    test = page(**lettered(a, b), at="90")
    test.segmented_control(key="compare-axis").set_value("minutes")
    test = healthy(test.run())
    assert test.query_params["at"] == "1"
    assert grids(test)["runs"][0]["places"] == [0, 1]


def test_what_the_timeline_says_goes_into_the_address_checked(monkeypatch):
    kept = {}
    monkeypatch.setattr(view_address, "axis", lambda: "epochs")
    for name in ("AT", "HELD", "MINUS"):
        parameter = SimpleNamespace(set=functools.partial(kept.__setitem__, name))
        monkeypatch.setattr(view_address, name, parameter)
    view_address.keep(
        {"along": "epochs", "at": 12800.0, "held": {"C": 6400, "A": 5}, "minus": "AB"}
    )
    assert kept == {"AT": "12800", "HELD": "a5.c6400", "MINUS": "ab"}
    view_address.keep({"along": "minutes", "at": 1.5, "held": {}})
    assert kept["AT"] == "12800", "the axis was changed meanwhile"
    view_address.keep(
        {"along": "epochs", "at": float("nan"), "held": {"Z": 1, "A": "x"}, "minus": None}
    )
    assert kept == {"AT": "", "HELD": "", "MINUS": ""}


def test_it_is_said_whether_the_grids_are_of_the_same_z(runs):
    a, b, c = a_run(runs), a_run(runs, seed=5), a_run(runs, z_dim=64)
    assert grids(page(**lettered(a, b)))["z"] == (
        "The same z in both runs: sample i is made from seed i, 100 numbers."
    )
    said = grids(page(**lettered(a, b, c)))["z"]
    assert said.startswith("z differs: 100 numbers in A and B, 64 in C.")


def test_grids_of_followed_seeds_say_so(runs):
    a, b, c = a_run(runs), a_run(runs), a_run(runs)
    for run in (b, c):
        run.write_config({**run.config(), "followed_seeds": [7, 900, 3]})
    drawn = grids(page(**lettered(a, b)))
    assert drawn["z"].startswith("The grids follow different seeds; a seed has the same z")
    assert [run["seeds"] for run in drawn["runs"]] == [[], [7, 900, 3]]
    assert "the seed that is followed, 100 numbers" in grids(page(**lettered(b, c)))["z"]


def test_a_log_of_any_length_takes_bounded_memory(runs, monkeypatch):
    monkeypatch.setattr(run_log, "MOST_POINTS", 64)
    run = a_run(runs)
    rows = (
        {"images_seen": 50 * n, "seconds": n, "loss/G": n % 2, "loss/D": 1} for n in range(4, 1001)
    )
    with open(run.path / "stats.jsonl", "a") as lines:
        lines.writelines(json.dumps(row) + "\n" for row in rows)
    log, _ = run_log.read(run)
    assert 32 <= len(log["loss/G"]) <= 64 and log["images_seen"][-1] == 50_000
    assert log["loss/G"][-2] == 0.5, "means of neighbours"
    run.append_stats({"images_seen": 50_050, "seconds": 1001, "loss/G": 0.5, "loss/D": 1})
    assert RunCurves.read(run).losses()["images_seen"][-1] == 50_050


def test_a_branch_says_where_it_departs(runs):
    a, b = a_run(runs), a_run(runs, grids=(100,))
    b.write_origin({"run": a.id, "images_seen": 100, "changed": {}})
    assert [run["departs"] for run in grids(page(**lettered(a, b)))["runs"]] == [0, 100]


def test_findings_come_from_the_whole_run(runs):
    three = [sample_runs.sample_run(runs, overpowered_from=at) for at in (90, 45, 10)]
    words = shown(page(**lettered(*three)))
    assert words.count("<b>D overpowers G</b>") == 2
