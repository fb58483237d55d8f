"""What the page of a recorded run asks before it plays, and explains afterwards."""

import html
import random
from typing import Any

PLACES = {
    "grid": "sample grid", "losses": "losses", "output": "D's output", "metric": "quality metric",
}  # fmt: skip
Table = dict[str, Any]


def prediction_parts(name: str, told: Table) -> dict[str, str]:
    """The parts `question`, `options` and `after` of replay.html, as HTML, from the file of the
    recording `name` (playground/shared/exhibit_content.py says what is in it).
    """
    options: list[Table] = told["prediction"]["options"]
    order = [*range(len(options))]
    random.Random(name).shuffle(order)  # so that its place in the file tells nothing
    return {
        "question": html.escape(told["prediction"]["question"]),
        "options": "".join(_choice(number, options[number]) for number in order),
        "reasons": "".join(map(_reason, options)),
        "marks": "".join(_mark(*each) for each in enumerate(told["marks"], 1)),
        "guess": html.escape(f"“{told['wrong_guess']['words']}” {told['wrong_guess']['why']}"),
        "cure": html.escape(told["cure"]["words"]),
    }


def _choice(number: int, option: Table) -> str:
    words = html.escape(option["words"])
    return f'<label><input type="radio" name="prediction" value="{number}"> {words}</label>'


def _reason(option: Table) -> str:
    sign, words = ("✓", "Right") if option.get("right") else ("✗", "Wrong")
    said, reason = html.escape(option["words"]), html.escape(option["reason"])
    return f'<li><span aria-label="{words}:">{sign}</span> <b>{said}</b> {reason}</li>'


def _mark(number: int, mark: Table) -> str:
    where = f"After {mark['at']:,} images, {PLACES[mark['on']]}"
    return (
        f'<li><button type="button" class="go" data-at="{mark["at"]}"><b>{number}</b> '
        f"{html.escape(where)}</button> {html.escape(mark['caption'])}</li>"
    )
