"""The dialog in which a run is forked: from which moment, what changes, until when."""

import dataclasses
from typing import Any

import streamlit as st

from gan_core import GanError
from gan_core.config.settings import checked, may_change, parse_assignments
from gan_core.config.train_config import Budget
from gan_core.runs.run_dir import RunDir
from playground.shared import jobs
from playground.shared.plain_text import plain
from playground.shared.setting_labels import label
from playground.shared.state import RUN
from playground.train import form_state, settings_form
from playground.train.run_form import AMOUNTS

PRESSED, PRESSES = "fork-pressed", "fork-presses"  # in the session: what was pressed; how often


def press(run: RunDir, pressed: dict[str, Any]) -> None:
    """Open the dialog in the next run of the page, and in those after it until it is closed.

    `pressed` has `images_seen` and `assignments`, which a finding proposes.
    """
    st.session_state[PRESSES] = st.session_state.get(PRESSES, 0) + 1
    st.session_state[PRESSED] = {**pressed, "run": run.id}


def show(run: RunDir) -> None:
    """The dialog, where it is open for this run."""
    pressed = st.session_state.get(PRESSED)
    if pressed and pressed["run"] == run.id:
        _dialog(run, pressed)


def _close() -> None:
    st.session_state.pop(PRESSED, None)


@st.dialog("Fork this run", on_dismiss=_close)
def _dialog(run: RunDir, pressed: dict[str, Any]) -> None:
    try:
        images_seen = int(pressed["images_seen"])
        assignments = _settings(run, pressed)
        budget = _budget(run, images_seen)
        if not st.button(
            "Start the branch", key="fork-start", type="primary", icon=":material/play_arrow:"
        ):
            return
        branch = jobs.fork(run, images_seen, assignments, budget)
    except GanError as error:
        st.error(settings_form.in_words(str(error)))
        return
    _close()
    RUN.set(branch.id)
    st.rerun()


def _settings(run: RunDir, pressed: dict[str, Any]) -> list[str]:
    """From where the branch comes, and widgets for what changes, which is given as `key=value`."""
    from gan_core.runs.run_config import load_config

    config, recipe = load_config(run)
    images_seen, per_epoch = int(pressed["images_seen"]), run.about().get("images") or 1
    given = parse_assignments(pressed["assignments"])
    which = "the last one before that began" if given else "the one nearest to the moment shown"
    st.markdown(
        f"The branch begins with this run's checkpoint at **{images_seen:,} images** (epoch "
        f"{images_seen / per_epoch:.2f}), {which}."
    )
    fields = {
        field.name: field for field in dataclasses.fields(recipe.settings_type) if may_change(field)
    }
    number = st.session_state[PRESSES]
    names = st.multiselect(
        "Settings to change", list(fields), [name for name in given if name in fields],
        format_func=label, placeholder="none: it goes on like this run",
        key=f"fork-names-{number}",
    )  # fmt: skip
    found = []
    for name in names:
        # At each run of the dialog: a value put into the session would be lost with a broken one.
        first = checked(fields[name], given.get(name, getattr(config.settings, name)))
        found.append(f"{name}={settings_form.draw(fields[name], f'fork-{number}-{name}', first)}")
    return found


def _budget(run: RunDir, images_seen: int) -> Budget:
    """The total budget of the branch: its parent's, or more where that is used up."""
    from gan_core.runs.fork import progress_at

    own = Budget(**run.config()["budget"])
    done = progress_at(run, images_seen, own)
    left, right = st.columns([2, 3], vertical_alignment="bottom")
    number = st.session_state[PRESSES]
    with right:
        unit = st.segmented_control(
            "Unit", list(AMOUNTS), default=own.unit, required=True, key=f"fork-unit-{number}",
            label_visibility="collapsed",
        )  # fmt: skip
    is_enough = unit == own.unit and done["progress"] < 1
    proposed = own if is_enough else jobs.extended(done, unit, AMOUNTS[unit])
    first = float(proposed.amount)
    least = min(first, form_state.LEAST[unit])  # a command line takes less and more than the form
    with left:
        amount = st.number_input(
            f"Train until ({unit} in all)", least, max(first, form_state.MOST), first, format="%g",
            key=f"fork-amount-{unit}-{number}",
        )  # fmt: skip
    used = jobs.extended(done, unit, 0.0).amount if images_seen else 0.0
    st.caption(plain(f"{used:,.4g} {unit} of it are used at this moment."))
    return Budget(unit, amount)
