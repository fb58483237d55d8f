"""What lies around every page, in the browser alone: no rerun opens or closes any of it.

The glossary in the header, a line while the server is away, one while this tab is in a class, one
with the run that the teacher shows, and the titles of elements as bubbles for those who use a
keyboard or a finger. main.py shows it before the page.
"""

from pathlib import Path

from playground.shared import glossary
from playground.shared.door import teachers
from playground.shared.modules import component

KEY = "page-frame"
_FRONTEND = Path(__file__).parent / "frontend"
_STYLES = ("colours.css", "page_frame.css")


def _html() -> str:
    template = (_FRONTEND / "page_frame.html").read_text("utf-8")
    return template.replace("<!-- glossary -->", glossary.as_html())


_component = component(
    "page_frame",
    "shared/frontend/page_frame.js",
    html=_html(),
    css="\n".join((_FRONTEND / name).read_text("utf-8") for name in _STYLES),
)


def show() -> None:
    """Mount the frame. The shared style takes its empty place out of the page.

    Where there is a teacher, it asks now and then what everybody is to look at.
    """
    _component(data={"has_teacher": teachers.is_configured()}, key=KEY)
