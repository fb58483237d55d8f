"""A folder of pages for any static host or a USB stick: generators that draw, runs played back.

Browsers load no module from a file beside a page, so its scripts are classic ones, and all
addresses are relative: the folder works below any path and from a disk.
"""

import base64
import html
import os
import secrets
import shutil
import tomllib
from collections.abc import Iterable
from pathlib import Path

from gan_core import GanError
from gan_core.data import durable_files, images
from gan_core.generator.export import to_html
from gan_core.generator.one_script import one_script
from gan_core.generator.page_content import title
from gan_core.generator.replay_page import FOLDER, Recording, replay_page, style
from gan_core.generator.session import GeneratorSession, load_generator
from gan_core.generator.shipped import PRETRAINED, shipped
from gan_core.generator.take_home import FRONTEND, filled, frontend_modules, page_script
from gan_core.runs.run_dir import RunDir

MARK = b"gan-playground site 1"  # in the index of a site
ENGINE, REPLAY = "engine.js", "replay.js"
SEEDS = 24  # in the sample grid of a generator
TEXTS = FRONTEND.parents[1] / "learn" / "failures"  # a TOML file for each recorded run


def write_site(out: Path) -> int:
    """Write the site to the folder `out` and return its bytes.

    It is written beside `out` and renamed, so that `out` is the old site or the new one. Raises
    GanError if `out` is a folder with anything else in it.
    """
    if os.path.lexists(out) and not _may_replace(out):
        raise GanError(f"{out} is not a site of this project; give an empty or a new folder.")
    aside = out.with_name(f".{out.name}.{secrets.token_hex(4)}")
    durable_files.make_folder(aside)
    try:
        for name, content in _files():
            durable_files.write_bytes(aside / name, content)
        size = sum(path.stat().st_size for path in aside.iterdir())
        _put(aside, out)
    except OSError as error:
        raise GanError(f"The site {out} cannot be written ({error.strerror}).") from error
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    return size


def _put(folder: Path, out: Path) -> None:
    """Rename `folder` to `out`; what was there is deleted when the new one is in its place."""
    old = folder.with_name(f"{folder.name}.old")
    if out.exists():
        out.rename(old)
    try:
        folder.rename(out)
    except OSError:
        if old.exists():
            old.rename(out)
        raise
    shutil.rmtree(old, ignore_errors=True)


def _may_replace(out: Path) -> bool:
    """Whether it is an empty folder, or a site that was written before."""
    if out.is_symlink() or not out.is_dir():
        return False
    index = out / "index.html"
    return not any(out.iterdir()) or (index.is_file() and MARK in index.read_bytes()[:1000])


def _files() -> Iterable[tuple[str, bytes]]:
    """Name and content of each file."""
    sessions = {name: load_generator(name) for name in shipped()}
    for name, session in sessions.items():
        yield f"{name}.html", to_html(session, script=ENGINE)
    recordings = {f"run-{path.stem}": recording for path, recording in _recordings()}
    for name, recording in recordings.items():
        yield f"{name}.html", replay_page(recording).encode()
    yield ENGINE, page_script().encode()
    yield REPLAY, one_script(frontend_modules(), f"{FOLDER.name}/replay.js").encode()
    generators = (_generator_card(name, session) for name, session in sessions.items())
    runs = (
        _card(f"{name}.html", each.title, each.summary, each.last_grid())
        for name, each in recordings.items()
    )
    parts = {"style": style(), "generators": "".join(generators), "runs": "".join(runs)}
    yield "index.html", filled((FOLDER / "index.html").read_text("utf-8"), parts).encode()


def _recordings() -> list[tuple[Path, Recording]]:
    """The recorded runs with their texts, in the order of the page Learn."""
    found = []
    for path in TEXTS.glob("*.toml"):
        told = tomllib.loads(path.read_text("utf-8"))
        run = RunDir(PRETRAINED / "exhibits" / path.stem)
        found.append((told["order"], path, Recording(run, told)))
    return [(path, recording) for _, path, recording in sorted(found, key=lambda it: it[:2])]


def _generator_card(name: str, session: GeneratorSession) -> str:
    samples = images.grid(session.sample(range(SEEDS)), 6)
    colour = "in colour" if session.channels == 3 else "grey"
    words = f"{session.image_size} px, {colour}, {len(session.class_names) or 'no'} classes"
    return _card(f"{name}.html", title(session), words, images.png(samples))


def _card(address: str, heading: str, words: str, png: bytes) -> str:
    return (
        f'<a class="card" href="{address}"><img alt="" src="data:image/png;base64,'
        f'{base64.b64encode(png).decode()}"><h3>{html.escape(heading)}</h3>'
        f"<p>{html.escape(words)}</p></a>"
    )
