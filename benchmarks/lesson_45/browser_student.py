"""A student with a real page: goes where its links lead, plays, votes, predicts, runs the labs."""

import re
from typing import Any

from tests.e2e.browser import DESKTOP, PHONE, until

PATIENCE = 240_000  # ms; three networks train on a busy machine


class BrowserStudent:
    """`phone`: by touch at 390x844; `theme` light or dark. No script may fail on its page."""

    def __init__(self, browser: Any, phone: bool, theme: str):
        self.name = "phone" if phone else "laptop"
        self.context = browser.new_context(
            **(PHONE if phone else DESKTOP),
            color_scheme=theme,
            reduced_motion="reduce" if phone else "no-preference",
        )
        self.context.set_default_timeout(PATIENCE)
        self.broken: list[str] = []
        self.context.on("weberror", lambda failure: self.broken.append(str(failure.error)))
        self.page = self.context.new_page()
        self.reached: set[int] = set()

    def join(self, link: str) -> None:
        self.page.goto(link)
        self.page.get_by_text("You are in.").wait_for()

    def go(self, number: int, title: str, place: str) -> None:
        """By the link that every page shows, unless it is there already."""
        name = place.split("?")[0] or "class"
        if name == "class" or place not in self.page.url:
            here = f"/{name}?" in self.page.url
            if not (name == "class" and here):
                self.page.get_by_role("link", name=f"Go to: {title}").first.click()
                self.page.wait_for_url(re.compile(rf"/{name}\?"))
        self.reached.add(number)

    def play_a_round(self) -> None:
        """Twenty images; then the class has the counts."""
        begin = self.page.locator(".game .begin")
        self.page.locator(".game .deck option").first.wait_for(state="attached")  # it listens now
        until(begin.is_enabled)
        begin.click()
        for number in range(20):
            self.page.locator(".game .play .count", has_text=f"Item {number + 1} of 20").wait_for()
            self.page.locator(f".game .say-{'fake' if number % 3 else 'real'}").click()
        self.page.get_by_text("has your counts").wait_for()

    def vote(self, answer: int, question: str = "") -> None:
        """On the class page, where a link at the bottom leads if need be."""
        if "/class?" not in self.page.url:
            self.page.get_by_role("link", name="Answer the question").click()
        box = f".choices button[name='{question}']" if question else ".choices button"
        button = self.page.locator(box).nth(answer)
        button.wait_for()
        until(lambda: button.is_enabled())
        self.page.evaluate("document.activeElement?.blur()")
        button.click()
        self.page.locator(".choices button[aria-pressed='true']").first.wait_for()
        self.page.get_by_text("Stored.").wait_for()

    def work(self, stages: int) -> bool:
        """Do the next thing of a lesson, up to this many stages; false where nothing is to do.

        Whoever is told to wait, does: a run that is shut, a vote that others are still giving.
        """
        page = self.page
        sections = page.locator(".lesson-stage:visible")
        for number in range(min(stages, sections.count())):
            section = sections.nth(number)
            form = section.locator(".question:visible").first
            if form.count():
                return self.fill_in(form)
            if not section.locator(".saw.done").count() and self.run_stage(section):
                return True
        if stages < self.stages():
            return False
        onward = page.get_by_role("button", name="On to the checks")
        if onward.count() and onward.is_visible():
            onward.click()
            return True
        form = page.locator(".end .question:visible").first
        return self.fill_in(form) if form.count() else False

    def stages(self) -> int:
        return self.page.locator(".lesson-stage").count()

    def is_finished(self) -> bool:
        return self.page.locator(".onward:visible").count() > 0

    def fill_in(self, form: Any) -> bool:
        """The last option, which is seldom the right one; the number 1."""
        number = form.locator("input[type=number]")
        if number.count():
            number.fill("1")
        else:
            form.locator(".option").last.click()
        send = form.locator("button.send")
        if send.is_enabled():
            send.click()
        return True

    def run_stage(self, section: Any) -> bool:
        """Press what runs it; nothing while it is shut or runs."""
        skip = section.get_by_role("button", name="It does not happen here; go on")
        if skip.count() and skip.is_visible():
            skip.click()
            return True
        play = section.locator(".lab .play:visible")
        if play.count():
            if play.is_enabled() and play.inner_text() == "Play":
                play.click()
                return True
            return False
        for button in (
            section.locator(".lab .both:visible"),
            section.locator(".running .send:visible"),
        ):
            if (
                button.count()
                and button.first.is_enabled()
                and button.first.inner_text() != "Pause"
            ):
                button.first.click()
                return True
        return False

    def rest(self) -> None:
        """Stop labs that go on after they have shown what they must."""
        for play in self.page.locator(".lab .play:visible").all():
            if play.inner_text() == "Pause" and play.is_enabled():
                play.click()
