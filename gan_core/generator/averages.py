"""A run's generator with an EMA of any length, as a session and as its sample grid."""

from pathlib import Path

from gan_core import GanError
from gan_core.data import images
from gan_core.generator.session import GeneratorSession, load_generator
from gan_core.recipes import find_recipe
from gan_core.runs.average_generator import generator_of_length
from gan_core.runs.run_dir import RunDir, grid_columns, run_of_generator
from gan_core.training.trainer import GRID_ROWS


def load_with_ema(model: str | Path, length: float | None, device: str = "cpu") -> GeneratorSession:
    """The generator called `model`, or that of a run with an EMA of `length` if one is given."""
    if length is None:
        return load_generator(model, device=device)
    return load_average(model, length, device)


def load_average(
    model: str | Path, length: float, device: str = "cpu", until: int | None = None
) -> GeneratorSession:
    """The generator of a run directory with an EMA of `length` (sigma_rel).

    It is made of the snapshots up to `until` images seen, of all by default. Raises GanError for
    anything but a run directory that has snapshots, and for a length they do not give.
    """
    path = Path(model)
    run = run_of_generator(path)
    if run is None or path.is_file():
        raise GanError(
            f"An EMA of another length is made of the snapshots of a run; give a run directory "
            f"instead of {path.name}."
        )
    return GeneratorSession(*generator_of_length(run, length, until), device=device)


def average_grid(run: RunDir, length: float, until: int | None = None) -> bytes:
    """PNG of the run's sample grid, the same seeds and classes, with an EMA of `length`."""
    session = load_average(run.path, length, until=until)
    columns = grid_columns(run.about())
    count = find_recipe(str(session.about["recipe"])).schedule.samples or GRID_ROWS * columns
    seeds = run.config().get("followed_seeds") or range(count)
    return images.png(images.grid(session.sample(seeds), columns), images.GRID_SCALE)
