"""What browser tests of a class do on its pages: the teacher by keyboard, students by touch."""

from tests.e2e.browser import until

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
OVERFLOWS = """root => [root, ...root.querySelectorAll("aside, .board, .lab-place, .side")]
    .filter(part => part.scrollHeight > part.clientHeight + 1
        || part.scrollWidth > part.clientWidth + 1)
    .map(part => part.className || part.tagName)"""


def asked_for_passphrase(page):
    """The field for it, below the button for teachers. A panel that a page still under construction
    has closed again is opened once more, as a teacher would."""
    from playwright.sync_api import TimeoutError

    field = page.get_by_label("Passphrase")
    for _ in range(3):
        page.locator(".st-key-teacher button").click()
        try:
            field.wait_for(timeout=15_000)
            return field
        except TimeoutError:
            continue
    raise AssertionError("the button for teachers opens nothing")


def make_class(teacher, address: str, lesson: str, first: str = "First question") -> str:
    """By the keyboard alone; gives the code."""
    teacher.goto(f"{address}/class")
    choice = teacher.get_by_label("Questions")
    choice.select_option(lesson)
    choice.focus()
    teacher.keyboard.press("Tab")
    teacher.keyboard.press("Tab")
    teacher.keyboard.press("Enter")
    teacher.get_by_role("button", name=first).wait_for()
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


def fits(projector) -> None:
    """Nothing scrolls and no text is under 20 px, on both usual projectors."""
    for width, height in ((1280, 720), (1920, 1080)):
        projector.set_viewport_size({"width": width, "height": height})
        projector.wait_for_timeout(300)
        root = projector.locator(".class")
        for part in (root, *projector.locator(".lab-place .lab").all()):
            assert part.evaluate(SMALLEST) >= 20 and part.evaluate(OVERFLOWS) == []
        assert root.evaluate("it => it.clientWidth") == width
