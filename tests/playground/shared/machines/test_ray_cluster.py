"""Runs are trained by workers on a real Ray cluster: a head and two nodes of one CPU each."""

import importlib.util
import ipaddress
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[4]
ALONE = ["unshare", "--map-root-user", "--net"]  # a network with nothing but loopback


def impediment() -> str:
    """Why there can be no cluster here; "" if there can."""
    if importlib.util.find_spec("ray") is None:
        return "Ray is not installed: pip install -e '.[cluster]'"
    if shutil.which("unshare") is None or subprocess.run([*ALONE, "true"]).returncode:
        return "no network of its own can be made here (unshare --net)"
    return ""


@pytest.mark.slow
def test_ray_trains_two_at_a_time_and_survives_the_loss_of_a_node(tmp_path: Path) -> None:
    """About two minutes and 3 GB of memory."""
    if reason := impediment():
        pytest.skip(reason)
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    program = [sys.executable, "-m", "tests.playground.shared.machines.ray_cluster"]
    ended = subprocess.run(
        [*ALONE, *program, str(tmp_path)], cwd=ROOT, env=environment, capture_output=True, text=True
    )
    assert ended.returncode == 0, ended.stderr[-6000:]
    told = json.loads(ended.stdout.splitlines()[-1])
    assert told["most at once"] == 2 and told["problems"] == []
    assert told["waited meanwhile"] == ["queued", "queued"]
    assert told["after the stop"] == ["stopped", "running", "done", "done"]
    assert told["resumed"]["from"] > 0 and told["resumed"]["by another"]
    assert told["resumed"]["returns"] == 1
    assert told["in the end"] == ["stopped", "stopped", "done", "done"]
    assert told["wrong token"].startswith("Ray refuses the server's token")
    assert {"raylet", "gcs_server"} <= {*told["sockets"]}
    for program, addresses in told["sockets"].items():
        for address in addresses:
            found = ipaddress.ip_address(address)
            found = getattr(found, "ipv4_mapped", None) or found
            assert found.is_loopback, f"{program} listens on {address}"
