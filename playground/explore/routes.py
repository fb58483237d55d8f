"""Every route of the Explore page, all under /api/explore."""

from starlette.routing import Route

from playground.explore.analogy_routes import analogy_routes
from playground.explore.direction_routes import direction_routes
from playground.explore.download_routes import download_routes
from playground.explore.image_routes import image_routes
from playground.explore.inversion_routes import inversion_routes
from playground.explore.layer_routes import layer_routes
from playground.explore.network_routes import network_routes

explore_routes: list[Route] = [
    *image_routes,
    *direction_routes,
    *inversion_routes,
    *layer_routes,
    *analogy_routes,
    *download_routes,
    *network_routes,
]
