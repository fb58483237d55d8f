"""How long does a large set of photos take to read, and how much memory? CelebA's size by default.

The set is made first: JPEGs of CelebA's shape in folders of a thousand. Then a process of its own
reads it at 64 px, a second one reads it again from the mapped file, and two read another size at
once. Each reports its wall time and its peak of resident memory, the mapped file included.
"""

import dataclasses
import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import tyro
from PIL import Image

from benchmarks.report import write_report

WIDTH, HEIGHT = 178, 218  # px, of CelebA's aligned photos
DIFFERENT = 500  # photos made; the others are links to these, or copies where there are no links
READ = """
import json, sys, threading, time, psutil
from gan_core.data.image_set import load_images
import gan_core.training.devices
process, peak = psutil.Process(), [0, 0]
def watch():
    while True:
        memory = process.memory_info()
        peak[0] = max(peak[0], memory.rss)
        peak[1] = max(peak[1], memory.rss - getattr(memory, "shared", 0))
        time.sleep(0.05)
threading.Thread(target=watch, daemon=True).start()
before, start = process.memory_info().rss, time.perf_counter()
found = load_images(sys.argv[1], image_size=int(sys.argv[2]), progress=None)
seconds = time.perf_counter() - start
print(json.dumps({"seconds": round(seconds, 2), "images": len(found), "before_mb": before // 10**6,
                  "peak_mb": peak[0] // 10**6, "peak_own_mb": peak[1] // 10**6}))
"""


@dataclass(frozen=True)
class LargeSet:
    """Measure the first and the second reading, and two at once."""

    images: int = 202_599
    """Number of photos."""
    image_size: int = 64
    """Side at which they are read, px."""


def main(options: LargeSet) -> None:
    with tempfile.TemporaryDirectory() as folder:
        photos, cache = Path(folder, "photos"), Path(folder, "cache")
        start = time.perf_counter()
        make(photos, options.images)
        print(f"made {options.images:,} photos in {time.perf_counter() - start:.0f} s")
        found = {
            "first": wait(begin(photos, options.image_size, cache)),
            "second": wait(begin(photos, options.image_size, cache)),
        }
        together = [begin(photos, options.image_size // 2, cache) for _ in range(2)]
        found["two_at_once"] = [wait(process) for process in together]
        found["kept_mb"] = sum(f.stat().st_size for f in cache.rglob("*.bin")) // 10**6
    print(json.dumps(found, indent=2))
    write_report("large_set", dataclasses.asdict(options), found)


def make(root: Path, count: int) -> None:
    """Photos of smooth random colours, in folders of a thousand."""
    rng = np.random.default_rng(0)
    different = []
    for number in range(min(DIFFERENT, count)):
        small = rng.integers(0, 256, (7, 6, 3), dtype=np.uint8)
        path = root / "000" / f"{number:06d}.jpg"
        path.parent.mkdir(parents=True, exist_ok=True)
        Image.fromarray(small).resize((WIDTH, HEIGHT), Image.Resampling.BICUBIC).save(path)
        different.append(path)
    for number in range(len(different), count):
        folder = root / f"{number // 1000:03d}"
        folder.mkdir(exist_ok=True)
        source, target = different[number % len(different)], folder / f"{number:06d}.jpg"
        try:
            os.link(source, target)
        except OSError:
            target.write_bytes(source.read_bytes())


def begin(photos: Path, size: int, cache: Path) -> subprocess.Popen:
    """A process that reads the set, with a cache folder of its own."""
    names = ("XDG_CACHE_HOME", "LOCALAPPDATA")
    return subprocess.Popen(
        [sys.executable, "-c", READ, str(photos), str(size)],
        env={**os.environ, **dict.fromkeys(names, str(cache))}, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip


def wait(process: subprocess.Popen) -> dict[str, float]:
    said, _ = process.communicate()
    assert process.returncode == 0
    return json.loads(said)


if __name__ == "__main__":
    main(tyro.cli(LargeSet))
