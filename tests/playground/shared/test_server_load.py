"""When the server is slow it says which limit is reached."""

import asyncio
import time
from pathlib import Path

import pytest

from playground.shared import server_load
from playground.shared.server_load import Load, LoadMeter, in_words

LATE = 0.8


@pytest.mark.parametrize(
    "load, said",
    [
        (Load(LATE, process=99, machine=60), ["0.8 s late: its process takes a whole core"]),
        (Load(LATE, process=30, machine=98), ["all cores of the machine are busy"]),
        (Load(LATE, process=99, machine=99, memory_left=0.02), ["memory of the machine is full"]),
        (Load(LATE, process=20, machine=20), ["perhaps its disk or the network is slow"]),
        (Load(disk_left=0.4e9), ["Only 0.4 GB are left on the disk"]),
        (Load(memory_left=0.03), ["Only 3% of the machine's memory"]),
        (Load(LATE, process=99, disk_left=0.4e9), ["a whole core", "0.4 GB"]),
        (Load(process=100, machine=100, memory_left=0.2, disk_left=5e9), []),  # busy, not late
    ],
)
def test_each_cause_has_its_sentence(load: Load, said: list[str]) -> None:
    found = in_words(load)
    assert len(found) == len(said)
    for words, part in zip(found, said, strict=True):
        assert part in words


def test_a_loop_that_is_held_up_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server_load, "NAP", 0.01)
    meter = LoadMeter(lambda: tmp_path / "not" / "there")
    assert meter.load() == Load()

    async def hold_up() -> None:
        watching = asyncio.create_task(meter.watch())
        for _ in range(5):
            await asyncio.sleep(0.02)
            time.sleep(0.3)
        watching.cancel()

    asyncio.run(hold_up())
    assert meter.load().late > 0.2
    assert 0 < meter.load().memory_left < 1 and meter.load().disk_left > 0


def test_a_drive_that_is_away_ends_no_measurement(monkeypatch: pytest.MonkeyPatch) -> None:
    looks = []

    def folder() -> Path:
        looks.append("away")
        raise OSError(116, "Stale file handle")

    monkeypatch.setattr(server_load, "NAP", 0.001)
    monkeypatch.setattr(server_load, "LOOK_SECONDS", 0.0)

    async def watch_for_three_looks() -> None:
        watching = asyncio.create_task(LoadMeter(folder).watch())
        while len(looks) < 3 and not watching.done():
            await asyncio.sleep(0.001)
        watching.cancel()

    asyncio.run(watch_for_three_looks())
    assert len(looks) >= 3
