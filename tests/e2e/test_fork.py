"""A run is forked in a browser: a press on the timeline, a branch that trains, both on a line."""

from pathlib import Path

import pytest

from gan_core.config.train_config import Budget
from gan_core.runs.run_dir import RunDir, all_runs, create
from gan_core.training.resolve import resolve_config
from tests.e2e.browser import BROWSER_TESTS, here, set_slider, until
from tests.playground.train import sample_runs

pytestmark = BROWSER_TESTS
RATE = "input[aria-label='Learning rate of D']"


@pytest.fixture
def parent(served) -> RunDir:
    """A run of a second or two, with a moment at its first grid and one after it."""
    from gan_core.runs.training_run import TrainingRun

    settings = ("width=4", "z_dim=4", "batch_size=8")
    config = resolve_config(
        "dcgan", "silhouettes", settings=settings, budget=Budget("images", 1600), device="cpu"
    )
    run = create(served[1], "silhouettes-dcgan-seed0", config.to_json())
    TrainingRun(run).train()
    return run


def open_run(page, served, run: RunDir) -> None:
    page.goto(f"{served[0]}/train?run={run.id}")
    page.locator(".live-plot .main-svg").first.wait_for()


def others(root: Path, *known: RunDir) -> list[RunDir]:
    return [run for run in all_runs(root) if run.id not in [each.id for each in known]]


def test_a_press_on_the_timeline_starts_a_branch_from_there(page, served, parent) -> None:
    open_run(page, served, parent)
    button, first = page.locator(".live-fork"), parent.moments()[0]
    set_slider(page.locator(".live-slider"), 1)
    until(lambda: f"at {first:,} images, this moment" in button.get_attribute("title"))
    button.click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_text(f"{first:,} images").first.wait_for()
    dialog.locator("[data-testid=stMultiSelect] input").click()
    page.get_by_role("option", name="Learning rate of D").click()
    rate = dialog.locator(RATE)
    rate.fill("0.00001")
    rate.press("Enter")
    dialog.get_by_role("button", name="Start the branch").click()
    page.locator(".st-key-run-origin").get_by_text("Forked from").wait_for()
    (branch,) = others(served[1], parent)
    assert f"run={branch.id}" in here(page)
    said = page.locator(".st-key-run-origin").inner_text()
    assert f"at {first:,} images, with Learning rate of D 1e-05 instead of 0.0002." in said
    until(lambda: branch.status()["state"] == "done")
    assert branch.config()["settings"]["lr_D"] == 1e-5 and min(branch.samples()) == first
    assert branch.stats()[0][0]["images_seen"] > first

    page.locator(".live-family").get_by_text(f"from {first:,} images").wait_for()
    page.locator(".live-family li a").click()
    until(lambda: f"run={parent.id}" in here(page))
    page.locator(".live-family .live-this", has_text=parent.id[:5]).wait_for()


def test_a_finding_is_tried_from_before_it_began(page, served) -> None:
    run = sample_runs.sample_run(served[1], overpowered_from=60)
    for seen in (3200, 12800, 25600):
        run.checkpoint_file(seen).write_bytes(b"a state that is not opened here")
    open_run(page, served, run)
    page.locator(".live-finding summary").first.click()
    page.locator(".live-suggestion", has_text="Fork from before it began").first.click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_text("12,800 images").first.wait_for()
    until(lambda: dialog.locator(RATE).input_value() == "0.00005")
    dialog.get_by_role("button", name="Close").click()
    dialog.wait_for(state="detached")
    assert "run=" + run.id in here(page)
