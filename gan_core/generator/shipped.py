"""Where generators lie: the shipped ones by name, those of runs, single files. No torch in here."""

import os
from pathlib import Path
from typing import Any

from gan_core import GanError, unknown
from gan_core.data import durable_files
from gan_core.runs.run_dir import RunDir

PRETRAINED = Path(__file__).resolve().parents[2] / "pretrained"
GENERATOR = "generator.safetensors"
FIRST = "fashion-mnist"  # what a visitor sees before choosing anything


def shipped(root: Path = PRETRAINED) -> list[str]:
    """Names of the shipped generators, the one to begin with first."""
    names = (path.parent.name for path in root.glob(f"*/{GENERATOR}"))
    return sorted(names, key=lambda name: (name != FIRST, name))


def card(name: str, root: Path = PRETRAINED) -> dict[str, Any]:
    """Figures and facts of a shipped generator, as measured when it was trained."""
    metrics = durable_files.read_json(root / name / "metrics.json")
    return {"name": name, **(metrics if isinstance(metrics, dict) else {})}


def generator_path(model: str | Path, root: Path = PRETRAINED) -> Path:
    """The generator file behind a shipped name, a run directory (its newest) or a file."""
    if str(model) in shipped(root):
        return root / str(model) / GENERATOR
    path = Path(model)
    if os.path.isfile(path):  # unlike Path.is_file, false for a name the system cannot take
        return path
    if os.path.isfile(path / GENERATOR):
        return path / GENERATOR
    if os.path.isdir(path):
        generators = RunDir(path).generators()
        if not generators:
            raise GanError(f"{path.name} holds no generator yet; let the run train a little first.")
        return list(generators.values())[-1]
    raise unknown("model", str(model), shipped(root), ", a run directory or a generator file")
