"""Who may fork a run of another person, and who sees the branch."""

import shutil
from pathlib import Path

import pytest

from gan_core import GanError
from gan_core.config.train_config import Budget
from gan_core.data import durable_files
from gan_core.runs.run_dir import RunDir, all_runs
from playground.shared import fixed_choices, jobs
from playground.shared.door import limits, owners, visible
from playground.train import branches
from tests.playground.shared.door.a_class_of_browsers import (
    ANNA,
    BEN,
    NOBODY,
    TEACHER,
    Browsers,
    owned,
)

SEEN, MORE = 160, Budget("images", 1000)


pytestmark = pytest.mark.usefixtures("launched")


@pytest.fixture
def run(browsers: Browsers, trained: Path, runs: Path) -> RunDir:
    """A finished run of Anna's."""
    shutil.copytree(trained, runs / trained.name)
    return owned(RunDir(runs / trained.name))


def test_who_sees_a_run_may_fork_it_and_owns_the_branch(
    browsers: Browsers, run: RunDir, launched: list[str]
) -> None:
    browsers.page_of(BEN)
    branch = jobs.fork(run, SEEN, ["lr_D=1e-5"], MORE)
    assert launched == [branch.id] and owners.is_owner(branch) and not branch.hidden_by()
    assert branch.origin()["changed"] == {"lr_D": [2e-4, 1e-5]}
    assert not owners.may_change(run) and owners.may_change(branch)


@pytest.mark.parametrize("by", [visible.BY_OWNER, visible.BY_TEACHER])
def test_a_hidden_run_is_forked_by_its_owner_and_the_teacher_and_the_branch_is_hidden_too(
    by: str, browsers: Browsers, run: RunDir
) -> None:
    run.hide(by)
    for who in (BEN, NOBODY):
        browsers.page_of(who)
        with pytest.raises(GanError, match="There is no run"):
            jobs.fork(run, SEEN, [], MORE)
    assert len(all_runs(run.path.parent)) == 1
    for who in (ANNA, TEACHER):
        browsers.page_of(who)
        branch = jobs.fork(run, SEEN, [], MORE)
        assert branch.hidden_by() == by and visible.may_see(branch)
        browsers.page_of(BEN)
        assert not visible.may_see(branch)


def test_a_branch_of_a_hidden_run_is_seen_at_no_moment(
    browsers: Browsers, run: RunDir, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its checkpoint takes a while to copy where the drive cannot share it."""
    run.hide(visible.BY_OWNER)
    hidden = []

    def copied(source: Path, target: Path) -> None:
        hidden.append(RunDir(target.parent.parent).hidden_by())
        shutil.copy(source, target)

    monkeypatch.setattr(durable_files, "link_or_copy", copied)
    jobs.fork(run, SEEN, [], MORE)
    assert hidden and set(hidden) == {visible.BY_OWNER}


def test_of_a_run_that_was_hidden_since_a_branch_says_no_number(
    browsers: Browsers, run: RunDir
) -> None:
    browsers.page_of(BEN)
    branch = jobs.fork(run, SEEN, [], MORE)
    assert f"?run={run.id}" in branches.origin_html(branch)
    assert [member.id for member in branches.family(branch)] == [run.id, branch.id]
    run.hide(visible.BY_OWNER)
    said = branches.origin_html(branch)
    assert "a run that is hidden from you at 160 images" in said and run.id[:5] not in said
    assert branches.family(branch) == []


def test_a_fork_keeps_to_the_limits_and_to_what_the_teacher_has_fixed(
    browsers: Browsers, run: RunDir, monkeypatch: pytest.MonkeyPatch
) -> None:
    browsers.page_of(BEN)
    with pytest.raises(GanError, match="at most 60 min"):
        jobs.fork(run, SEEN, [], Budget("minutes", 70))
    fixed = {fixed_choices.RECIPE: "quick"}
    monkeypatch.setattr(fixed_choices, "fixed", lambda: fixed)
    with pytest.raises(GanError, match="Your teacher has set the recipe quick"):
        jobs.fork(run, SEEN, [], MORE)
    monkeypatch.setattr(fixed_choices, "fixed", dict)
    monkeypatch.setattr(limits, "require_may_queue", refuse)
    with pytest.raises(GanError, match="enough"):
        jobs.fork(run, SEEN, [], MORE)
    assert len(all_runs(run.path.parent)) == 1


def refuse(minutes: float | None = None) -> None:
    raise GanError("That is enough.")
