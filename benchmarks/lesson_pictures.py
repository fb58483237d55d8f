"""Draw the frozen pictures of lessons: `python -m benchmarks.lesson_pictures [lesson ...]`.

Each lesson with `explain.panels` gets an SVG: the lab's engine is run in node to the moment that a
panel names. Shipped lessons have theirs in playground/learn/pictures/, others beside their file.
"""

import json
import subprocess
import sys
from pathlib import Path

from playground.learn.lesson_content import PICTURES
from playground.shared.questions import SHIPPED, lesson_files
from playground.shared.toml_fields import read_table

DRAW = Path(__file__).with_suffix(".mjs")


def main(wanted: list[str]) -> None:
    for name, path in lesson_files().items():
        panels = read_table(path).get("explain", {}).get("panels")
        if not panels or (wanted and name not in wanted):
            continue
        done = subprocess.run(
            ["node", DRAW], input=json.dumps(panels), capture_output=True, text=True, check=True
        )
        target = (PICTURES if path.parent == SHIPPED else path.parent) / f"{name}.svg"
        target.write_text(done.stdout, "utf-8")
        print(f"{target.name}: {len(done.stdout) / 1000:.0f} kB")


if __name__ == "__main__":
    main(sys.argv[1:])
