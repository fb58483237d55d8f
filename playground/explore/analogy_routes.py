"""The three samples that A - B + C begins with, under /api/explore: searched once a generator."""

import threading
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from playground.explore.answers import get, lasting_facts, loaded

if TYPE_CHECKING:
    from gan_core.generator.analogies import Analogy
    from gan_core.generator.session import GeneratorSession

_found: "WeakKeyDictionary[GeneratorSession, Analogy]" = WeakKeyDictionary()
_searching = threading.Lock()  # a class opens the tab together: one search, and the others wait


def analogy(request: Request) -> Response:
    """A, B and C as the address has them, and what A - B and C - B change, in words."""
    from gan_core.generator.analogies import find_analogy

    session, _ = loaded(request)
    with _searching:
        found = _found.get(session) or find_analogy(session)
        _found[session] = found
    return lasting_facts(
        {"mix": ";".join(map(str, found.seeds)), "from_a": found.from_a, "from_c": found.from_c}
    )


analogy_routes: list[Route] = [get("analogy.json", analogy)]
