"""The tables of a report: what was measured, set, found in the data, and with which versions."""

import dataclasses
from collections.abc import Iterable, Sequence
from html import escape
from typing import Any

from gan_core import __version__
from gan_core.config.settings import Settings
from gan_core.config.training_options import AUTO
from gan_core.data.catalog import DATASETS
from gan_core.metrics.metric_names import METRICS, distance_label
from gan_core.runs.report.svg_curves import number
from gan_core.runs.reproduce import dataset_name, parent_words
from gan_core.runs.run_dir import RunDir

NAMED = 3  # files named for each reason they were left out for
Row = dict[str, Any]


def metrics(rows: Sequence[Row]) -> str:
    """The last evaluation, each metric beside what real images score and what would be ideal."""
    if not rows:
        return "<p>There are no metrics of this run.</p>"
    last = rows[-1]
    lines = []
    for key, name, ideal, better, about in METRICS:
        value = last.get(key)
        if not better or not isinstance(value, (int, float)):
            continue
        title = distance_label(last.get("fd_name")) if key == "fd" else name
        real = next((last[end] for end in (f"{key}_floor", f"{key}_real") if end in last), None)
        cells = [number(value), _best(rows, key, better), "" if real is None else number(real)]
        lines.append(
            f'<tr><td>{escape(title)}<br><span class="soft">{escape(about)}</span></td>'
            + "".join(f'<td class="number">{cell}</td>' for cell in (*cells, ideal))
            + "</tr>"
        )
    head = "".join(
        f'<th class="number">{it}</th>' for it in ("Last", "Best", "Real images", "Ideal")
    )
    return (
        f'<p class="soft">{_measured_on(last)}</p><div class="wide"><table>'
        f"<tr><th>Metric</th>{head}</tr>{''.join(lines)}</table></div>"
    )


def _measured_on(row: Row) -> str:
    of = {"test": "held-out", "train": "training"}.get(str(row.get("reals_of")), "real")
    return (
        f"Last: after {row['images_seen']:,} images seen, on {row.get('samples', 0):,} samples and "
        f"{row.get('reals', 0):,} {of} images. Real images: what as many other real images score."
    )


def _best(rows: Sequence[Row], key: str, better: str) -> str:
    found = [row for row in rows if isinstance(row.get(key), (int, float))]
    order = {"low": lambda row: row[key], "high": lambda row: -row[key]}
    distance = order.get(better, lambda row: abs(row[key] - 1))
    best = min(found, key=distance)
    return f'{number(best[key])}<br><span class="soft">at {best["images_seen"]:,}</span>'


def settings(config: Row, values: Settings) -> str:
    """All settings under their names on the command line, the changed ones first."""
    rows = []
    for field in dataclasses.fields(values):
        value = getattr(values, field.name)
        is_changed = value != field.default and field.default != AUTO
        default = "chosen for the machine" if field.default == AUTO else _text(field.default)
        unit = f" ({field.metadata['unit']})" if field.metadata["unit"] else ""
        cells = (f"{field.name}{unit}", _text(value), default, field.metadata["doc"])
        rows.append((is_changed, cells))
    rows.sort(key=lambda row: not row[0])
    lines = "".join(_setting_row(*row) for row in rows)
    head = "<tr><th>Setting</th><th>This run</th><th>Default</th><th>What it does</th></tr>"
    return f'<div class="wide"><table>{head}{lines}</table></div>'


def _setting_row(is_changed: bool, cells: Iterable[str]) -> str:
    start = '<tr class="changed">' if is_changed else "<tr>"
    return start + "".join(f"<td>{escape(cell)}</td>" for cell in cells) + "</tr>"


def data(run: RunDir, config: Row, about: Row) -> str:
    """The images the run was trained on."""
    known = DATASETS.get(config["dataset"])
    rows = [
        ("Images", known.title if known else dataset_name(config["dataset"])),
        ("Number", f"{about['images']:,}" if about else ""),
        ("Size", f"{config['image_size']} x {config['image_size']} px"),
        ("Classes", ", ".join(map(str, about.get("class_names", [])))),
        ("Licence", known.licence if known else "that of its owner"),
        ("Checksum of the pixels", about.get("digest", "")),
    ]
    for reason, files in about.get("left_out", {}).items():
        names = ", ".join(files["names"][:NAMED]) + (", …" if files["count"] > NAMED else "")
        rows.append((f"Left out: {reason}", f"{files['count']:,} ({names})"))
    rows += [("Note", str(note)) for note in about.get("notes", [])]
    return table(rows)


def versions(run: RunDir, config: Row, about: Row) -> str:
    """With what it was trained, and what this page was written with."""
    parameters = about.get("parameters", {})
    rows = [
        ("Run", run.id),
        ("Recipe", config["recipe"]),
        ("Seed", str(config.get("seed", 0))),
        ("Parameters", " ".join(f"{name} {count:,}" for name, count in parameters.items())),
        ("Device", str(about.get("device", ""))),
        ("CPU threads", str(about.get("threads", ""))),
        ("torch", str(about.get("torch", ""))),
        ("GAN Playground", f"{__version__} (which wrote this report)"),
    ]
    if origin := run.imported_from():
        rows.insert(1, ("Imported", f"from run {origin.get('id', '')}"))
    if fork := run.origin():
        where = f"from {parent_words(run)} at {fork['images_seen']:,} images"
        rows.insert(1, ("Forked", where))
    return table(rows)


def table(rows: Iterable[tuple[str, str]]) -> str:
    """Two columns; rows without a value are left out."""
    lines = (f"<tr><th>{escape(a)}</th><td>{escape(b)}</td></tr>" for a, b in rows if b)
    return f"<table>{''.join(lines)}</table>"


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:g}" if isinstance(value, float) else str(value)
