"""All lessons and plans there are, those of a teacher's own included, and the mistakes in files."""

from dataclasses import dataclass, field

from gan_core import GanError
from playground.learn.lesson_content import Lesson, read_lesson, read_table
from playground.learn.lesson_plan import Plan, is_plan, read_plan
from playground.shared.questions import lesson_files


@dataclass
class Shelf:
    """By name, in order; `problems` names what is wrong in the files that are left out."""

    lessons: dict[str, Lesson] = field(default_factory=dict)
    plans: dict[str, Plan] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)

    def find(self, wanted: str) -> Lesson | Plan | None:
        """A lesson or plan by its name, or a lesson by the number that its name begins with."""
        if wanted.isdecimal() and len(wanted) < 3:
            start = f"{int(wanted):02d}-"
            wanted = next((name for name in self.lessons if name.startswith(start)), "")
        return self.lessons.get(wanted) or self.plans.get(wanted)

    def after(self, name: str) -> Lesson | None:
        """The lesson that follows; None after the last."""
        names = list(self.lessons)
        following = names[names.index(name) + 1 :] if name in names else []
        return self.lessons[following[0]] if following else None


def shelf() -> Shelf:
    """Reads every file; one with a mistake does not keep the others away."""
    found, plans = Shelf(), []
    for path in lesson_files().values():
        try:
            content = read_table(path)
            if is_plan(content):
                plans.append((path, content))
            else:
                lesson = read_lesson(path, content)
                found.lessons[lesson.name] = lesson
        except GanError as mistake:
            found.problems.append(str(mistake))
    for path, content in plans:  # they name lessons, so those come first
        try:
            plan = read_plan(path, content, set(found.lessons))
            found.plans[plan.name] = plan
        except GanError as mistake:
            found.problems.append(str(mistake))
    return found
