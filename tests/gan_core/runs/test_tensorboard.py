"""A run as TensorBoard's event file, byte for byte what TensorBoard's own writer makes."""

import io
import struct

import numpy as np
import pytest

from gan_core import GanError
from gan_core.__main__ import main
from gan_core.data import images
from gan_core.runs import event_file
from gan_core.runs.event_file import EventFile, crc32c
from gan_core.runs.run_dir import create
from gan_core.runs.tensorboard import export_events

# RecordWriter of tensorboard 2.20 with a version, and a number and an image at step 300.
THEIRS = (
    "1800000000000000a37f4b2209000000000000f83f1a0d627261696e2e4576656e743a322a28646c36000000000000"
    "004f578cef09000000000000044010ac022a280a0d0a066c6f73732f47150000803e0a170a0773616d706c6573220c"
    "080210ac0218012203706e67791c493f"
)


@pytest.mark.parametrize("data, crc", [
    (b"123456789", 0xE3069283), (bytes(32), 0x8A9136AA), (b"\xff" * 32, 0x62A8AB43),
    (bytes(range(32)), 0x46DD794E),
], ids=["digits", "zeros", "ones", "rising"])  # fmt: skip
def test_the_checksum_is_that_of_rfc_3720(data, crc):
    assert crc32c(data) == crc


def test_a_number_and_an_image_are_what_tensorboard_writes():
    stream = io.BytesIO()
    events = EventFile(stream, 1.5)
    image = event_file.image("samples", b"png", 300, 2, 1)
    events.add(2.5, 300, event_file.scalar("loss/G", 0.25), image)
    assert stream.getvalue().hex() == THEIRS


def records(content: bytes) -> list[bytes]:
    """The data of each record, whose checksums hold."""
    found, at = [], 0
    while at < len(content):
        (length,) = struct.unpack_from("<Q", content, at)
        data = content[at + 12 : at + 12 + length]
        assert event_file.record(data) == content[at : at + 16 + length]
        found.append(data)
        at += 16 + length
    return found


@pytest.fixture
def run(runs):
    """Two records, one evaluation, two grids of which one is damaged."""
    run = create(runs, "toy", {"format": 1, "recipe": "dcgan", "dataset": "silhouettes",
                               "image_size": 28, "settings": {}, "budget": {}})  # fmt: skip
    for seen in (64, 128):
        row = {"step": seen // 64, "images_seen": seen, "epoch": 0.1, "seconds": seen / 64}
        run.append_stats({**row, "loss/G": 1.5, "loss/D": float("nan"), "odd": "text"})
    run.append_metrics({"images_seen": 128, "seconds": 2.0, "fd": 9.5, "fd_floor": 0.6,
                        "samples": 1000, "fd_name": "fd_silhouettes_cnn"})  # fmt: skip
    run.write_samples(0, images.png(np.zeros((4, 6, 3), np.uint8)))
    run.write_samples(128, b"no image")
    run.write_status("done", seconds=2.0)
    return run


def test_curves_metrics_and_grids_are_in_it(run, tmp_path, capsys):
    assert main(["export-run", str(run.path), "--tensorboard", str(tmp_path / "logs")]) == 0
    (path,) = (tmp_path / "logs" / run.id).iterdir()
    assert capsys.readouterr().out.strip() == str(path) and "tfevents" in path.name
    head, first, second, evaluation, grid = records(path.read_bytes())
    assert b"brain.Event:2" in head
    started, updated = struct.unpack("<d", head[1:9])[0], run.status()["updated"]
    assert started == pytest.approx(updated - 2)
    times = [struct.unpack("<d", event[1:9])[0] - started for event in (first, second, grid)]
    assert times == pytest.approx([1, 2, 0], abs=1e-3)
    assert b"loss/G" in first and b"loss/D" not in first and b"odd" not in first
    assert b"metrics/fd" in evaluation and b"metrics/fd_floor" in evaluation
    assert run.samples()[0].read_bytes() in grid and b"samples" in grid


def test_a_second_export_replaces_the_first(run, tmp_path):
    first = export_events(run, tmp_path)
    run.write_status("done", seconds=1000.0)
    second = export_events(run, tmp_path)
    assert first != second and list(second.parent.iterdir()) == [second]


def test_a_run_that_has_logged_nothing_is_refused_and_nothing_written(runs, tmp_path):
    run = create(runs, "new", {})
    with pytest.raises(GanError, match="has logged nothing yet"):
        export_events(run, tmp_path / "logs")
    assert not (tmp_path / "logs").exists()


def test_it_is_said_what_can_be_exported(run, capsys):
    assert main(["export-run", str(run.path)]) == 2
    assert "--out FILE.zip, or --tensorboard FOLDER" in capsys.readouterr().err
