"""What the guard adds to every answer: the browser guesses no type and loads nothing from outside.

Types are a closed list; anything else becomes a download, and so does HTML that is no page.
"""

import base64
import hashlib
import re
from pathlib import Path

import streamlit
from starlette.datastructures import MutableHeaders

TYPES = {
    "application/javascript", "application/json", "application/manifest+json",
    "application/octet-stream", "application/openmetrics-text", "application/wasm",
    "application/zip", "font/ttf", "font/woff", "font/woff2", "image/bmp", "image/gif",
    "image/jpeg", "image/png", "image/svg+xml", "image/vnd.microsoft.icon", "image/webp",
    "image/x-icon", "text/css", "text/csv", "text/html", "text/javascript", "text/plain",
    "text/x-python", "video/mp4",
}  # fmt: skip
PAGE = "text/html"
# What may run code: a page, and a worker, which has the policy of its own script.
RUNS_CODE = (PAGE, "text/javascript", "application/javascript")
DOWNLOAD = "application/octet-stream"
NOT_MODIFIED = 304
INDEX = Path(streamlit.__file__).parent / "static" / "index.html"
INLINE = re.compile(r"<script>(.*?)</script>", re.DOTALL)
# An image or a text that is opened by itself runs nothing and loads nothing.
INERT = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "same-origin",
}


def _inline_scripts() -> str:
    """The hashes of the scripts in Streamlit's page itself, as the policy names them."""
    hashes = [hashlib.sha256(text.encode()).digest() for text in INLINE.findall(_index())]
    return " ".join(f"'sha256-{base64.b64encode(found).decode()}'" for found in hashes)


def _index() -> str:
    return INDEX.read_text("utf-8") if INDEX.is_file() else ""


# blob: and data: are what pages make themselves: Streamlit runs a component's script from a blob,
# and canvases and curves are saved through them. 'wasm-unsafe-eval' lets our own scripts compile
# WebAssembly, which draws generators in the browser; it lets nobody run text as a script.
POLICY = "; ".join(
    (
        "default-src 'self'",
        f"script-src 'self' blob: 'wasm-unsafe-eval' {_inline_scripts()}".rstrip(),
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "media-src 'self' data: blob:",
        "connect-src 'self' data: blob:{sockets}",
        "worker-src 'self' blob:",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
        "frame-ancestors 'self'{frames}",
    )
)


def finish(
    status: int, headers: MutableHeaders, host: str, frames: frozenset[str], is_page: bool
) -> None:
    """Complete the headers of an answer to a request for `host`.

    `frames` are origins whose pages may show this app in a frame; `is_page` says whether HTML is
    expected at this address.
    """
    for name, value in ALWAYS.items():
        headers[name] = value
    kind = headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind and (kind not in TYPES or (kind == PAGE and not is_page)):
        kind = headers["content-type"] = DOWNLOAD
        headers.setdefault("content-disposition", "attachment")
    if status == NOT_MODIFIED:
        return  # a policy of its own would replace that of the page which the browser keeps
    if "content-security-policy" not in headers:
        headers["content-security-policy"] = _policy(host, frames) if kind in RUNS_CODE else INERT


def _policy(host: str, frames: frozenset[str]) -> str:
    # Safari before 15.4 does not count a WebSocket to the same host as 'self'.
    sockets = f" ws://{host} wss://{host}"
    return POLICY.format(sockets=sockets, frames="".join(f" {origin}" for origin in sorted(frames)))
