"""A run's grid drawn again with other seeds: as training would have drawn it, bounded, kept."""

import io
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from gan_core.commands.train import create_run
from gan_core.commands.train_run import train_run
from gan_core.generator.session import load_generator
from gan_core.runs.run_dir import RunDir
from playground.compare import seed_routes
from playground.compare.same_z import common_seeds, z_words
from playground.compare.sides import Side
from playground.shared.door import visible
from tests.playground.explore.explore_models import Answer, get
from tests.playground.shared.door.a_class_of_browsers import ANNA, BEN, Browsers, cookie, owned

SEEDS = (7, 3, 900)


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory, make_config: Callable) -> list[Path]:
    """Two runs that differ in the seeds they follow alone."""
    root = tmp_path_factory.mktemp("seeds") / "runs"
    config = replace(make_config(16), dataset="silhouettes")
    both = [create_run(root, each) for each in (config, replace(config, followed_seeds=SEEDS))]
    assert [train_run(run) for run in both] == ["done", "done"]
    return [run.path for run in both]


@pytest.fixture
def pair(trained: list[Path], runs: Path, browsers: Browsers) -> list[RunDir]:
    seed_routes._drawn.cache_clear()
    return [owned(RunDir(shutil.copytree(path, runs / path.name))) for path in trained]


def ask(
    run: RunDir, seen: object = 16, seeds: str = "7.3.900", who: str = ANNA, **more: str
) -> Answer:
    address = f"/api/runs/{run.id}/seeds/{seen}.png?seeds={seeds}&columns=2"
    return get(seed_routes.seed_routes, address, **cookie(who), **more)


def pixels(png: bytes) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(png)))


def test_it_is_the_grid_that_the_other_run_drew(pair: list[RunDir]) -> None:
    plain, following = pair
    answer = ask(plain)
    assert answer.status == 200 and answer.headers["content-type"] == "image/png"
    # Both trained alike, so that G of the one draws what the other has drawn.
    drawn, saved = pixels(answer.body), pixels(following.samples()[16].read_bytes())
    assert np.abs(drawn.astype(int) - saved).max() <= 1, "in half precision"
    size = load_generator(plain.path).image_size
    assert drawn.shape[0] % size == 0
    assert ask(plain, if_none_match=answer.headers["etag"]).status == 304
    assert ask(plain, seeds="8.3.900").body != answer.body


@pytest.mark.parametrize(
    ("seen", "seeds", "status"),
    [("17", "7", 404), ("16", "", 400), ("16", "-1", 400), ("16", "7..3", 400), ("x", "7", 400),
     ("16", ".".join(["1"] * 101), 400), ("16", "9" * 30, 400)],
)  # fmt: skip
def test_what_cannot_be_drawn_is_a_sentence(
    seen: str, seeds: str, status: int, pair: list[RunDir]
) -> None:
    answer = ask(pair[0], seen, seeds)
    assert answer.status == status and answer.json()["error"]


def test_only_who_sees_the_run(pair: list[RunDir], browsers: Browsers) -> None:
    pair[0].hide(visible.BY_OWNER)
    assert ask(pair[0], who=ANNA).status == 200
    assert "There is no run" in ask(pair[0], who=BEN).json()["error"]


def test_compare_draws_the_one_that_follows_no_seeds_again(pair: list[RunDir]) -> None:
    sides = [Side.read(name, run) for name, run in zip("AB", pair, strict=True)]
    common = common_seeds(sides)
    assert common is not None and (common.of, common.redrawn) == ("B", ["A"])
    assert tuple(common.seeds) == SEEDS and common.columns == 2
    assert "A is drawn again with the seeds that B follows" in z_words(sides)
    assert common_seeds([sides[1], sides[1]]) is None and common_seeds([sides[0]] * 2) is None
    for path in pair[0].generators().values():
        path.unlink()
    assert common_seeds(sides) is None and "follow different seeds" in z_words(sides)
