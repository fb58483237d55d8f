"""A class from the teacher's first press to the table of answers, with two students on phones."""

import csv
import json
import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.e2e.axe import severe
from tests.e2e.browser import BROWSER_TESTS, PHONE, new_page, serve, until
from tests.e2e.class_pages import choose, fits, joined, make_class, press
from tests.playground.classroom.a_class import new_answer

pytestmark = BROWSER_TESTS
SAMPLE = Path(__file__).parents[1] / "playground" / "shared" / "lessons" / "sample.toml"


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
    with ExitStack() as pages:

        def make(phone: bool = False):
            return pages.enter_context(new_page(browser, **(PHONE if phone else {})))

        yield make


def test_a_class_votes_talks_votes_again_and_sees_the_bars(opened, address, tmp_path) -> None:
    teacher = opened()
    code = make_class(teacher, address, "sample")
    anna, ben = (joined(opened(phone=True), address, code) for _ in range(2))
    projector = opened()
    projector.goto(f"{address}/class?class={code}&present=1")
    projector.get_by_text("2 here").wait_for()
    fits(projector)
    found = [*severe(teacher), *severe(projector)]
    press(teacher, "First question")
    teacher.get_by_role("link", name="Projector").focus()
    choose(anna, "From real images")
    choose(ben, "From the gradient")
    teacher.get_by_text("2 voted first, 0 again").wait_for()
    assert teacher.locator("a:focus").inner_text() == "Projector"  # made anew meanwhile
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
    fits(projector)
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
    assert link.startswith(f"{address}/class?class=")  # its blocks lead on
    code = link.partition("class=")[2]
    student.goto(f"{address}/learn?lesson=04-collapse-and-cure&class={code}")
    first = student.locator(".question").first
    first.locator("input").first.fill("3")
    first.get_by_role("button", name="Predict").tap()
    student.get_by_text("when your teacher opens this question").wait_for()
    student.goto(link)  # the answer waits on whatever page of the class
    teacher.locator("summary", has_text="everybody's own seed").click()
    teacher.get_by_role("button", name="Open 1: Without a penalty").click()
    teacher.get_by_text("1 voted first").wait_for()


def test_a_lesson_in_a_class_predicted_voted_again_run_revealed_and_next(opened, address) -> None:
    teacher, student, projector = opened(), opened(phone=True), opened()
    code = make_class(teacher, address, "45-minutes", "Start: Be the discriminator")
    student.goto(f"{address}/class?class={code}")
    student.get_by_text("You are in.").wait_for()
    projector.goto(f"{address}/class?class={code}&present=1")
    teacher.locator("summary", has_text="Lesson 5 or 6").click()
    press(teacher, "Start block: Lesson 5 or 6, as you like")
    student.get_by_role("link", name="Go to: Lesson 5 or 6").first.tap()
    press(
        teacher, "Open 1: D is nearly perfect and G uses the minimax loss. What will the fakes do?"
    )
    stage = student.locator(".lesson-stage").first
    stage.locator(".option").first.tap()
    stage.get_by_role("button", name="Predict").tap()
    teacher.get_by_text("1 voted first, 0 again").wait_for()
    stage.get_by_text("It plays when your teacher closes the vote.").wait_for()
    assert stage.locator(".lab .both").is_disabled() and not student.locator(".answered").count()
    press(teacher, "Vote again")
    stage.get_by_text("Second vote:").wait_for()
    stage.locator(".option").last.tap()
    stage.get_by_role("button", name="Vote again").tap()
    teacher.get_by_text("1 voted first, 1 again").wait_for()
    assert student.locator(".in-class a").inner_text() == ""  # it is asked here
    asked = f"{address}/api/class/{code}/counts?question=teacher"
    assert student.request.get(asked).status == 403
    press(teacher, "Close the vote")
    until(stage.locator(".lab .both").is_enabled)
    for _ in range(5):
        stage.locator(".lab .both").tap()
        student.wait_for_timeout(150)
    stage.locator(".saw.done").wait_for()
    press(teacher, "Reveal")
    projector.locator(".answer.right").wait_for()
    stage.locator(".observe .option").first.tap()
    stage.locator(".observe .send").tap()
    press(teacher, "Next question")
    teacher.get_by_text("1 voted first, 0 again").wait_for()
    votes = student.request.get(asked).json()["counts"]
    assert [each["students"] for each in votes] == [1, 1]
    assert votes[0]["chosen"] != votes[1]["chosen"]


def test_the_projector_follows_the_teachers_lab_and_a_student_may(opened, address) -> None:
    teacher, student, projector = opened(), opened(phone=True), opened()
    code = make_class(teacher, address, "")
    joined(student, address, code)
    projector.goto(f"{address}/class?class={code}&present=1")
    with teacher.context.expect_page() as shown:
        teacher.get_by_role("link", name="Show a lab").click()
    lab = shown.value
    lab.get_by_text(f"Class {code} sees this lab").wait_for()
    student.get_by_role("button", name="Show your teacher's lab here").tap()
    step = ".number.step .value"

    def same(part: str, text: str) -> None:
        for page in (projector, student):
            there = page.locator(f".lab-place {part}")
            until(lambda there=there: there.count() and there.first.text_content() == text)

    lab.locator(".slow-motion").click()
    lab.locator(".naming", has_text="1 ").wait_for()
    for _ in range(2):
        lab.locator(".slow .next").click()
        lab.wait_for_timeout(200)
    assert lab.locator(".naming").inner_text().startswith("3 ")
    same(".naming", lab.locator(".naming").inner_text())
    fits(projector)
    lab.locator(".slow .leave").click()
    for name in ("both", "only-g", "both"):
        lab.locator(f".lab .{name}").click()
        lab.wait_for_timeout(150)
    lab.locator(".layer.arrows").click()
    until(lambda: lab.locator(step).text_content() == "3")
    same(step, "3")
    for name in ("js", "loss_D"):  # and not only so many steps: the same run
        same(f".number.{name} .value", lab.locator(f".number.{name} .value").text_content())
    assert projector.locator(".layer.arrows").get_attribute("aria-pressed") == "true"
    assert not projector.locator(".lab .play:visible, .lab .both:visible").count()
    fits(projector)
    assert student.evaluate("document.documentElement.scrollWidth") == 390
    press(teacher, "First question")
    projector.get_by_text("Question 1 of 9").wait_for()
    assert not projector.locator(".lab-place").is_visible()
    student.get_by_role("button", name="your teacher's lab").wait_for(state="hidden")


def test_the_curve_of_a_class_fits_the_projector_and_says_what_its_marks_are(
    opened, address
) -> None:
    teacher, projector = opened(), opened()
    code = make_class(teacher, address, "45-minutes", "Start: Be the discriminator")
    projector.goto(f"{address}/class?class={code}&present=1")
    press(teacher, "Start: Be the discriminator")
    teacher.get_by_role("button", name="Next block").wait_for()
    headers = {"X-Gan-Token": teacher.request.get(f"{address}/api/token").json()["token"]}
    for moment in "14":
        counts = {"hits": 8, "misses": 2, "falseAlarms": 3, "rejections": 7}
        result = {**counts, "deck": "fashion-mnist-quick", "moment": moment}
        body = new_answer("game", "", result=result)
        sent = teacher.request.post(
            f"{address}/api/class/{code}/answer", data=json.dumps(body), headers=headers
        )
        assert sent.ok, sent.text()
    teacher.locator(".questions [data-question='game'] .look").click()
    press(teacher, "Reveal")
    projector.locator(".quality-curve svg").wait_for()
    fits(projector)
    projector.get_by_text("◇ is D of the same moment").wait_for()


def test_a_wrong_link_and_an_unknown_class_are_told_in_a_sentence(opened, address) -> None:
    page = opened()
    page.goto(f"{address}/class?class=red-ant-10#teacher={'0' * 32}")
    page.get_by_text("There is no class red-ant-10; ask for the code again.").wait_for()
    page.goto(f"{address}/check?class=red-bat-11")
    page.locator(".in-class").get_by_text("There is no class red-bat-11").wait_for()


def test_a_teacher_reckons_how_long_everybody_waits(opened, address) -> None:
    page = opened()
    page.goto(f"{address}/class")
    page.get_by_text("How long will everybody wait").click()
    page.get_by_text("30 people, 2 min a run, 1 worker").wait_for()
    until(lambda: page.get_by_label("Minutes a run").input_value() == "2")
    page.get_by_label("People").fill("4")
    page.get_by_label("Workers").fill("2")
    page.get_by_text(
        "4 people, 2 min a run, 2 workers: the last first run starts after 2"
    ).wait_for()
    page.get_by_label("Workers").fill("0")
    page.get_by_text("Give 1 to 150 people").wait_for()
    assert not severe(page)
