"""axe-core finds nothing serious on any page, light and dark: contrast, names, roles, keyboard."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from filelock import FileLock

from tests.e2e.axe import severe
from tests.e2e.browser import BROWSER_TESTS, current_image, new_page, serve
from tests.playground.train import sample_runs

pytestmark = BROWSER_TESTS
GOLDEN = Path(__file__).parents[1] / "golden" / "version_0_1" / "runs"
FINISHED, OTHER = "00003-silhouettes-dcgan-seed5", "00001-silhouettes-quick-seed5"
TABS = (
    "Interpolate", "Seed map", "Latent walk", "Classes", "A − B + C", "Variations", "Directions",
    "Your image", "Layers",
)  # fmt: skip


@pytest.fixture(scope="module")
def address(tmp_path_factory) -> Iterator[str]:
    """The app with finished runs, and one that a process holds as if it trained."""
    folder = tmp_path_factory.mktemp("accessible")
    shutil.copytree(GOLDEN, folder / "runs")
    running = sample_runs.sample_run(folder / "runs", "running")
    with FileLock(running.path / "alive.lock"), serve(folder) as served:
        yield served


@pytest.fixture(scope="module")
def tab(browser) -> Iterator[object]:
    """One page for all; colours that fade are caught by axe half way."""
    with new_page(browser, color_scheme="light") as page:
        yield page


def unfold(page) -> None:
    """Open everything that is folded, as a reader would."""
    folded = page.locator("details:not([open]) > summary:visible")
    while folded.count():
        folded.first.click()
        page.wait_for_timeout(500)  # what is in it comes from the server
        page.locator(".stApp[data-test-script-state=notRunning]").wait_for()


def test_axe_sees_a_fault(tab, address) -> None:
    tab.goto(f"{address}/check")
    tab.locator("h1").wait_for()
    tab.evaluate("document.querySelector('h1').style.color = '#cccccc'")
    assert any("light: color-contrast" in words for words in severe(tab))


def test_explore(tab, address) -> None:
    tab.goto(f"{address}/")
    current_image(tab)
    names = [name.strip() for name in tab.get_by_role("tab").all_inner_texts()]
    assert names == [*TABS]
    found = []
    for name in names:
        tab.get_by_role("tab", name=name).click()
        current_image(tab)
        found += [f"{name}, {words}" for words in severe(tab)]
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    "path, ready, popovers",
    [
        ("/train", "text=Import a run", 2),  # the last of it
        (f"/train?run={FINISHED}", ".live-plot .main-svg", 1),
        ("/train?run=00004-silhouettes-dcgan-seed0", ".live-plot .main-svg", 1),
        (f"/compare?a={FINISHED}&b={OTHER}", ".compared img", 1),
        ("/check", "table", 0),
        ("/draw", "canvas", 0),
        ("/class", "form", 0),
        ("/gallery", "h1", 0),
        ("/runs", ".runs .run", 0),
        ("/game", ".game .moments input", 0),
        ("/learn", ".st-key-exhibits", 0),
        ("/learn?exhibit=d-won", "[role=radiogroup]", 0),
        ("/train?run=exhibit:d-won", ".live-plot .main-svg", 0),
        ("/train?run=exhibit:d-won&at=99999", ".live-mark", 0),
        ("/lab", ".number.js .value", 0),
        ("/lab?view=pair", ".number.js .value", 0),
        ("/lab?view=dirac", ".verdict", 0),
        ("/lab?present=1", ".number.js .value", 0),
    ],
    ids=["form", "finished run", "running run", "compare", "check", "draw", "class",
         "everyone's runs", "runs", "game", "learn", "exhibit", "recording", "marks", "lab",
         "two labs", "Dirac-GAN", "projector"],
)  # fmt: skip
def test_a_page(path, ready, popovers, tab, address) -> None:
    tab.goto(address + path)
    tab.locator(ready).first.wait_for()
    unfold(tab)
    found = severe(tab)
    buttons = tab.locator('[data-testid="stPopover"] button').all()
    assert len(buttons) == popovers
    for button in buttons:
        button.click()
        tab.locator('[data-testid="stPopoverBody"]').wait_for()
        found += severe(tab)
        tab.keyboard.press("Escape")
    assert not found, "\n".join(found)


def test_the_game_in_play_and_its_result(tab, address) -> None:
    tab.goto(f"{address}/game?seed=7")
    tab.locator(".game .confident").check()
    tab.locator(".game .begin").click()
    tab.locator(".game .play").wait_for()
    tab.keyboard.press("r")
    assert not severe(tab)
    tab.keyboard.press("1")
    for number in range(19):
        tab.keyboard.press("rf"[number % 2])
        tab.keyboard.press("4")
    tab.locator(".game .again").click()
    for number in range(20):
        tab.keyboard.press("rff"[number % 3])
        tab.keyboard.press("2")
    tab.locator(".game .comparison table").wait_for()
    assert not severe(tab)


def test_the_glossary(tab, address) -> None:
    tab.goto(f"{address}/check")
    tab.get_by_role("button", name="Glossary").click()
    assert not severe(tab)
