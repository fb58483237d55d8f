"""A class draws a set with mouse and finger and trains on it, in a real browser."""

import math
from pathlib import Path

import numpy as np

from gan_core.runs.run_dir import all_runs
from tests.e2e.browser import BROWSER_TESTS, PHONE, here, new_page, swipe, top_of, until

pytestmark = BROWSER_TESTS

LINE = [(0.3, 0.3), (0.5, 0.6), (0.7, 0.4)]
INK = """canvas => {
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  return data.filter((value, place) => place % 4 === 0 && value > 0).length;
}"""


def board(page, served, set_name: str, class_name: str = ""):
    address, _ = served
    page.goto(f"{address}/draw?set={set_name}&class={class_name}")
    page.locator(".draw .count:not(:empty)").wait_for()
    return page.locator(".draw .canvas")


def places(canvas, points) -> list[tuple[float, float]]:
    box = canvas.bounding_box()
    return [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in points]


def draw(page, canvas, points=LINE) -> None:
    """One stroke with the mouse."""
    first, *others = places(canvas, points)
    page.mouse.move(*first)
    page.mouse.down()
    for point in others:
        page.mouse.move(*point)
    page.mouse.up()


def hold(page, method: str, set_name: str) -> list:
    """Requests of this kind, which are not answered until `continue_` or `abort`."""
    held: list = []

    def route(route) -> None:
        is_it = route.request.method == method and f"set={set_name}" in route.request.url
        held.append(route) if is_it and not held else route.continue_()

    page.route("**/api/drawings?*", route)
    return held


def wait_for(page, held: list) -> None:
    until(lambda: page.wait_for_timeout(20) or held)


def count(page) -> str:
    return page.locator(".draw .count").inner_text()


def stored(served, set_name: str) -> dict[str, int]:
    """Drawings on the disk by class."""
    _, runs = served
    folder = Path(runs) / "drawings" / set_name
    return {path.name: len([*path.glob("*.png")]) for path in folder.glob("*")}


def test_with_the_mouse_drawings_are_added_counted_deleted_and_trained_on(page, served) -> None:
    canvas = board(page, served, "our class", "猫")
    assert count(page) == "0 of at least 10"
    assert page.locator(".draw .train").get_attribute("href") is None
    rng = np.random.default_rng(0)
    for number in range(10):
        circle = [(0.5 + 0.3 * math.cos(a), 0.5 + 0.3 * math.sin(a)) for a in np.linspace(0, 6, 9)]
        draw(page, canvas, circle)
        draw(page, canvas, rng.uniform(0.3, 0.7, (3, 2)))
        page.keyboard.press("Enter")
        assert canvas.evaluate(INK) == 0  # at once
        words = f"{number + 1} of at least 10" if number < 9 else "10 drawings"
        until(lambda words=words: count(page) == words)
    assert stored(served, "our class") == {"猫": 10}
    items = page.locator(".draw .grid li")
    assert items.count() == 10 and items.first.inner_text().startswith("猫")

    newest = items.first.locator("img").get_attribute("src")
    items.first.hover()
    items.first.locator("button").click()
    until(lambda: count(page) == "9 of at least 10")
    assert page.locator(".draw .deleted span").inner_text() == "Deleted a drawing of “猫”."
    assert items.first.locator("img").get_attribute("src") != newest
    page.locator(".draw .restore").click()
    until(lambda: count(page) == "10 drawings")
    assert items.first.locator("img").get_attribute("src") == newest

    page.locator(".draw .train[href]").click()
    page.locator(".st-key-train button:not([disabled])").wait_for()
    assert "dataset=drawn:our" in here(page) and "minutes=" in here(page)
    page.locator(".st-key-train button").click()
    page.locator(".live-run").wait_for()
    run = all_runs(served[1])[0]
    assert Path(run.config()["dataset"]).name == "our class.zip"
    until(lambda: run.status().get("images_seen", 0) > 0)
    run.request("stop")


def test_strokes_are_undone_and_a_drawing_without_a_class_is_kept(page, served) -> None:
    canvas = board(page, served, "undone")
    draw(page, canvas)
    one = canvas.evaluate(INK)
    draw(page, canvas, [(0.1, 0.9), (0.9, 0.9)])
    assert canvas.evaluate(INK) > one > 0
    page.keyboard.press("Control+z")
    assert canvas.evaluate(INK) == one
    page.keyboard.press("Enter")
    assert "Name the class" in page.locator(".draw .notice").inner_text()
    page.keyboard.type("car")  # letters that Streamlit has shortcuts for
    page.keyboard.press("Enter")
    until(lambda: count(page) == "1 of at least 10")
    assert stored(served, "undone") == {"car": 1}
    assert page.get_by_role("dialog").count() == 0 and "class=car" in here(page)
    draw(page, canvas)
    page.locator(".draw .class").fill("../up")
    page.locator(".draw .add").click()
    until(lambda: "letters, digits" in page.locator(".draw .notice").inner_text())
    until(lambda: canvas.evaluate(INK) > 0)  # it is back on the board
    page.locator(".draw .clear").click()
    assert canvas.evaluate(INK) == 0
    assert canvas.evaluate("canvas => canvas.matches(':focus')")  # Enter goes on working


def test_a_finger_draws_on_the_board_and_scrolls_elsewhere_and_others_see_it(
    browser, page, served
) -> None:
    board(page, served, "shared", "dog")
    with new_page(browser, **PHONE) as phone:
        canvas = board(phone, served, "shared", "cat")
        canvas.scroll_into_view_if_needed()
        top = top_of(canvas)
        swipe(phone, places(canvas, [(0.5, 0.8), (0.5, 0.6), (0.5, 0.4), (0.5, 0.2)]))
        assert canvas.evaluate(INK) > 0 and top_of(canvas) == top
        phone.locator(".draw .add").tap()
        until(lambda: count(phone) == "1 of at least 10")
        until(lambda: count(page) == "1 of at least 10")  # without a reload
        assert page.locator(".draw .grid li button").count() == 0  # it is somebody else's
        assert phone.locator(".draw .grid li button").count() == 1
        draw(page, page.locator(".draw .canvas"))
        page.locator(".draw .class").fill("Cat")
        page.locator(".draw .add").click()
        until(lambda: count(phone) == "2 of at least 10")
        assert stored(served, "shared") == {"cat": 2}
        head = phone.locator(".draw .count").bounding_box()
        swipe(phone, [(head["x"] + 5, head["y"] - step) for step in range(0, 300, 20)])
        until(lambda: top_of(canvas) < top)
        assert phone.evaluate("document.documentElement.scrollWidth") == 390


def test_a_drawing_that_is_not_added_while_the_next_is_begun_is_named(page, served) -> None:
    canvas = board(page, served, "away", "cat")
    held = hold(page, "POST", "away")
    draw(page, canvas)
    page.keyboard.press("Enter")
    wait_for(page, held)
    draw(page, canvas, [(0.2, 0.2), (0.8, 0.8)])
    begun = canvas.evaluate(INK)
    held[0].abort()
    notice = page.locator(".draw .notice")
    until(lambda: "The drawing of “cat” was not added." in notice.inner_text())
    assert canvas.evaluate(INK) == begun > 0


def test_another_set_has_nothing_of_the_one_before_it(page, served) -> None:
    canvas = board(page, served, "first", "cat")
    for step in range(10):
        draw(page, canvas, [(0.2, 0.2), (0.3 + 0.05 * step, 0.8), (0.9 - 0.07 * step, 0.3)])
        page.keyboard.press("Enter")
    until(lambda: count(page) == "10 drawings")
    page.locator(".draw .train[href]").wait_for()

    def assert_nothing_is_left() -> None:
        assert page.locator(".draw :is(.grid li, .class-counts button, .train[href])").count() == 0
        assert not page.locator(".draw .deleted").is_visible() and "10" not in count(page)

    held = hold(page, "GET", "second")
    page.locator(".draw .set").fill("second")
    page.locator(".draw .set").press("Tab")
    wait_for(page, held)
    assert_nothing_is_left()
    held[0].continue_()
    until(lambda: count(page) == "0 of at least 10")

    page.locator(".draw .set").fill("first")
    page.locator(".draw .set").press("Tab")
    until(lambda: page.locator(".draw .grid li").count() == 10)
    page.locator(".draw .set").fill("../up")
    page.locator(".draw .set").press("Tab")
    until(lambda: "letters, digits" in page.locator(".draw .notice").inner_text())
    assert_nothing_is_left()
    assert stored(served, "first") == {"cat": 10}


def test_a_drawing_added_while_the_set_is_listed_hides_no_other(page, served) -> None:
    canvas = board(page, served, "listed", "cat")
    draw(page, canvas)
    page.keyboard.press("Enter")
    until(lambda: count(page) == "1 of at least 10")
    page.add_init_script("window.setInterval = () => 0")  # no poll makes up for it
    held = hold(page, "GET", "listed")
    page.reload()
    wait_for(page, held)
    draw(page, canvas, [(0.2, 0.2), (0.8, 0.8)])
    page.keyboard.press("Enter")
    until(lambda: page.locator(".draw .grid li").count() == 2)
    held[0].continue_()
    until(lambda: count(page) == "2 of at least 10")


def test_a_name_from_the_browsers_list_is_a_key_press_without_a_key(page, served) -> None:
    board(page, served, "chosen")
    page.locator(".draw .set").evaluate(
        "input => input.dispatchEvent(new Event('keydown', { bubbles: true }))"
    )


def test_the_set_is_remembered_from_page_to_page(page, served) -> None:
    board(page, served, "kept", "sun")
    page.get_by_role("link", name="Compare").first.click()
    page.get_by_role("heading", name="Compare").first.wait_for()
    page.get_by_role("link", name="Draw").first.click()
    page.locator(".draw .count:not(:empty)").wait_for()
    assert page.locator(".draw .set").input_value() == "kept"
    assert page.locator(".draw .class").input_value() == "sun"
