"""The generator's layers under /api/explore: feature maps, and the image without some channels."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from gan_core import GanError, unknown
from playground.explore import view_latents
from playground.explore.answers import get, loaded, pixels
from playground.shared.query import whole_number
from playground.shared.responses import json

MAX_OFF = 64  # channels switched off at once


def layers(request: Request) -> Response:
    """The layers of the generator as they are for the current image."""
    from gan_core.generator.hidden_layers import feature_maps

    session, view = loaded(request)
    found = []
    for layer in feature_maps(session, *view_latents.of_current(session, view)):
        fields = {name: value for name, value in vars(layer).items() if name != "maps"}
        channels, side = layer.maps.shape[:2]
        found.append({**fields, "channels": channels, "side": side})
    return json({"layers": found})


def maps(request: Request) -> Response:
    """The feature maps of the layer called `layer`, one image a channel."""
    from gan_core.generator.hidden_layers import feature_maps

    session, view = loaded(request)
    latents = view_latents.of_current(session, view)
    found = {layer.name: layer for layer in feature_maps(session, *latents)}
    name = request.query_params.get("layer", "")
    if name not in found:
        raise unknown("layer", name[:40], found)
    return pixels(found[name].maps[..., None])


def without(request: Request) -> Response:
    """The current image, and the same with the channels in `off` of `layer` held at 0."""
    import numpy as np

    from gan_core.generator.hidden_layers import images_without_channels

    session, view = loaded(request)
    z, c = view_latents.of_current(session, view)
    words = [word for word in request.query_params.get("off", "").split(",") if word]
    if len(words) > MAX_OFF:
        raise GanError(f"At most {MAX_OFF} channels can be off at once.")
    channels = [whole_number("off", word, 0, 99_999) for word in words]
    off = {request.query_params.get("layer", ""): channels} if channels else {}
    changed = images_without_channels(session, z, c, off)
    return pixels(np.concatenate([session.images(z, c), changed]))


layer_routes: list[Route] = [
    get("layers.json", layers),
    get("feature_maps.raw", maps),
    get("without.raw", without),
]
