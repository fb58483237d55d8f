"""A run from elsewhere beside one of here, a past that is forked, both futures, and a report."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from gan_core.config.train_config import Budget
from gan_core.queue import trash
from gan_core.runs.export_run import export_run
from gan_core.runs.run_dir import RunDir, all_runs, create
from gan_core.training.resolve import resolve_config
from tests.e2e.browser import BROWSER_TESTS, here, new_page, saved_file, until

pytestmark = BROWSER_TESTS
TINY = ("width=4", "z_dim=4", "batch_size=8", "log_every=20")
IMAGES = 1600  # seen; a second or two of training
NO_DIFFERENCE = "mean difference of a pixel 0.0 of 255"


def trained(root: Path, *settings: str) -> RunDir:
    """A run of dcgan on silhouettes, trained to its end."""
    from gan_core.runs.training_run import TrainingRun

    config = resolve_config(
        "dcgan", "silhouettes", settings=(*TINY, *settings), budget=Budget("images", IMAGES),
        device="cpu",
    )  # fmt: skip
    run = create(root, "silhouettes-dcgan-seed0", config.to_json())
    TrainingRun(run).train()
    return run


@pytest.fixture(scope="module")
def local(served) -> RunDir:
    return trained(served[1])


@pytest.fixture(scope="module")
def packed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The zip of a run of another machine, with a faster D."""
    folder = tmp_path_factory.mktemp("elsewhere")
    path = folder / "from-a-friend.zip"
    with open(path, "wb") as stream:
        export_run(trained(folder / "runs", "lr_D=0.002"), stream)
    return path


def choose(page, words: str) -> None:
    """An entry of a run's menu."""
    page.locator(".st-key-run-menu button").click()
    page.get_by_role("menuitem", name=words).click()


def drag(page, share: float) -> None:
    """The timeline of Compare with the mouse, to a share of its length."""
    box = page.locator(".timeline input").bounding_box()
    at = box["x"] + 8 + share * (box["width"] - 16), box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + box["width"] - 8, at[1])
    page.mouse.down()
    page.mouse.move(*at, steps=4)
    page.mouse.up()


def moments(page) -> list[int]:
    """Images seen at the grids that Compare shows, by run."""
    said = page.locator(".compared-runs .when").all_inner_texts()
    return [int(re.match(r"[0-9,]+", words)[0].replace(",", "")) for words in said]


def settings_that_differ(page) -> str:
    return page.locator(".st-key-differences table").inner_text()


def test_from_a_zip_to_two_futures_and_back(page, browser, served, local, packed, tmp_path) -> None:
    address, root = served
    page.goto(f"{address}/train")
    page.get_by_role("button", name="Import a run").click()
    page.locator("[class*=st-key-run-zip] input[type=file]").set_input_files(packed)
    until(lambda: "run=00002-silhouettes-dcgan-seed0" in here(page))
    page.locator(".st-key-run-title").get_by_text("imported").wait_for()
    page.locator(".live-run img.live-grid[src]").wait_for()

    choose(page, "Compare with another run")
    page.get_by_text("The same z in both runs: sample i is made from seed i, 4 numbers").wait_for()
    assert f"a=00002-silhouettes-dcgan-seed0&b={local.id}" in here(page)
    until(lambda: "0.002" in settings_that_differ(page))
    until(lambda: moments(page) == [IMAGES, IMAGES])
    at = local.moments()[0]  # where its first checkpoint is kept
    drag(page, at / IMAGES)
    until(lambda: moments(page) == [at, at])
    page.locator('[data-run="B"] figcaption a').click()

    until(lambda: f"run={local.id}&at={at}" in here(page))
    fork = page.locator(".live-fork")
    until(lambda: f"at {at:,} images, this moment" in (fork.get_attribute("title") or ""))
    fork.click()
    dialog = page.get_by_role("dialog")
    dialog.locator("[data-testid=stMultiSelect] input").click()
    page.get_by_role("option", name="Learning rate of D").click()
    rate = dialog.locator("input[aria-label='Learning rate of D']")
    rate.fill("0.002")
    rate.press("Enter")
    dialog.get_by_role("button", name="Start the branch").click()
    page.locator(".st-key-run-origin").get_by_text("Forked from").wait_for()
    page.locator(".st-key-run-title").get_by_text("done").wait_for()
    branch = next(run for run in all_runs(root) if run.origin())

    page.get_by_role("link", name="Compare these runs").click()
    until(lambda: f"a={local.id}&b={branch.id}" in here(page))
    until(lambda: moments(page) == [IMAGES, IMAGES])
    page.locator(".below select").select_option("AB")
    difference = page.locator(".difference figcaption")
    until(lambda: "mean difference" in difference.inner_text())
    assert NO_DIFFERENCE not in difference.inner_text(), "the futures differ"
    drag(page, at / IMAGES)
    until(lambda: moments(page) == [at, at] and NO_DIFFERENCE in difference.inner_text())
    page.get_by_text("where it departs").wait_for()
    page.locator('[data-run="B"] figcaption a').click()

    page.locator(".st-key-run-origin").get_by_text("Forked from").wait_for()
    choose(page, "Share…")
    report = saved_file(page, "Report (HTML)", tmp_path)
    with new_page(browser, java_script_enabled=False, offline=True) as alone:
        alone.goto(report.as_uri())
        alone.get_by_text(f"{at:,} images").first.wait_for()
        assert alone.locator("svg polyline").count() >= 2 and alone.locator("img").count() >= 1
    page.get_by_role("dialog").get_by_role("button", name="Close").click()

    choose(page, "Delete")
    page.get_by_text(f"Run {branch.id[:5]}, {branch.id[6:]}, is in the trash").wait_for()
    rows = page.locator(".runs .run")
    until(lambda: rows.count() == 2)
    assert [found.run.id for found in trash.trashed(root)] == [branch.id]
    page.get_by_role("button", name="Undo").click()
    until(lambda: rows.count() == 3)
    assert not trash.trashed(root) and branch.status()["state"] == "done"
