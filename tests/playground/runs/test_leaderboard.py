"""Who is best on a set of images within a budget, among what was measured alike."""

import math
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from gan_core.runs.run_dir import RunDir
from playground.runs import leaderboard
from playground.runs.leaderboard_routes import leaderboard_routes
from playground.shared.door.visible import BY_OWNER
from tests.playground.explore.explore_models import get
from tests.playground.shared.door.a_class_of_browsers import ANNA, BEN, cookie, owned
from tests.playground.train.sample_runs import sample_run

ALIKE = {
    "fd_name": "fd_silhouettes_cnn", "samples": 1000, "reals": 500, "reals_of": "test",
    "dataset": "silhouettes", "fd_floor": 0.6, "coverage_floor": 0.61,
}  # fmt: skip


pytestmark = pytest.mark.usefixtures("browsers", "rows_read_anew")


def measured(runs: Path, *evaluations: tuple[Any, Any], **other: Any) -> RunDir:
    """A run with a Fréchet distance after so many seconds of training."""
    run = owned(sample_run(runs, records=0))
    for seconds, fd in evaluations:
        coverage = fd / 100 if isinstance(fd, float) else fd
        row = {"seconds": seconds, "images_seen": 10, "fd": fd, "coverage": coverage}
        run.append_metrics(row | ALIKE | other)
    return run


def order(runs: list[RunDir], metric: str = "fd", seconds: float = math.inf) -> list[list[str]]:
    found = leaderboard.rankings(runs, metric, seconds)
    return [[place.run for place in ranking.places] for ranking in found]


def test_of_each_run_the_last_evaluation_within_the_budget_counts(runs: Path) -> None:
    quick = measured(runs, (30, 20.0), (110, 15.0))
    slow = measured(runs, (60, 40.0), (120, 30.0), (600, 5.0))
    worse_later = measured(runs, (20, 9.0), (100, 25.0))
    three = [quick, slow, worse_later]
    assert order(three, seconds=120) == [[quick.id, worse_later.id, slow.id]]
    assert order(three) == [[slow.id, quick.id, worse_later.id]]
    assert order(three, seconds=25) == [[worse_later.id]]
    (ranking,) = leaderboard.rankings(three, "fd", 120)
    assert [(it.value, it.seconds) for it in ranking.places] == [(15, 110), (25, 100), (30, 120)]
    assert (ranking.samples, ranking.reals, ranking.floor) == (1000, 500, 0.6)


def test_high_is_better_where_it_is_and_near_one_where_that_is(runs: Path) -> None:
    low, high = measured(runs, (1, 20.0), copying=1.3), measured(runs, (1, 80.0), copying=0.8)
    assert order([low, high], "coverage") == [[high.id, low.id]]
    assert order([low, high], "copying") == [[high.id, low.id]]


@pytest.mark.parametrize(
    "other",
    [{"fd_name": "fd_fashion_cnn"}, {"samples": 500}, {"reals": 100}, {"reals_of": "train"},
     {"dataset": "mnist"}],
    ids=str,
)  # fmt: skip
def test_what_was_measured_otherwise_is_ranked_by_itself(runs: Path, other: dict) -> None:
    two, one = [measured(runs, (1, 20.0)) for _ in range(2)], measured(runs, (1, 1.0), **other)
    assert order([one, *two]) == [[it.id for it in two], [one.id]]


def test_images_of_one_name_are_told_apart_and_so_are_sizes(runs: Path) -> None:
    mine, other, large = (measured(runs, (1, 9.0), dataset="my cats") for _ in range(3))
    for run, digest, size in ((mine, "a", 28), (other, "b", 28), (large, "a", 64)):
        run.write_about(run.about() | {"digest": digest, "image_size": size})
    assert len(order([mine, other, large])) == 3


def test_damaged_evaluations_are_passed_over(runs: Path) -> None:
    run = measured(runs, (10, 8.0), (20, None), ("soon", 1.0))
    with open(run.path / "metrics.jsonl", "a") as file:
        file.write('{"seconds": 30, "fd": NaN}\n{"seconds": NaN, "fd": 1}\n{"fd": 2}\n[]\n')
        file.write('{"fd": true, "seconds": 1}\n{"seconds": 40, "fd": ')
    (ranking,) = leaderboard.rankings([run], "fd", math.inf)
    assert [(it.value, it.seconds) for it in ranking.places] == [(8, 10)]
    assert order([sample_run(runs, records=0)]) == []


def board(who: str = ANNA, **query: Any) -> Any:
    address = f"/api/leaderboard?{urlencode({'data': 'Silhouettes'} | query)}"
    return get(leaderboard_routes, address, **cookie(who))


def test_the_page_is_told_what_the_numbers_are_of(runs: Path) -> None:
    run = measured(runs, (60, 12.0))
    (ranking,) = board().json()["rankings"]
    assert ranking["measured"] == (
        "Fréchet distance (silhouettes) on 1,000 samples against 500 held-out real images. "
        "0 is perfect; other real images score 0.6."
    )
    assert ranking["places"] == [{"run": run.id, "value": 12, "seconds": 60, "images_seen": 10}]
    (ranking,) = board(metric="coverage").json()["rankings"]
    assert ranking["measured"].startswith("Coverage (features of silhouettes) on 1,000 samples")


def test_data_device_and_who_may_see_a_run_decide(runs: Path) -> None:
    run = measured(runs, (60, 12.0))
    assert not board(data="MNIST").json()["rankings"]
    assert board(device="cpu").json()["rankings"] and not board(device="cuda").json()["rankings"]
    assert not board(seconds=59).json()["rankings"] and board(seconds=60).json()["rankings"]
    assert board(BEN).json()["rankings"]
    run.hide(BY_OWNER)
    assert board(ANNA).json()["rankings"] and not board(BEN).json()["rankings"]


@pytest.mark.parametrize("query", [{"metric": "x"}, {"metric": "grad_norm_G"}, {"seconds": "1e3"},
                                   {"seconds": "0"}, {"seconds": "-5"}])  # fmt: skip
def test_what_it_cannot_rank_by_is_refused_in_a_sentence(query: dict[str, str]) -> None:
    answer = board(**query)
    assert answer.status == 400 and answer.json()["error"].endswith(".")
