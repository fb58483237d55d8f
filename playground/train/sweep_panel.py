"""The dialog in which a sweep is set up from the form: a setting, its values, how many seeds."""

import dataclasses
from html import escape
from typing import TYPE_CHECKING, Any

import streamlit as st

from gan_core import GanError
from gan_core.config.request import Request
from gan_core.config.training_options import AUTO
from gan_core.queue.sweeps import MOST_SEEDS, MOST_VALUES, Part, parts_of, runs_of
from playground.shared import jobs, theme
from playground.shared.addresses import page
from playground.shared.door import limits, visible
from playground.shared.plain_text import plain
from playground.shared.setting_labels import CHOICES, label, setting_words
from playground.shared.state import SWEEP
from playground.train import image_sources, settings_form
from playground.train.estimate import expected_seconds

if TYPE_CHECKING:
    from gan_core.config.train_config import TrainConfig
    from gan_core.recipes import Recipe
    from gan_core.runs.run_dir import RunDir

    Field = dataclasses.Field[Any]

OPEN = "sweep-open"  # in the session, until the dialog is closed
LIKELY = "lr_D"  # what a sweep begins with
OF_THE_LOG = ("log_every", "keep_checkpoints", "posthoc_ema")  # change nothing of what is learned
TOO_MANY = "That is {over} too many: choose fewer values or seeds."
FACTOR = 2  # from one proposed value to the next


def show_button(recipe: "Recipe", config: "TrainConfig", request: Request) -> None:
    """The button below Train, and behind it the dialog."""
    if st.button(
        "Sweep one setting…", key="sweep", width="stretch", icon=":material/stacked_line_chart:"
    ):
        st.session_state[OPEN] = True
    if st.session_state.get(OPEN):
        _dialog(recipe, config, request)


def _close() -> None:
    st.session_state.pop(OPEN, None)


@st.dialog("Sweep one setting", on_dismiss=_close)
def _dialog(recipe: "Recipe", config: "TrainConfig", request: Request) -> None:
    st.caption(
        "One run for each value and seed, all else as on the form. They wait in the queue like any "
        "other runs, and are compared when they are done."
    )
    if most := limits.of_sweeps():
        st.info(most, icon=":material/groups:")
    try:
        parts, seconds = _parts(recipe, config), expected_seconds(config)
        st.markdown(plain(_plan(parts, seconds)))
        over = len(parts) - limits.free_places()
        if over > 0:
            st.warning(TOO_MANY.format(over=f"{over:g} run{'' if over == 1 else 's'}"))
        if not st.button(
            "Start the sweep", key="sweep-start", type="primary", icon=":material/play_arrow:",
            disabled=over > 0,
        ):  # fmt: skip
            return
        with st.spinner("Queueing the runs…"):
            runs = _start(parts, config, request, seconds)
    except GanError as error:
        st.error(settings_form.in_words(str(error)))
        return
    _close()
    st.switch_page("runs/sweep_page.py", query_params={SWEEP.name: runs[0].id})


def _parts(recipe: "Recipe", config: "TrainConfig") -> list[Part]:
    """What the widgets say. Raises GanError where that is no sweep."""
    fields = {
        field.name: field
        for field in dataclasses.fields(recipe.settings_type)
        if field.name not in OF_THE_LOG
    }
    names = list(fields)
    name = st.selectbox(
        "Setting", names, names.index(LIKELY), format_func=label, key="sweep-setting"
    )
    st.caption(fields[name].metadata["doc"])
    values = _values(fields[name], getattr(config.settings, name))
    fit = 2 if 2 * len(values) <= limits.free_places() else 1  # seeds at first
    count = st.number_input("Seeds for each value", 1, MOST_SEEDS, fit, key="sweep-seeds")
    seeds = range(config.seed, config.seed + count)
    one = "With one seed a difference may be chance." if count == 1 else ""
    st.caption(f"Seed{'s' * (count > 1)} {', '.join(map(str, seeds))}. {one}")
    return parts_of(recipe.settings_type, name, values, seeds)


def _values(field: "Field", now: Any) -> list[str]:
    """The values: those of a few choices ticked, numbers written."""
    key = f"sweep-values-{field.name}"
    choices = field.metadata["choices"]
    if isinstance(field.default, bool):
        choices = ("True", "False")
    if choices:
        offered = [choice for choice in choices if choice != AUTO]
        return st.pills(
            "Values", offered, selection_mode="multi", default=offered[:MOST_VALUES], key=key,
            format_func=_choice_words,
        )  # fmt: skip
    unit = f" ({field.metadata['unit']})" if field.metadata["unit"] else ""
    text = st.text_input(
        f"Values{unit}, with commas between them", ", ".join(_proposed(field, now)), key=key
    )
    return [word for word in text.replace(";", ",").replace(",", " ").split() if word]


def _choice_words(choice: str) -> str:
    words = {"True": "on", "False": "off"}
    return words.get(choice) or CHOICES.get(choice, choice)


def _proposed(field: "Field", now: float) -> list[str]:
    """Half of the form's value, it, and twice of it, within the setting's range."""
    low, high = field.metadata["low"], field.metadata["high"]
    found: list[float] = [type(now)(now * factor) for factor in (1 / FACTOR, 1, FACTOR)]
    if not now:
        found = [0, settings_form.STEPS.get(field.name, 10 if high > 1 else 0.05)]
    return list(dict.fromkeys(f"{it:.6g}" for it in found if low <= it <= high))


def _plan(parts: list[Part], seconds: float) -> str:
    values = len({part.number for part in parts})
    seeds = len({part.seed for part in parts})
    words = f"{values} values × {seeds} seed{'s' if seeds > 1 else ''} = {len(parts)} runs"
    return f"{words}, about {theme.duration(len(parts) * seconds)} one after the other."


def _start(
    parts: list[Part], config: "TrainConfig", request: Request, seconds: float
) -> "list[RunDir]":
    from gan_core.training.resolve import resolve_config

    dataset = image_sources.lasting(config.dataset)
    configs = [
        resolve_config(
            config.recipe, dataset, budget=config.budget, seed=part.seed,
            settings=(*request.settings, part.assignment), image_size=request.image_size,
            followed_seeds=config.followed_seeds,
        )
        for part in parts
    ]  # fmt: skip
    return jobs.start_sweep(parts, configs, request, seconds)


def place_html(run: "RunDir") -> str:
    """Of which sweep a run is, and with which value; "" for a run of none."""
    place = run.place()
    if place is None:
        return ""
    link = f'<a href="{escape(page("sweep", sweep=place.sweep))}" target="_self">sweep</a>'
    words = f"{label(place.setting)}, here {setting_words(place.setting, place.value)}"
    where = ""
    if place.is_elsewhere:
        where, here = " of another machine", len(runs_of(place.sweep, visible.visible_runs()))
        words += f"; of its {place.runs or 'other'} runs {here} {'is' if here == 1 else 'are'} here"
    return f"<p>Part of a {link}{where} over {escape(words)}.</p>"
