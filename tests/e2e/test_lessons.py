"""Lessons in a browser: all eight by keyboard, one by touch on a phone, the sheet on paper."""

import json
import re
from collections.abc import Iterator

import pytest

from playground.learn import lesson_shelf
from tests.e2e.axe import severe
from tests.e2e.browser import BROWSER_TESTS, new_page, serve, until

pytestmark = BROWSER_TESTS
LESSONS = list(lesson_shelf.shelf().lessons.values())
SLOW = 240_000  # ms; some stages train three networks on a busy machine


@pytest.fixture(scope="module")
def address(tmp_path_factory) -> Iterator[str]:
    with serve(tmp_path_factory.mktemp("lessons")) as served:
        yield served


@pytest.fixture
def page(browser) -> Iterator[object]:
    with new_page(browser) as page:
        page.set_default_timeout(SLOW)
        yield page


def press(page, target, key="Enter") -> None:
    """A key on an element that Tab reaches; nothing here clicks."""
    page.wait_for_function("e => !e.disabled", arg=target.element_handle())
    target.focus()
    assert target.evaluate("e => e.matches(':focus') && e.tabIndex >= 0 && !e.disabled")
    page.keyboard.press(key)


def answer(page, form) -> None:
    """Choose the last answer, which is seldom the right one, and send it."""
    if form.locator("input[type=number]").count():
        form.locator("input[type=number]").focus()
        page.keyboard.type("8")
        page.keyboard.press("Enter")
        return
    form.locator("input[type=radio]").last.focus()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")


def run_stage(page, stage) -> None:
    """Let the stage show what it must, by its own buttons."""
    step_only = stage.locator(".lab .both:visible").count() and not stage.locator(
        ".lab .play:visible"
    ).count()  # fmt: skip
    if step_only:
        for _ in range(5):
            press(page, stage.locator(".both"))
            page.wait_for_timeout(150)
    elif stage.locator(".lab .play").count():
        press(page, stage.locator(".lab .play"))
    else:
        press(page, stage.locator(".running button.send"))
    done = stage.locator(".saw.done")
    skip = stage.get_by_role("button", name="It does not happen here; go on")
    done.or_(skip).first.wait_for()
    if not done.count():
        press(page, skip)
    if stage.locator(".lab .play:visible").count():
        if stage.locator(".lab .play").inner_text() == "Pause":
            press(page, stage.locator(".lab .play"))


def finish(page, lesson) -> None:
    for number, stage in enumerate(lesson.stages):
        section = page.locator(".lesson-stage").nth(number)
        section.wait_for()
        play = section.locator(".lab .play, .lab .both, .running button.send").first
        play.wait_for(state="attached")
        assert play.is_disabled(), "nothing plays before the prediction"
        for _ in stage.predict:
            answer(page, section.locator(".question").first)
        run_stage(page, section)
        answer(page, section.locator(".observe .question"))
        assert section.locator(".predict .answered").count() == len(stage.predict)
    press(page, page.get_by_role("button", name="On to the checks"))
    for _ in lesson.checks:
        answer(page, page.locator(".question").first)
    page.locator(".onward").wait_for()


def match_curves(page, count: int) -> None:
    """Give every recorded run the same cause, so that one is right, and see what is told."""
    until(lambda: page.locator(".match-curves svg").count() == count)
    for select in page.locator(".match-curves select").all():
        assert page.get_by_role("button", name="Check", exact=True).is_disabled()
        select.press("ArrowDown")
    page.get_by_role("button", name="Check", exact=True).press("Enter")
    page.get_by_text(f"1 of {count} are right.").wait_for()
    assert page.locator(".match-curves").get_by_role("link", name="Watch this run").count() == count


@pytest.mark.parametrize("lesson", LESSONS, ids=[lesson.name for lesson in LESSONS])
def test_a_lesson_is_finished_by_keyboard_alone(page, address, lesson):
    page.goto(f"{address}/learn?lesson={lesson.name}&seed=1")
    page.locator(".question").first.wait_for()
    finish(page, lesson)
    if lesson.transfer.match:
        match_curves(page, len(lesson.transfer.match))
    kept = json.loads(page.evaluate("localStorage.getItem('gan-lessons')"))
    assert kept[lesson.name]["done"] is True
    page.goto(f"{address}/learn")
    assert page.locator(".card .number").nth(int(lesson.name[:2]) - 1).inner_text() == "✓"


def test_a_lesson_is_finished_by_touch_on_a_phone(address, browser):
    lesson = next(each for each in LESSONS if each.name == "06-why-it-circles")
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, has_touch=True, reduced_motion="reduce"
    )
    page = context.new_page()
    page.set_default_timeout(SLOW)
    page.goto(f"{address}/learn?lesson=6")
    for number, stage in enumerate(lesson.stages):
        section = page.locator(".lesson-stage").nth(number)
        for _ in stage.predict:
            section.locator(".option").first.tap()
            section.locator(".send").first.tap()
        section.locator(".running button.send").tap()
        section.locator(".saw.done").wait_for()
        section.locator(".observe .option").first.tap()
        section.locator(".observe .send").tap()
    page.get_by_role("button", name="On to the checks").tap()
    for _ in lesson.checks:
        page.locator(".question .option").first.tap()
        page.locator(".question .send").first.tap()
    page.locator(".onward").wait_for()
    wide = "document.documentElement.scrollWidth > innerWidth"
    assert not page.evaluate(wide), "nothing scrolls sideways"
    small = page.locator(".learn button:visible, .learn .option:visible").evaluate_all(
        "all => all.filter((e) => e.getBoundingClientRect().height < 43.5).length"
    )
    assert small == 0
    context.close()


def test_an_answer_survives_a_reload_and_a_wrong_prediction_is_welcomed(page, address):
    page.goto(f"{address}/learn?lesson=6")
    answer(page, page.locator(".question").first)
    page.locator(".noted").wait_for()
    page.reload()
    page.locator(".noted").wait_for()
    run_stage(page, page.locator(".lesson-stage").first)
    answer(page, page.locator(".observe .question"))
    told = page.locator(".predict .mine").inner_text()
    assert re.search("Many people say so|most useful kind|Good that you", told)


def test_locks_and_hidden_controls_of_an_address_hold_in_a_lesson(page, address):
    page.goto(f"{address}/learn?lesson=2&lock=layers&hide=slow")
    page.locator(".lab .plane").wait_for()
    assert page.locator(".lab .layers button").first.is_disabled()
    assert not page.locator(".lab .slow-motion").is_visible()


def test_a_name_that_no_lesson_has_is_told_and_the_list_shown(page, address):
    page.goto(f"{address}/learn?lesson=%3Cscript%3E")
    page.locator(".cards").wait_for()
    assert page.get_by_text("There is no lesson").is_visible()


@pytest.mark.parametrize("lesson", LESSONS, ids=[lesson.name for lesson in LESSONS])
def test_a_sheet_prints_on_two_pages_empty_and_filled_in(page, address, lesson):
    page.goto(f"{address}/learn?lesson={lesson.name}&sheet=1")
    page.locator(".paper figure img").wait_for()
    page.wait_for_timeout(300)
    fill = page.get_by_role("button", name="Fill in my answers")
    assert not fill.is_visible(), "nothing was answered here"
    assert pages_of(page) == 2
    answers = {each.id: each.answers()[-1] for each in lesson.questions}
    kept = json.dumps({lesson.name: {"answers": answers, "seen": [], "read": False}})
    page.evaluate("kept => localStorage.setItem('gan-lessons', kept)", kept)
    page.reload()
    fill.click()
    page.locator(".paper figure img").wait_for()
    text = page.locator(".learn").inner_text()
    on_paper = [id for stage in lesson.stages for id in stage.predict] + [*lesson.checks]
    chosen = [each for each in lesson.questions if each.id in on_paper]
    assert text.count("☒") == sum(bool(each.options) for each in chosen)
    assert all(f": {answers[each.id]}" in text for each in chosen if not each.options)
    assert pages_of(page) == 2
    assert page.locator(".key").count() == 0


def pages_of(page) -> int:
    page.wait_for_timeout(200)
    pdf = page.pdf(prefer_css_page_size=True, print_background=True)
    return len(re.findall(rb"/Type\s*/Page\b", pdf))


def test_the_key_is_on_the_teachers_sheet_alone(page, address):
    page.goto(f"{address}/learn?lesson=1&sheet=1&teacher=1")
    page.locator(".key").wait_for()
    assert page.locator(".key dt").count() == len(LESSONS[0].questions)
    student = page.locator(".qr .link").inner_text()
    assert "teacher" not in student
    page.goto(student)
    page.locator(".question").first.wait_for()
    assert page.locator(".key, .notes").count() == 0


@pytest.mark.parametrize(
    "query",
    ["", "?lesson=1&teacher=1", "?lesson=6", "?lesson=45-minutes&teacher=1", "?lesson=3&sheet=1"],
)  # fmt: skip
def test_axe_finds_nothing_serious(page, address, query):
    page.goto(f"{address}/learn{query}")
    page.locator(".learn > *").first.wait_for(state="attached")
    page.wait_for_timeout(1500)
    assert severe(page) == []
    page.emulate_media(media="print")
    assert severe(page, "light") == [], "paper is white"
