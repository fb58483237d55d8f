"""JSON and JSON lines: truncated, partly written or refused by the disk, they never read wrong."""

import json
import math
import os

import pytest

from gan_core import GanError
from gan_core.data import durable_files
from tests.gan_core.runs.failing_disk import Disk, Stream, calls_of, fail_once


def test_json_is_read_as_written(tmp_path):
    value = {"text": "ä\n", "number": 0.1, "list": [1, None, True]}
    durable_files.write_json(tmp_path / "file", value)
    assert durable_files.read_json(tmp_path / "file") == value


def test_json_refuses_a_number_it_cannot_express(tmp_path):
    with pytest.raises(ValueError):
        durable_files.write_json(tmp_path / "file", {"x": math.nan})
    assert not os.listdir(tmp_path)


def test_json_truncated_at_any_byte_reads_as_none(tmp_path):
    path = tmp_path / "file"
    durable_files.write_json(path, {"text": "äöü", "rows": [{"a": 1.5}, None]})
    whole = path.read_bytes()
    for end in range(len(whole) - 1):  # the last newline is not part of the JSON
        path.write_bytes(whole[:end])
        assert durable_files.read_json(path) is None, end


@pytest.mark.parametrize(
    "content", [b"\xff\xfe", b"{]", b"\0" * 99, b'{"a":' * 100_000, b"[" * 100_000]
)
def test_content_that_is_not_json_reads_as_none(content, tmp_path):
    (tmp_path / "file").write_bytes(content)
    assert durable_files.read_json(tmp_path / "file") is None


def test_a_missing_file_or_a_folder_reads_as_none(tmp_path):
    assert durable_files.read_json(tmp_path / "missing") is None
    assert durable_files.read_json(tmp_path) is None


# JSON lines

ROWS = [{"step": 1, "loss": 0.5}, {"step": 2, "name": "ärger\n"}, {"step": 3, "loss": None}]


def lines(tmp_path, rows=ROWS):
    path = tmp_path / "rows.jsonl"
    for row in rows:
        durable_files.append_json_line(path, row)
    return path


def test_rows_are_read_and_the_next_read_continues(tmp_path):
    path = lines(tmp_path)
    rows, offset = durable_files.read_json_lines(path)
    assert rows == ROWS and offset == path.stat().st_size
    assert durable_files.read_json_lines(path, offset) == ([], offset)
    durable_files.append_json_line(path, {"step": 4})
    assert durable_files.read_json_lines(path, offset) == ([{"step": 4}], path.stat().st_size)


def test_a_file_truncated_anywhere_gives_complete_rows_and_the_next_append_repairs_it(tmp_path):
    path = lines(tmp_path)
    whole = path.read_bytes()
    for end in range(len(whole) + 1):
        path.write_bytes(whole[:end])
        complete = ROWS[: whole[:end].count(b"\n")]
        rows, offset = durable_files.read_json_lines(path)
        assert rows == complete and offset == whole.rfind(b"\n", 0, end) + 1, end
        durable_files.append_json_line(path, {"step": 9})
        assert durable_files.read_json_lines(path)[0] == [*complete, {"step": 9}], end


def test_an_incomplete_row_is_left_for_the_next_read(tmp_path):
    path = lines(tmp_path)
    size = path.stat().st_size
    with open(path, "ab") as stream:
        stream.write(b'{"step":')
    assert durable_files.read_json_lines(path)[1] == size
    with open(path, "ab") as stream:
        stream.write(b"4}\n")
    assert durable_files.read_json_lines(path, size)[0] == [{"step": 4}]


def test_whichever_call_fails_an_append_leaves_complete_rows(tmp_path):
    path = lines(tmp_path)
    before = path.read_bytes()
    calls = calls_of(lambda p: durable_files.append_json_line(p, {"step": 4}), path)
    for fail_at in range(1, len(calls) + 1):
        path.write_bytes(before)
        fail_once(lambda p: durable_files.append_json_line(p, {"step": 4}), path, fail_at)
        assert path.read_bytes() == before


def test_a_partial_write_is_undone(tmp_path, monkeypatch):
    path = lines(tmp_path)
    before = path.read_bytes()
    monkeypatch.setattr(Stream, "write", lambda self, content: self.stream.write(content[:5]))
    Disk(monkeypatch)
    with pytest.raises(GanError, match="disk is full"):
        durable_files.append_json_line(path, {"step": 4})
    assert path.read_bytes() == before


def test_lines_that_are_no_objects_are_skipped(tmp_path):
    path = tmp_path / "rows.jsonl"
    path.write_bytes(b'{"a":1}\n\n[1]\nnonsense\n\xff\xfe\n5\n{"a":2}\n')
    assert durable_files.read_json_lines(path)[0] == [{"a": 1}, {"a": 2}]


def test_without_arrays_the_rest_of_a_row_is_the_same(tmp_path):
    path = tmp_path / "rows.jsonl"
    rest = {"fd": -1.5e-07, "name": "a [b] c", "of": ["x", None], "no": [], "deep": {"e": True}}
    arrays = {"nearest": [1, 2], "grid": [[0.25, -1e-05], [3]], "deep": {"e": True, "f": [4]}}
    empty = {"nearest": [], "grid": [[], []], "deep": {"e": True, "f": []}}
    for row in ({**rest, **arrays}, rest):
        durable_files.append_json_line(path, row)
    found, size = durable_files.read_json_lines(path, arrays=False)
    assert found == [{**rest, **empty}, rest]
    assert size == path.stat().st_size
    assert durable_files.read_json_lines(path)[0] == [{**rest, **arrays}, rest]


def test_without_arrays_hostile_brackets_are_skipped_in_one_pass(tmp_path):
    path = tmp_path / "rows.jsonl"  # no end in sight if each began a search
    path.write_bytes(b"[" * 2_000_000 + b"\n" + b"[1," * 700_000 + b'\n{"a":[1]}\n')
    assert durable_files.read_json_lines(path, arrays=False)[0] == [{"a": []}]


def test_a_missing_file_has_no_rows(tmp_path):
    assert durable_files.read_json_lines(tmp_path / "missing", 7) == ([], 7)


@pytest.mark.parametrize("write", ["append", "replace"])
def test_non_finite_numbers_become_null(write, tmp_path):
    row = {"a": math.nan, "b": {"c": math.inf}, "d": [-math.inf, 1.0], "e": 2.5}
    path = tmp_path / "rows.jsonl"
    if write == "append":
        durable_files.append_json_line(path, row)
    else:
        durable_files.write_json_lines(path, [row])
    expected = {"a": None, "b": {"c": None}, "d": [None, 1.0], "e": 2.5}
    assert json.loads(path.read_text(), parse_constant=pytest.fail) == expected


def test_a_durable_row_is_on_the_disk_before_the_call_returns(tmp_path):
    path = tmp_path / "rows.jsonl"
    first = calls_of(lambda p: durable_files.append_durably(p, {"step": 1}), path)
    assert first == ["open", "write", "fsync"] + ["open folder", "fsync"] * (os.name != "nt")
    again = calls_of(lambda p: durable_files.append_durably(p, {"step": 2}), path)
    assert again == ["open", "write", "fsync"]
    assert durable_files.read_json_lines(path)[0] == [{"step": 1}, {"step": 2}]


def test_a_row_that_did_not_reach_the_disk_is_not_in_the_file(tmp_path):
    path = lines(tmp_path)
    before = path.read_bytes()
    for fail_at in (1, 2, 3):
        fail_once(lambda p: durable_files.append_durably(p, {"step": 9}), path, fail_at)
        assert path.read_bytes() == before


def test_a_durable_row_takes_the_place_of_a_torn_one(tmp_path):
    path = lines(tmp_path)
    with open(path, "ab") as stream:
        stream.write(b'{"step": 4, "na')
    durable_files.append_durably(path, {"step": 5})
    assert durable_files.read_json_lines(path)[0] == [*ROWS, {"step": 5}]


def test_what_another_process_wrote_can_be_flushed(tmp_path):
    path = lines(tmp_path)
    assert calls_of(durable_files.sync, path) == ["open", "fsync"]
    assert "disk" in fail_once(durable_files.sync, path, 2)
