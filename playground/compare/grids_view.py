"""The sample grids of the runs at one moment: its timeline is dragged in the browser."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import streamlit as st

from gan_core.runs.run_dir import grid_columns
from playground.compare import view_address
from playground.compare.same_z import CommonSeeds, common_seeds, z_words
from playground.compare.sides import COLOURS, DASHES, Side
from playground.shared import theme
from playground.shared.modules import component

_FRONTEND = Path(__file__).parent / "frontend"
_STYLES = ("../../shared/frontend/controls.css", "compared.css")
_mount = component(
    "gan_playground.compare",
    "compare/frontend/main.js",
    html='<div class="compared-runs"></div>',
    css="\n".join((_FRONTEND / name).read_text("utf-8") for name in _STYLES),
)


def show(sides: Sequence[Side]) -> None:
    """Every run's grid nearest to the moment in the address, which dragging changes."""
    key = f"grids-{'-'.join(side.run.id for side in sides)}"
    _mount(
        key=key,
        data=described(sides),
        on_view_change=lambda: view_address.keep(st.session_state[key].get("view")),
    )


def described(sides: Sequence[Side]) -> dict[str, Any]:
    """What the script draws: the runs with their grids along the axis, and the view asked for."""
    common = common_seeds(sides)
    return {
        "along": view_address.axis(),
        "at": view_address.at(),
        "held": view_address.held(),
        "minus": view_address.minus(),
        "z": z_words(sides),
        "runs": [_run(side, common) for side in sides],
    }


def _run(side: Side, common: CommonSeeds | None) -> dict[str, Any]:
    seen, places = side.grids(view_address.axis())
    word = theme.STATE_WORDS[side.status["state"]][0]
    if side.is_active and "progress" in side.status:
        word += f" {100 * side.status['progress']:.0f}%"
    origin = side.run.origin()
    return {
        "name": side.name,
        "id": side.run.id,
        "called": side.run.label().name,
        "state": word,
        "colour": COLOURS[side.name],
        "dash": DASHES[side.name],
        "columns": grid_columns(side.about),
        "seeds": side.followed_seeds,
        "again": _again(side, common),
        "departs": origin["images_seen"] if origin else 0,
        "seen": seen,
        "places": [float(f"{place:.8g}") for place in places],
    }


def _again(side: Side, common: CommonSeeds | None) -> dict[str, Any] | None:
    """With which seeds the run is drawn again, and at which moments it can be."""
    if common is None or not common.is_drawn(side):
        return None
    return {"seeds": common.seeds, "columns": common.columns, "kept": list(side.run.generators())}
