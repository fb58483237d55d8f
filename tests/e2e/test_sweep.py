"""A sweep in a browser: from the form to its page, stopped whole, and what it found."""

from gan_core.queue.sweeps import runs_of
from gan_core.runs.run_dir import all_runs
from tests.e2e.browser import BROWSER_TESTS, here, until

pytestmark = BROWSER_TESTS
FORM = "recipe=dcgan&dataset=silhouettes&unit=minutes&minutes=1&width=4&batch_size=8"
MEASURED = {"fd_name": "fd_silhouettes_cnn", "samples": 1000, "reals": 500, "reals_of": "test",
            "dataset": "silhouettes", "fd_floor": 0.6, "images_seen": 800}  # fmt: skip


def test_from_the_form_to_its_page_stopped_and_compared(page, served) -> None:
    page.goto(f"{served[0]}/train?{FORM}")
    page.get_by_role("button", name="Sweep one setting").click()
    dialog = page.get_by_role("dialog")
    values = dialog.get_by_label("Values, with commas between them")
    values.fill("1e-4, 4e-4")
    values.press("Enter")
    dialog.get_by_text("2 values × 2 seeds = 4 runs").wait_for()
    dialog.get_by_role("button", name="Start the sweep").click()

    page.get_by_role("heading", name="Sweep over Learning rate of D").wait_for()
    sweep = here(page).split("sweep=")[1].split("&")[0]
    runs = runs_of(sweep, all_runs(served[1]))
    assert [run.place().value for run in runs] == [1e-4, 1e-4, 4e-4, 4e-4]
    page.get_by_role("button", name="Stop all").click()
    until(lambda: all(run.status()["state"] == "stopped" for run in runs))

    for run, fd in zip(runs, (20.0, 24.0, 12.0, 13.0), strict=True):
        run.append_metrics({**MEASURED, "fd": fd})
        run.write_status("done", images_seen=800)
    page.reload()
    page.locator(".js-plotly-plot .errorbar").first.wait_for(state="attached")
    table = page.locator(".st-key-sweep-table")
    assert "22" in table.inner_text() and "2.83" in table.inner_text()
    page.locator(".st-key-sweep-compare button").click()
    until(lambda: f"a={runs[0].id}&b={runs[2].id}" in here(page), seconds=30)
