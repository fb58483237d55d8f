"""In how many of 20 seeds each stage of each lesson shows what it must.

    python -m benchmarks.lesson_presets [--seeds 20] [--lesson 04-collapse-and-cure]

Runs the lab's engine in node, without a browser, and prints one line a stage. Every line must say
18 of 20 or more. The counts are kept in results/lesson_presets.json.
"""

import argparse
import json
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from pathlib import Path
from typing import Any

from playground.learn.conditions import names_in
from playground.learn.lesson_content import Lesson
from playground.learn.lesson_shelf import shelf

HERE = Path(__file__).parent
RESULTS = HERE / "results" / "lesson_presets.json"
ENGINE = HERE / "lesson_presets.mjs"
AT_LEAST = 0.9  # of the seeds


def measured(stage: dict[str, Any], seeds: list[int]) -> list[dict[str, Any]]:
    """What each seed showed: {seed, seen, numbers}."""
    jobs = json.dumps([{"stage": stage, "seed": seed} for seed in seeds])
    done = subprocess.run(["node", ENGINE], input=jobs, capture_output=True, text=True, check=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


def stages(lessons: list[Lesson]) -> Iterator[tuple[str, int, dict[str, Any]]]:
    """Name of the lesson, number of the stage, and the stage, for every one."""
    for lesson in lessons:
        for number, stage in enumerate(lesson.stages, 1):
            yield lesson.name, number, asdict(stage)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=20)
    parser.add_argument("--lesson", default="", help="this one alone")
    parser.add_argument("--processes", type=int, default=2)
    chosen = parser.parse_args()
    lessons = [each for each in shelf().lessons.values() if chosen.lesson in ("", each.name)]
    seeds = list(range(1, chosen.seeds + 1))
    counted: dict[str, Any] = {}
    with ThreadPoolExecutor(chosen.processes) as pool:
        asked = [(n, k, s, pool.submit(measured, s, seeds)) for n, k, s in stages(lessons)]
        for name, number, stage, answer in asked:
            rows = answer.result()
            seen = sum(row["seen"] for row in rows)
            spread = {
                key: sorted(row["numbers"].get(key, 0.0) for row in rows)
                for key in names_in(stage["see"])
            }
            ranges = ", ".join(f"{k} {v[0]:.3g}..{v[-1]:.3g}" for k, v in spread.items())
            mark = "" if seen >= AT_LEAST * len(rows) else "   TOO FEW"
            print(f"{name}, stage {number}: {seen} of {len(rows)}   {ranges}{mark}", flush=True)
            counted[f"{name}/{number}"] = {"seen": seen, "of": len(rows), "numbers": {
                key: [float(f"{low:.4g}"), float(f"{high:.4g}")]
                for key, (low, *_, high) in spread.items() if len(rows) > 1}}  # fmt: skip
    if chosen.seeds >= 20:
        kept = json.loads(RESULTS.read_text("utf-8")) if RESULTS.exists() else {}
        kept |= counted
        RESULTS.write_text(json.dumps(dict(sorted(kept.items())), indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
