"""A class under /api/class: made, joined, asked, answered; and the QR code of its link."""

import hashlib
import io
import json as json_text
import re
from typing import Any

import segno
from starlette.requests import Request
from starlette.responses import Response

from gan_core import GanError
from playground.classroom.answers import MAX_BYTES, STUDENT, check_option, parse_answer
from playground.classroom.class_routes import (
    TOKEN_HEADER,
    class_route,
    guesses,
    in_thread,
    require_teacher,
)
from playground.classroom.class_view import public_view
from playground.classroom.classes import Classroom, shared
from playground.classroom.counts import counts
from playground.classroom.first_runs import first_runs_routes
from playground.classroom.teacher_routes import teacher_routes
from playground.shared.addresses import api_route
from playground.shared.plan_blocks import PAGES
from playground.shared.request_body import read_json
from playground.shared.responses import FRESH, KEEP, Refused, async_route, json, route

LINK = re.compile(r"https?://[!-~]{1,600}")


async def create(request: Request) -> Response:
    """A new class: its code, and the teacher's token this one time."""
    wish = await read_json(request, MAX_BYTES)
    lesson, page = (_text(wish, key) for key in ("lesson", "page"))
    classroom, token = await in_thread(lambda: shared.create(lesson, page))
    if request.client:
        guesses.right(request.client.host, classroom.code)
        guesses.right(request.client.host, f"{classroom.code} {token}")
    return json({"class": classroom.code, "token": token})


async def state(request: Request, classroom: Classroom) -> Response:
    """Where the class stands; 304 where the page knows it. Asking is joining."""
    query = request.query_params
    student, page = query.get("student", ""), query.get("at", "")
    if STUDENT.fullmatch(student):
        known = page in (*PAGES, "class")  # a teacher reads it
        classroom.presence.seen(student, page if known else "other")
    content = json_text.dumps(public_view(classroom)).encode()
    tag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    headers = KEEP | {"ETag": tag}
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers=headers)
    return Response(content, media_type="application/json", headers=headers)


async def answer(request: Request, classroom: Classroom) -> Response:
    """Store an answer to an open question; this is answered when it is on the disk."""
    found = parse_answer(await read_json(request, MAX_BYTES))
    check_option(found, classroom.question(found.question))

    def store() -> None:
        if classroom.answers.holds(found.id):
            return  # the reply to its first sending was lost; its question may be closed by now
        if not classroom.state.takes(found.question, found.vote):
            raise Refused("This question takes no answers now; wait for your teacher.", 409)
        classroom.answers.add(found)

    await in_thread(store)
    return json({"stored": found.id})


async def leave(request: Request, classroom: Classroom) -> Response:
    """A student goes; what was answered stays."""
    classroom.presence.left(request.query_params.get("student", ""))
    return json({})


async def count(request: Request, classroom: Classroom) -> Response:
    """The histogram of a question: for the teacher, and for everybody once it is revealed."""
    question = classroom.question(request.query_params.get("question", ""))
    if question.id not in classroom.state.revealed:
        if not request.headers.get(TOKEN_HEADER):
            raise Refused("The answers are shown when your teacher reveals them.", 403)
        await require_teacher(request, classroom)
    return json({"question": question.id, "counts": counts(classroom.answers, question)})


def qr_code(request: Request) -> Response:
    """The QR code of a link as SVG, black on white in every theme, as readers need it."""
    link = request.query_params.get("link", "")
    if not LINK.fullmatch(link):
        raise GanError("A QR code is made of a link of at most 600 characters.")
    image = io.BytesIO()
    code = segno.make(link, micro=False, error="m")
    code.save(image, kind="svg", border=3, scale=4, light="#fff", svgclass=None, lineclass=None)
    return Response(image.getvalue(), media_type="image/svg+xml", headers=FRESH)


def _text(wish: Any, key: str) -> str:
    found = wish.get(key, "") if isinstance(wish, dict) else None
    if not isinstance(found, str):
        raise GanError("A class is made with a lesson and a page, both text.")
    return found


class_routes = [
    api_route("class", async_route(create), "POST"),
    api_route("class/qr.svg", route(qr_code)),
    *first_runs_routes,
    api_route("class/{code}/state", class_route(state)),
    api_route("class/{code}/answer", class_route(answer), "POST"),
    api_route("class/{code}/leave", class_route(leave), "POST"),
    api_route("class/{code}/counts", class_route(count)),
    *teacher_routes,
]
