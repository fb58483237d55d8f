"""A run leaves in a zip and comes back, in a browser; its report opens alone."""

import shutil
from pathlib import Path

import pytest

from gan_core.runs.run_dir import RunDir, all_runs
from tests.e2e.browser import BROWSER_TESTS, here, new_page, saved_file, until

pytestmark = BROWSER_TESTS

GOLDEN = Path(__file__).parents[1] / "golden" / "version_0_1" / "runs"


@pytest.fixture(scope="module")
def run(served):
    """A finished run, of version 0.1."""
    name = "00001-silhouettes-quick-seed5"
    return RunDir(shutil.copytree(GOLDEN / name, served[1] / name))


def test_a_run_is_exported_imported_and_reported(page, browser, served, run, tmp_path) -> None:
    address, runs = served
    page.goto(f"{address}/train?run={run.id}")
    page.get_by_role("button", name="More").click()
    page.get_by_text("Share…").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_text("python -m gan_core train quick").wait_for()
    report = saved_file(page, "Report (HTML)", tmp_path)
    packed = saved_file(page, "The whole run (ZIP", tmp_path)
    assert (report.name, packed.name) == (f"{run.id}.html", f"{run.id}.zip")

    page.goto(f"{address}/train")
    page.get_by_role("button", name="Import a run").click()
    uploader = page.locator("[class*=st-key-run-zip] input[type=file]")
    no_zip = {"name": "holiday.zip", "mimeType": "application/zip", "buffer": b"GIF89a" * 9}
    uploader.set_input_files(no_zip)
    page.get_by_text("holiday.zip is not the zip of a run").wait_for()
    assert len(all_runs(runs)) == 1
    uploader.set_input_files(packed)
    until(lambda: f"run=00002-{run.id[6:]}" in here(page))
    page.locator(".live-run img.live-grid[src]").wait_for()
    (newest, *_) = all_runs(runs)
    assert newest.stats() == run.stats() and newest.imported_from()["id"] == run.id

    with new_page(browser, java_script_enabled=False, offline=True) as alone:
        alone.goto(report.as_uri())
        alone.get_by_role("heading", name="Train it again").wait_for()
        assert alone.locator("svg polyline").count() == 4
        assert alone.locator("img").count() == 3
