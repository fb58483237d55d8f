"""What was asked of the form and cannot be: a sentence each, with what is used instead.

Of the settings, settings_form.problems says the same. No st calls.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from gan_core import GanError
from gan_core.config.followed_seeds import parsed_seeds
from gan_core.config.settings import MAX_SEED
from gan_core.config.train_config import BUDGET_UNITS, Budget
from playground.shared.plain_text import plain
from playground.shared.setting_labels import budget_words
from playground.train.form_state import FOLLOW, LEAST, MOST, PARAMETERS, FormState, quoted, whole

if TYPE_CHECKING:
    from gan_core.recipes import Recipe

MAX_SIZE = 4096  # px


def problems(
    state: FormState, recipes: Iterable[str], recipe: "Recipe", size: int, budget: Budget
) -> list[str]:
    """As Markdown; `recipe`, `size` and `budget` are what the form uses."""
    found = [*state.ignored]
    if (name := state.get("recipe")) and name not in recipes:
        found.append(f"There is no model {quoted(name)}; {recipe.title} is used.")
    text = state.get("image_size")
    if text and whole(text, 1, MAX_SIZE) is None:
        found.append(f"The size is a number of pixels, not {quoted(text)}; {size} px is used.")
    text = state.get("seed")
    if text and whole(text, 0, MAX_SEED) is None:
        found.append(
            f"The seed is a whole number from 0 to {MAX_SEED}, not {quoted(text)}; 0 is used."
        )
    try:
        parsed_seeds(state.get(FOLLOW))
    except GanError as error:
        found.append(f"{plain(str(error))} The first seeds are used.")
    return [*found, *_of_budget(state, budget)]


def _of_budget(state: FormState, budget: Budget) -> list[str]:
    used = f"the form takes {budget_words(budget.amount, budget.unit)}"
    found = []
    for unit, name in PARAMETERS.items():
        if (text := state.get(name)) and state.amount_of(unit) is None:
            found.append(
                f"The number of {unit} is one from {LEAST[unit]:g} to {MOST:,.0f}, "
                f"not {quoted(text)}; {used}."
            )
    unit = state.get("unit")
    if unit and unit not in BUDGET_UNITS:
        known = ", ".join(BUDGET_UNITS)
        found.append(f"The unit is one of {known}, not {quoted(unit)}; {used}.")
    elif unit and not state.get(PARAMETERS[unit]):
        found.append(f"The address says {unit} and not how many; {used}.")
    return found
