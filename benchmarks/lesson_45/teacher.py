"""A teacher who has read the README and what it links to, and nothing else.

Everything is pressed on the real page, and only what those documents name may be pressed.
"""

import csv
import io
import re
import time
from pathlib import Path
from typing import Any

from tests.e2e.browser import DESKTOP, ROOT, until

PATIENCE = 45_000  # ms
PLAN = "45 minutes: how two networks teach each other"


class Teacher:
    """The teacher's page, the projector beside it, and the lab that is shown on it."""

    def __init__(self, browser: Any, address: str, theme: str):
        documents = (ROOT / "README.md", ROOT / "docs" / "classroom.md")
        self.manual = " ".join(" ".join(path.read_text("utf-8") for path in documents).split())
        self.broken: list[str] = []
        self.context = browser.new_context(**DESKTOP, accept_downloads=True, color_scheme=theme)
        self.context.set_default_timeout(PATIENCE)
        self.context.on("weberror", lambda failure: self.broken.append(str(failure.error)))
        self.page = self.context.new_page()
        self.page.goto(address)  # as `make app` says
        self.press("Learn", "link")
        with self.context.expect_page() as opened:
            self.press("Class", "link")  # a tab of its own
        self.page = opened.value
        assert PLAN in self.manual
        self.page.get_by_label("Questions").select_option(label=PLAN)
        self.press("Make a class")
        self.link = self.page.get_by_label("Link for students").input_value()
        with self.context.expect_page() as opened:
            self.press("Projector", "link")
        self.projector = browser.new_context(**DESKTOP, color_scheme=theme).new_page()
        self.projector.goto(opened.value.url)
        opened.value.close()

    def press(self, name: str, role: str = "button") -> None:
        """What the documents name; a longer label may follow, as after "Next block"."""
        assert f"**{name}**" in self.manual, f"no document tells a teacher of {name}"
        target = self.page.get_by_role(role, name=re.compile(rf"^{re.escape(name)}($|:)")).first
        target.wait_for()
        until(target.is_enabled)
        target.click()

    def is_here(self, students: int) -> None:
        """The page says that so many have come."""
        self.page.get_by_text(re.compile(rf"^{students} here")).wait_for()

    def begin(self, number: int, title: str) -> None:
        self.press("Next block" if number > 1 else "Start")
        self.page.get_by_role("heading", name=title, exact=True).wait_for()

    def sees(self, question: str, vote: int, students: int) -> float:
        """The moment, on time.monotonic, at which the page counts so many answers."""
        row = self.page.locator(f".progress [data-question='{question}'] td").last
        line = self.page.locator(".asked .quiet").first

        def counted() -> bool:
            if row.count():
                return row.inner_text() == str(students)
            said = line.inner_text() if line.count() else ""
            return f"{students} {'voted first' if vote == 1 else 'again'}" in said

        end = time.monotonic() + PATIENCE / 1000
        while not counted():
            assert time.monotonic() < end, f"the teacher never saw {students} answers to {question}"
            time.sleep(0.02)
        return time.monotonic()

    def look_and_reveal(self, question: str, text: str) -> None:
        """A question in the list, then its bars for everybody."""
        self.page.locator(f".questions [data-question='{question}'] .look").click()
        self.page.get_by_role("heading", name=text, exact=True).wait_for()
        self.press("Reveal")
        self.projector.locator(".histogram").wait_for()

    def show_a_lab(self, picture: Any) -> float:
        """Slow motion and some steps, which the projector follows; the longest wait in s."""
        with self.context.expect_page() as opened:
            self.press("Show its lab", "link")
        lab = opened.value
        lab.bring_to_front()
        lab.get_by_role("button", name="Slow motion").click()
        waits = []
        for _ in range(4):
            lab.locator(".slow .next").click()
            lab.wait_for_timeout(300)
            waits.append(self._same(lab, ".naming"))
        picture(lab, "lab")
        lab.locator(".slow .leave").click()
        for _ in range(3):
            lab.locator(".lab .both").click()
            lab.wait_for_timeout(200)
        waits.append(self._same(lab, ".number.step .value"))
        lab.locator(".lab .play").click()
        lab.wait_for_timeout(2500)
        lab.locator(".lab .play").click()
        waits.append(self._same(lab, ".number.step .value"))
        lab.close()
        self.page.bring_to_front()
        return max(waits)

    def _same(self, lab: Any, part: str) -> float:
        began = time.monotonic()
        there = self.projector.locator(f".lab-place {part}").first
        shown = lab.locator(part).first
        until(lambda: there.count() and there.text_content() == shown.text_content())
        return time.monotonic() - began

    def table(self) -> list[dict[str, str]]:
        """The rows of the CSV."""
        with self.page.expect_download() as file:
            self.press("Download CSV")
        return list(csv.DictReader(io.StringIO(Path(file.value.path()).read_text("utf-8"))))
