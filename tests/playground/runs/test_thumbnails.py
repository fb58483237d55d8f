"""Small images of many runs: a few samples of the grid, kept by the browser."""

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from gan_core.data import images
from gan_core.runs.run_dir import RunDir
from playground.runs import thumbnails
from playground.runs.thumbnails import thumbnail_routes
from playground.shared.responses import version_of
from tests.playground.explore.explore_models import get
from tests.playground.train.sample_runs import sample_run


@pytest.fixture
def run(runs: Path) -> RunDir:
    return sample_run(runs, records=0)


def write(run: RunDir, side: int, columns: int, channels: int = 1, count: int = 80) -> bytes:
    shades = np.arange(count, dtype=np.uint8).repeat(side * side * channels)
    samples = shades.reshape(count, side, side, channels)
    png = images.png(images.grid(samples, columns), images.GRID_SCALE)
    run.write_samples(640, png)
    run.write_about(run.about() | {"grid_columns": columns, "image_size": side})
    return png


def asked(run: RunDir, query: str = "", seen: str = "640", **headers: str):
    return get(thumbnail_routes, f"/api/runs/{run.id}/thumbs/{seen}.png{query}", **headers)


@pytest.mark.parametrize(
    "side, channels, across, down", [(28, 1, 4, 3), (64, 3, 2, 1), (128, 3, 1, 1), (16, 1, 8, 6)]
)
def test_it_holds_the_first_samples_whole(run, side, channels, across, down) -> None:
    png = write(run, side, 10, channels)
    answer = asked(run)
    found = Image.open(io.BytesIO(answer.body))
    assert found.size == (across * side, down * side) and len(answer.body) < len(png)
    corner = np.asarray(found).reshape(down * side, across * side, -1)
    assert corner[0, 0, 0] == 0 and corner[0, -1, 0] == across - 1
    assert corner[-1, -1, 0] == 10 * (down - 1) + across - 1


def test_a_browser_asks_once_for_a_version_and_it_is_made_once(run, monkeypatch) -> None:
    write(run, 28, 10)
    version = version_of(run.samples()[640])
    kept = asked(run, f"?v={version}")
    assert kept.headers["cache-control"].endswith("immutable")
    assert "no-cache" in asked(run, "?v=1").headers["cache-control"]
    assert asked(run, if_none_match=kept.headers["etag"]).status == 304
    monkeypatch.setattr(thumbnails.Image, "open", lambda *_, **__: pytest.fail("made again"))
    assert asked(run).body == kept.body


@pytest.mark.parametrize("content", [b"", b"GIF89a", b"\x89PNG\r\n\x1a\n broken"])
def test_a_damaged_grid_is_said_in_a_sentence(run, content) -> None:
    run.write_samples(640, content)
    answer = asked(run)
    assert answer.status == 404 and "no such sample grid" in answer.json()["error"]


def test_a_grid_with_fewer_samples_than_fit_and_odd_columns(run) -> None:
    write(run, 28, 2, count=3)
    assert Image.open(io.BytesIO(asked(run).body)).size == (56, 56)
    for columns, size in ((10**6, 28), (-1, 28), ("x", "x"), (2, 0), (2, -28)):
        thumbnails.made.cache_clear()
        run.write_about(run.about() | {"grid_columns": columns, "image_size": size})
        assert asked(run).status == 200, (columns, size)


@pytest.mark.parametrize("seen", ["1", "-1", "x", "1e3"])
def test_what_is_no_grid_of_it_is_refused(run, seen) -> None:
    write(run, 28, 10)
    assert asked(run, seen=seen).status in (400, 404)
