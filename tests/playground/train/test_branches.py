"""The family of a run, and the dialog in which it is forked, as the Train page shows them."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from gan_core.config.train_config import Budget
from gan_core.runs.fork import fork, forked_config
from gan_core.runs.run_dir import RunDir, all_runs
from playground.shared import jobs
from playground.train import branches, fork_panel
from tests.playground.train import sample_runs
from tests.playground.train.train_page import healthy, page, prepare

SEEN = 3200


@pytest.fixture(autouse=True)
def runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return prepare(tmp_path, monkeypatch)


@pytest.fixture
def run(runs: Path) -> RunDir:
    """A run with a checkpoint, which no test opens, at a sample grid and one at none."""
    made = sample_runs.sample_run(runs)
    for seen in (SEEN, 5000):
        made.checkpoint_file(seen).write_bytes(b"a state")
    return made


def branch_of(run: RunDir, *assignments: str, seen: int = SEEN) -> RunDir:
    return fork(run, seen, forked_config(run, seen, assignments, Budget("images", 1e6)))


def test_a_family_is_listed_each_after_its_parent_with_what_it_changed(run: RunDir) -> None:
    assert branches.family(run) == []
    first, second = branch_of(run, "lr_D=1e-5"), branch_of(run, "loss=hinge", "beta1=0", seen=5000)
    child = branch_of(first)
    found = branches.family(second)
    assert [member.id for member in found] == [run.id, first.id, child.id, second.id]
    assert [member.parent for member in found] == ["", run.id, first.id, run.id]
    assert [member.departs for member in found] == [0, SEEN, SEEN, 5000]
    assert found == branches.family(run) == branches.family(child)
    assert [member.words for member in found] == [
        "",
        "with Learning rate of D 1e-05",
        "with no setting changed",
        "with Adam beta1 0, Loss function hinge",
    ]


def test_of_a_class_that_forked_one_run_each_finds_their_own_branch(run: RunDir) -> None:
    last = [branch_of(run) for _ in range(60)][-1]
    found = branches.family(last)
    assert len(found) == 61 and found[-1].id == last.id


def test_a_branch_says_where_it_comes_from_also_when_its_parent_is_deleted(run: RunDir) -> None:
    branch = branch_of(run, "lr_D=1e-5")
    said = f"at {SEEN:,} images, with Learning rate of D 1e-05 instead of 0.0002."
    html = branches.origin_html(branch)
    assert f'href="./train?run={run.id}"' in html and said in html
    assert branches.origin_html(run) == ""
    shutil.rmtree(run.path)
    assert f"Forked from run 00001, since deleted, {said}" in branches.origin_html(branch)
    assert branches.family(branch) == []


@pytest.mark.parametrize(
    "content",
    [{}, [], {"run": 5}, {"run": "x", "images_seen": "y", "changed": {}}, "text",
     {"run": "<b>", "images_seen": 1, "changed": {"<i>": ["<u>", "<u>"], "lr_G": 3}}],
    ids=range(6),
)  # fmt: skip
def test_a_file_that_says_anything_else_harms_no_page(content: Any, run: RunDir) -> None:
    (run.path / "fork.json").write_text(json.dumps(content))
    html = branches.origin_html(run)
    assert html.count("<") == 2 * bool(html) and branches.family(run) == []


def test_a_circle_of_parents_ends(run: RunDir) -> None:
    branch = branch_of(run)
    run.write_origin({"run": branch.id, "images_seen": 1, "changed": {}})
    assert [member.id for member in branches.family(run)] == [run.id, branch.id]


def test_the_parent_of_an_imported_branch_is_none_of_the_runs_here(run: RunDir) -> None:
    branch = branch_of(run)
    branch.write_imported_from({"id": branch.id, "version": "1"})
    assert "Forked from run 00001 of another machine at" in branches.origin_html(branch)
    assert branches.family(run) == branches.family(branch) == []


def test_a_run_is_forked_from_what_will_still_be_there(run: RunDir) -> None:
    assert branches.moments(run, {"state": "done"}) == [SEEN, 5000]
    assert branches.moments(run, {"state": "running"}) == [SEEN]


def test_a_finding_is_forked_with_settings_that_may_change() -> None:
    assert branches.may_fork_with(["lr_D=1e-4", "augment=translation"])
    for assignments in ([], ["z_dim=100"], ["lr_D=1", "minibatch_std=true"], ["width=128"]):
        assert not branches.may_fork_with(assignments)


def pressed(run: RunDir, *assignments: str, seen: int = SEEN) -> AppTest:
    """The run's page after a press, with its dialog open."""
    test = page(run=run.id)
    test.session_state[fork_panel.PRESSES] = 1
    asked = {"run": run.id, "images_seen": seen, "assignments": list(assignments)}
    test.session_state[fork_panel.PRESSED] = asked
    return healthy(test.run())


def test_the_dialog_starts_a_branch_with_what_was_changed(run: RunDir, launched: list[str]) -> None:
    test = pressed(run, "lr_D=5e-05")
    assert any("3,200 images" in text.value for text in test.markdown)
    assert test.number_input(key="fork-1-lr_D").value == 5e-05
    assert test.number_input(key="fork-amount-epochs-1").value == 9  # its parent's
    test.button(key="fork-start").click()
    healthy(test.run())
    (branch,) = [each for each in all_runs(run.path.parent) if each.id != run.id]
    assert launched == [branch.id] and test.query_params["run"] == branch.id
    assert branch.origin()["changed"] == {"lr_D": [2e-4, 5e-05]}
    assert fork_panel.PRESSED not in test.session_state


def test_what_cannot_be_forked_is_said_in_the_dialog(run: RunDir, launched: list[str]) -> None:
    test = pressed(run)
    run.checkpoints()[SEEN].unlink()
    test.button(key="fork-start").click()
    healthy(test.run())
    assert "no checkpoint at 3,200 images" in test.error[0].value
    assert launched == [] and len(all_runs(run.path.parent)) == 1


def test_where_the_budget_is_used_up_the_dialog_proposes_more(run: RunDir) -> None:
    run.write_config({**run.config(), "budget": {"unit": "images", "amount": 3000.0}})
    amount = pressed(run).number_input(key="fork-amount-images-1").value
    assert amount == jobs.extended({"images_seen": SEEN}, "images", 100_000).amount


@pytest.mark.parametrize("amount", [1e-4, 0.02, 9e11])
def test_a_budget_that_only_a_command_line_takes_is_proposed_too(
    run: RunDir, amount: float
) -> None:
    run.checkpoint_file(0).write_bytes(b"a state")  # at which nothing of it is used
    run.write_config({**run.config(), "budget": {"unit": "minutes", "amount": amount}})
    assert pressed(run, seen=0).number_input(key="fork-amount-minutes-1").value == amount
