"""The lab in a real browser: it trains there, and everything of it can be gone back to."""

import json
from collections.abc import Iterator

import pytest

from tests.e2e.browser import BROWSER_TESTS, LAN, SLOW, here, new_page, top_of, until

pytestmark = BROWSER_TESTS

SMALL = "width_G-8~width_D-8~batch_size-32~seed-7"  # a run that any machine is quick with
INK = "canvas => canvas.width > 1 && canvas.toDataURL()"
AGREED = ("⁸", "⁹", "¹⁰", "¹¹", "¹²", "¹³", "¹⁴", "¹⁵", "¹⁶", "¹⁷")  # powers of ten, or better


@pytest.fixture
def page(browser) -> Iterator[object]:
    with new_page(browser, reduced_motion="no-preference") as page:
        yield page


def lab(page, served, query: str = f"lab={SMALL}", host: str = "localhost"):
    address = served[0].replace("localhost", host)
    page.goto(f"{address}/lab?{query}")
    page.locator(".number.step .value").wait_for()
    return page.locator(".lab .plane")


def step(page) -> int:
    return int(page.locator(".number.step .value").inner_text().replace(",", ""))


def said(page) -> str:
    return page.locator(".lab .said").inner_text()


def pause(page) -> int:
    """The step at which it stands still."""
    play = page.locator(".lab .play")
    if play.inner_text() == "Pause":
        play.click()
    until(lambda: play.inner_text() == "Play")
    page.wait_for_timeout(300)  # a frame that was under way
    return step(page)


def test_points_move_at_once_and_the_server_is_asked_for_nothing(page, served) -> None:
    plane = lab(page, served, "")
    until(lambda: step(page) >= 2)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    before = plane.evaluate(INK)
    now = step(page)
    until(lambda: step(page) > now + 5 and plane.evaluate(INK) != before)
    # The browser fetches the icon of a page that it has just opened when it likes.
    assert not [url for url in asked if "/media/" not in url], asked


def test_at_200_percent_tabs_data_and_plane_come_first_and_nothing_is_cut(browser, served) -> None:
    context = browser.new_context(viewport={"width": 640, "height": 360}, device_scale_factor=2)
    page = context.new_page()
    page.set_default_timeout(SLOW)
    plane = lab(page, served)
    assert top_of(page.get_by_role("tab").first) < top_of(plane) < 200
    assert top_of(page.locator(".lab .data select")) < top_of(plane)
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    context.close()


def test_the_run_is_told_to_screen_readers(page, served) -> None:
    lab(page, served)
    told = page.locator(".lab .spoken[role=status]")
    until(lambda: "JS" in told.text_content() and "8 modes" in told.text_content())
    assert told.text_content().startswith("Step ")
    assert page.locator(".lab .plane").get_attribute("aria-label") == told.text_content()


def test_other_parts_load_when_they_are_chosen_and_the_focus_stays_on_the_tab(page, served) -> None:
    fetched: list[str] = []
    page.on("request", lambda request: fetched.append(request.url))
    lab(page, served)
    assert not [url for url in fetched if url.endswith(("dirac_view.js", "pair_view.js"))]
    page.get_by_role("tab", name="Lab", exact=True).focus()
    page.keyboard.press("ArrowLeft")
    page.locator(".dirac .verdict").wait_for()
    page.keyboard.press("ArrowLeft")
    page.locator(".pair .half").first.wait_for()
    focused = "document.activeElement.shadowRoot.activeElement.textContent"
    assert page.evaluate(focused) == "Two labs"


def test_under_reduced_motion_it_stands_still_with_a_picture(browser, served) -> None:
    context = browser.new_context(reduced_motion="reduce")
    page = context.new_page()
    page.set_default_timeout(SLOW)
    plane = lab(page, served)
    until(lambda: "modes" in page.locator(".number.modes").inner_text().lower())
    before = until(lambda: plane.evaluate(INK))
    page.wait_for_timeout(600)
    assert step(page) == 0 and plane.evaluate(INK) == before
    page.locator(".lab .play").click()
    until(lambda: step(page) > 3)
    context.close()


def test_steps_alone_changes_and_a_branch_from_the_past(page, served) -> None:
    plane = lab(page, served)
    until(lambda: step(page) > 20)
    at = pause(page)
    page.locator(".lab .both").click()
    until(lambda: step(page) == at + 1)
    plane.focus()
    page.keyboard.press("d")
    until(lambda: step(page) == at + 2)
    assert said(page).startswith("Only D moved")
    assert f"{at + 1}.freeze-G" in until(lambda: "freeze" in here(page) and here(page))
    field = page.locator(".settings .lr_G input")
    field.fill("0.01")
    field.press("Enter")
    until(lambda: "each update of G is 10 times as large" in said(page))
    until(lambda: page.locator(".lab .marks li").count() >= 2)
    plane.focus()
    page.keyboard.press(" ")
    until(lambda: step(page) > at + 10)
    end = pause(page)
    slider = page.locator(".lab .scrub")
    slider.focus()
    for _ in range(3):
        page.keyboard.press("ArrowLeft")
    until(lambda: step(page) < end)
    page.locator(".lab .branch").click()
    until(lambda: "takes another course" in said(page))
    until(lambda: page.locator(".lab .branch").is_hidden())


def test_the_address_gives_the_same_picture_again(page, served) -> None:
    plane = lab(page, served, f"lab={SMALL}~step-60~20.loss-hinge&layers=reals.fakes.heat.arrows")
    until(lambda: "Step 60 again" in said(page))
    page.wait_for_timeout(500)  # style sheet and fonts
    picture = plane.evaluate(INK)
    numbers = page.locator(".lab .numbers").inner_text()
    assert "step-60~20.loss-hinge" in here(page)
    page.reload()
    page.locator(".number.step .value").wait_for()
    until(lambda: "Step 60 again" in said(page))
    page.wait_for_timeout(500)
    assert plane.evaluate(INK) == picture
    assert page.locator(".lab .numbers").inner_text() == numbers


def test_a_hostile_address_gives_the_default_and_one_sentence(page, served) -> None:
    lab(page, served, "lab=loss-%3Cimg%20src=x%20onerror=alert(1)%3E&layers=evil&view=x&speed=1e9")
    until(lambda: said(page).startswith("This link was not understood"))
    until(lambda: step(page) > 1)
    assert page.locator(".lab img").count() == 0


def test_two_labs_of_a_hostile_address_open_and_say_so(page, served) -> None:
    page.goto(f"{served[0]}/lab?view=pair&other=data-drawn&lab=loss-evil")
    until(lambda: page.locator(".pair .number.step .value").count() == 2)
    until(lambda: said_by_a(page).startswith("This link was not understood"))
    assert page.locator(".half > h3").all_inner_texts() == ["A · R1 γ: 0", "B · R1 γ: 0.01"]


def said_by_a(page) -> str:
    return page.locator(".pair .said").first.text_content()


def test_locked_and_hidden_controls(page, served) -> None:
    lab(page, served, f"lab={SMALL}~20.loss-hinge&lock=settings,slow,timeline&hide=draw")
    for inside in (".lr_G input", ".lr_G .less"):
        control = page.locator(f".settings {inside}")
        assert control.is_disabled() and "Locked" in (control.get_attribute("title") or "")
    mark = page.locator(".lab .marks button")
    mark.wait_for()
    assert mark.is_disabled()
    assert page.locator(".lab .slow-motion").is_disabled()
    assert page.locator(".lab .draw").is_hidden()
    page.locator(".lab .plane").focus()
    page.keyboard.press("m")
    until(lambda: said(page).startswith("Locked"))


def test_slow_motion_by_keys_with_the_line_that_runs(page, served) -> None:
    plane = lab(page, served)
    pause(page)
    plane.focus()
    page.keyboard.press("m")
    part = page.locator(".slow .part")
    until(lambda: part.inner_text() == "z is drawn")
    page.locator(".slow .auto").click()
    assert page.locator(".slow .auto").inner_text() == "Go on by itself"
    plane.focus()
    for title in ("G places the fakes", "D judges reals and fakes", "The loss of D"):
        page.keyboard.press("ArrowRight")
        until(lambda title=title: part.inner_text() == title)
    lines = page.locator(".slow .line.now").all_inner_texts()
    assert any("F.softplus(-real_logits)" in line for line in lines)
    page.keyboard.press("ArrowLeft")
    until(lambda: part.inner_text() == "D judges reals and fakes")
    page.keyboard.press("m")
    until(lambda: page.locator(".slow").is_hidden())


def test_the_dirac_gan_circles_away_and_arrives_with_r1(page, served) -> None:
    page.goto(f"{served[0]}/lab?view=dirac")
    verdict = page.locator(".dirac .verdict")
    until(lambda: verdict.inner_text() == "It circles and gets away: 0.50% farther with each step.")
    page.get_by_label("Rule", exact=True).select_option("r1")
    until(lambda: "arrives" in verdict.inner_text())
    phase = page.locator(".dirac .phase")
    box = phase.bounding_box()
    phase.click(position={"x": 0.25 * box["width"], "y": 0.5 * box["height"]})
    until(lambda: "at--1.1,0" in here(page) and "rule-r1" in here(page))
    phase.press("ArrowUp")
    until(lambda: "at--1.1,0.1" in here(page))


def test_on_a_phone_points_are_drawn_by_touch_and_trained_on(browser, served) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True)
    page = context.new_page()
    page.set_default_timeout(SLOW)
    plane = lab(page, served)
    until(lambda: step(page) > 1)
    data = page.locator(".lab .data select")
    assert top_of(page.get_by_role("tab").first) < top_of(data) < top_of(plane)
    assert top_of(page.locator(".lab .play")) < 844
    wide = "() => document.documentElement.scrollWidth - innerWidth"
    assert page.evaluate(wide) <= 0
    targets = page.locator(".lab button:visible, .lab select:visible").evaluate_all(
        "all => all.filter(one => one.offsetHeight < 43).map(one => one.outerHTML)"
    )
    assert not targets
    page.locator(".lab .draw").tap()
    box = plane.bounding_box()
    for x, y in ((0.3, 0.3), (0.7, 0.3), (0.5, 0.7)):
        page.touchscreen.tap(box["x"] + x * box["width"], box["y"] + y * box["height"])
    until(lambda: page.locator(".drawing p").inner_text().startswith("3 of at most"))
    page.locator(".drawing .train").tap()
    until(lambda: "data-drawn~points-" in here(page) and step(page) > 1)
    context.close()


def test_without_a_secure_context_everything_plays_and_the_link_can_be_copied(page, served) -> None:
    lab(page, served, host=LAN)
    assert page.evaluate("isSecureContext") is False
    until(lambda: step(page) > 1)
    pause(page)
    page.locator(".lab .copy").click()
    until(lambda: said(page).startswith("The link is copied"))
    page.evaluate("document.execCommand = () => false")
    page.locator(".lab .copy").click()
    until(lambda: said(page).startswith("This is the link"))
    assert SMALL.partition("~")[0] in page.locator(".lab .address").input_value()


def test_pytorch_agrees(page, served) -> None:
    lab(page, served)
    until(lambda: step(page) > 5)
    answer = until(lambda: checked(page))  # a server that is loading torch says so
    assert 1 <= len(json.loads(answer.body())["curves"]["loss_D"]) <= 100  # fewer on a busy machine
    words = page.locator(".proof p")
    until(lambda: "differ by at most" in words.inner_text())
    apart = words.inner_text().partition("at most ")[2]
    assert apart.startswith("0") or apart.partition("10⁻")[2] in [f"{power}." for power in AGREED]


def checked(page):
    """The server's answer to one press, if it was a check."""
    with page.expect_response("**/api/lab/check") as answer:
        page.locator(".proof button").click()
    return answer.value if answer.value.status == 200 else None
