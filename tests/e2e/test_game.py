"""The game in a real browser: by keyboard, by touch, again by its seed, in a class; variants."""

import json
from collections.abc import Iterator

import pytest

from tests.e2e.browser import BROWSER_TESTS, PHONE, here, new_page, until

pytestmark = BROWSER_TESTS

PIXELS = "canvas => canvas.toDataURL()"


@pytest.fixture
def phone(browser) -> Iterator[object]:
    with new_page(browser, **PHONE) as page:
        yield page


def open_game(page, served, query: str = "seed=7&moment=4") -> None:
    page.goto(f"{served[0]}/game?{query}")
    page.locator(".game .moments input").first.wait_for()


def count(page) -> str:
    return page.locator(".game .count").inner_text()


def items(page, keys: str) -> list[str]:
    """Answer the round by these keys in turn; the pixels of each item."""
    seen = []
    for number in range(20):
        until(lambda number=number: count(page) == f"Item {number + 1} of 20")
        seen.append(page.locator(".game canvas.item").evaluate(PIXELS))
        page.keyboard.press(keys[number % len(keys)])
    page.locator(".game .headline").wait_for()
    return seen


def start_by_keys(page) -> None:
    page.locator(".game .begin").focus()
    page.keyboard.press("Enter")
    page.locator(".game .play").wait_for()


def test_two_rounds_by_keyboard_alone(page, served) -> None:
    open_game(page, served)
    start_by_keys(page)
    image = page.locator(".game canvas.item")
    assert image.get_attribute("aria-label") == "item 1 of 20"  # and nothing that tells
    page.keyboard.press("r")
    page.keyboard.press("Backspace")
    assert count(page) == "Item 1 of 20"
    first = items(page, "rf")
    assert len({*first}) == 20
    assert page.get_by_role("dialog").count() == 0  # of Streamlit's own keys
    headline = page.locator(".game .headline")
    assert headline.evaluate("one => one.getRootNode().activeElement === one")
    right = int(headline.inner_text().split()[2])
    numbers = [int(text.split()[0]) for text in page.locator(".counts tbody td").all_inner_texts()]
    assert sum(numbers) == 20 and numbers[0] + numbers[1] == 10
    assert numbers[0] + numbers[3] == right
    assert page.locator(".numbers .measures tbody tr").count() == 6
    assert page.locator(".groups canvas").count() == 20
    for canvas in page.locator(".groups canvas").all():
        assert "you said" in canvas.get_attribute("aria-label")
    assert page.locator(".comparison").inner_text() == ""

    page.locator(".game .again").focus()
    page.keyboard.press("Enter")
    second = items(page, "f")
    assert not {*first} & {*second} and "round=2" in here(page)
    assert "Round 1 and round 2" in page.locator(".comparison").inner_text()
    shares = page.locator(".numbers .measures").inner_text()
    assert "0% (0 to 28%)" in shares and "100% (72 to 100%)" in shares  # "fake" to all


def test_the_address_replays_the_round_in_another_tab(page, phone, served) -> None:
    open_game(page, served, "deck=mnist-quick&moment=mix&seed=4711&round=2")
    start_by_keys(page)
    mine = items(page, "fr")
    open_game(phone, served, here(page).partition("?")[2])
    start_by_keys(phone)
    assert items(phone, "r") == mine


def test_a_round_by_finger_on_a_phone(phone, served) -> None:
    open_game(phone, served)
    assert phone.evaluate("document.documentElement.scrollWidth") == 390
    phone.locator(".game .begin").tap()
    stage = phone.locator(".game .stage")
    stage.wait_for()
    # All of it is in the window, without scrolling, although Start was pressed far below.
    until(lambda: stage.bounding_box()["y"] > 60)
    assert phone.locator(".game .say-real").bounding_box()["y"] < 780
    session = phone.context.new_cdp_session(phone)

    def swipe(distance: int) -> None:
        box = stage.bounding_box()
        middle, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        for kind, x in (("touchStart", 0), ("touchMove", distance / 2), ("touchMove", distance)):
            points = [{"x": middle + x, "y": y}]
            session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
        session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})

    swipe(20)  # too short to mean anything
    assert count(phone) == "Item 1 of 20"
    for number, distance in enumerate((120, -120)):
        swipe(distance)
        until(lambda number=number: count(phone) == f"Item {number + 2} of 20")
    for number in range(2, 20):
        until(lambda number=number: count(phone) == f"Item {number + 1} of 20")
        phone.locator(".game .say-fake").click()  # on a busy machine a tap becomes a long press
    phone.locator(".game .headline").wait_for()
    answers = [int(text.split()[0]) for text in phone.locator(".counts td").all_inner_texts()[1:]]
    assert answers[0] + answers[2] == 1  # said real once, by the swipe to the right
    assert phone.evaluate("document.documentElement.scrollWidth") == 390


def test_how_sure_one_is_gives_an_area_under_the_curve(page, served) -> None:
    open_game(page, served)
    page.locator(".game .confident").check()
    start_by_keys(page)
    for number in range(20):
        until(lambda number=number: count(page) == f"Item {number + 1} of 20")
        page.keyboard.press("ArrowRight" if number % 3 else "ArrowLeft")
        page.keyboard.press(str(1 + number % 4))
    area = page.locator(".numbers tbody tr").last
    area.wait_for()
    assert "AUC" in area.inner_text() and "not asked" not in area.inner_text()


def test_G_chooses_three_of_twelve_and_a_neighbour_judges_them_by_keyboard(page, served) -> None:
    open_game(page, served, "as=g&seed=7&moment=4")
    page.locator(".game .begin").focus()
    page.keyboard.press("Enter")
    page.locator(".game .pick").wait_for()
    offered = page.locator(".offered button")
    assert offered.count() == 12 and page.locator(".hand-over").is_disabled()
    for at in (0, 1, 2, 3, 5):  # the fourth is one too many
        offered.nth(at).focus()
        page.keyboard.press("Space")
        if at == 3:
            offered.nth(0).press("Space")  # and the first is given back
    assert page.locator(".offered [aria-pressed=true]").count() == 3
    page.locator(".hand-over").press("Enter")
    page.keyboard.press("Enter")  # the focus is on the neighbour's button
    for number in range(6):
        until(lambda number=number: count(page) == f"Item {number + 1} of 6")
        page.keyboard.press("r")
    title = page.locator(".game .fooled-title")
    title.wait_for()
    assert title.inner_text() == "Your neighbour took 3 of your 3 fakes for real"
    assert "Of the 3 real ones your neighbour called 3 real" in page.locator(".game").inner_text()
    assert page.locator(".ranked li").count() == 12 and page.locator(".ranked .yours").count() == 3


def test_the_copies_are_found_by_finger(phone, served) -> None:
    phone.goto(f"{served[0]}/game?as=copies&seed=7")
    phone.locator(".start .where").get_by_text("Round 1 of seed 7").wait_for()  # it listens
    phone.locator(".game .begin").tap()
    for number in range(12):
        until(lambda number=number: count(phone) == f"Item {number + 1} of 12")
        assert "nearest" in phone.locator(".game .note").inner_text()
        phone.locator(".game .say-fake").click()
    title = phone.locator(".game .copies-title")
    title.wait_for()
    assert title.inner_text() == "You found 6 of 6 copies, and took 6 of 6 new ones for copies"
    assert phone.locator(".pairs canvas").count() == 12
    assert phone.evaluate("document.documentElement.scrollWidth") == 390
    phone.locator(".copied .more").tap()
    until(lambda: "round=2" in here(phone) and count(phone) == "Item 1 of 12")


def test_a_deck_that_comes_after_another_was_chosen_is_not_played(page, served) -> None:
    held: list = []
    page.route("**/api/decks/fashion-mnist-quick/items.png", lambda route: held.append(route))
    open_game(page, served)
    page.locator(".game .begin").click()
    page.locator(".game .deck").select_option("mnist-quick")
    assert page.locator(".game .begin").is_disabled()  # it still waits
    until(lambda: page.evaluate("0") or held)
    held[0].continue_()
    until(lambda: page.locator(".game .begin").is_enabled())
    assert page.locator(".game .play").is_hidden() and "deck=mnist-quick" in here(page)
    start_by_keys(page)


def test_a_hostile_address_gives_the_usual_and_one_sentence(page, served) -> None:
    open_game(page, served, "as=G&deck=../../etc&moment=99&seed=-1&round=<b>&class=%00")
    notice = page.locator(".game .notice").inner_text()
    assert notice.startswith("What the address says of as, deck, moment, seed, round, class cannot")
    assert notice.count(".") == 1
    assert page.locator(".game .deck").input_value() == "fashion-mnist-quick"
    assert "deck=fashion-mnist-quick&moment=1&seed=" in here(page) and "class" not in here(page)
    start_by_keys(page)


def test_the_counts_of_a_round_go_to_the_class_until_it_is_left(page, served) -> None:
    sent = []
    asked = {
        "question": {"id": "game", "answers": []},
        "vote": 2,
        "open": ["game"],
        "own_pace": False,
    }
    state = {**asked, "asks": ["game"], "paused": False, "ends": None, "revealed": []}

    def take(route) -> None:
        sent.append(body := json.loads(route.request.post_data))
        closed = {"error": "This question takes no answers now."}
        status, said = (409, closed) if len(sent) == 1 else (200, {"stored": body.get("id")})
        route.fulfill(status=status, content_type="application/json", body=json.dumps(said))

    page.route("**/api/class/*/answer", take)
    page.route("**/api/class/*/state?*", lambda route: route.fulfill(json=state))
    page.route("**/api/class/*/leave?*", lambda route: route.fulfill(json={}))
    open_game(page, served, "seed=7&moment=1&class=amber-fox-42")
    start_by_keys(page)
    items(page, "r")
    page.get_by_role("button", name="Send again").click()  # beside the class's own sentence
    until(lambda: page.locator(".game .sent").inner_text() == "Class amber-fox-42 has your counts.")
    assert sent[-1]["question"] == "game" and sent[-1]["vote"] == 2 and sent[-1]["seed"] == 7
    result = sent[-1]["result"]
    assert (result["hits"], result["misses"]) == (10, 0)  # "real" to all
    assert (result["falseAlarms"], result["rejections"]) == (10, 0)
    assert result["D_hits"] + result["D_misses"] == 10
    assert (result["deck"], result["moment"]) == ("fashion-mnist-quick", "1")
    page.get_by_role("button", name="Leave").click()
    until(
        lambda: "Your answers stay in this browser" in page.locator(".result .where").inner_text()
    )
    assert "class" not in here(page)
    page.locator(".game .replay").click()
    items(page, "r")
    assert page.locator(".game .sent").is_hidden() and len(sent) == 2
