"""Writes the results of a benchmark as JSON, with its options and the machine."""

import json
from pathlib import Path
from typing import Any

import torch

from gan_core.data import durable_files
from gan_core.training import devices

RESULTS = Path(__file__).parent / "results"


def write_report(name: str, options: dict[str, Any], results: Any) -> None:
    """benchmarks/results/NAME.json, replaced atomically."""
    machine = devices.describe(torch.device("cuda" if torch.cuda.is_available() else "cpu"))
    report = {
        "options": options, "machine": machine, "torch": torch.__version__, "results": results
    }  # fmt: skip
    durable_files.write_json(RESULTS / f"{name}.json", json.loads(json.dumps(report, default=str)))
    print(f"written to benchmarks/results/{name}.json")
