"""The lab, in the browser: it trains and draws there, and asks the server for nothing meanwhile."""

from collections.abc import Mapping

from playground.shared import loss_source
from playground.shared.modules import component

# Parameters of the address, which the browser checks, each with the letters that it may have.
LONGEST = {
    "lab": 4001, "view": 20, "layers": 100, "speed": 10, "other": 60, "dirac": 200,
    "lock": 400, "hide": 400, "present": 1,
}  # fmt: skip

_component = component(
    "gan_playground.lab",
    "lab/frontend/main.js",
    html='<div class="lab-page"></div>',
    css=":host { display: block; min-height: 80vh; }",
)


def lab_page(query: Mapping[str, str], *, key: str) -> None:
    """Mount the lab with what the address tells; the browser checks it."""
    known = {name: query[name][:most] for name, most in LONGEST.items() if name in query}
    _component(data={"query": known, "code": loss_source.FUNCTIONS}, key=key)
