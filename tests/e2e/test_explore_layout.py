"""Explore's first lines: nothing below them moves, and what is too long says so."""

import pytest

from tests.e2e.browser import BROWSER_TESTS, current_image, here, top_of, until
from tests.e2e.test_explore import open_tab
from tests.playground.explore.explore_models import make_run

pytestmark = BROWSER_TESTS

TABS = ".latent-canvas .tabs"
SIZES = [(1280, 720), (1920, 1080)]


@pytest.mark.parametrize("size", SIZES)
def test_a_run_with_its_snapshots_moves_nothing_below(size, page, served) -> None:
    page.set_viewport_size(dict(zip(("width", "height"), size, strict=True)))
    open_tab(page, served)
    shipped = top_of(page.locator(TABS))
    run = make_run(served[1])
    open_tab(page, served, f"model=run:{run.id}")
    assert top_of(page.locator(TABS)) == shipped
    page.get_by_role("slider", name="Snapshot (images seen)").press("ArrowLeft")
    until(lambda: f"run:{run.id}@0" in here(page))
    current_image(page)
    assert top_of(page.locator(TABS)) == shipped


def test_title_and_sentence_stand_on_one_line_and_a_long_name_ends_in_an_ellipsis(
    page, served
) -> None:
    run = make_run(served[1], name="transposed-convolutions-again-and-again-" * 2)
    open_tab(page, served, f"model=run:{run.id}")
    middles = [
        box["y"] + box["height"] / 2
        for box in (page.locator(".st-key-explore-title h1").bounding_box(),
                    page.locator(".st-key-explore-title p").bounding_box())
    ]  # fmt: skip
    assert abs(middles[0] - middles[1]) < 4
    field = page.get_by_role("combobox", name="Generator", exact=True)
    assert field.evaluate("field => getComputedStyle(field).textOverflow") == "ellipsis"
    link = page.get_by_role("link", name=f"Run {run.id[:5]}")
    assert run.id[6:] in link.get_attribute("title")
    link.click()
    page.wait_for_url(f"**/train?run={run.id}")


def test_a_channel_or_a_direction_moves_nothing_on_a_desk_either(page, served) -> None:
    open_tab(page, served, "tab=layers")
    channels = page.locator(".feature-maps .sample")
    until(lambda: channels.count() > 1)
    before = top_of(page.locator(".tools")), channels.nth(3).bounding_box()
    channels.nth(3).click()
    until(lambda: "without 1" in page.locator(".without figcaption").inner_text())
    assert (top_of(page.locator(".tools")), channels.nth(3).bounding_box()) == before

    open_tab(page, served, "tab=directions")
    rows = page.locator(".named .direction")
    until(lambda: rows.count() == 6)
    before = [rows.nth(index).bounding_box() for index in range(6)]
    for index in range(6):
        rows.nth(index).locator("input").press("ArrowRight")
    until(lambda: here(page).count(":0.1") == 6)
    assert [rows.nth(index).bounding_box() for index in range(6)] == before


def test_directions_with_a_name_come_first_and_the_others_are_folded(page, served) -> None:
    open_tab(page, served, "tab=directions&point=8")
    until(lambda: page.locator(".unnamed .direction").count() > 6)
    names = page.locator(".named .direction b").all_inner_texts()
    assert {*names} == {"brightness", "width", "height", "symmetry", "sides", "texture"}
    listed = page.locator(".unnamed .direction").evaluate_all("all => all.map(e => e.dataset.id)")
    assert not {"pca-1", "sefa-1"} <= {*listed}  # nearly one direction
    assert not page.locator(".unnamed .direction").first.is_visible()
    page.locator(".unnamed summary").click()
    strip = page.locator(".unnamed .direction .pixels").first
    until(lambda: strip.evaluate("image => image.naturalWidth") == 7 * 28)
    # a link that is moved along one that would be folded or left out shows it
    open_tab(page, served, "tab=directions&point=8~dpca-1:2,sefa-1:-1")
    for name in ("pca-1", "sefa-1"):
        page.locator(f'.direction[data-id="{name}"] .reset').wait_for()
