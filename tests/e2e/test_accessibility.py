"""axe-core finds nothing serious on any page, light and dark: contrast, names, roles, keyboard."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from filelock import FileLock

from tests.e2e.browser import BROWSER_TESTS, SLOW, current_image, serve, until
from tests.playground.train import sample_runs

pytestmark = BROWSER_TESTS
GOLDEN = Path(__file__).parents[1] / "golden" / "version_0_1" / "runs"
FINISHED, OTHER = "00003-silhouettes-dcgan-seed5", "00001-silhouettes-quick-seed5"
SEVERE = ("serious", "critical")
SCHEME = "app => getComputedStyle(app).colorScheme"
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
    context = browser.new_context(
        viewport={"width": 1280, "height": 720}, reduced_motion="reduce", color_scheme="light"
    )
    page = context.new_page()
    page.set_default_timeout(SLOW)
    yield page
    context.close()


def severe(page) -> list[str]:
    """What axe finds in both colour schemes; the second is asked for contrast only."""
    from axe_playwright_python.sync_playwright import Axe

    found = []
    for scheme, options in (
        ("light", {"resultTypes": ["violations"]}),
        ("dark", {"resultTypes": ["violations"], "runOnly": ["color-contrast"]}),
    ):
        page.emulate_media(color_scheme=scheme)
        until(lambda scheme=scheme: page.locator(".stApp").evaluate(SCHEME) == scheme)
        page.wait_for_timeout(300)  # the last colours to change
        answer = Axe().run(page, options=options).response
        for violation in answer["violations"]:
            if violation["impact"] in SEVERE:
                nodes = [node["html"][:160] for node in violation["nodes"]]
                found.append(f"{scheme}: {violation['id']} at {nodes}")
    page.emulate_media(color_scheme="light")
    return found


def unfold(page) -> None:
    """Open everything that is folded, as a reader would."""
    folded = page.locator("details:not([open]) > summary:visible")
    while folded.count():
        folded.first.click()
    page.wait_for_timeout(500)


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
    "path, ready",
    [
        ("/train", ".st-key-train button"),
        (f"/train?run={FINISHED}", ".live-plot .main-svg"),
        ("/train?run=00004-silhouettes-dcgan-seed0", ".live-plot .main-svg"),
        (f"/compare?a={FINISHED}&b={OTHER}", ".compared img"),
        ("/check", "table"),
        ("/draw", "canvas"),
        ("/learn", ".st-key-exhibits"),
        ("/learn?exhibit=d-won", "[role=radiogroup]"),
        ("/train?run=exhibit:d-won", ".live-plot .main-svg"),
        ("/train?run=exhibit:d-won&at=99999", ".live-mark"),
    ],
    ids=["form", "finished run", "running run", "compare", "check", "draw", "learn", "exhibit",
         "recording", "marks"],
)  # fmt: skip
def test_a_page(path, ready, tab, address) -> None:
    tab.goto(address + path)
    tab.locator(ready).first.wait_for()
    unfold(tab)
    found = severe(tab)
    for button in tab.locator('[data-testid="stPopover"] button').all():
        button.click()
        tab.locator('[data-testid="stPopoverBody"]').wait_for()
        found += severe(tab)
        tab.keyboard.press("Escape")
    assert not found, "\n".join(found)


def test_the_glossary(tab, address) -> None:
    tab.goto(f"{address}/check")
    tab.get_by_role("button", name="Glossary").click()
    assert not severe(tab)
