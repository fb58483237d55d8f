"""A class made through the routes, and its students, for the tests of the Class page."""

import asyncio
import json
import secrets
from pathlib import Path
from typing import Any

from starlette.applications import Starlette

from playground.classroom import classes
from playground.classroom.routes import class_routes
from tests.playground.explore import explore_models
from tests.playground.explore.explore_models import Answer

APP = Starlette(routes=class_routes)


def ask(method: str, path: str, body: Any = None, token: str = "", **headers: str) -> Answer:
    """What the routes of classes answer to one request."""
    content = (
        body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
    )
    if token:
        headers["x_class_token"] = token
    return asyncio.run(explore_models.ask(APP, path, method, content, **headers))


class MadeClass:
    """A class and what its teacher can do."""

    def __init__(self, lesson: str = "", page: str = ""):
        made = ask("POST", "/api/class", {"lesson": lesson, "page": page})
        assert made.status == 200, made.body
        self.code, self.token = made.json()["class"], made.json()["token"]
        self.path = f"/api/class/{self.code}"

    def wish(self, do: str, **more: Any) -> Answer:
        return ask("POST", f"{self.path}/teacher", {"do": do, **more}, self.token)

    def overview(self) -> dict[str, Any]:
        return ask("GET", f"{self.path}/teacher", token=self.token).json()

    def answer(self, body: Any) -> Answer:
        return ask("POST", f"{self.path}/answer", body)

    def state(self, student: str = "", at: str = "", **headers: str) -> Answer:
        return ask("GET", f"{self.path}/state?student={student}&at={at}", **headers)


def folder(runs: Path, made: MadeClass) -> Path:
    """Where the class lies on the disk."""
    return runs / "classes" / made.code


def forget_loaded() -> None:
    """As after a restart of the server: every class is read again."""
    classes.shared._loaded.clear()


def new_student() -> str:
    return "s" + secrets.token_hex(16)


def new_answer(question: str = "aloud-1", option: str = "a", **more: Any) -> dict[str, Any]:
    """The body of an answer as a page sends it."""
    body = {"id": secrets.token_hex(16), "student": new_student(), "question": question}
    return {**body, "option": option, "vote": 1, "seed": None, "result": None, **more}
