"""Checkpoints that contain code: no loader runs it."""

import builtins
import io
import os
import pickle
import runpy
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
import torch

from gan_core import GanError
from gan_core.runs import checkpoint
from tests.gan_core.runs.untrusted_files import LOADERS, assert_refused


class Call:
    """Unpickles as the result of calling `function`."""

    def __init__(self, function, *arguments):
        self.call = (function, arguments)

    def __reduce__(self):
        return self.call


def calls(canary):
    create = f"open({str(canary)!r}, 'w')"
    script = canary.with_name("script.py")
    script.write_text(create)
    command = [sys.executable, "-c", create]
    return {
        "os.system": Call(os.system, subprocess.list2cmdline(command)),
        "exec": Call(exec, create),
        "eval": Call(eval, create),
        "open": Call(builtins.open, str(canary), "w"),
        "subprocess": Call(subprocess.check_call, command),
        "Path.touch": Call(Path.touch, canary),
        "runpy": Call(runpy.run_path, str(script)),
        "nested": Call(list, Call(map, Path.touch, [canary])),
        "shutil": Call(shutil.copyfile, str(script), str(canary)),
        "torch.load": Call(torch.load, str(script)),
    }


CALLS = [
    "os.system", "exec", "eval", "open", "subprocess", "Path.touch", "runpy", "nested", "shutil",
    "torch.load",
]  # fmt: skip


def pickled(value, protocol):
    return pickle.dumps(value, protocol)


def legacy(value):
    stream = io.BytesIO()
    torch.save({"format": 1, "G": value}, stream, _use_new_zipfile_serialization=False)
    return stream.getvalue()


def zipped(value):
    stream = io.BytesIO()
    torch.save({"format": 1, "G": value}, stream)
    return stream.getvalue()


def two_pickles(value):
    """A zip whose second data.pkl is the malicious one."""
    stream = io.BytesIO(zipped(1))
    with zipfile.ZipFile(stream, "a") as archive:
        archive.writestr("archive/data.pkl", pickle.dumps(value, 2))
        archive.writestr("other/data.pkl", pickle.dumps(value, 2))
    return stream.getvalue()


FORMS = {
    "protocol 0": lambda value: pickled(value, 0),
    "protocol 2": lambda value: pickled(value, 2),
    "protocol 4": lambda value: pickled(value, 4),
    "in a state": lambda value: pickled({"format": 1, "G": value}, 2),
    "torch legacy": legacy,
    "torch zip": zipped,
}


@pytest.mark.filterwarnings("ignore:Detected pickle protocol")
@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("call", CALLS)
def test_no_loader_runs_code_from_a_file(call, form, tmp_path):
    canary, path = tmp_path / "canary", tmp_path / "state.pt"
    path.write_bytes(FORMS[form](calls(canary)[call]))
    assert_refused(path)
    assert not canary.exists()


@pytest.mark.parametrize("call", ["exec", "open", "Path.touch", "runpy", "shutil", "nested"])
def test_pickle_itself_would_run_the_code_of_these_files(call, tmp_path):
    canary = tmp_path / "canary"
    pickle.loads(pickled(calls(canary)[call], 2))
    assert canary.exists()


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_second_pickle_in_a_zip_runs_nothing(tmp_path):
    canary, path = tmp_path / "canary", tmp_path / "state.pt"
    path.write_bytes(two_pickles(calls(canary)["exec"]))
    try:
        checkpoint.load_state(path)  # the first pickle may be read; it is harmless
    except GanError:
        pass
    assert not canary.exists()
    assert_refused(path, LOADERS[1:])
