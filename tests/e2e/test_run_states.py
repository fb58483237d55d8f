"""A run in two windows: adjusting shows the true state in both, waiting names who is ahead."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from filelock import FileLock

from gan_core.config.adjustment import Adjustment
from gan_core.runs.run_dir import RunDir
from tests.e2e.browser import BROWSER_TESTS, DESKTOP, PHONE, new_page, until
from tests.playground.train import sample_runs

pytestmark = BROWSER_TESTS
SIZES = {"desktop": DESKTOP, "phone": PHONE}


@contextmanager
def living(run: RunDir) -> Iterator[None]:
    """A process of the run seems to live."""
    with FileLock(run.path / "alive.lock"):
        yield


@contextmanager
def window(browser, served, run: RunDir, size: str = "desktop") -> Iterator[object]:
    with new_page(browser, **SIZES[size]) as page:
        page.goto(f"{served[0]}/train?run={run.id}")
        page.locator(".live-facts:not(:empty)").wait_for()
        yield page


def open_panel(page) -> None:
    page.get_by_role("button", name="Adjust").click()
    page.get_by_role("button", name="Apply").wait_for()


def chosen(page) -> str:
    """The networks that are marked in the panel."""
    return page.get_by_role("radio", checked=True).first.inner_text()


def take(run: RunDir, seen: int) -> None:
    """What the trainer does with a request."""
    until(lambda: run.requested_adjustment() is not None)
    adjustment = Adjustment.from_json(run.take_adjustment())
    run.append_change({"images_seen": seen, **adjustment.to_json()})


def test_two_windows_adjust_one_run_and_both_show_the_truth(browser, served) -> None:
    run = sample_runs.sample_run(served[1], "running", overpowered_from=999)
    with (
        living(run),
        window(browser, served, run) as one,
        window(browser, served, run, "phone") as other,
    ):
        open_panel(one)
        assert chosen(one) == "both"
        one.get_by_role("radio", name="only G").click()
        open_panel(other)
        other.get_by_role("radio", name="only D").click()
        other.get_by_role("button", name="Apply").click()
        other.get_by_text("Applied (only D trains)").wait_for()
        other.get_by_role("button", name="Apply").wait_for(state="hidden")
        take(run, 14_336)
        for page in (one, other):
            facts = page.locator(".live-facts")
            facts.filter(has_text="only D trains since epoch 3.50").wait_for()
        until(lambda: chosen(one) == "only D")  # its panel was open all the time
        open_panel(other)
        until(lambda: chosen(other) == "only D")


def test_on_a_paused_run_applying_closes_the_panel_and_says_when(browser, served) -> None:
    run = sample_runs.sample_run(served[1], "paused", overpowered_from=999)
    with living(run), window(browser, served, run) as page:
        open_panel(page)
        page.get_by_role("radio", name="only G").click()
        page.get_by_role("button", name="Apply").click()
        page.get_by_text("takes effect when you continue").first.wait_for()
        page.get_by_role("button", name="Apply").wait_for(state="hidden")
        page.locator(".live-facts").filter(has_text="requested: only G trains").wait_for()


def test_a_finding_of_only_D_trains_both_again_in_this_run(browser, served) -> None:
    run = sample_runs.sample_run(served[1], "running")
    run.append_change({"images_seen": 44 * sample_runs.PER_RECORD, "lr_multiplier_G": 0.0})
    with living(run), window(browser, served, run) as page:
        finding = page.locator(".live-finding").filter(has_text="Only D has been trained since")
        finding.locator("summary").click()
        finding.get_by_role("button", name="Train both again").click()
        page.get_by_text("Applied (original settings)").wait_for()
        assert run.take_adjustment() == Adjustment().to_json()
        assert f"run={run.id}" in page.url


@pytest.mark.parametrize("size", SIZES)
def test_a_queued_run_names_who_is_ahead_and_leaving_is_called_so(browser, served, size) -> None:
    first = sample_runs.sample_run(served[1], "running")
    first.change_state("running", eta_seconds=240.0)
    run = sample_runs.sample_run(served[1], "queued", records=0)
    run.reals().unlink()
    run.write_status("queued", queued_at=2.0, device="cpu")
    with living(first), living(run), window(browser, served, run, size) as page:
        facts = page.locator(".live-facts")
        facts.filter(has_text=f"Waiting for run {first.id[:5]}, about 4 min").wait_for()
        page.get_by_role("button", name="Leave the queue").click()
        facts.filter(has_text="Leaving the queue").wait_for()
        assert run.requested("stop")
        run.withdraw()
        run.change_state("stopped")  # as its process does
        page.get_by_role("button", name="Queue again").wait_for()
        assert facts.inner_text() == "Cancelled before it began"
        assert page.get_by_role("button", name="Resume").count() == 0
        shown = "images => images.filter(image => image.hasAttribute('src')).length"
        assert page.locator(".live-run img").evaluate_all(shown) == 0


def test_the_menu_starts_a_new_run_with_these_settings(browser, served) -> None:
    run = sample_runs.sample_run(served[1])
    with window(browser, served, run, "phone") as page:
        page.get_by_role("button", name="More").click()
        page.get_by_role("menuitem", name="New run with these settings").click()
        page.get_by_role("heading", name="Train a GAN").wait_for()
