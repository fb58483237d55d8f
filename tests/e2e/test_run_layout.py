"""Nothing on a run's page moves or is covered, whatever the run goes through, at four widths.

The run is a directory whose files the test changes; alive.lock is held where a process would live.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from filelock import FileLock

from gan_core.runs.run_dir import RunDir
from tests.e2e.browser import BROWSER_TESTS, DESKTOP, PHONE, new_page, until
from tests.playground.train import sample_runs

pytestmark = BROWSER_TESTS
WINDOWS = {
    "1280": DESKTOP,
    "1920": {"viewport": {"width": 1920, "height": 1080}},
    "phone": PHONE,
    "zoomed": {"viewport": {"width": 640, "height": 360}, "device_scale_factor": 2},
}
# The page polls every second or more rarely; here its waits are twenty times shorter.
HASTE = "const wait = setTimeout; window.setTimeout = (f, ms, ...rest) => wait(f, ms / 20, ...rest)"
FIXED = (".st-key-run-header", ".live-status", ".live-curves", ".live-plot", ".live-samples",
         ".live-figures", ".live-below", ".live-timeline")  # fmt: skip
PLACES = """selectors => Object.fromEntries(selectors.map(selector => {
  const { x, y, width, height } = document.querySelector(selector).getBoundingClientRect();
  return [selector, { x, y, width, height }];
}))"""
# Parts of the view that overlap each other, or reach out of the window sideways.
COVERED = """() => {
  const parts = ['.live-facts', '.live-findings', '.live-options', '.live-legend', '.live-plot',
    '.live-under', '.live-grids', '.live-caption', '.live-below', '.live-distributions',
    '.live-timeline'];
  const boxes = parts.map(part => [part, document.querySelector(part).getBoundingClientRect()]);
  const wrong = [];
  for (const [one, a] of boxes) {
    if (a.left < -1 || a.right > innerWidth + 1) wrong.push(one + ' leaves the window');
    for (const [other, b] of boxes) {
      const across = Math.min(a.right, b.right) - Math.max(a.left, b.left);
      const down = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
      if (one < other && across > 1 && down > 1) wrong.push(one + ' covers ' + other);
    }
  }
  return wrong;
}"""
ERROR = "The disk is full: free some space, then resume. " * 4


@contextmanager
def window(browser, name: str) -> Iterator[object]:
    with new_page(browser, **WINDOWS[name]) as page:
        page.add_init_script(HASTE)
        yield page


class Story:
    """A run directory that goes through everything; each step says what the page then shows."""

    def __init__(self, root: Path):
        self.run = sample_runs.sample_run(root, "queued", records=0)
        self.run.reals().unlink()
        (self.run.path / "about.json").unlink()
        self.run.write_status("queued", queued_at=1.0)
        self.lock = FileLock(self.run.path / "alive.lock")
        self.lock.acquire()
        self.entries = 0

    def __enter__(self) -> "Story":
        return self

    def __exit__(self, *_: object) -> None:
        self.lock.release(force=True)

    def steps(self) -> Iterator[tuple[str, str, str]]:
        """Name, a part of the page and the words in it that show that the step has arrived."""
        run = self.run
        yield "queued", ".live-facts", "Starting"
        run.write_status("running", phase="reading the images", device="cpu")
        yield "starting", ".live-facts", "reading the images"
        self._begin()
        yield "running", ".live-facts", "images seen"
        assert self.entries == 10
        self._train(40, sample_runs.OVERPOWERED)
        yield "one finding", ".live-findings", "D overpowers G"
        self._train(40, sample_runs.OVERPOWERED, spoiled=True)
        yield "three findings", ".live-findings", "Rarely generated"
        run.append_change({"images_seen": 90 * sample_runs.PER_RECORD, "lr_multiplier_G": 0.0})
        yield "adjusted", ".live-facts", "only D trains since epoch"
        sample_runs.write_status(run, "paused", self.entries)
        yield "paused", ".st-key-run-title", "paused"
        for state in ("stopped", "done"):
            run.change_state(state, fault={"kind": "d_overpowers", "title": "D overpowers G"})
            yield state, ".st-key-run-title", f"{state}: D overpowers G"
        run.change_state("failed", error=ERROR)
        yield "failed", ".live-findings", "The disk is full"
        sample_runs.write_status(run, "running", self.entries)
        self.lock.release()
        yield "interrupted", ".live-findings", "ended unexpectedly"

    def _begin(self) -> None:
        self.run.write_about(sample_runs.about())
        self.run.write_reals(sample_runs.grid_of(255))
        (self.run.path / "generators" / "G_ema_00000000.safetensors").touch()
        self._train(10, sample_runs.BALANCED, evaluated=False)

    def _train(self, count: int, curves: dict, spoiled=False, evaluated=True) -> None:
        for number in range(self.entries, self.entries + count):
            seen = number * sample_runs.PER_RECORD
            if number % 5 == 0:
                self.run.write_samples(seen, sample_runs.grid_of(number))
            if evaluated and number % 5 == 0:
                row = sample_runs.metrics(seen)
                worse = {"fd": 300.0 + number, "class_histogram": [0.0, 0.5, 0.5]}
                self.run.append_metrics(row | worse if spoiled else row)
            self.run.append_stats(sample_runs.record(number, curves))
        self.entries += count
        sample_runs.write_status(self.run, "running", self.entries)


def places(page) -> dict[str, dict[str, float]]:
    return page.evaluate(PLACES, list(FIXED))


def moved(before: dict, after: dict) -> list[str]:
    """What is elsewhere by more than two pixels, or of another size."""
    return [
        f"{part}: {side} {before[part][side]:.0f} -> {after[part][side]:.0f}"
        for part in before
        for side in before[part]
        if abs(before[part][side] - after[part][side]) > 2
    ]


@pytest.mark.parametrize("name", WINDOWS)
def test_nothing_moves_and_nothing_is_covered_through_a_whole_run(browser, served, name) -> None:
    first: dict | None = None
    with Story(served[1]) as story, window(browser, name) as page:
        page.goto(f"{served[0]}/train?run={story.run.id}")
        for step, part, words in story.steps():
            page.locator(part).filter(has_text=words).wait_for()
            until(lambda: header_is_of(page, story.run))
            now = places(page)
            first = first or now
            assert moved(first, now) == [], step
            assert page.evaluate(COVERED) == [], step
            assert page.locator(".live-run img").evaluate_all(BROKEN) == [], step


BROKEN = """images => images.filter(image => image.hasAttribute('src') && image.complete
  && !image.naturalWidth && image.checkVisibility()).map(image => image.src)"""
MAIN = {
    "queued": "stop", "running": "pause", "paused": "continue", "stopped": "resume",
    "done": "run-menu", "failed": "resume", "interrupted": "resume",
}  # fmt: skip


def header_is_of(page, run: RunDir) -> bool:
    """Whether the page has rerun for the state the run is in now."""
    return page.locator(f".st-key-{MAIN[run.status()['state']]}").count() == 1


@pytest.mark.parametrize("name", ["1280", "1920"])
def test_the_whole_grid_fits_between_header_and_timeline(browser, served, name) -> None:
    run = sample_runs.sample_run(served[1])
    names = ["T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker",
             "Bag", "Ankle boot"]  # fmt: skip
    run.write_about(sample_runs.about() | {"condition_names": names})
    with window(browser, name) as page:
        page.goto(f"{served[0]}/train?run={run.id}")
        page.locator(".live-class").first.wait_for()
        bottom = "element => element.getBoundingClientRect().bottom"
        timeline = page.locator(".live-timeline")
        assert timeline.evaluate(bottom) <= page.viewport_size["height"]
        assert page.evaluate(COVERED) == []
        page.locator(".live-more").click()  # what lies below is announced and can be reached
        until(lambda: page.locator(".live-numbers td").first.evaluate(IN_SIGHT))


IN_SIGHT = "e => e.getBoundingClientRect().top < innerHeight"
CUT_OFF = "names => names.filter(n => n.scrollWidth > n.clientWidth + 1).map(n => n.textContent)"
LEAST_PX = 12.5


@pytest.mark.parametrize("name", WINDOWS)
def test_class_names_are_whole_and_large_enough(browser, served, name) -> None:
    names = ["airplane", "automobile", "T-shirt/top", "Pullover", "deer", "Ankle boot", "frog",
             "horse", "ship", "truck"]  # fmt: skip
    run = sample_runs.sample_run(served[1])
    run.write_about(sample_runs.about() | {"condition_names": names})
    with window(browser, name) as page:
        page.goto(f"{served[0]}/train?run={run.id}")
        page.locator(".live-class-names span").first.wait_for()
        until(lambda: page.locator(".live-grid").evaluate("image => image.naturalWidth"))
        spans = page.locator(".live-class-names span")
        assert spans.evaluate_all(CUT_OFF) == []
        sizes = spans.evaluate_all("s => s.map(n => parseFloat(getComputedStyle(n).fontSize))")
        assert min(sizes) >= LEAST_PX


def test_runs_are_small_rows_on_a_phone(browser, served) -> None:
    fault = {"kind": "d_overpowers", "title": "Only D has been trained since epoch 0.30"}
    sample_runs.sample_run(served[1]).change_state("done", fault=fault)
    with window(browser, "phone") as page:
        page.goto(f"{served[0]}/train?run=00000-none")  # the list without the form
        cards = page.locator("[class*=st-key-run-card-]")
        cards.first.locator("img").wait_for()
        heights = cards.evaluate_all("cards => cards.map(c => c.getBoundingClientRect().height)")
        assert heights and max(heights) < 130
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        page.get_by_text("done: Only D has been trained").first.wait_for()


@pytest.mark.parametrize("name", WINDOWS)
def test_a_long_fault_stays_in_the_title_row(browser, served, name) -> None:
    run = sample_runs.sample_run(served[1])
    title = "The learning rates have been multiplied by 4 (G) and 0.5 (D) since epoch 0.30"
    run.change_state("done", fault={"kind": "d_overpowers", "title": title})
    with window(browser, name) as page:
        page.goto(f"{served[0]}/train?run={run.id}")
        page.get_by_text("done: The learning rates").wait_for()
        page.locator(".live-finding").first.wait_for()  # by then the style is there as well
        box = "e => e.getBoundingClientRect().toJSON()"
        row = page.locator(".st-key-run-title").evaluate(box)
        actions = page.locator(".st-key-run-actions").evaluate(box)
        assert row["right"] <= page.viewport_size["width"] and row["height"] < 40
        assert row["right"] <= actions["left"] or row["bottom"] <= actions["top"]
        assert page.get_by_role("heading", level=1).evaluate("e => e.clientWidth") >= 60
