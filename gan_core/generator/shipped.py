"""Paths of generators: shipped ones by name, those of runs, single files. Imports no torch."""

import os
from pathlib import Path
from typing import Any

from gan_core import GanError, unknown
from gan_core.data import durable_files
from gan_core.runs.run_dir import RunDir

PRETRAINED = Path(__file__).resolve().parents[2] / "pretrained"
GENERATOR = "generator.safetensors"
FIRST = "fashion-mnist"  # the default model


def shipped(root: Path = PRETRAINED) -> list[str]:
    """Names of the shipped generators, the default first."""
    names = (path.parent.name for path in root.glob(f"*/{GENERATOR}"))
    return sorted(names, key=lambda name: (name != FIRST, name))


def card(name: str, root: Path = PRETRAINED) -> dict[str, Any]:
    """Metrics and training facts of a shipped generator, from its metrics.json."""
    metrics = durable_files.read_json(root / name / "metrics.json")
    return {"name": name, **(metrics if isinstance(metrics, dict) else {})}


def generator_path(model: str | Path, root: Path = PRETRAINED) -> Path:
    """The generator file of a shipped name, of a run directory (the newest) or of a path."""
    if str(model) in shipped(root):
        return root / str(model) / GENERATOR
    path = Path(model)
    if os.path.isfile(path):  # unlike Path.is_file, False for an invalid name
        return path
    if os.path.isfile(path / GENERATOR):
        return path / GENERATOR
    if os.path.isdir(path):
        generators = RunDir(path).generators()
        if not generators:
            raise GanError(f"{path.name} has no generator yet; let the run train a little first.")
        return list(generators.values())[-1]
    raise unknown("model", str(model), shipped(root), ", a run directory or a generator file")
