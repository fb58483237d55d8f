"""Every call that reaches the disk fails once in turn; what was there before is still there."""

import builtins
import errno
import json
import math
import os
import subprocess
import sys
from pathlib import Path

import pytest
import torch

from gan_core import atomic, checkpoint
from gan_core.errors import GanError

OLD = b"what was there before\n" * 3


class Disk:
    """Notes the calls that reach the disk and lets the `fail_at`-th of them fail with `error`."""

    def __init__(self, monkeypatch, fail_at=None, error=errno.ENOSPC):
        self.calls, self.fail_at, self.error = [], fail_at, error
        monkeypatch.setattr(atomic, "open", self.open, raising=False)
        for name in ("fsync", "replace"):
            monkeypatch.setattr(os, name, self.counted(name, getattr(os, name)))
        self.folder_open = os.open
        monkeypatch.setattr(os, "open", self.counted("open folder", os.open))

    def count(self, name):
        self.calls.append(name)
        if len(self.calls) == self.fail_at:
            raise OSError(self.error, os.strerror(self.error))

    def counted(self, name, function):
        def call(*arguments, **options):
            self.count(name)
            return function(*arguments, **options)

        return call

    def open(self, path, mode="rb", **options):
        if mode == "rb":
            return builtins.open(path, mode)
        self.count("open")
        return Stream(self, builtins.open(path, mode, **options))


class Stream:
    """A file whose writes and flushes are counted."""

    def __init__(self, disk, stream):
        self.disk, self.stream = disk, stream

    def write(self, content):
        self.disk.count("write")
        return self.stream.write(content)

    def flush(self):
        self.disk.count("flush")
        self.stream.flush()

    def __getattr__(self, name):
        return getattr(self.stream, name)

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.stream.close()


def save_weights(path):
    checkpoint.save_state(path, {"w": torch.arange(5000.0), "b": torch.ones(3), "step": 1})


def save_generator(path):
    checkpoint.save_generator(path, torch.nn.Linear(8, 8), {"recipe": "dcgan"})


WRITERS = {
    "bytes": lambda path: atomic.write_bytes(path, b"new" * 1000),
    "json": lambda path: atomic.write_json(path, {"new": [1, 2, 3]}),
    "json lines": lambda path: atomic.write_json_lines(path, [{"new": i} for i in range(9)]),
    "training state": save_weights,
    "generator": save_generator,
}
EVERY_WRITER = pytest.mark.parametrize("write", WRITERS.values(), ids=WRITERS)


def calls_of(write, path):
    with pytest.MonkeyPatch.context() as patch:
        disk = Disk(patch)
        write(path)
    return disk.calls


def fail_once(write, path, fail_at, error=errno.ENOSPC):
    """The GanError of a write whose `fail_at`-th call fails."""
    with pytest.MonkeyPatch.context() as patch:
        Disk(patch, fail_at, error)
        with pytest.raises(GanError) as caught:
            write(path)
    return str(caught.value)


# whole files


@EVERY_WRITER
def test_the_order_is_write_flush_sync_replace_sync_folder(write, tmp_path):
    calls = calls_of(write, tmp_path / "file")
    ending = ["flush", "fsync", "replace"] + ["open folder", "fsync"] * (os.name != "nt")
    assert calls[0] == "open" and calls[-len(ending) :] == ending
    between = calls[1 : -len(ending)]
    assert between and set(between) <= {"write", "flush"}


@EVERY_WRITER
def test_whichever_call_fails_the_file_is_whole_and_nothing_is_left_over(write, tmp_path):
    path = tmp_path / "file"
    calls = calls_of(write, path)
    new = path.read_bytes()
    for fail_at, call in enumerate(calls, start=1):
        path.write_bytes(OLD)
        sentence = fail_once(write, path, fail_at)
        replaced = fail_at > calls.index("replace") + 1
        if not replaced:
            assert path.read_bytes() == OLD, call
        else:  # the new file has its name already and only the folder was not synced
            assert len(path.read_bytes()) == len(new), call
        assert os.listdir(tmp_path) == ["file"], call
        assert "\n" not in sentence and sentence.endswith("."), call


@EVERY_WRITER
def test_a_first_write_that_fails_leaves_an_empty_folder(write, tmp_path):
    path = tmp_path / "file"
    before_the_replace = calls_of(write, path).index("replace") + 1
    path.unlink()
    for fail_at in range(1, before_the_replace + 1):
        fail_once(write, path, fail_at)
        assert not os.listdir(tmp_path)


@EVERY_WRITER
def test_a_full_disk_is_called_a_full_disk_at_every_call(write, tmp_path):
    path = tmp_path / "file"
    for fail_at in range(1, len(calls_of(write, path)) + 1):
        assert "disk is full" in fail_once(write, path, fail_at).lower()


@pytest.mark.parametrize("error", [errno.EIO, errno.EACCES, errno.EROFS])
def test_other_failures_name_the_path_and_the_reason(error, tmp_path):
    sentence = fail_once(WRITERS["bytes"], tmp_path / "file", 2, error)
    assert str(tmp_path / "file") in sentence and os.strerror(error) in sentence


@pytest.mark.parametrize(
    "message, full",
    [
        ("[enforce fail at inline_container.cc:668] . PytorchStreamWriter failed writing file "
         "data/0: file write failed", True),
        ("write(): fd 3 failed with No space left on device", True),
        ("unexpected pos 640 vs 534", False),
    ],
)  # fmt: skip
def test_the_runtime_errors_of_torch_save_become_sentences(message, full, tmp_path, monkeypatch):
    def fail(state, stream):
        stream.write(b"half of it")
        raise RuntimeError(message)

    path = tmp_path / "state.pt"
    path.write_bytes(OLD)
    monkeypatch.setattr(torch, "save", fail)
    with pytest.raises(GanError) as caught:
        checkpoint.save_state(path, {})
    assert ("disk is full" in str(caught.value)) == full
    assert path.read_bytes() == OLD and os.listdir(tmp_path) == ["state.pt"]


def test_an_interrupt_leaves_the_old_file_and_goes_on_its_way(tmp_path):
    def interrupted(stream):
        stream.write(b"half")
        raise KeyboardInterrupt

    path = tmp_path / "file"
    path.write_bytes(OLD)
    with pytest.raises(KeyboardInterrupt):
        atomic.write_with(path, interrupted)
    assert path.read_bytes() == OLD and os.listdir(tmp_path) == ["file"]


def test_a_folder_that_is_not_there_is_a_sentence(tmp_path):
    with pytest.raises(GanError, match="could not be written"):
        atomic.write_bytes(tmp_path / "gone" / "file", b"x")


LIMITED = """
import resource, sys
from pathlib import Path
from gan_core import atomic
from gan_core.errors import GanError
path = Path(sys.argv[1])
resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))
for write in (lambda: atomic.write_bytes(path, bytes(10**6)),
              lambda: atomic.append_json_line(path, {"long": "x" * 10**6})):
    try:
        write()
    except GanError as error:
        print(error)
"""


@pytest.mark.skipif(os.name == "nt", reason="Windows has no limit on the size of a file")
def test_a_real_limit_of_the_system_costs_nothing(tmp_path):
    path = tmp_path / "rows.jsonl"
    path.write_bytes(b'{"a":1}\n')
    done = subprocess.run(
        [sys.executable, "-c", LIMITED, str(path)],
        cwd=Path(atomic.__file__).parents[1], capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert len(done.stdout.splitlines()) == 2, done.stderr
    assert path.read_bytes() == b'{"a":1}\n' and os.listdir(tmp_path) == ["rows.jsonl"]


def test_only_temporaries_are_swept(tmp_path):
    kept = ["file", "file.tmp", ".hidden", ".file.abcd1234.tmp.png"]
    for name in [*kept, ".file.abcd1234.tmp", ".status.json.00.tmp"]:
        (tmp_path / name).write_bytes(b"")
    atomic.remove_temporaries(tmp_path)
    assert sorted(os.listdir(tmp_path)) == sorted(kept)


# JSON


def test_json_goes_in_and_out(tmp_path):
    value = {"text": "ä\n", "number": 0.1, "list": [1, None, True]}
    atomic.write_json(tmp_path / "file", value)
    assert atomic.read_json(tmp_path / "file") == value


def test_json_refuses_what_json_has_no_word_for(tmp_path):
    with pytest.raises(ValueError):
        atomic.write_json(tmp_path / "file", {"x": math.nan})
    assert not os.listdir(tmp_path)


def test_json_cut_at_any_byte_reads_as_nothing(tmp_path):
    path = tmp_path / "file"
    atomic.write_json(path, {"text": "äöü", "rows": [{"a": 1.5}, None]})
    whole = path.read_bytes()
    for end in range(len(whole) - 1):  # without its last newline it is complete all the same
        path.write_bytes(whole[:end])
        assert atomic.read_json(path) is None, end


@pytest.mark.parametrize(
    "content", [b"\xff\xfe", b"{]", b"\0" * 99, b'{"a":' * 100_000, b"[" * 100_000]
)
def test_what_is_no_json_reads_as_nothing(content, tmp_path):
    (tmp_path / "file").write_bytes(content)
    assert atomic.read_json(tmp_path / "file") is None


def test_json_that_is_absent_or_a_folder_reads_as_nothing(tmp_path):
    assert atomic.read_json(tmp_path / "gone") is None
    assert atomic.read_json(tmp_path) is None


# JSON lines

ROWS = [{"step": 1, "loss": 0.5}, {"step": 2, "name": "ärger\n"}, {"step": 3, "loss": None}]


def lines(tmp_path, rows=ROWS):
    path = tmp_path / "rows.jsonl"
    for row in rows:
        atomic.append_json_line(path, row)
    return path


def test_rows_come_back_and_reading_goes_on_where_it_stopped(tmp_path):
    path = lines(tmp_path)
    rows, offset = atomic.read_json_lines(path)
    assert rows == ROWS and offset == path.stat().st_size
    assert atomic.read_json_lines(path, offset) == ([], offset)
    atomic.append_json_line(path, {"step": 4})
    assert atomic.read_json_lines(path, offset) == ([{"step": 4}], path.stat().st_size)


def test_lines_cut_at_any_byte_give_whole_rows_and_the_next_append_heals(tmp_path):
    path = lines(tmp_path)
    whole = path.read_bytes()
    for end in range(len(whole) + 1):
        path.write_bytes(whole[:end])
        complete = ROWS[: whole[:end].count(b"\n")]
        rows, offset = atomic.read_json_lines(path)
        assert rows == complete and offset == whole.rfind(b"\n", 0, end) + 1, end
        atomic.append_json_line(path, {"step": 9})
        assert atomic.read_json_lines(path)[0] == [*complete, {"step": 9}], end


def test_a_row_that_is_being_written_is_left_for_the_next_read(tmp_path):
    path = lines(tmp_path)
    size = path.stat().st_size
    with open(path, "ab") as stream:
        stream.write(b'{"step":')
    assert atomic.read_json_lines(path)[1] == size
    with open(path, "ab") as stream:
        stream.write(b"4}\n")
    assert atomic.read_json_lines(path, size)[0] == [{"step": 4}]


def test_whichever_call_fails_an_append_leaves_whole_rows(tmp_path):
    path = lines(tmp_path)
    before = path.read_bytes()
    calls = calls_of(lambda p: atomic.append_json_line(p, {"step": 4}), path)
    for fail_at in range(1, len(calls) + 1):
        path.write_bytes(before)
        fail_once(lambda p: atomic.append_json_line(p, {"step": 4}), path, fail_at)
        assert path.read_bytes() == before


def test_a_short_write_is_taken_back(tmp_path, monkeypatch):
    path = lines(tmp_path)
    before = path.read_bytes()
    monkeypatch.setattr(Stream, "write", lambda self, content: self.stream.write(content[:5]))
    Disk(monkeypatch)
    with pytest.raises(GanError, match="disk is full"):
        atomic.append_json_line(path, {"step": 4})
    assert path.read_bytes() == before


def test_lines_that_are_no_objects_are_skipped(tmp_path):
    path = tmp_path / "rows.jsonl"
    path.write_bytes(b'{"a":1}\n\n[1]\nnonsense\n\xff\xfe\n5\n{"a":2}\n')
    assert atomic.read_json_lines(path)[0] == [{"a": 1}, {"a": 2}]


def test_absent_lines_are_no_rows(tmp_path):
    assert atomic.read_json_lines(tmp_path / "gone", 7) == ([], 7)


@pytest.mark.parametrize("write", ["append", "replace"])
def test_numbers_that_json_lacks_become_null(write, tmp_path):
    row = {"a": math.nan, "b": {"c": math.inf}, "d": [-math.inf, 1.0], "e": 2.5}
    path = tmp_path / "rows.jsonl"
    if write == "append":
        atomic.append_json_line(path, row)
    else:
        atomic.write_json_lines(path, [row])
    expected = {"a": None, "b": {"c": None}, "d": [None, 1.0], "e": 2.5}
    assert json.loads(path.read_text(), parse_constant=pytest.fail) == expected
