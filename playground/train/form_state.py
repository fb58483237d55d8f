"""What a person chose in the form: kept until they change it, whatever else on the form changes.

Only what was chosen is kept, as texts under the names of the command line: `recipe`, `dataset`,
`image_size`, `unit` and the amount of each unit, `seed`, `convert`, `preset`, and any setting. All
else follows the recipe. The texts are the form's address as well, so a reload, Back and a link to a
filled form restore it; a second tab and a new session get what this browser left last.
"""

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import streamlit as st

from gan_core.config.image_choices import NAMES as IMAGE_CHOICES
from gan_core.config.image_choices import image_choices_from
from gan_core.config.train_config import BUDGET_UNITS
from playground.shared import browser
from playground.shared.setting_labels import LABELS
from playground.train import image_sources

FORM = "form"  # in the session, and in what is kept for the browser
PARAMETERS = {"minutes": "minutes", "epochs": "epochs", "images": "images_seen"}  # by unit
NAMES = frozenset(
    ("recipe", "dataset", "image_size", "unit", "seed", "convert", "preset")
) | {*PARAMETERS.values(), *LABELS, *IMAGE_CHOICES}  # fmt: skip
MAX_TEXT = 200  # characters; the longest is a file's name
REMEMBERED = 50  # addresses that this form wrote


@dataclass
class FormState:
    """One person's choices, by name, as texts."""

    chosen: dict[str, str] = field(default_factory=dict)
    written: list[str] = field(
        default_factory=list
    )  # addresses that are nobody's wish: we made them

    def get(self, name: str) -> str:
        return self.chosen.get(name, "")

    def choose(self, name: str, value: object) -> None:
        self.chosen[name] = _as_text(value)

    def forget(self, *names: str) -> None:
        for name in names:
            self.chosen.pop(name, None)

    def forget_settings(self) -> None:
        self.forget(*LABELS)

    def choose_amount(self, unit: str, amount: float) -> None:
        self.choose("unit", unit)
        self.choose(PARAMETERS[unit], amount)

    def amount(self) -> tuple[str, float] | None:
        """(unit, amount) of the budget; None while none was chosen, or what was is no number."""
        given = [unit for unit, name in PARAMETERS.items() if name in self.chosen]
        unit = self.get("unit") if self.get("unit") in BUDGET_UNITS else next(iter(given), "")
        if unit in given and (amount := number(self.get(PARAMETERS[unit]), 1e-3, 1e9)):
            return unit, amount
        return None

    def address(self) -> str:
        """The query string that brings this form back."""
        return urlencode(self.chosen)


def load() -> FormState:
    """The choices of this session: of its address where a person opened one, else as left."""
    state: FormState | None = st.session_state.get(FORM)
    known = state or FormState()
    opened = _valid(st.query_params.to_dict())
    if opened and urlencode(opened) not in known.written:
        known.chosen = opened
    elif state is None:
        known.chosen = _valid(browser.remembered(FORM))
    st.session_state[FORM] = known
    return known


def keep(state: FormState) -> str:
    """Keep the choices for this browser; the query string to put into the address bar."""
    address = state.address()
    if address not in state.written:
        state.written = [*state.written, address][-REMEMBERED:]
    browser.remember(FORM, state.chosen)
    return address


def number(text: str, low: float, high: float) -> float | None:
    """The number in a text, None where there is none or it lies outside."""
    try:
        value = float(text)
    except ValueError:
        return None
    return value if low <= value <= high else None


def fill_from(config: dict[str, Any]) -> None:
    """Show the form with the settings of a run, from its config.json."""
    from gan_core.recipes import RECIPES

    state = FormState()
    state.choose("recipe", config["recipe"])
    state.choose("dataset", image_sources.token(config["dataset"]))
    state.choose("image_size", config["image_size"])
    state.choose_amount(config["budget"]["unit"], config["budget"]["amount"])
    state.choose("seed", config["seed"])
    if config.get("channels"):
        state.choose("convert", True)
    choices = image_choices_from(config.get("image_choices"))
    for name, about in type(choices).__dataclass_fields__.items():
        if getattr(choices, name) != about.default:
            state.choose(name, getattr(choices, name))
    recipe = RECIPES.get(config["recipe"])
    defaults = recipe.settings_type.__dataclass_fields__ if recipe else {}
    for name, value in config["settings"].items():
        if name in defaults and value != defaults[name].default:
            state.choose(name, value)
    if st.session_state.get(FORM):
        state.written = st.session_state[FORM].written
    st.session_state[FORM] = state
    st.query_params.clear()


def _valid(texts: Any) -> dict[str, str]:
    """Names and texts that a form of ours may have written; others are left out."""
    if not isinstance(texts, dict):
        return {}
    return {
        name: text
        for name, text in texts.items()
        if name in NAMES and isinstance(text, str) and 0 < len(text) <= MAX_TEXT
    }


def _as_text(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return f"{value:.12g}" if isinstance(value, float) else str(value)
