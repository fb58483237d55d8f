"""A class draws a set with mouse and finger and trains on it, in a real browser."""

import math
from pathlib import Path

import numpy as np

from gan_core.runs.run_dir import all_runs
from tests.e2e.browser import BROWSER_TESTS, SLOW, here, until

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


def swipe(page, points) -> None:
    """One movement of a finger over the page."""
    session = page.context.new_cdp_session(page)
    for kind, point in [("touchStart", points[0]), *(("touchMove", point) for point in points[1:])]:
        touch = {"type": kind, "touchPoints": [{"x": point[0], "y": point[1]}]}
        session.send("Input.dispatchTouchEvent", touch)
    session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


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
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True
    )
    phone = context.new_page()
    phone.set_default_timeout(SLOW)
    canvas = board(phone, served, "shared", "cat")
    canvas.scroll_into_view_if_needed()
    top = canvas.bounding_box()["y"]
    swipe(phone, places(canvas, [(0.5, 0.8), (0.5, 0.6), (0.5, 0.4), (0.5, 0.2)]))
    assert canvas.evaluate(INK) > 0 and canvas.bounding_box()["y"] == top
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
    until(lambda: canvas.bounding_box()["y"] < top)
    assert phone.evaluate("document.documentElement.scrollWidth") == 390
    context.close()


def test_the_set_is_remembered_from_page_to_page(page, served) -> None:
    board(page, served, "kept", "sun")
    page.get_by_role("link", name="Compare").first.click()
    page.get_by_role("heading", name="Compare").first.wait_for()
    page.get_by_role("link", name="Draw").first.click()
    page.locator(".draw .count:not(:empty)").wait_for()
    assert page.locator(".draw .set").input_value() == "kept"
    assert page.locator(".draw .class").input_value() == "sun"
