"""In how many of 20 seeds each preset of the lab shows its failure, and its cure.

    python -m benchmarks.lab_presets [--only ID ...] [--seeds 20]

Runs the browser's engine in node, seeds 0 to 19, and writes the counts into
playground/lab/presets.json, where lessons and exhibits read them.
"""

import argparse
import json
import os
import shutil
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from gan_core.data import durable_files

ROOT = Path(__file__).resolve().parents[1]
PRESETS = ROOT / "playground" / "lab" / "presets.json"
RUNNER = ROOT / "benchmarks" / "lab_presets.mjs"
WANTED = 18  # of 20 seeds


def tried(preset: dict, seeds: range) -> list[dict]:
    """What each seed showed, from the engine."""
    node = shutil.which("node")
    assert node, "node is not on this machine"
    jobs = json.dumps([{"preset": preset, "seed": seed} for seed in seeds])
    done = subprocess.run([node, str(RUNNER)], input=jobs, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-2000:]
    return [json.loads(line) for line in done.stdout.splitlines()]


def counted(preset: dict, seeds: int) -> dict:
    """The preset with its counts."""
    rows = tried(preset, range(seeds))
    counts = {
        "seeds": seeds,
        "failed": sum(row["failed"] for row in rows),
        "cured": sum(row["cures"] for row in rows),
        "not_failed": [row["seed"] for row in rows if not row["failed"]],
        "not_cured": [row["seed"] for row in rows if not row["cures"]],
    }
    print(preset["id"], counts, flush=True)
    return {**preset, "counts": counts}


def main() -> None:
    """Run all presets, or some, and write the counts."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", nargs="*", default=[], help="ids of presets")
    parser.add_argument("--seeds", type=int, default=20)
    options = parser.parse_args()
    presets = json.loads(PRESETS.read_text("utf-8"))
    chosen = [p for p in presets if not options.only or p["id"] in options.only]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        done = {p["id"]: p for p in pool.map(lambda p: counted(p, options.seeds), chosen)}
    durable_files.write_json(PRESETS, [done.get(p["id"], p) for p in presets])
    rare = [
        p["id"] for p in done.values()
        if min(p["counts"]["failed"], p["counts"]["cured"]) < WANTED * options.seeds / 20
    ]  # fmt: skip
    print(f"below {WANTED} of 20: {', '.join(rare) or 'none'}")


if __name__ == "__main__":
    main()
