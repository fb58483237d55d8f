"""An exhibit from its prediction to its cure, by mouse, by keyboard and on a phone."""

from collections.abc import Iterator

import pytest

from tests.e2e.browser import BROWSER_TESTS, PHONE, here, new_page, until

pytestmark = BROWSER_TESTS
CURVE_END = """plot => Math.max(0, ...plot.data
  .filter(trace => trace.name === "G loss" && trace.opacity !== 0).flatMap(trace => trace.x))"""
SHOWN = "item => getComputedStyle(item).visibility === 'visible'"


@pytest.fixture
def phone(browser, served) -> Iterator[object]:
    options = {"viewport": PHONE["viewport"], "has_touch": True}
    with new_page(browser, **options) as page:
        yield page


def open_recording(page, served, name="d-won", query="") -> None:
    page.goto(f"{served[0]}/train?run=exhibit:{name}{query}")
    page.locator(".live-plot .main-svg").first.wait_for()


def play_through(page) -> None:
    """At 16 times the recorded speed a recording lasts a second or a few."""
    page.locator(".live-speed").select_option("16")
    page.get_by_role("button", name="Play the run back").click()
    until(lambda: page.locator(".live-latest").get_attribute("aria-pressed") == "true")


def test_predict_then_replay_then_cure(page, served) -> None:
    page.goto(f"{served[0]}/learn")
    page.get_by_role("button", name="D won").click()
    page.get_by_role("radiogroup").wait_for()
    assert not page.get_by_role("button", name="Replay the recorded run").count()
    page.get_by_role("radiogroup").locator("label").first.click()
    page.get_by_role("button", name="Predict").click()
    page.get_by_role("button", name="Replay the recorded run").click()
    page.locator(".live-plot .main-svg").first.wait_for()
    assert "run=exhibit:d-won" in here(page)
    assert page.locator(".live-when").inner_text() == "before training"
    assert not any(item.evaluate(SHOWN) for item in page.locator(".live-marks li").all())
    play_through(page)
    assert all(item.evaluate(SHOWN) for item in page.locator(".live-marks li").all())
    assert page.locator(".live-mark").count() == 1
    assert "D overpowers G" in page.locator(".live-findings").inner_text()
    page.get_by_role("button", name="Start the cure").click()
    page.locator(".st-key-train button").wait_for()
    until(lambda: "recipe=dcgan" in here(page) and "exhibit" not in here(page))
    page.locator("summary", has_text="More settings").click()
    width = page.get_by_label("Width", exact=False).first
    until(lambda: width.input_value() == "16")  # Streamlit draws a number field at its least first


def test_a_replay_shows_nothing_that_came_later(page, served) -> None:
    open_recording(page, served)
    plot = page.locator(".live-plot")
    whole = plot.evaluate("plot => Math.max(...plot.data.flatMap(trace => trace.x))")
    assert plot.evaluate(CURVE_END) == 0
    slider = page.locator(".live-slider")
    slider.focus()
    for _ in range(4):
        page.keyboard.press("ArrowRight")
    until(lambda: 0 < plot.evaluate(CURVE_END) < whole / 2)
    assert "Replay" in page.locator(".live-facts").inner_text()
    assert not page.locator(".live-finding").count()
    page.locator(".live-latest").click()
    until(lambda: plot.evaluate(CURVE_END) == pytest.approx(whole))


def test_once_fetched_a_replay_asks_for_nothing(page, served) -> None:
    open_recording(page, served)
    play_through(page)
    page.wait_for_timeout(500)
    asked: list[str] = []
    page.on("request", lambda request: "/api/" in request.url and asked.append(request.url))
    play_through(page)
    assert not asked


def test_by_keyboard_alone_it_plays_pauses_and_goes_to_a_mark(page, served) -> None:
    open_recording(page, served)
    page.wait_for_timeout(1000)
    assert page.locator(".live-when").inner_text() == "before training", "nothing starts by itself"
    button = page.locator(".live-play")
    button.focus()
    page.keyboard.press("Enter")
    until(lambda: page.locator(".live-when").inner_text() != "before training")
    page.keyboard.press("Enter")
    assert button.get_attribute("aria-label") == "Play the run back"
    paused = page.locator(".live-when").inner_text()
    page.wait_for_timeout(500)
    assert page.locator(".live-when").inner_text() == paused
    page.locator(".live-latest").focus()
    page.keyboard.press("Enter")
    page.locator(".live-marks button").first.focus()
    page.keyboard.press("Enter")
    until(lambda: page.locator(".live-latest").get_attribute("aria-pressed") == "false")


def test_a_link_leads_to_a_moment_with_its_marks(page, served) -> None:
    open_recording(page, served, query="&at=99999")
    page.locator(".live-mark").wait_for()
    assert page.locator(".live-grid").get_attribute("style") is None
    page.locator(".live-grid").click()
    assert "run=exhibit:d-won" in here(page), "a recording has no generator to explore"


def test_on_a_phone_nothing_is_wider_than_the_screen(phone, served) -> None:
    wide = "document.documentElement.scrollWidth"
    for path in ("/learn", "/learn?exhibit=d-won", "/train?run=exhibit:d-won"):
        phone.goto(served[0] + path)
        phone.locator("h1").first.wait_for()
        phone.wait_for_timeout(1500)
        assert phone.evaluate(wide) <= 390, path
    phone.locator(".live-play").tap()
    until(lambda: phone.locator(".live-play").get_attribute("aria-label") == "Pause")
    until(lambda: "Replay" in phone.locator(".live-facts").inner_text())


def test_no_script_fails(browser, served) -> None:
    with new_page(browser) as page:
        open_recording(page, served)
        play_through(page)
