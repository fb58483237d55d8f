"""What the teacher has fixed on the form: shown with a padlock, kept by the run that starts."""

from pathlib import Path

import pytest

from gan_core.runs.run_dir import all_runs
from playground.shared import class_desk
from playground.shared.class_desk import Desk
from playground.shared.door import owners, teachers
from tests.playground.train.train_page import buttons, healthy, page, prepare

FIXED = {
    "recipe": "dcgan", "dataset": "silhouettes", "path": "silhouettes",
    "unit": "epochs", "amount": "2",
}  # fmt: skip
OWN_WISH = {"recipe": "quick", "dataset": "mnist", "unit": "minutes", "minutes": "9"}


@pytest.fixture(autouse=True)
def runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    runs = prepare(tmp_path, monkeypatch)
    monkeypatch.setattr(owners, "is_shared", lambda: True)
    monkeypatch.setenv(teachers.VARIABLE, "twelve horses")
    return runs


def fix(*names: str) -> None:
    fixed = tuple((name, FIXED[name]) for name in names)
    class_desk.change(lambda desk: Desk(fixed=fixed))


def test_what_is_fixed_has_a_padlock_a_reason_and_goes_before_what_was_chosen() -> None:
    fix(*FIXED)
    test = healthy(page(**OWN_WISH))
    recipe, images = test.selectbox(key="recipe"), test.selectbox(key="dataset")
    assert (recipe.value, images.value) == ("dcgan", "silhouettes")
    assert recipe.disabled and images.disabled
    assert test.number_input(key="amount-epochs").disabled
    assert test.number_input(key="amount-epochs").value == 2
    assert recipe.label.startswith(":material/lock:") and images.label.startswith(":material/lock:")
    said = [words.value for words in test.markdown]
    assert sum("Your teacher has set this" in words for words in said) == 3
    uploaders = [each.label for each in test.file_uploader]
    assert uploaders == ["Run (.zip)"], "no other images are taken"


def test_each_by_itself() -> None:
    fix("recipe")
    test = healthy(page(**OWN_WISH))
    assert test.selectbox(key="recipe").disabled and not test.selectbox(key="dataset").disabled
    assert test.number_input(key="amount-minutes").value == 9


def test_the_form_starts_what_is_fixed(launched, runs: Path) -> None:
    fix(*FIXED)
    test = healthy(page(**OWN_WISH))
    buttons(test)["train"].click()
    healthy(test.run())
    (run,) = all_runs(runs)
    config = run.config()
    assert (config["recipe"], config["dataset"]) == ("dcgan", "silhouettes")
    assert config["budget"] == {"unit": "epochs", "amount": 2.0}


def test_the_teacher_fixes_what_the_form_shows_and_releases_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert "fix" not in buttons(page())
    teachers.sign_in("twelve horses", "10.0.0.1")
    test = healthy(page(recipe="dcgan", dataset="silhouettes", unit="epochs", epochs="2"))
    test.checkbox(key="fix-recipe").check()
    test.checkbox(key="fix-unit").check()
    buttons(healthy(test.run()))["fix"].click()
    test = healthy(test.run())
    assert dict(class_desk.read().fixed) == {"recipe": "dcgan", "unit": "epochs", "amount": "2"}
    assert not test.selectbox(key="recipe").disabled
    for part in ("recipe", "unit"):
        test.checkbox(key=f"fix-{part}").uncheck()
    buttons(healthy(test.run()))["fix"].click()
    healthy(test.run())
    assert class_desk.read().fixed == ()
