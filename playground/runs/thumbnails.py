"""A few samples of a run's grid as a small PNG: a list of hundreds loads in a moment."""

import functools
import io
from pathlib import Path
from typing import Any

from PIL import Image
from starlette.requests import Request
from starlette.responses import Response

from gan_core.runs.run_dir import grid_columns
from playground.shared.addresses import api_route
from playground.shared.door.visible import find_visible
from playground.shared.query import whole_number
from playground.shared.responses import FOR_GOOD, Unknown, route, unless_known, version_of

WIDTH, HEIGHT = 128, 96  # px for whole samples; a larger one is alone
MOST_SEEN = 10**12 - 1
NO_GRID = "This run has no such sample grid any more; reload the page."


def thumbnail(request: Request) -> Response:
    """The first samples of the grid after so many images seen.

    Where the address names the version of the grid as `v`, the browser asks for it once.
    """
    run = find_visible(request.path_params["run_id"])
    seen = whole_number("grid", request.path_params["seen"], 0, MOST_SEEN)
    path = run.samples().get(seen)
    version = version_of(path) if path else ""
    if path is None or not version:
        raise Unknown(NO_GRID)
    kept = FOR_GOOD if request.query_params.get("v") == version else {}
    about = run.about()
    columns, image_size = grid_columns(about), about.get("image_size")

    def make() -> bytes:
        return made(path, version, columns, image_size)

    return unless_known(request, f"{path} {version}", make, "image/png", **kept)


@functools.lru_cache(maxsize=600)
def made(path: Path, version: str, columns: int, image_size: Any) -> bytes:
    """As many whole samples as fit into WIDTH x HEIGHT, one pixel for one of the images.

    `version` tells grids apart that were written under one name; `image_size` is that of a sample
    before it was enlarged, as about.json says. Unknown for a damaged file.
    """
    try:
        with Image.open(path, formats=("PNG",)) as grid:
            side = max(1, grid.width // max(1, columns))
            is_known = isinstance(image_size, int) and image_size > 0 and side % image_size == 0
            small = image_size if is_known else side
            across, down = (max(1, most // small) for most in (WIDTH, HEIGHT))
            box = (0, 0, min(grid.width, across * side), min(grid.height, down * side))
            size = (max(1, box[2] * small // side), max(1, box[3] * small // side))
            kept = io.BytesIO()
            grid.resize(size, Image.Resampling.NEAREST, box).save(kept, "PNG")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise Unknown(NO_GRID) from error
    return kept.getvalue()


thumbnail_routes = [api_route("runs/{run_id}/thumbs/{seen}.png", route(thumbnail))]
