"""What only the teacher's page may ask of a class, with the token of its link."""

from starlette.requests import Request
from starlette.responses import Response

from playground.classroom import shown_lab
from playground.classroom.answers import MAX_BYTES
from playground.classroom.answers_csv import answers_csv
from playground.classroom.class_routes import in_thread, teacher_route
from playground.classroom.class_view import teacher_view
from playground.classroom.classes import Classroom, shared
from playground.shared.addresses import api_route
from playground.shared.request_body import read_json, read_wish
from playground.shared.responses import Refused, attachment, json


async def overview(request: Request, classroom: Classroom) -> Response:
    """The class with every question and its counts."""
    return json(await in_thread(lambda: teacher_view(classroom)))


async def change(request: Request, classroom: Classroom) -> Response:
    """Do what was pressed, and the class as it is then."""
    wish = await read_wish(request, MAX_BYTES)
    await in_thread(lambda: classroom.change(wish))
    return await overview(request, classroom)


async def show_lab(request: Request, classroom: Classroom) -> Response:
    """The lab that the class sees from now on, as the teacher's lab sends it while it changes.

    409 for one that plays on, `goes_on`, after something else has taken its place.
    """
    lab = await read_json(request, shown_lab.MOST_BYTES)
    if isinstance(lab, dict) and lab.get("goes_on") is True and classroom.state.lab is None:
        raise Refused("Your class has gone on; what you do here next shows it this lab again.", 409)
    await in_thread(lambda: classroom.change({"do": "lab", "lab": lab}))
    return json({})


async def table(request: Request, classroom: Classroom) -> Response:
    """Every answer as CSV."""
    content = await in_thread(lambda: answers_csv(classroom.answers.rows()))
    return attachment(content, f"{classroom.code}.csv", "text/csv; charset=utf-8")


async def delete_answers(request: Request, classroom: Classroom) -> Response:
    """Delete every answer; the class goes on."""
    await in_thread(classroom.answers.clear)
    return await overview(request, classroom)


async def delete_class(request: Request, classroom: Classroom) -> Response:
    """Delete the class with all its answers."""
    await in_thread(lambda: shared.delete(classroom))
    return json({})


teacher_routes = [
    api_route("class/{code}/teacher", teacher_route(overview)),
    api_route("class/{code}/teacher", teacher_route(change), "POST"),
    api_route("class/{code}/lab", teacher_route(show_lab), "POST"),
    api_route("class/{code}/answers.csv", teacher_route(table)),
    api_route("class/{code}/answers", teacher_route(delete_answers), "DELETE"),
    api_route("class/{code}", teacher_route(delete_class), "DELETE"),
]
