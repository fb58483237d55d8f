"""The pages' JavaScript: ES modules served as they lie in the `frontend` folders, unbundled.

So are the style sheets beside them.

The address of a module holds a digest of them all, so a browser keeps them for good and an update
replaces all at once. The address tree is the folder tree, so modules import each other by relative
path, across pages too. What a page needs at first is fetched at once; what it imports by
`import()`, when that is used.
"""

import functools
import gzip
import hashlib
import json
import posixpath
import re
from pathlib import Path
from typing import Any

import streamlit as st
from starlette.requests import Request
from starlette.responses import Response

from playground.shared import responses
from playground.shared.addresses import OURS, api_route

MEDIA_TYPES = {".js": "text/javascript", ".css": "text/css"}
PLAYGROUND = Path(__file__).resolve().parents[1]
MODULES = {
    path.relative_to(PLAYGROUND).as_posix(): path.read_bytes()
    for path in sorted(PLAYGROUND.glob("*/frontend/**/*"))
    if path.suffix in MEDIA_TYPES
}
VERSION = hashlib.sha256(repr(sorted(MODULES.items())).encode()).hexdigest()[:16]
# What a module cannot do without: its imports, and the script of a Worker.
IMPORT = re.compile(
    r"""^(?:import|export)\b[^;]*?\bfrom "([^"]+)";|^import "([^"]+)";"""
    r"""|\bnew Worker\(new URL\("([^"]+)", import\.meta\.url\)""",
    re.M,
)
KEPT_FOR_GOOD = {"Cache-Control": "public, max-age=31536000, immutable"}

# Streamlit runs a component's script from a blob, which has no address to import from. The address
# of Streamlit's own script says where the app is served.
LOADER = """
const script = document.querySelector('script[src*="static/js/"]');
const base = new URL(script ? script.src.replace(/static\\/js\\/.*$/, "") : "./", location.href);
const address = (path) => new URL(`%(folder)s/${path}`, base).href;
// All at once; import() alone would find them level by level, a round trip each.
for (const path of %(modules)s) {
  const link = document.createElement("link");
  document.head.append(Object.assign(link, { rel: "modulepreload", href: address(path) }));
}
const entry = import(address("%(entry)s"));

// Streamlit calls again at each rerun, and may undo an older call while a newer one goes on: only
// undoing the newest counts, and what comes after that does not mount any more.
const mounts = new WeakMap();

export default function (component) {
  const { parentElement } = component;
  const mount = mounts.get(parentElement) ?? { calls: 0, unmount: null };
  const call = ++mount.calls;
  mounts.set(parentElement, mount);
  entry.then(
    (module) => { if (call === mount.calls) mount.unmount = module.default(component); },
    () => { parentElement.textContent = "This part of the page did not load; reload the page."; },
  );
  return () => {
    if (call !== mount.calls) return;
    mount.calls++;
    mount.unmount?.();
    mount.unmount = null;
  };
}
"""


def component(name: str, entry: str, *, html: str, css: str, isolate_styles: bool = True) -> Any:
    """A Streamlit component whose script is the module `entry`, such as explore/frontend/main.js.

    The module's default export takes what Streamlit gives a component, again at each rerun, and
    returns what undoes it; of what the calls on one element return, only the last is called.
    """
    return st.components.v2.component(
        name,
        html=html,
        css=css,
        js=loader(entry),
        isolate_styles=isolate_styles,
    )


def loader(entry: str) -> str:
    """The script that loads the module `entry`, and with it all that it needs at first."""
    assert entry in MODULES, entry
    modules = json.dumps(sorted(needed(entry)))
    folder = f"{OURS.strip('/')}/modules/{VERSION}"  # below the base path
    return LOADER % {"folder": folder, "entry": entry, "modules": modules}


def imports(path: str) -> list[str]:
    """The modules that the one at `path` imports or begins as a Worker, not those by `import()`."""
    folder = posixpath.dirname(path)
    found = IMPORT.findall(MODULES[path].decode())
    return [posixpath.normpath(posixpath.join(folder, "".join(names))) for names in found]


def needed(entry: str) -> set[str]:
    """The module `entry`, what it imports, what that imports, and so on."""
    found, due = {entry}, [entry]
    while due:
        new = {path for path in imports(due.pop()) if path in MODULES} - found
        found |= new
        due += new
    return found


@functools.cache
def packed(path: str) -> bytes:
    """A module as gzip, once for all who ask."""
    return gzip.compress(MODULES[path], mtime=0)


async def module(request: Request) -> Response:
    """One module, by the path under which it lies; nothing else is served from here."""
    path = request.path_params["path"]
    if path not in MODULES or request.path_params["version"] != VERSION:
        return responses.error("There is no such module; reload the page.", 404)
    headers = {**KEPT_FOR_GOOD, "Vary": "Accept-Encoding"}
    content = MODULES[path]
    if "gzip" in request.headers.get("accept-encoding", ""):
        content = packed(path)
        headers["Content-Encoding"] = "gzip"
    return Response(content, media_type=MEDIA_TYPES[Path(path).suffix], headers=headers)


module_routes = [api_route("modules/{version}/{path:path}", module)]
