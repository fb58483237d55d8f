"""Train small GANs, load them, walk their latent space: start at RECIPES and load_generator."""

from typing import Any

__version__ = "0.1.0"
__all__ = ["RECIPES", "GanError", "load_generator"]


def __getattr__(name: str) -> Any:
    # Resolved on first use: torch takes seconds to import, and a waiting run or a page that only
    # reads run directories never needs it.
    if name == "RECIPES":
        from gan_core.recipes import RECIPES

        return RECIPES
    if name == "load_generator":
        from gan_core.generator import load_generator

        return load_generator
    if name == "GanError":
        from gan_core.errors import GanError

        return GanError
    raise AttributeError(f"module 'gan_core' has no attribute {name!r}")
