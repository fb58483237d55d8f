"""A class from the teacher's first press to the table of answers, with two students on phones."""

import csv
import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.browser import BROWSER_TESTS, SLOW, serve, until

pytestmark = BROWSER_TESTS
SAMPLE = Path(__file__).parents[1] / "playground" / "shared" / "lessons" / "sample.toml"
SEVERE = ("serious", "critical")
SMALLEST = """root => {
    const sizes = [];
    const walk = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    while (walk.nextNode()) {
        const { parentElement: holder } = walk.currentNode;
        if (walk.currentNode.data.trim() && holder.checkVisibility()) {
            sizes.push(parseFloat(getComputedStyle(holder).fontSize));
        }
    }
    return Math.min(...sizes);
}"""
OVERFLOWS = """root => [root, ...root.querySelectorAll("aside, .stage")]
    .filter(part => part.scrollHeight > part.clientHeight + 1
        || part.scrollWidth > part.clientWidth + 1)
    .map(part => part.className || part.tagName)"""


@pytest.fixture(scope="module")
def address(tmp_path_factory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("classes")
    (folder / "runs" / "lessons").mkdir(parents=True)
    shutil.copy(SAMPLE, folder / "runs" / "lessons")
    with serve(folder) as served:
        yield served


@pytest.fixture
def opened(browser) -> Iterator[object]:
    """opened(phone): a page in a browser of its own, on which no script may fail."""
    contexts, broken = [], []

    def make(phone: bool = False):
        view = {"width": 390, "height": 844} if phone else {"width": 1280, "height": 720}
        context = browser.new_context(
            viewport=view, has_touch=phone, is_mobile=phone, reduced_motion="reduce"
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(SLOW)
        page.on("pageerror", lambda error: broken.append(str(error)))
        return page

    yield make
    for context in contexts:
        context.close()
    assert not broken, broken


def severe(page) -> list[str]:
    from axe_playwright_python.sync_playwright import Axe

    found = []
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        page.wait_for_timeout(500)
        answer = Axe().run(page, options={"resultTypes": ["violations"]}).response
        for each in answer["violations"]:
            if each["impact"] in SEVERE:
                nodes = [node["html"][:160] for node in each["nodes"]]
                found.append(f"{scheme}: {each['id']} at {nodes}")
    page.emulate_media(color_scheme="light")
    return found


def make_class(teacher, address: str, lesson: str) -> str:
    """By the keyboard alone; gives the code."""
    teacher.goto(f"{address}/class")
    choice = teacher.get_by_label("Questions")
    choice.select_option(lesson)
    choice.focus()
    teacher.keyboard.press("Tab")
    teacher.keyboard.press("Tab")
    teacher.keyboard.press("Enter")
    teacher.get_by_role("button", name="First question").wait_for()
    return teacher.evaluate("new URLSearchParams(location.search).get('class')")


def joined(student, address: str, code: str):
    student.goto(f"{address}/class?class={code}")
    student.get_by_text("You are in.").wait_for()
    return student


def press(page, name: str) -> None:
    """A button of the teacher, by the keyboard."""
    button = page.get_by_role("button", name=name, exact=True)
    until(button.is_enabled)
    button.focus()
    page.keyboard.press("Enter")


def choose(student, words: str) -> None:
    student.locator(".choices").get_by_role("button", name=words).tap()
    student.get_by_text("Stored.").wait_for()


def test_a_class_votes_talks_votes_again_and_sees_the_bars(opened, address, tmp_path) -> None:
    teacher = opened()
    code = make_class(teacher, address, "sample")
    anna, ben = (joined(opened(phone=True), address, code) for _ in range(2))
    projector = opened()
    projector.goto(f"{address}/class?class={code}&present=1")
    projector.get_by_text("2 here").wait_for()
    found = [*severe(teacher), *severe(projector)]
    press(teacher, "First question")
    choose(anna, "From real images")
    choose(ben, "From the gradient")
    teacher.get_by_text("2 voted first, 0 again").wait_for()
    press(teacher, "Vote again")
    anna.get_by_text("Second vote:").wait_for()
    choose(anna, "From the gradient")
    projector.get_by_text("1 of 2 answered").wait_for()
    assert projector.locator(".histogram").count() == 0
    asked = f"{address}/api/class/{code}/counts?question=what-reaches-g"
    assert anna.request.get(asked).status == 403
    found += [*severe(teacher), *severe(anna), *severe(projector)]
    press(teacher, "Reveal")
    for page in (anna, projector):
        page.locator(".answer.right").wait_for()
        bars = page.locator(".answer").nth(1).locator(".track")
        said = [bar.get_attribute("aria-label") for bar in bars.all()]
        assert said == ["first vote: 1 of 2", "second vote: 1 of 1"]
    found += [*severe(anna), *severe(projector)]
    for width, height in ((1280, 720), (1920, 1080)):
        projector.set_viewport_size({"width": width, "height": height})
        projector.wait_for_timeout(300)
        root = projector.locator(".class")
        assert root.evaluate(SMALLEST) >= 20 and root.evaluate(OVERFLOWS) == []
        assert root.evaluate("it => it.clientWidth") == width
    assert anna.evaluate("document.documentElement.scrollWidth") == 390
    with teacher.expect_download() as table:
        press(teacher, "Download CSV")
    table.value.save_as(tmp_path / "answers.csv")
    rows = list(csv.DictReader((tmp_path / "answers.csv").open(newline="")))
    assert [(row["vote"], row["option"]) for row in rows] == [
        ("1", "reals"), ("1", "gradient"), ("2", "gradient")
    ]  # fmt: skip
    assert not found, "\n".join(found)


def test_the_line_of_a_class_follows_a_student_through_the_pages(opened, address) -> None:
    teacher, student = opened(), opened(phone=True)
    code = make_class(teacher, address, "")
    student.goto(f"{address}/check?class={code}")
    line = student.locator(".in-class")
    line.get_by_text(f"in class {code}").wait_for()
    teacher.get_by_text("1 here (1 on Check losses)").wait_for()
    student.goto(f"{address}/draw")  # the tab remembers
    line.get_by_text(f"in class {code}").wait_for()
    press(teacher, "Pause all")
    line.get_by_text("Paused: look to the front.").wait_for()
    press(teacher, "Go on")
    press(teacher, "First question")
    line.get_by_role("link", name="Answer the question").tap()
    choose(student, "B")
    student.reload()  # the same student: the answer is changed, not doubled
    choose(student, "C")
    teacher.get_by_text("1 voted first").wait_for()
    assert not severe(student)
    student.get_by_role("button", name="Leave").tap()
    student.get_by_role("button", name="Make a class").wait_for()
    assert (
        student.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])").count(code)
        == 0
    )
    until(lambda: teacher.get_by_text("0 here").count())


@pytest.mark.parametrize("name", ["draw", ""])
def test_a_page_that_writes_a_class_of_its_own_keeps_the_code(name, opened, address) -> None:
    student, held = opened(), []
    student.route("**/page_frame.js", lambda route: held.append(route))
    student.goto(f"{address}/{name}?class=red-cat-12")
    student.wait_for_function("() => !location.search.includes('red-cat-12')")
    until(lambda: student.wait_for_timeout(50) or held)
    for route in held:
        route.continue_()
    student.locator(".in-class").get_by_text("There is no class red-cat-12").wait_for()


def test_a_link_is_copied_where_the_browser_has_no_clipboard(opened, address) -> None:
    teacher = opened()
    teacher.add_init_script("Object.defineProperty(navigator, 'clipboard', {value: undefined})")
    code = make_class(teacher, address, "")
    teacher.evaluate(
        "document.addEventListener('copy', () => { window.copied = true; }, {once: true})"
    )
    teacher.get_by_role("button", name="Copy").first.click()
    teacher.locator(".copied").first.get_by_text("copied").wait_for()
    assert teacher.evaluate("window.copied") is True
    field = teacher.get_by_label("Link for students")
    assert field.input_value() == f"{address}/class?class={code}"
    assert json.dumps(teacher.url).count("#teacher=") == 1


def test_a_class_for_a_lesson_has_its_questions_and_sends_students_to_it(opened, address) -> None:
    teacher, student = opened(), opened(phone=True)
    teacher.goto(f"{address}/class?lesson=45-minutes")
    teacher.get_by_role("button", name="Make a class").click()
    link = teacher.get_by_label("Link for students").input_value()
    assert link.startswith(f"{address}/learn?lesson=45-minutes&class=")
    press(teacher, "First question")
    teacher.get_by_role("heading", name="Be the discriminator").wait_for()
    code = link.partition("&class=")[2]
    lesson = f"{address}/learn?lesson=04-collapse-and-cure&class={code}"
    student.goto(lesson)
    first = student.locator(".question").first
    first.locator("input").first.fill("3")
    first.get_by_role("button", name="Predict").tap()
    student.get_by_text("when your teacher opens this question").wait_for()
    teacher.get_by_role("button", name="Open: Without a penalty").click()
    teacher.get_by_text("1 voted first").wait_for()


def test_a_wrong_link_and_an_unknown_class_are_told_in_a_sentence(opened, address) -> None:
    page = opened()
    page.goto(f"{address}/class?class=red-ant-10#teacher={'0' * 32}")
    page.get_by_text("There is no class red-ant-10; ask for the code again.").wait_for()
    page.goto(f"{address}/check?class=red-bat-11")
    page.locator(".in-class").get_by_text("There is no class red-bat-11").wait_for()
