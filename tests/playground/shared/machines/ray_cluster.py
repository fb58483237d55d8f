"""What a Ray cluster of three nodes does with the runs of a class, told as JSON.

A program of its own, since it wants a network namespace in which there is nothing but loopback: on
an ordinary network Ray takes the machine's address for its own, whatever it is told.

    unshare --map-root-user --net python -m tests.playground.shared.machines.ray_cluster FOLDER
"""

import fcntl
import json
import os
import socket
import struct
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil

from gan_core import GanError
from gan_core.commands.train import create_run
from gan_core.config.train_config import Budget
from gan_core.queue import tickets
from gan_core.queue.worker import live_workers
from gan_core.runs.run_dir import RunDir
from gan_core.training.resolve import resolve_config
from playground.shared import jobs
from playground.shared.machines import dispatch, ray_jobs

TINY = ("width=4", "z_dim=4", "batch_size=8", "log_every=1")
PORT = 8265
SMALL = {"node_ip_address": "127.0.0.1", "object_store_memory": 80_000_000}


def main(folder: Path) -> None:
    _loopback_up()
    token = folder / "token"
    token.write_text(os.urandom(32).hex())
    token.chmod(0o600)
    os.environ |= {
        "RAY_AUTH_MODE": "token", "RAY_AUTH_TOKEN_PATH": str(token),
        "RAY_USAGE_STATS_ENABLED": "0", "GAN_RUNS": str(folder / "runs"),
    }  # fmt: skip
    from ray.cluster_utils import Cluster

    cluster = Cluster(
        initialize_head=True,
        head_node_args={
            "num_cpus": 0, "include_dashboard": True, "dashboard_host": "127.0.0.1",
            "dashboard_port": PORT, **SMALL,
        },
    )  # fmt: skip
    nodes = [cluster.add_node(num_cpus=1, **SMALL) for _ in range(2)]
    # Only now: Ray itself would take it for the cluster that it should join.
    os.environ |= {"RAY_ADDRESS": f"http://127.0.0.1:{PORT}", "GAN_SLOTS": "2"}
    try:
        told = _lesson(folder / "runs", cluster, nodes)
    finally:
        del os.environ["RAY_ADDRESS"]
        cluster.shutdown()
    print(json.dumps(told))


def _lesson(root: Path, cluster: Any, nodes: list[Any]) -> dict[str, Any]:
    told: dict[str, Any] = {"most at once": 0, "problems": []}
    runs = [_a_run(root, images) for images in (1e9, 1e9, 80, 80)]
    first, second, third, fourth = runs

    def until(holds: Callable[[], bool], seconds: float = 120) -> None:
        end = time.monotonic() + seconds
        while not holds():
            dispatch.look_after(root)
            at_once = sum(run.status()["state"] in ("running", "paused") for run in runs)
            told["most at once"] = max(told["most at once"], at_once)
            if problem := dispatch.standing(first).problem:
                told["problems"].append(problem)
            words = {run.id: run.status() for run in runs}
            assert time.monotonic() < end, f"{holds.__doc__} {words} {told} {_job_logs()}"
            time.sleep(0.2)

    def is_state(run: RunDir, state: str) -> Callable[[], bool]:
        return lambda: run.status()["state"] == state

    until(is_state(first, "running"))
    until(is_state(second, "running"))
    told["waited meanwhile"] = [run.status()["state"] for run in (third, fourth)]
    told["sockets"] = _listening()
    told["wrong token"] = _with_a_wrong_token(root)
    jobs.stop(first)
    until(is_state(fourth, "done"))
    told["after the stop"] = [run.status()["state"] for run in runs]

    second.request("pause")  # so that there is a checkpoint to go on from
    until(is_state(second, "paused"))
    second.withdraw("pause")
    until(is_state(second, "running"))
    saved = max(second.checkpoints())
    note = next(it for it in live_workers(root) if it["run"] == second.id)
    worker = psutil.Process(note["pid"])
    place = {process.pid for process in worker.parents()}
    (lost,) = [it for it in nodes if {p.process.pid for p in it.all_processes["raylet"]} & place]
    on_it = [worker, *worker.children(recursive=True)]
    cluster.remove_node(lost, allow_graceful=False)
    for process in on_it:  # a machine takes along all that runs on it
        if process.is_running():
            process.kill()
    until(lambda: second.status().get("images_seen", 0) > saved and second.is_alive())
    other = next(it for it in live_workers(root) if it["run"] == second.id)
    told["resumed"] = {
        "from": saved, "by another": other["pid"] != note["pid"],
        "returns": second.ticket()["returns"],
    }  # fmt: skip
    jobs.stop(second)
    until(is_state(second, "stopped"))
    told["in the end"] = [run.status()["state"] for run in runs]
    return told


def _a_run(root: Path, images: float) -> RunDir:
    config = resolve_config(
        "dcgan", "silhouettes", settings=TINY, budget=Budget("images", images), device="cpu"
    )
    run = create_run(root, config)
    run.change_state("queued")
    tickets.enqueue(run)
    return run


def _with_a_wrong_token(root: Path) -> str:
    os.environ["RAY_AUTH_TOKEN"] = "0" * 64
    try:
        ray_jobs.RayJobs(root, dispatch.from_environment()).workers()
    except GanError as error:
        return str(error)
    finally:
        del os.environ["RAY_AUTH_TOKEN"]
    return "accepted"


def _listening() -> dict[str, list[str]]:
    """Addresses on which each program of this process' tree listens."""
    found: dict[str, set[str]] = {}
    for process in psutil.Process().children(recursive=True):
        for socket_ in process.net_connections(kind="inet"):
            if socket_.status == psutil.CONN_LISTEN:
                found.setdefault(process.name(), set()).add(socket_.laddr.ip)
    return {name: sorted(addresses) for name, addresses in found.items()}


def _job_logs() -> list[str]:
    logs = Path("/tmp/ray/session_latest/logs").glob("job-driver-*.log")
    return [log.read_text()[-1500:] for log in logs]


def _loopback_up() -> None:
    """`ip link set lo up`, which not every machine has."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        set_flags, up_and_running = 0x8914, 0x1 | 0x40
        request = struct.pack("16sH14x", b"lo", up_and_running)
        fcntl.ioctl(any_socket, set_flags, request)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
