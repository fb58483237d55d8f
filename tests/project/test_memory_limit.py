"""The limits under which benchmarks/server_memory puts the server and a run really hold."""

import subprocess
import sys

import pytest

from benchmarks.server_memory import limited as limits

TAKE = "import sys; sys.stdin.readline(); print(len(b'x' * ({0} << 20)))"


def takes(limit, megabytes):
    """The exit code of a process that allocates so much under `limit`."""
    process = subprocess.Popen(
        [sys.executable, "-c", TAKE.format(megabytes)], stdin=subprocess.PIPE, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    limit.add(process.pid)
    process.communicate("go\n")
    return process.returncode


@pytest.mark.skipif(sys.platform != "linux", reason="the limits are those of Linux")
@pytest.mark.parametrize("cgroups", [True, False])
def test_a_process_that_wants_more_does_not_get_it(cgroups, monkeypatch, tmp_path):
    if not cgroups:
        monkeypatch.setattr(limits, "CGROUPS", tmp_path / "nothing here")
    with limits.limited("test", 100) as limit:
        assert cgroups or limit.kind == "RLIMIT_DATA"
        assert takes(limit, 20) == 0
        assert takes(limit, 400) != 0
        assert limit.peak_mb() is None or 20 < limit.peak_mb() < 110
