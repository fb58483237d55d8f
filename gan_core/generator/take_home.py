"""A generator as one HTML file: it draws in the browser, from a disk, without a network.

The page's parts lie in playground/shared/frontend; what they are made of is said there.
"""

import base64
import html
import json
from collections.abc import Iterable
from pathlib import Path

from gan_core import GanError
from gan_core.data.files.names import normal
from gan_core.generator.network_steps import describe_network
from gan_core.generator.one_script import one_script
from gan_core.generator.page_content import card_rows, known_directions, title
from gan_core.generator.session import GeneratorSession

FRONTEND = Path(__file__).resolve().parents[2] / "playground" / "shared" / "frontend"
PAGE = "take_home"


def html_page(session: GeneratorSession, weights: bytes, script: str | None = None) -> bytes:
    """The page of a generator whose tensors `weights` holds, as safetensors.

    With `script` it is a page of a static site, whose scripts are in that file beside it.
    Raises GanError for a network that a browser cannot draw. Every text from the file is escaped,
    and what would not be seen in it is U+FFFD.
    """
    page = FRONTEND / PAGE
    if not page.is_dir():
        raise GanError("A page needs the files of the app; export from a copy of the project.")
    data = {
        "description": describe_network(session.about),
        "class_names": [normal(name) for name in session.class_names],
        "directions": known_directions(session),
    }
    parts = {
        "style": (page / "page.css").read_text("utf-8"),
        "source": "'self'" if script else "'unsafe-inline'",
        "back": '<p><a href="index.html">All generators and runs</a></p>' if script else "",
        "script": f'<script src="{script}"></script>' if script else _inline(page_script()),
        "title": html.escape(title(session)),
        "card": _table(card_rows(session)),
        "network": json.dumps(data).replace("<", "\\u003c"),
        "weights": base64.b64encode(weights).decode(),
    }
    return filled((page / "page.html").read_text("utf-8"), parts).encode()


def _inline(script: str) -> str:
    return f"<script>\n{script}\n</script>"


def page_script() -> str:
    """The engine and the controls of the page."""
    return one_script(frontend_modules(), f"{PAGE}/main.js")


def frontend_modules() -> dict[str, str]:
    """The modules that pages share, by path."""
    return {
        path.relative_to(FRONTEND).as_posix(): path.read_text("utf-8")
        for path in FRONTEND.rglob("*.js")
    }


def filled(template: str, parts: dict[str, str]) -> str:
    """The template with each {name} replaced; it has no other braces."""
    pieces = template.replace("}", "{").split("{")  # names are every second piece
    return "".join(parts[piece] if number % 2 else piece for number, piece in enumerate(pieces))


def _table(rows: Iterable[tuple[str, str]]) -> str:
    cells = (
        f"<tr><td>{html.escape(name)}</td><td>{html.escape(normal(value))}</td></tr>"
        for name, value in rows
    )
    return f"<table>{''.join(cells)}</table>"
