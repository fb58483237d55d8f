"""Which runs a person sees. One that is hidden from them is, for them, one that does not exist.

Every page and route that lists or serves runs finds them here.
"""

from pathlib import Path

from gan_core import GanError
from gan_core.runs import run_dir
from gan_core.runs.run_dir import RunDir
from playground.shared.door import owners, teachers
from playground.shared.paths import runs_root

# On whose behalf a run is hidden.
BY_OWNER, BY_TEACHER = "owner", "teacher"
NOT_YOURS = "Run {number} is another person's: they and the teacher decide who sees it."
HIDDEN_BY_TEACHER = "Your teacher has hidden run {number}; only they can show it again."


def may_see(run: RunDir) -> bool:
    """Whether who asks sees `run`: it is not hidden, or is its owner's or the teacher's."""
    if not run.hidden_by() or not owners.is_shared() or teachers.is_teacher():
        return True
    return owners.is_owner(run)


def visible_runs(root: Path | None = None) -> list[RunDir]:
    """Every run that who asks sees, newest first."""
    return [run for run in run_dir.all_runs(root or runs_root()) if may_see(run)]


def find_visible(run_id: str, root: Path | None = None) -> RunDir:
    """The run `run_id`. Raises GanError for one that is hidden in the words for an unknown one."""
    run = run_dir.find(root or runs_root(), run_id)
    if not may_see(run):
        raise run_dir.unknown(run_id)
    return run


def decides(run: RunDir) -> bool:
    """Whether who asks decides who sees `run`: its owner, unless the teacher hid it, and the
    teacher.
    """
    return teachers.is_teacher() or (owners.is_owner(run) and run.hidden_by() != BY_TEACHER)


def hide(run: RunDir) -> None:
    """Hide a run from all but its owner and the teacher. Raises GanError where one may not."""
    _require_decides(run)
    run.hide(BY_TEACHER if teachers.is_teacher() else BY_OWNER)


def show(run: RunDir) -> None:
    """Show a run to everybody again. Raises GanError where one may not."""
    _require_decides(run)
    run.unhide()


def _require_decides(run: RunDir) -> None:
    if not decides(run):
        sentence = HIDDEN_BY_TEACHER if owners.is_owner(run) else NOT_YOURS
        raise GanError(sentence.format(number=run.id[:5]))
