"""Explore on a phone: the picture stays in sight, a swipe scrolls past it, a tap moves nothing."""

from collections.abc import Iterator

import pytest

from tests.e2e.browser import (
    BROWSER_TESTS,
    PHONE,
    current_image,
    final_image,
    here,
    new_page,
    set_slider,
    swipe,
    top_of,
    until,
)
from tests.e2e.test_explore import open_tab

pytestmark = BROWSER_TESTS

WIDTH = PHONE["viewport"]["width"]
IN_SIGHT = """canvas => {
  const { left, top, width, height } = canvas.getBoundingClientRect();
  const at = [left + width / 2, top + height / 2];
  let found = document.elementFromPoint(...at);
  while (found?.shadowRoot) found = found.shadowRoot.elementFromPoint(...at);
  return top >= 0 && top + height <= innerHeight / 2 && found === canvas;
}"""


@pytest.fixture
def page(browser) -> Iterator[object]:
    with new_page(browser, **PHONE) as page:
        yield page


def scrolled(page) -> float:
    return page.evaluate("document.querySelector('[data-testid=stMain]').scrollTop")


def from_middle(locator, dx, dy, steps=12) -> list[tuple[float, float]]:
    """The places of a straight swipe from the middle of the element."""
    box = locator.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    return [(x + dx * step / steps, y + dy * step / steps) for step in range(steps + 1)]


@pytest.mark.parametrize("tab", ["interpolate", "classes", "directions", "layers"])
def test_the_image_stays_in_sight_down_to_the_samples(tab, page, served) -> None:
    open_tab(page, served, f"tab={tab}")
    image = page.locator("canvas.current")
    assert image.evaluate(IN_SIGHT.replace("innerHeight / 2", "innerHeight"))
    page.locator(".open-sliders").click()
    page.locator(".latent-value input").nth(9).scroll_into_view_if_needed()
    page.locator(".samples .sample").nth(5).scroll_into_view_if_needed()
    assert scrolled(page) > 300 and image.evaluate(IN_SIGHT)
    before = final_image(page)
    page.locator(".samples .sample").nth(17).tap()
    until(lambda: current_image(page) != before)


def test_layers_keep_no_samples_waiting_and_nothing_moves_when_they_come(page, served) -> None:
    held = []
    page.route("**/layers.json*", lambda route: held.append(route))
    open_tab(page, served, "tab=layers")
    button = page.locator(".open-sliders")
    until(lambda: button.is_visible() and held)  # asking the page lets its requests through
    before = button.bounding_box()["y"]
    until(lambda: page.locator(".samples .sample .pixels[src]").count() > 8)
    assert not page.locator(".feature-maps button").count()
    held[0].continue_()
    page.locator(".feature-maps button").nth(60).wait_for()
    assert abs(button.bounding_box()["y"] - before) < 2


def test_a_swipe_scrolls_past_the_image_and_past_the_map(page, served) -> None:
    open_tab(page, served, "tab=seed-map&point=@12:3")
    image, chart = page.locator("canvas.current"), page.locator(".seed-map-panel .map")
    swipe(page, from_middle(image, 0, -120))
    once = scrolled(page)
    assert once > 60
    swipe(page, from_middle(chart, 0, -120))
    assert scrolled(page) > once + 60
    assert "point=@12:3" in here(page)
    swipe(page, from_middle(chart, -96, 0))  # a seed is 96 px
    until(lambda: "point=@12:3" not in here(page))
    page.locator(".hold-page").tap()
    chart.scroll_into_view_if_needed()
    held, there = scrolled(page), here(page)
    swipe(page, from_middle(chart, 0, -120))
    until(lambda: here(page) != there)
    assert scrolled(page) == held


def test_the_first_tap_on_a_channel_moves_nothing(page, served) -> None:
    open_tab(page, served, "tab=layers")
    channels = page.locator(".feature-maps .sample")
    until(lambda: channels.count() > 1)
    without = page.locator(".without canvas")
    before = until(lambda: without.evaluate("canvas => canvas.width > 0 && canvas.toDataURL()"))
    places = top_of(channels.nth(3)), scrolled(page)
    for channel in range(4):
        channels.nth(channel).tap()
    until(lambda: without.evaluate("canvas => canvas.toDataURL()") != before)
    assert (top_of(channels.nth(3)), scrolled(page)) == places
    assert page.locator(".without figcaption").inner_text().startswith("without 4 of ")


def test_a_moved_direction_moves_nothing_on_the_page(page, served) -> None:
    open_tab(page, served, "tab=directions")
    rows = page.locator(".named .direction")
    until(lambda: rows.count() == 6)
    before = final_image(page)
    places = [top_of(rows.nth(index)) for index in range(6)]
    for index in range(6):
        set_slider(rows.nth(index).locator("input"), 1.5)
    until(lambda: current_image(page) != before)
    assert [top_of(rows.nth(index)) for index in range(6)] == places


def test_the_drawing_field_is_as_wide_as_the_screen(page, served) -> None:
    open_tab(page, served, "tab=inversion")
    assert page.locator(".drawing").bounding_box()["width"] > 0.9 * WIDTH
    assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth") == WIDTH
