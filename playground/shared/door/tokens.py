"""The token that what changes something carries, and the secret that it is made with.

A page asks for it at /api/token, which no page of another origin can read, and sends it back in a
header, which no form of another site can set. It belongs to one browser, by its cookie.
"""

import hashlib
import hmac
import secrets
from functools import lru_cache
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response

from gan_core.data import durable_files
from gan_core.data.process_lock import process_lock
from playground.shared.addresses import api_route
from playground.shared.browser import browser_of
from playground.shared.paths import runs_root
from playground.shared.responses import async_route, json

HEADER = "x-gan-token"
SECRET_FILE = "server-secret.json"  # beside the runs: it outlives the server, as owners of runs do
SECRET_BYTES = 32


def token_of(browser: str) -> str:
    """The token of a browser; "" is one that keeps no cookies."""
    return keyed("token", browser)


def is_token_of(browser: str, token: str) -> bool:
    """Whether a request of this browser with this token came from a page of ours."""
    return equal(token, token_of(browser))


def equal(given: str, wanted: str) -> bool:
    """Whether two texts, of any characters, are the same; the time it takes does not tell where."""
    return hmac.compare_digest(_bytes(given), _bytes(wanted))


def keyed(purpose: str, text: str) -> str:
    """A hash of `text`, 64 hexadecimal digits, that only this server can make."""
    return hmac.new(_secret(runs_root()), _bytes(f"{purpose}\0{text}"), hashlib.sha256).hexdigest()


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


@lru_cache(maxsize=8)
def _secret(root: Path) -> bytes:
    path = root / SECRET_FILE
    found = _kept(path)
    if not found:
        durable_files.make_folder(root)
        with process_lock(root / f".{SECRET_FILE}.lock"):  # two servers may share the folder
            found = _kept(path) or secrets.token_hex(SECRET_BYTES)
            durable_files.write_json(path, {"secret": found})
            path.chmod(0o600)
    return found.encode()


def _kept(path: Path) -> str:
    """The secret in a file; "" where there is none."""
    kept = durable_files.read_json(path)
    found = kept.get("secret") if isinstance(kept, dict) else None
    return found if isinstance(found, str) and len(found) == 2 * SECRET_BYTES else ""


async def token(request: Request) -> Response:
    """The token of the browser that asks."""
    return json({"token": token_of(browser_of(request))})


token_routes = [api_route("token", async_route(token))]
