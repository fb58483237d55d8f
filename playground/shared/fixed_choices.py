"""What the teacher has fixed of new runs: recipe, images, budget. No st calls.

The form shows it with a padlock; `require` refuses everything else when a run is started, from
whatever page, and `require_budget` when one is extended. The teacher is bound by nothing.
"""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from gan_core import GanError
from gan_core.config.train_config import BUDGET_UNITS, Budget
from gan_core.data.catalog import DATASETS
from playground.shared import class_desk, drawing_sets
from playground.shared.door import limits, owners, teachers
from playground.shared.kept_files import IMAGES
from playground.shared.setting_labels import budget_words

if TYPE_CHECKING:
    from gan_core.config.train_config import TrainConfig

RECIPE, DATASET, PATH, UNIT, AMOUNT = "recipe", "dataset", "path", "unit", "amount"
PARTS = (RECIPE, DATASET, UNIT)  # what can be fixed, each by itself
REASON = "Your teacher has set this for the class."


def fixed() -> Mapping[str, str]:
    """What binds who asks, by name; empty where nothing is fixed, or not for it."""
    found = dict(class_desk.read().fixed)
    is_bound = bool(found) and teachers.is_configured() and not teachers.is_teacher()
    return found if is_bound else {}


def fix(config: "TrainConfig", token: str, parts: tuple[str, ...]) -> None:
    """Bind everybody to these parts of a run like `config`; `token` names its images in the form.

    Raises GanError for images that only one person can use, and for more minutes than a run gets.
    """
    is_own = token.startswith(("upload:", "run:")) or owners.are_private(config.dataset)
    if DATASET in parts and is_own:
        raise GanError(
            "These images are private, so the class cannot use them: put them into the data "
            "folder, or choose others."
        )
    most, budget = limits.MINUTES(), config.budget
    if UNIT in parts and budget.unit == "minutes" and budget.amount > most:
        raise GanError(
            f"Nobody else could start a run of {budget_words(budget.amount, budget.unit)}, since "
            f"one trains for at most {most:g} min at a time here: choose a smaller budget."
        )
    values = {
        RECIPE: {RECIPE: config.recipe},
        DATASET: {DATASET: token, PATH: config.dataset},
        UNIT: {UNIT: config.budget.unit, AMOUNT: f"{config.budget.amount:.12g}"},
    }
    found = {name: text for part in parts for name, text in values[part].items()}
    class_desk.change(lambda desk: replace(desk, fixed=tuple(found.items())))


def in_words(found: Mapping[str, str]) -> list[str]:
    """What is fixed, a few words each: `recipe dcgan`, `images MNIST`, `5 minutes`."""
    words = [f"recipe {found[RECIPE]}"] if RECIPE in found else []
    if DATASET in found:
        words.append(f"images {_title(found)}")
    if budget := budget_of(found):
        words.append(budget_words(budget.amount, budget.unit))
    return words


def budget_of(found: Mapping[str, str]) -> Budget | None:
    """The fixed budget; None without one, or where the file has been edited into none."""
    try:
        amount = float(found.get(AMOUNT, ""))
        return Budget(found[UNIT], amount) if found.get(UNIT) in BUDGET_UNITS else None
    except (GanError, KeyError, ValueError):
        return None


def require(config: "TrainConfig") -> None:
    """Raises GanError where a new run is not as the teacher has fixed it."""
    found = fixed()
    if RECIPE in found and config.recipe != found[RECIPE]:
        raise GanError(_sentence(f"the recipe {found[RECIPE]}", config.recipe))
    if DATASET in found and not _are_these(config.dataset, found):
        raise GanError(_sentence(f"the images {_title(found)}", Path(config.dataset).name))
    budget = budget_of(found)
    if budget and config.budget != budget:
        words = (budget_words(each.amount, each.unit) for each in (budget, config.budget))
        raise GanError(_sentence(*words))


def require_budget(budget: Budget) -> None:
    """Raises GanError where a run may not go on to this total budget."""
    most = budget_of(fixed())
    if most and budget != most:
        raise GanError(
            f"Your teacher has set {budget_words(most.amount, most.unit)} for every run, so none "
            "can be extended."
        )


def _are_these(dataset: str, found: Mapping[str, str]) -> bool:
    if dataset == found.get(PATH):
        return True
    kind, _, name = found[DATASET].partition(":")
    if kind != "drawn":
        return False
    # A run trains on a copy of a set of drawings as it was then, which is nobody's upload.
    path = Path(dataset)
    is_copy = IMAGES.digest_of(path) is not None and not owners.are_private(dataset)
    return drawing_sets.name_of(path) == name or (is_copy and path.stem == name)


def _title(found: Mapping[str, str]) -> str:
    token = found[DATASET]
    return DATASETS[token].title if token in DATASETS else token.partition(":")[2]


def _sentence(wanted: str, given: str) -> str:
    return f"Your teacher has set {wanted} for every new run, not {given}; change it on the form."
