"""A run as it happens: curves, sample grids and findings, fetched by the browser from /api."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import streamlit as st

from gan_core.runs.run_dir import condition_names, grid_columns
from playground.shared import metric_names
from playground.shared.modules import component
from playground.shared.theme import COLOUR_D, COLOUR_G
from playground.train.reference_lines import reference_lines

HERE = Path(__file__).parent / "frontend"

# Styles are not isolated: Plotly puts its own rules into the document and needs them to apply.
_mount = component(
    "gan_playground.live_run",
    "train/frontend/main.js",
    html=(HERE / "live_run.html").read_text("utf-8"),
    css=(HERE / "live_run.css").read_text("utf-8"),
    isolate_styles=False,
)


def live_run(
    run_id: str,
    state: str,
    has_generator: bool,
    config: dict[str, Any],
    about: dict[str, Any],
    on_suggestion: Callable[[list[str]], None],
) -> None:
    """Show a run. The page reruns when its state changes or its first generator appears.

    `state` and `has_generator` are what the page shows already; `config` and `about` are the run's
    config.json and about.json. `on_suggestion` gets the `key=value` words of a finding's button.
    """
    key = f"live-{run_id}"

    def suggested() -> None:
        chosen = st.session_state[key].get("suggestion")
        if isinstance(chosen, dict) and isinstance(chosen.get("assignments"), list):
            on_suggestion([str(words) for words in chosen["assignments"]])

    _mount(
        key=key,
        data={
            "run": run_id,
            "state": f"{state}/{str(has_generator).lower()}",
            "condition_names": condition_names(about),
            "class_names": about.get("class_names", []),
            "metrics": metric_names.listed(),
            "distance_names": metric_names.DISTANCES,
            "grid_columns": grid_columns(about),
            "has_ema": bool(config["settings"].get("ema_kimg")),
            "curves": reference_lines(config, about),
            "colour_g": COLOUR_G,
            "colour_d": COLOUR_D,
        },
        on_state_change=lambda: None,
        on_suggestion_change=suggested,
    )
