"""Directions of a generator under /api/explore: facts about them, and images along them."""

import dataclasses
from typing import TYPE_CHECKING, Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from gan_core import GanError
from playground.explore import direction_store, view_latents
from playground.explore.answers import chosen_class, get, loaded, pixels
from playground.explore.direction_likeness import nearest_before
from playground.shared.responses import json

if TYPE_CHECKING:
    from gan_core.generator.directions import Direction

MAX_IDS = 32


def directions(request: Request) -> Response:
    """The directions known so far, with `in_class` of that class; `done` when all are known.

    `like` names one that is nearly the same.
    """
    session, _ = loaded(request)
    known = direction_store.shared.listing(session, chosen_class(request.query_params))
    found = known["directions"]
    rows = [
        {**_without_vector(each), "like": like}
        for each, like in zip(found, nearest_before(found), strict=True)
    ]
    return json({**known, "directions": rows})


def strips(request: Request) -> Response:
    """Seven images of the current one at -3 to +3 along each of the directions in `ids`."""
    import torch

    from gan_core.generator.attribute_directions import STEPS

    session, view = loaded(request)
    ids = request.query_params.get("ids", "").split(",")
    if not 1 <= len(ids) <= MAX_IDS:
        raise GanError(
            f"In the address, ids must be 1 to {MAX_IDS} directions with , between them."
        )
    z, c = view_latents.of_current(session, view)
    vectors = direction_store.shared.vectors(session, ids)
    amounts = torch.tensor(STEPS, dtype=torch.float32)[:, None] * view.noise
    rows = torch.cat([z + amounts * vectors[name] for name in ids])
    return pixels(session.images(rows, None if c is None else c.expand(len(rows), -1)))


def _without_vector(direction: "Direction") -> dict[str, Any]:
    fields = dataclasses.asdict(direction)
    del fields["vector"]
    return fields


direction_routes: list[Route] = [
    get("directions.json", directions),
    get("directions.raw", strips),
]
