"""What a person chose in the form: kept until they change it, whatever else on the form changes.

Only what was chosen is kept, as texts under the names of the command line: `recipe`, `dataset`,
`image_size`, `unit` and the amount of each unit, `seed`, `convert`, `preset`, and any setting. All
else follows the recipe. The texts are the form's address as well, so a reload, Back and a link to a
filled form restore it; a second tab and a new session get what this browser left last. Of a text
that no form can have written, `ignored` says so.
"""

import contextlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import streamlit as st

from gan_core import NOT_SHOWN, GanError, nearest
from gan_core.config.followed_seeds import parsed_seeds
from gan_core.config.image_choices import NAMES as IMAGE_CHOICES
from gan_core.config.image_choices import image_choices_from
from gan_core.config.settings import values_before
from gan_core.config.train_config import BUDGET_UNITS
from playground.shared import browser, fixed_choices
from playground.shared.plain_text import plain
from playground.shared.setting_labels import LABELS, label
from playground.train import image_sources

FORM = "form"  # in the session, and in what is kept for the browser
PARAMETERS = {"minutes": "minutes", "epochs": "epochs", "images": "images_seen"}  # by unit
FOLLOW = "follow"  # the followed seeds; an address with them alone leaves all else as it was
NAMES = frozenset(
    ("recipe", "dataset", "image_size", "unit", "seed", FOLLOW, "convert", "preset")
) | {*PARAMETERS.values(), *LABELS, *IMAGE_CHOICES}  # fmt: skip
PUBLISHED, SHORT = "published", "short"  # what a recipe with a published run may start with
WORDS = {"preset": (PUBLISHED, SHORT), "convert": ("true", "false")}
OF_ONE_SET = ("leave_out", "subset", "classes", "like")  # say nothing of other images
LEAST = {"minutes": 1e-3, "epochs": 1e-3, "images": 1.0}  # of each unit
MOST = 1e9
MAX_TEXT = 8000  # characters; the longest are the folders left out
QUOTED = 40  # characters of a text in a sentence on it
NAMED = 3  # names in a sentence
CLOSE = 0.75  # so alike are a name and the one that was meant
OF_OTHERS = ("class", "lesson", "teacher", "present", "set")  # of other pages, though close to ours
REMEMBERED = 50  # addresses that this form wrote


@dataclass
class FormState:
    """One person's choices, by name, as texts."""

    chosen: dict[str, str] = field(default_factory=dict)
    written: list[str] = field(
        default_factory=list
    )  # addresses that are nobody's wish: we made them
    opened: str = ""
    """The address applied last, while it is still the page's. What is chosen afterwards counts even
    if the page was interrupted before it could write its own address.
    """
    ignored: list[str] = field(default_factory=list)
    """Sentences, as Markdown, on what was asked and is not known; until something is chosen."""
    fixed: dict[str, str] = field(default_factory=dict)
    """What the teacher has set for the class: it goes before what was chosen, which comes back when
    it is released, except for the images.
    """

    def get(self, name: str) -> str:
        return self.fixed.get(name) or self.chosen.get(name, "")

    def choose(self, name: str, value: object) -> None:
        self.chosen[name] = _as_text(value)
        self.ignored = []

    def choose_images(self, token: str) -> None:
        """Other images, of which everything is used again."""
        self.forget(*OF_ONE_SET)
        self.choose("dataset", token)

    def propose(self, name: str, value: str) -> None:
        """What the form chooses by itself, to stay with it."""
        self.chosen[name] = value

    def forget(self, *names: str) -> None:
        for name in names:
            self.chosen.pop(name, None)

    def forget_settings(self) -> None:
        self.forget(*LABELS, *IMAGE_CHOICES)

    def choose_amount(self, unit: str, amount: float) -> None:
        self.choose("unit", unit)
        self.choose(PARAMETERS[unit], amount)

    def amount(self) -> tuple[str, float] | None:
        """(unit, amount) of the budget; None while none was chosen, or what was is no number."""
        given = [unit for unit, name in PARAMETERS.items() if name in self.chosen]
        unit = self.get("unit") if self.get("unit") in BUDGET_UNITS else next(iter(given), "")
        amount = self.amount_of(unit) if unit else None
        return (unit, amount) if amount else None

    def amount_of(self, unit: str) -> float | None:
        """The amount that was chosen for a unit; None without, or where it is no amount."""
        return number(self.get(PARAMETERS[unit]), LEAST[unit], MOST)

    def followed(self) -> tuple[int, ...]:
        """The followed seeds; () for the usual ones, also where the text is none of them."""
        with contextlib.suppress(GanError):
            return parsed_seeds(self.get(FOLLOW))
        return ()

    def address(self) -> str:
        """The query string that brings this form back."""
        return urlencode(self.chosen)


def load() -> FormState:
    """The choices of this session: of its address where a person opened one, else as left."""
    state: FormState | None = st.session_state.get(FORM)
    known = state or FormState()
    query = st.query_params.to_dict()
    opened = _valid(query)
    before, known.opened = known.opened, urlencode(opened)
    if opened and known.opened not in (*known.written, before):
        if {*opened} == {FOLLOW}:
            opened = (known.chosen if state else _valid(browser.remembered(FORM))) | opened
        known.chosen, known.ignored = opened, _ignored(query)
    elif state is None:
        kept = browser.remembered(FORM)
        known.chosen, known.ignored = _valid(kept), _ignored(query) + _ignored(kept)
    known.fixed = _fixed()
    if known.fixed.get("dataset", token := known.chosen.get("dataset")) != token:
        known.forget(*OF_ONE_SET)  # of the images chosen before
        known.propose("dataset", known.fixed["dataset"])
    st.session_state[FORM] = known
    return known


def _fixed() -> dict[str, str]:
    """What the teacher has fixed, under the names of the form."""
    found = fixed_choices.fixed()
    names = (fixed_choices.RECIPE, fixed_choices.DATASET)
    values = {name: found[name] for name in names if name in found}
    if budget := fixed_choices.budget_of(found):
        values |= {"unit": budget.unit, PARAMETERS[budget.unit]: _as_text(budget.amount)}
    return values


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


def whole(text: str, low: int, high: int) -> int | None:
    """The whole number in a text, None where there is none or it lies outside."""
    value = number(text, low, high)
    return None if value is None or value != int(value) else int(value)


def quoted(text: str) -> str:
    """A text that anybody may have written, as it stands in a sentence in Markdown."""
    return f'"{plain(NOT_SHOWN.sub(chr(0xFFFD), shortened(text)))}"'


def shortened(text: str) -> str:
    return text if len(text) <= QUOTED else f"{text[:QUOTED]}…"


def fill_from(config: dict[str, Any]) -> None:
    """Show the form with the settings of a run, from its config.json.

    Raises GanError for a config that lacks some of them.
    """
    try:
        state = _filled(config)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise GanError(
            "Some settings of this run are missing or damaged; choose them on the form by hand."
        ) from error
    if st.session_state.get(FORM):
        state.written = st.session_state[FORM].written
    st.session_state[FORM] = state
    st.query_params.clear()


def _filled(config: dict[str, Any]) -> FormState:
    from gan_core.recipes import RECIPES

    state = FormState()
    state.choose("preset", PUBLISHED)  # the short version would propose another width
    state.choose("recipe", config["recipe"])
    state.choose("dataset", image_sources.token(config["dataset"]))
    state.choose("image_size", config["image_size"])
    state.choose_amount(config["budget"]["unit"], config["budget"]["amount"])
    state.choose("seed", config["seed"])
    if followed := config.get("followed_seeds"):
        state.choose(FOLLOW, ", ".join(map(str, followed)))
    if config.get("channels"):
        state.choose("convert", True)
    choices = image_choices_from(config.get("image_choices"))
    for name, about in type(choices).__dataclass_fields__.items():
        if getattr(choices, name) != about.default:
            state.choose(name, getattr(choices, name))
    recipe = RECIPES.get(config["recipe"])
    defaults = recipe.settings_type.__dataclass_fields__ if recipe else {}
    varying = ("width", *(recipe.varying_defaults if recipe else ()))
    before = values_before(recipe.settings_type) if recipe else {}
    for name, value in {**before, **config["settings"]}.items():
        if name in defaults and (name in varying or value != defaults[name].default):
            state.choose(name, value)
    return state


def _valid(texts: Any) -> dict[str, str]:
    """Names and texts that a form of ours may have written; others are left out."""
    if not isinstance(texts, dict):
        return {}
    return {
        name: text
        for name, text in texts.items()
        if name in NAMES and isinstance(text, str) and 0 < len(text) <= MAX_TEXT
        and text in WORDS.get(name, (text,))
    }  # fmt: skip


def _ignored(texts: Any) -> list[str]:
    """A sentence on each text that `_valid` leaves out; none on names that are like none of ours.

    Links that are passed on carry names of others, such as fbclid.
    """
    if not isinstance(texts, dict):
        return []
    found = []
    if names := _mistyped(texts):
        more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
        found.append(f"The form ignores {', '.join(names[:NAMED])}{more}.")
    for name, text in texts.items():
        if name not in NAMES or not isinstance(text, str):
            continue
        if len(text) > MAX_TEXT:
            found.append(
                f"{_titled(name)}: {len(text):,} characters are more than the "
                f"{MAX_TEXT:,} that an address keeps, so the default is used."
            )
        elif text and text not in WORDS.get(name, (text,)):
            known = " or ".join(WORDS[name])
            found.append(f"{_titled(name)} is {known}, not {quoted(text)}; the default is used.")
    return found


def _mistyped(names: Iterable[str]) -> list[str]:
    """Those that are close to a name of the form, with that name, as Markdown."""
    unknown = [name for name in names if name not in NAMES and name not in OF_OTHERS]
    return [
        f"{quoted(name)} (did you mean {quoted(meant)}?)"
        for name in unknown
        if (meant := nearest(name, NAMES, CLOSE))
    ]


def _titled(name: str) -> str:
    """What a setting is called, where a sentence begins with it."""
    words = label(name)
    return words[0].upper() + words[1:]


def _as_text(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return f"{value:.12g}" if isinstance(value, float) else str(value)
