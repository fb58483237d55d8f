"""A run as it happens: curves, sample sheets and progress, fetched by the browser from /api."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import streamlit as st

from gan_core.runs.run_dir import condition_names
from playground.shared.theme import COLOUR_D, COLOUR_G
from playground.train import metric_names
from playground.train.reference_lines import reference_lines

HERE = Path(__file__).parent / "frontend"
# A component takes one script; its parts are read one after the other, the entry point last.
PARTS = (
    "columns", "timeline", "sheets", "findings", "measures", "lines", "frame", "curves", "saving",
    "live_run",
)  # fmt: skip

# Styles are not isolated: Plotly puts its own rules into the document and needs them to apply.
_mount = st.components.v2.component(
    "gan_playground.live_run",
    html=(HERE / "live_run.html").read_text("utf-8"),
    css=(HERE / "live_run.css").read_text("utf-8"),
    js="\n".join((HERE / f"{part}.js").read_text("utf-8") for part in PARTS),
    isolate_styles=False,
)


def live_run(
    run_id: str,
    state: str,
    has_generator: bool,
    config: dict[str, Any],
    about: dict[str, Any],
    on_rerun: Callable[[list[str]], None] = lambda assignments: None,
) -> None:
    """Show a run. The page reruns when its state changes or its first generator appears.

    `state` and `has_generator` are what the page shows already; `config` and `about` are the run's
    config.json and about.json. `on_rerun` is told which settings a finding's button asks for.
    """
    key = f"live-{run_id}"

    def another() -> None:
        asked = st.session_state[key].get("another")
        if isinstance(asked, dict) and isinstance(asked.get("assignments"), list):
            on_rerun([str(words) for words in asked["assignments"]])

    _mount(
        key=key,
        data={
            "run": run_id,
            "state": f"{state}/{str(has_generator).lower()}",
            "class_names": condition_names(about),
            "histogram_classes": about.get("class_names", []),
            "measures": metric_names.words(),
            "grid_columns": about.get("grid_columns", 10),
            "averages": bool(config["settings"].get("ema_kimg")),
            "curves": reference_lines(config, about),
            "colour_g": COLOUR_G,
            "colour_d": COLOUR_D,
        },
        on_state_change=lambda: None,
        on_another_change=another,
    )
