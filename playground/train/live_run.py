"""A run as it happens: curves, sample grids and findings, fetched by the browser from /api."""

from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import streamlit as st

from gan_core.runs.run_dir import condition_names, grid_columns
from playground.shared import metric_names
from playground.shared.modules import component
from playground.shared.theme import COLOUR_D, COLOUR_G
from playground.train.branches import Member
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
    page: str,
    config: dict[str, Any],
    about: dict[str, Any],
    on_suggestion: Callable[[dict[str, Any]], None],
    on_fork: Callable[[dict[str, Any]], None] = lambda pressed: None,
    family: Sequence[Member] = (),
    marks: Sequence[dict[str, Any]] | None = None,
) -> None:
    """Show a run. The page reruns when another `page_state` than `page` comes about.

    `config` and `about` are the run's config.json and about.json. `on_suggestion` gets the
    `assignments` or the `adjustment` of a finding's button, `on_fork` what `fork_panel.press`
    takes. `family` is drawn below. With `marks` the run is a recording: it opens at its beginning,
    and the marks are drawn over its pictures.
    """
    key, settings = f"live-{run_id}", config["settings"]

    def suggested() -> None:
        chosen = st.session_state[key].get("suggestion")
        if isinstance(chosen, dict):
            on_suggestion(chosen)

    def forked() -> None:
        pressed = st.session_state[key].get("fork")
        if isinstance(pressed, dict) and isinstance(pressed.get("images_seen"), int):
            words = pressed.get("assignments")
            assignments = [str(word) for word in words] if isinstance(words, list) else []
            on_fork({"images_seen": pressed["images_seen"], "assignments": assignments})

    _mount(
        key=key,
        data={
            "run": run_id,
            "page": page,
            "condition_names": condition_names(about),
            "expects_names": not about and bool(settings.get("labels") or settings.get("clusters")),
            "class_names": about.get("class_names", []),
            "metrics": metric_names.listed(),
            "distance_names": metric_names.DISTANCES,
            "grid_columns": grid_columns(about),
            "followed_seeds": config.get("followed_seeds") or [],
            "has_ema": bool(settings.get("ema_kimg")),
            "curves": reference_lines(config, about),
            "marks": marks,
            "family": [asdict(member) for member in family],
            "colour_g": COLOUR_G,
            "colour_d": COLOUR_D,
        },
        on_page_change=lambda: None,
        on_suggestion_change=suggested,
        on_fork_change=forked,
    )
