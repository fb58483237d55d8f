"""Each call that reaches the disk fails once; the previous file survives every time."""

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest
import torch

from gan_core import GanError
from gan_core.data import durable_files
from gan_core.runs import checkpoint
from tests.gan_core.runs.failing_disk import calls_of, fail_once

OLD = b"previous content\n" * 3


def save_weights(path):
    checkpoint.save_state(path, {"w": torch.arange(5000.0), "b": torch.ones(3), "step": 1})


def save_generator(path):
    checkpoint.save_generator(path, torch.nn.Linear(8, 8), {"recipe": "dcgan"})


WRITERS = {
    "bytes": lambda path: durable_files.write_bytes(path, b"new" * 1000),
    "json": lambda path: durable_files.write_json(path, {"new": [1, 2, 3]}),
    "json lines": lambda path: durable_files.write_json_lines(path, [{"new": i} for i in range(9)]),
    "training state": save_weights,
    "generator": save_generator,
}
EVERY_WRITER = pytest.mark.parametrize("write", WRITERS.values(), ids=WRITERS)


@EVERY_WRITER
def test_the_order_is_write_flush_sync_replace_sync_folder(write, tmp_path):
    calls = calls_of(write, tmp_path / "file")
    ending = ["flush", "fsync", "replace"] + ["open folder", "fsync"] * (os.name != "nt")
    assert calls[0] == "open" and calls[-len(ending) :] == ending
    between = calls[1 : -len(ending)]
    assert between and set(between) <= {"write", "flush"}


@EVERY_WRITER
def test_whichever_call_fails_the_file_is_complete_and_no_temporary_file_remains(write, tmp_path):
    path = tmp_path / "file"
    calls = calls_of(write, path)
    new = path.read_bytes()
    for fail_at, call in enumerate(calls, start=1):
        path.write_bytes(OLD)
        message = fail_once(write, path, fail_at)
        replaced = fail_at > calls.index("replace") + 1
        if not replaced:
            assert path.read_bytes() == OLD, call
        else:  # the new file is in place and only the folder was not synced
            assert len(path.read_bytes()) == len(new), call
        assert os.listdir(tmp_path) == ["file"], call
        assert "\n" not in message and message.endswith("."), call


@EVERY_WRITER
def test_a_first_write_that_fails_leaves_an_empty_folder(write, tmp_path):
    path = tmp_path / "file"
    before_the_replace = calls_of(write, path).index("replace") + 1
    path.unlink()
    for fail_at in range(1, before_the_replace + 1):
        fail_once(write, path, fail_at)
        assert not os.listdir(tmp_path)


@EVERY_WRITER
def test_a_full_disk_is_reported_as_such_at_every_call(write, tmp_path):
    path = tmp_path / "file"
    for fail_at in range(1, len(calls_of(write, path)) + 1):
        assert "disk is full" in fail_once(write, path, fail_at).lower()


@pytest.mark.parametrize("error", [errno.EIO, errno.EACCES, errno.EROFS])
def test_other_errors_name_the_path_and_the_reason(error, tmp_path):
    message = fail_once(WRITERS["bytes"], tmp_path / "file", 2, error)
    assert str(tmp_path / "file") in message and os.strerror(error) in message


@pytest.mark.parametrize(
    "message, full",
    [
        ("[enforce fail at inline_container.cc:668] . PytorchStreamWriter failed writing file "
         "data/0: file write failed", True),
        ("write(): fd 3 failed with No space left on device", True),
        ("unexpected pos 640 vs 534", False),
    ],
)  # fmt: skip
def test_runtime_errors_of_torch_save_become_one_sentence(message, full, tmp_path, monkeypatch):
    def fail(state, stream):
        stream.write(b"first half")
        raise RuntimeError(message)

    path = tmp_path / "state.pt"
    path.write_bytes(OLD)
    monkeypatch.setattr(torch, "save", fail)
    with pytest.raises(GanError) as caught:
        checkpoint.save_state(path, {})
    assert ("disk is full" in str(caught.value)) == full
    assert path.read_bytes() == OLD and os.listdir(tmp_path) == ["state.pt"]


def test_an_interrupt_keeps_the_old_file_and_is_raised_again(tmp_path):
    def interrupted(stream):
        stream.write(b"half")
        raise KeyboardInterrupt

    path = tmp_path / "file"
    path.write_bytes(OLD)
    with pytest.raises(KeyboardInterrupt):
        durable_files.write_with(path, interrupted)
    assert path.read_bytes() == OLD and os.listdir(tmp_path) == ["file"]


def test_a_missing_folder_is_reported_in_one_sentence(tmp_path):
    with pytest.raises(GanError, match="could not be written"):
        durable_files.write_bytes(tmp_path / "missing" / "file", b"x")


LIMITED = """
import resource, sys
from pathlib import Path
from gan_core.data import durable_files
from gan_core import GanError
path = Path(sys.argv[1])
resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))
for write in (lambda: durable_files.write_bytes(path, bytes(10**6)),
              lambda: durable_files.append_json_line(path, {"long": "x" * 10**6})):
    try:
        write()
    except GanError as error:
        print(error)
"""


@pytest.mark.skipif(os.name == "nt", reason="Windows has no file size limit")
def test_a_file_size_limit_of_the_system_loses_no_data(tmp_path):
    path = tmp_path / "rows.jsonl"
    path.write_bytes(b'{"a":1}\n')
    done = subprocess.run(
        [sys.executable, "-c", LIMITED, str(path)],
        cwd=Path(durable_files.__file__).parents[2], capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert len(done.stdout.splitlines()) == 2, done.stderr
    assert path.read_bytes() == b'{"a":1}\n' and os.listdir(tmp_path) == ["rows.jsonl"]


def test_only_temporary_files_are_removed(tmp_path):
    kept = ["file", "file.tmp", ".hidden", ".file.abcd1234.tmp.png"]
    for name in [*kept, ".file.abcd1234.tmp", ".status.json.00.tmp"]:
        (tmp_path / name).write_bytes(b"")
    durable_files.remove_temporaries(tmp_path)
    assert sorted(os.listdir(tmp_path)) == sorted(kept)


def test_a_second_name_takes_the_place_of_a_file_also_of_the_same_one(tmp_path):
    source, path = tmp_path / "source", tmp_path / "path"
    source.write_bytes(b"content")
    path.write_bytes(b"before")
    for _ in range(2):
        durable_files.link_or_copy(source, path)
        assert path.samefile(source) and path.read_bytes() == b"content"
    source.unlink()
    assert [found.name for found in tmp_path.iterdir()] == ["path"]
    with pytest.raises(GanError, match="could not be read"):
        durable_files.link_or_copy(source, tmp_path / "new")
    assert [found.name for found in tmp_path.iterdir()] == ["path"]
