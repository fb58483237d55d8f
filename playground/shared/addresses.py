"""The one address book: where our routes answer, whatever path the app is served below.

Pages lie one level below the base path, as Streamlit's own index.html assumes, so an address that
is relative to the page holds at `/`, under server.baseUrlPath and behind a proxy that strips its
path. In the browser `frontend/api.js` says the same.
"""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import Any
from urllib.parse import quote, urlencode

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

OURS = "/api/"  # how the paths of all our routes begin, below the base path


def api(path: str, **query: Any) -> str:
    """The address of the route /api/`path`, for links and images in a page's HTML."""
    return _address(f"./api/{path}", query)


def page(name: str, **query: Any) -> str:
    """The address of a page, "" for the first one, with its query parameters."""
    return _address(f"./{name}", query)


def api_route(
    path: str, endpoint: Callable[[Request], Awaitable[Response]], *methods: str
) -> Route:
    """The route /api/`path`, which `api(path)` leads to; it answers GET where nothing is said.

    `path` may have places in it, such as "runs/{run_id}/live".
    """
    return Route(OURS + path, endpoint, methods=methods or ("GET",))


def routes_at(base_path: str, routes: Iterable[Route]) -> list[Route]:
    """`routes`, each a second time below server.baseUrlPath where one is set.

    Streamlit puts its own routes there and leaves those of an app at the root. A Mount would not
    do: it is matched first and would swallow Streamlit's routes below the same path.
    """
    listed, base = list(routes), base_path.strip("/")
    if not base:
        return listed
    below = [
        Route(f"/{base}{route.path}", route.endpoint, methods=sorted(route.methods or ()))
        for route in listed
    ]
    return [*below, *listed]


def _address(path: str, query: Mapping[str, Any]) -> str:
    path = quote(path, safe="/.@:~-_")
    return f"{path}?{urlencode(query)}" if query else path
