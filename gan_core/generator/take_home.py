"""A generator as one HTML file: it draws in the browser, from a disk, without a network.

The page's parts lie in playground/shared/frontend; what they are made of is said there.
"""

import base64
import html
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from gan_core import GanError
from gan_core.data import durable_files
from gan_core.data.files.names import normal
from gan_core.generator.network_steps import describe_network
from gan_core.generator.one_script import one_script
from gan_core.generator.session import GeneratorSession
from gan_core.generator.shipped import PRETRAINED

FRONTEND = Path(__file__).resolve().parents[2] / "playground" / "shared" / "frontend"
PAGE = "take_home"


def html_page(session: GeneratorSession, weights: bytes) -> bytes:
    """The page of a generator whose tensors `weights` holds, as safetensors.

    Raises GanError for a network that a browser cannot draw. Every text from the file is escaped,
    and what would not be seen in it is U+FFFD.
    """
    modules = {
        path.relative_to(FRONTEND).as_posix(): path.read_text("utf-8")
        for path in FRONTEND.rglob("*.js")
    }
    page = FRONTEND / PAGE
    if not page.is_dir():
        raise GanError("A page needs the files of the app; export from a copy of the project.")
    names = [normal(name) for name in session.class_names]
    data = {"description": describe_network(session.about), "class_names": names}
    parts = {
        "style": (page / "page.css").read_text("utf-8"),
        "script": one_script(modules, f"{PAGE}/main.js"),
        "title": html.escape(normal(_title(session))),
        "card": _table(_facts(session)),
        "network": json.dumps(data).replace("<", "\\u003c"),
        "weights": base64.b64encode(weights).decode(),
    }
    text = (page / "page.html").read_text("utf-8")
    pieces = text.replace("}", "{").split("{")  # names are every second piece
    return "".join(
        parts[piece] if number % 2 else piece for number, piece in enumerate(pieces)
    ).encode()


def _title(session: GeneratorSession) -> str:
    return f"{_dataset(session)} by {session.about['recipe']}"


def _dataset(session: GeneratorSession) -> str:
    """The name of the data set; of a folder or file, without where it lay."""
    return str(session.about.get("dataset", "images")).replace("\\", "/").rsplit("/", 1)[-1]


def _facts(session: GeneratorSession) -> Iterator[tuple[str, str]]:
    """Name and value of each row of the model card."""
    about, settings = session.about, session.about["settings"]
    colour = "colour" if session.channels == 3 else "grey"
    yield "recipe", str(about["recipe"])
    yield "data set", _dataset(session)
    if isinstance(seen := about.get("images_seen"), int):
        yield "length of the training", f"{seen:,} images seen"
    if "seed" in about:
        yield "seed of the training", str(about["seed"])
    yield "images", f"{session.image_size} px, {colour}"
    yield "z", f"{session.z_dim} numbers, normally distributed"
    if session.class_names:
        yield "classes", ", ".join(session.class_names)
    if "loss" in settings:
        yield "loss", str(settings["loss"])
    yield from _measured(_metrics(session))


def _metrics(session: GeneratorSession) -> dict[str, Any]:
    """Of a shipped generator, from the file beside it."""
    folder = session.path.parent if session.path else None
    if folder is None or folder.parent != PRETRAINED:
        return {}
    found = durable_files.read_json(folder / "metrics.json")
    return found if isinstance(found, dict) else {}


def _measured(metrics: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """What was measured, on how many samples, and what real images reach."""
    if "licence" in metrics:
        yield "licence of the data", str(metrics["licence"])
    if not {"fd", "fd_name", "coverage", "samples", "reals"} <= metrics.keys():
        return
    yield "measured on", f"{metrics['samples']:,} samples and {metrics['reals']:,} held-out images"
    for name, key, ideal in ((metrics["fd_name"], "fd", "0"), ("coverage", "coverage", "1")):
        reals = metrics.get(f"{key}_floor")
        beside = f"; real images: {reals:.3g}" if reals is not None else ""
        yield name, f"{metrics[key]:.3g} (ideal: {ideal}{beside})"
    yield "", f"{metrics['fd_name']} is a distance on features of this project's network, not FID."


def _table(rows: Iterator[tuple[str, str]]) -> str:
    cells = (
        f"<tr><td>{html.escape(name)}</td><td>{html.escape(normal(value))}</td></tr>"
        for name, value in rows
    )
    return f"<table>{''.join(cells)}</table>"
