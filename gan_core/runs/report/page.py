"""One HTML file of a run: it needs no script, no network and no other file."""

import math
import time
from html import escape
from typing import Any, TypeGuard

from gan_core import __version__
from gan_core.config.training_options import CROSS_ENTROPIES
from gan_core.data.catalog import DATASETS
from gan_core.diagnosis import Finding
from gan_core.metrics.metric_names import distance_label, with_labels
from gan_core.runs import reproduce
from gan_core.runs.findings import findings_now
from gan_core.runs.report import grids, tables
from gan_core.runs.report.style import CSS
from gan_core.runs.report.svg_curves import Curve, Points, figure, number
from gan_core.runs.run_config import load_config
from gan_core.runs.run_dir import RunDir

Row = dict[str, Any]
POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"


def report(run: RunDir) -> str:
    """The report of a run, finished or not, as HTML. Raises GanError for a damaged config."""
    config, _ = load_config(run)
    values, about, status = run.config(), run.about(), run.status()
    metrics = [row for row in run.metrics()[0] if isinstance(row.get("images_seen"), int)]
    known = DATASETS.get(config.dataset)
    images = known.title if known else reproduce.dataset_name(config.dataset)
    label, what = run.label(), f"{images} · {config.recipe}"
    title = label.name or what
    note = f'<p class="note">{escape(label.note)}</p>' if label.note else ""
    state = _state(run, status) + (f", {what}" if label.name else "")
    sections = (
        ("Samples", grids.section(run)),
        ("Findings", _findings(findings_now(run))),
        ("Curves", curves(run, values, about, metrics)),
        ("Metrics", tables.metrics(metrics)),
        ("Data set", tables.data(run, values, about)),
        ("Settings", tables.settings(values, config.settings)),
        ("Adjusted while it trained", _adjustments(run)),
        ("Train it again", _again(run)),
        ("Versions", tables.versions(run, values, about)),
    )
    body = "".join(f"<section><h2>{name}</h2>{text}</section>" for name, text in sections if text)
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}, run {escape(run.id[:5])}</title><style>{CSS}</style></head>"
        f"<body><header><h1>{escape(title)}</h1>"
        f'<p class="soft">{escape(state)}</p>{note}{_facts(status, metrics)}</header>'
        f"{body}<footer>Written by GAN Playground {__version__}.</footer></body></html>\n"
    )


def _state(run: RunDir, status: Row) -> str:
    when = status.get("updated")
    date = time.strftime("%d %B %Y", time.localtime(when)) if _is_number(when) else ""
    fault = status.get("fault")
    trouble = f": {fault.get('title', '')}" if isinstance(fault, dict) else ""
    parts = [f"Run {run.id[:5]}", f"{status['state']}{trouble}", date.lstrip("0")]
    return ", ".join(part for part in parts if part)


def _facts(status: Row, metrics: list[Row]) -> str:
    """The few numbers to know first."""
    seconds, speed = status.get("seconds"), status.get("images_per_second")
    facts = [
        ("images seen", f"{status['images_seen']:,}" if "images_seen" in status else ""),
        ("epochs", number(status["epoch"]) if "epoch" in status else ""),
        ("of training", _duration(seconds) if _is_number(seconds) else ""),
        ("images per second", f"{speed:,.0f}" if _is_number(speed) else ""),
    ]
    measured = [row for row in metrics if _is_number(row.get("fd"))]
    if measured:
        last = measured[-1]
        label = f"{distance_label(last.get('fd_name'))}, ideal 0"
        facts.append((label, number(last["fd"])))
    cells = "".join(f"<div><b>{value}</b> {escape(words)}</div>" for words, value in facts if value)
    return f'<div class="facts">{cells}</div>'


def _findings(findings: list[Finding]) -> str:
    if not findings:
        return "<p>Nothing can be said for certain about this run.</p>"
    return "".join(map(finding_html, findings))


def finding_html(finding: Finding) -> str:
    """A finding with its evidence, meaning and advice."""
    evidence = "".join(f"<li>{escape(with_labels(it))}</li>" for it in finding.evidence)
    advice = "".join(
        f"<p>To try: {escape(each.words)}"
        + (f" (<code>--set {escape(' '.join(each.assignments))}</code>)" * bool(each.settings))
        + "</p>"
        for each in finding.suggestions
    )
    cause = f"<p>{escape(finding.cause)}</p>" if finding.cause else ""
    return (
        f'<div class="finding {finding.tone}"><h3>{escape(finding.title)}</h3>'
        f'<p>{escape(finding.observation)} <span class="soft">Since {finding.since:,} images seen.'
        f"</span></p>{cause}<ul>{evidence}</ul><p>{escape(finding.meaning)}</p>{advice}</div>"
    )


def curves(run: RunDir, config: Row, about: Row, metrics: list[Row]) -> str:
    """Losses, D's output and distance over images seen, as HTML; "" where nothing was recorded."""
    rows = run.stats()[0]
    is_probability = config["settings"].get("loss", "nonsaturating") in CROSS_ENTROPIES
    kind = "score" if is_probability else "logit"
    outputs = "D's output, 1 for real" if is_probability else "D's logits"
    chance = about.get("loss_D", {}).get("chance")
    levels = [("loss of D that guesses", chance)] if _is_number(chance) else []
    name = distance_label(next((row["fd_name"] for row in metrics if "fd_name" in row), ""))
    floors = [row["fd_floor"] for row in metrics[-1:] if _is_number(row.get("fd_floor"))]
    drawn = (
        figure("Losses", [
            Curve("G", "G", _points(rows, "loss/G")), Curve("D", "D", _points(rows, "loss/D")),
        ], levels),
        figure(outputs, [
            Curve("real images", "D", _points(rows, f"{kind}/real")),
            Curve("generated images", "G", _points(rows, f"{kind}/fake")),
        ]),
        figure(f"{name}, 0 would be ideal", [Curve("G_ema", "Q", _points(metrics, "fd"))],
               [("real images", floor) for floor in floors]),
    )  # fmt: skip
    return f'<div class="curves">{"".join(drawn)}</div>' if any(drawn) else ""


def _points(rows: list[Row], name: str) -> Points:
    return [
        (row["images_seen"], row[name])
        for row in rows
        if _is_number(row.get(name)) and _is_number(row.get("images_seen"))
    ]


def _adjustments(run: RunDir) -> str:
    rows = [
        (f"{row.get('images_seen', 0):,} images seen", str(row.get("words", "")))
        for row in run.changes()[0]
    ]
    return tables.table(rows) if rows else ""


def _again(run: RunDir) -> str:
    said = "".join(f"<p>{escape(sentence)}</p>" for sentence in reproduce.caveats(run))
    exact = "On the same kind of machine this gives the same weights, on a CPU bit for bit:"
    words = exact if reproduce.is_exact(run) else "This trains as long:"
    return f"<p>{words}</p><pre>{escape(reproduce.command(run))}</pre>{said}"


def _duration(seconds: float) -> str:
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"


def _is_number(value: Any) -> TypeGuard[float]:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)
