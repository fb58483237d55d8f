"""The server: the pages plus the /api routes. `streamlit run playground/app.py`."""

import ast
import asyncio
import contextlib
import gc
import importlib
import math
import sys
import threading
from collections.abc import AsyncIterator
from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response

from gan_core.queue.trash import purge_expired
from gan_core.runs.run_dir import all_runs
from playground.classroom.classes import shared as classes
from playground.classroom.gallery_routes import gallery_routes
from playground.classroom.routes import class_routes
from playground.compare.seed_routes import seed_routes
from playground.draw.routes import draw_routes
from playground.explore.routes import explore_routes
from playground.game.copy_routes import copy_routes
from playground.game.routes import game_routes
from playground.lab.routes import lab_routes
from playground.learn.lesson_shelf import shelf
from playground.runs.leaderboard_routes import leaderboard_routes
from playground.runs.list_routes import list_routes
from playground.runs.thumbnails import thumbnail_routes
from playground.shared import responses, server_load
from playground.shared.addresses import api_route, routes_at
from playground.shared.browser import BrowserCookie
from playground.shared.door import limits, owners, user_header
from playground.shared.door.guard import Guard
from playground.shared.door.own_names import from_configuration
from playground.shared.door.pace import Pace
from playground.shared.door.tokens import token_routes
from playground.shared.exhibits import all_exhibits
from playground.shared.machines.dispatch import keep_workers
from playground.shared.modules import module_routes
from playground.shared.nodelay import send_at_once
from playground.shared.paths import runs_root
from playground.shared.signed_in import configured_header
from playground.train.average_routes import average_routes
from playground.train.download_routes import download_routes
from playground.train.run_routes import run_routes
from playground.train.share_routes import share_routes

HERE = Path(__file__).parent


def import_pages() -> None:
    """Import what the pages import, half a second for the first visitor; the first of a class that
    arrives together would keep all others waiting.
    """
    importlib.import_module("pandas")  # Streamlit imports it as soon as a page shows anything
    for script in (HERE / "main.py", *sorted(HERE.glob("*/page.py"))):
        for node in ast.parse(script.read_text("utf-8")).body:  # no torch: that comes later
            if isinstance(node, ast.ImportFrom) and node.module:
                parent = importlib.import_module(node.module)
                for name in (alias.name for alias in node.names):
                    if not hasattr(parent, name):  # a module of a package
                        importlib.import_module(f"{node.module}.{name}")


def warm_up() -> None:
    """Import what the pages need, off the path of the first paint; where there are runs also torch,
    which draws their images. It takes seconds and memory, and browsers draw what is shipped.
    """
    import_pages()
    import playground.shared.sessions  # noqa: F401

    if all_runs(runs_root()):
        import gan_core.training.devices  # noqa: F401  notes training's threads before sessions lower them
        from gan_core.generator.session import load_generator  # noqa: F401

    # Thousands of module objects never die; frozen, no collection walks through them again.
    gc.collect()
    gc.freeze()


@contextlib.asynccontextmanager
async def lifespan(app: st.App) -> AsyncIterator[None]:
    send_at_once()
    for mistake in all_exhibits()[1]:
        print(f"One exhibit is left out. {mistake}", file=sys.stderr)
    for mistake in shelf().problems:
        print(f"One lesson is left out. {mistake}", file=sys.stderr)
    for mistake in filter(None, (user_header.problem(), *limits.problems())):
        print(mistake, file=sys.stderr)
    threading.Thread(target=purge_expired, args=(runs_root(),), name="trash", daemon=True).start()
    threading.Thread(target=classes.delete_expired, name="old classes", daemon=True).start()
    threading.Thread(target=keep_workers, name="queue", daemon=True).start()
    threading.Thread(target=warm_up, name="warm-up", daemon=True).start()
    watching = asyncio.create_task(server_load.meter.watch())
    yield
    watching.cancel()


async def nothing_here(request: Request) -> Response:
    """Without it Streamlit answers with its page, whatever is asked for below the base path."""
    return responses.error("There is nothing at this address; reload the page.", 404)


routes = [
    *explore_routes, *draw_routes, *game_routes, *copy_routes, *lab_routes, *run_routes,
    *average_routes, *download_routes, *share_routes, *list_routes, *leaderboard_routes,
    *seed_routes, *thumbnail_routes, *class_routes, *gallery_routes, *module_routes, *token_routes,
    api_route("{path:path}", nothing_here, "GET", "POST"),
]  # fmt: skip
base_path = st.get_option("server.baseUrlPath") or ""
app = st.App(
    "main.py", routes=routes_at(base_path, routes), lifespan=lifespan,
    middleware=[
        Middleware(
            user_header.UserHeader,
            header=configured_header(),
            proxies=user_header.trusted_proxies(),
        ),
        Middleware(Guard, own=from_configuration(), base_path=base_path),
        Middleware(Pace, most=limits.REQUESTS() if owners.is_shared() else math.inf),
        Middleware(BrowserCookie, base_path=base_path),
    ],
)  # fmt: skip
