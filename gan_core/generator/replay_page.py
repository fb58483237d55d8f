"""A recorded run as a page that plays it back: grids, curves and findings, without a server."""

import base64
import html
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gan_core import GanError
from gan_core.data.catalog import DATASETS
from gan_core.diagnosis import Finding, over_time
from gan_core.generator.prediction import prediction_parts
from gan_core.generator.take_home import FRONTEND, filled
from gan_core.runs.history import read_history
from gan_core.runs.report.page import curves, finding_html
from gan_core.runs.report.style import CSS
from gan_core.runs.run_dir import RunDir

FOLDER = FRONTEND / "static_site"


@dataclass(frozen=True)
class Recording:
    """A run that is shipped, and what its file of the page Learn says about it."""

    run: RunDir
    told: dict[str, Any]

    @property
    def title(self) -> str:
        return str(self.told["title"])

    @property
    def summary(self) -> str:
        return str(self.told["summary"])

    def last_grid(self) -> bytes:
        """PNG. Raises GanError where the run has no grid that can be read."""
        return _grid(list(self.run.samples().values())[-1:])


def style() -> str:
    """The style sheet of reports, and what a page of the site adds to it."""
    return CSS + (FOLDER / "page.css").read_text("utf-8")


def replay_page(recording: Recording) -> str:
    """The page; its script is `replay.js` beside it. Raises GanError for an unreadable run."""
    run = recording.run
    samples = run.samples()
    found = over_time(read_history(run), samples)
    distinct: list[Finding] = []
    for finding in (each for at_once in found for each in at_once):
        if finding not in distinct:
            distinct.append(finding)
    marks = [{name: mark[name] for name in ("on", "at", "box")} for mark in recording.told["marks"]]
    grids = [(seen, base64.b64encode(_grid([path])).decode()) for seen, path in samples.items()]
    data = {
        "grids": grids,
        "findings": [[distinct.index(each) for each in at_once] for at_once in found],
        "titles": [each.title for each in distinct],
        "marks": marks,
    }
    metrics = [row for row in run.metrics()[0] if isinstance(row.get("images_seen"), int)]
    config = run.config()
    known = DATASETS.get(config["dataset"])
    facts = f"{known.title if known else 'images'} · {config['recipe']}, recorded"
    parts = {
        "title": html.escape(recording.title),
        "summary": html.escape(recording.summary),
        "facts": html.escape(facts),
        "style": style(),
        "end": str(max(samples)),
        **prediction_parts(run.path.name, recording.told),
        "reals": _reals(run),
        "findings": "".join(map(finding_html, distinct)),
        "curves": curves(run, config, run.about(), metrics),
        "data": json.dumps(data).replace("<", "\\u003c"),
    }
    return filled((FOLDER / "replay.html").read_text("utf-8"), parts)


def _reals(run: RunDir) -> str:
    data = base64.b64encode(_grid([run.reals()])).decode()
    return (
        '<figure><figcaption>Real images</figcaption><img alt="Real images" '
        f'src="data:image/png;base64,{data}"></figure>'
    )


def _grid(paths: list[Path]) -> bytes:
    """The one grid, as it was recorded: in the pixels that G made."""
    try:
        return paths[0].read_bytes()
    except (OSError, IndexError):
        raise GanError(
            "A recorded run has no grid that can be read; fetch the project again."
        ) from None
