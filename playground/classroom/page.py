"""Class: make a class, teach it, join it, project it. What is shown follows from the address."""

from pathlib import Path

from playground.shared import loss_source, theme
from playground.shared.modules import component
from playground.shared.questions import lessons

_FRONTEND = Path(__file__).parent / "frontend"
_STYLES = ("class.css", "../../shared/frontend/quality_curve.css")
_component = component(
    "gan_playground.class",
    "classroom/frontend/main.js",
    html=(_FRONTEND / "class.html").read_text("utf-8"),
    css="\n".join((_FRONTEND / name).read_text("utf-8") for name in _STYLES),
)


def main() -> None:
    theme.apply()
    found = lessons()
    data = {
        "lessons": [
            {"name": each.name, "title": each.title, "blocks": len(each.blocks)}
            for each in found
            if not each.problem
        ],
        "losses": loss_source.FUNCTIONS,  # the projector shows a lab in slow motion
        "problems": [each.problem for each in found if each.problem],
    }
    _component(data=data, key="class")


main()
