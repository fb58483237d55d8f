"""bf16 or float32: timed once, the same answer for every later run."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
import torch

from gan_core.training import number_format
from gan_core.training.number_format import bf16_is_faster

CPU = torch.device("cpu")
ROOT = Path(__file__).parents[3]


@pytest.fixture(autouse=True)
def undecided(environment, monkeypatch):
    monkeypatch.setattr(number_format, "cache_folder", lambda: environment / "cache")
    monkeypatch.setattr(number_format, "_decided", {})
    return environment / "cache" / "number_format.json"


def timings(monkeypatch, *bf16):
    """Times of a convolution: 1 in float32, and in turn these in bf16."""
    answers = iter([time for share in bf16 for time in (1.0, share) * number_format.ROUNDS])
    monkeypatch.setattr(number_format, "_seconds", lambda *_: next(answers))


@pytest.mark.parametrize(("share", "faster"), [(0.5, True), (0.9, False)])
def test_a_clearly_faster_bf16_is_used(monkeypatch, share, faster):
    timings(monkeypatch, share)
    assert bf16_is_faster(CPU) is faster


def test_it_is_timed_once_and_kept_for_the_next_process(monkeypatch, undecided):
    timings(monkeypatch, 0.5, 0.9)
    assert bf16_is_faster(CPU) and bf16_is_faster(CPU)
    number_format._decided.clear()  # as in another process
    assert bf16_is_faster(CPU)
    assert list(json.loads(undecided.read_text()).values()) == [True]


def test_another_torch_or_processor_is_timed_anew(monkeypatch, undecided):
    timings(monkeypatch, 0.5, 0.9)
    assert bf16_is_faster(CPU)
    monkeypatch.setattr(number_format, "processor_name", lambda: "another processor")
    assert not bf16_is_faster(CPU)
    assert len(json.loads(undecided.read_text())) == 2


@pytest.mark.parametrize("content", ["", "[]", '{"x": 1}', "{"])
def test_a_damaged_file_is_replaced(monkeypatch, undecided, content):
    undecided.parent.mkdir()
    undecided.write_text(content)
    timings(monkeypatch, 0.5)
    assert bf16_is_faster(CPU)
    assert True in json.loads(undecided.read_text()).values()


def test_without_a_cache_folder_it_is_kept_in_the_process(monkeypatch, undecided):
    undecided.parent.write_text("a file where the folder would be")
    timings(monkeypatch, 0.5, 0.9)
    assert bf16_is_faster(CPU) and bf16_is_faster(CPU)


def test_a_real_timing_gives_an_answer(undecided):
    command = (
        "import torch; from gan_core.training.number_format import bf16_is_faster as faster; "
        "print(faster(torch.device('cpu')))"
    )
    said = [
        subprocess.check_output([sys.executable, "-c", command], text=True, cwd=ROOT)
        for _ in range(2)
    ]
    assert said[0] == said[1] and said[0].strip() in ("True", "False")
