"""What a browser needs to draw a generator by itself: its network, its weights, its directions."""

from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from gan_core import GanError
from gan_core.generator import network_file
from playground.explore import direction_store
from playground.explore.answers import asked, get, lasting_facts, loaded
from playground.shared import model_catalog
from playground.shared.paths import runs_root
from playground.shared.responses import FOR_GOOD, Unknown, json

MAX_FILE = 6_000_000  # bytes: fetched within seconds over a slow network, and drawn within a frame
MAX_IDS = 32
TOO_LARGE = "this generator is too large for a browser"
RAW_G = "a checkpoint is no generator file"
STILL_TRAINS = "this run still trains, and its newest generator changes"


def network(request: Request) -> Response:
    """The generator's network and the digest of its file; `network` null, and why, where the server
    is to draw it."""
    view, identity = asked(request)
    if model_catalog.is_raw(view.model):
        return json({"network": None, "why": RAW_G})
    if model_catalog.is_growing(view.model, runs_root()):
        return json({"network": None, "why": STILL_TRAINS})
    if identity.size > MAX_FILE:
        return lasting_facts({"network": None, "why": TOO_LARGE})
    return lasting_facts(_described(Path(identity.path)))


def _described(path: Path) -> dict[str, Any]:
    if known := network_file.stored(path):
        return {name: known[name] for name in ("network", "digest")}
    from gan_core.generator.network_steps import NotDescribed, describe_network
    from gan_core.runs.checkpoint import read_about

    try:
        described = describe_network(read_about(path))
    except NotDescribed as reason:
        return {"network": None, "why": str(reason).rstrip(".")}
    return {"network": described, "digest": network_file.digest(path.read_bytes())}


def weights(request: Request) -> Response:
    """The generator file, under an address that holds for as long as its content."""
    _, identity = asked(request)
    changed = Unknown("This generator has changed; choose it again.")
    if identity.size > MAX_FILE:
        raise changed
    content = Path(identity.path).read_bytes()  # once: what was checked is what is kept for good
    if network_file.digest(content) != request.path_params["digest"]:
        raise changed
    return Response(content, media_type="application/octet-stream", headers=FOR_GOOD)


def vectors(request: Request) -> Response:
    """The unit vectors of the directions in `ids`."""
    ids = request.query_params.get("ids", "").split(",")
    if not 1 <= len(ids) <= MAX_IDS:
        raise GanError(
            f"In the address, ids must be 1 to {MAX_IDS} directions with , between them."
        )
    session, _ = loaded(request)
    found = direction_store.shared.vectors(session, ids)
    return lasting_facts({name: found[name].tolist() for name in ids})


network_routes: list[Route] = [
    get("network.json", network),
    get("weights/{digest}.safetensors", weights),
    get("vectors.json", vectors),
]
