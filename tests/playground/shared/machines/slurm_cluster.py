"""A Slurm of one node on loopback, of the packages slurm-wlm and munge, which lasts for a test."""

import contextlib
import getpass
import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from tests.e2e.browser import free_port

PROGRAMS = ("munged", "slurmctld", "slurmd", "sbatch", "squeue", "scancel", "sinfo")
PATH = f"{os.environ.get('PATH', '')}{os.pathsep}/usr/sbin"
CONFIGURATION = """
ClusterName=gan
SlurmctldHost={host}(127.0.0.1)
SlurmctldPort={ports[0]}
SlurmdPort={ports[1]}
CommunicationParameters=NoInAddrAny,NoCtldInAddrAny
AuthType=auth/munge
AuthInfo=socket={folder}/munge.socket
SlurmUser={user}
SlurmdUser={user}
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
StateSaveLocation={folder}
SlurmdSpoolDir={folder}/spool
SlurmctldPidFile={folder}/slurmctld.pid
SlurmdPidFile={folder}/slurmd.pid
MailProg=/bin/true
ReturnToService=2
SchedulerParameters=sched_interval=1
NodeName={host} NodeAddr=127.0.0.1 CPUs={cpus}
PartitionName=main Nodes=ALL Default=YES MaxTime=60 State=UP
"""


def missing() -> list[str]:
    """The programs that are not installed."""
    return [name for name in PROGRAMS if shutil.which(name, path=PATH) is None]


@contextlib.contextmanager
def slurm(cpus: int = 1) -> Iterator[dict[str, str]]:
    """A running cluster; the environment in which its commands find it."""
    host = socket.gethostname().split(".")[0]
    with tempfile.TemporaryDirectory(prefix="slurm-") as name, contextlib.ExitStack() as daemons:
        folder = Path(name)
        text = CONFIGURATION.format(
            folder=folder, host=host, cpus=cpus, user=getpass.getuser(),
            ports=[free_port(), free_port()],
        )  # fmt: skip
        (folder / "slurm.conf").write_text(text)
        key = folder / "munge.key"
        key.write_bytes(os.urandom(1024))
        key.chmod(0o600)
        environment = {"PATH": PATH, "SLURM_CONF": str(folder / "slurm.conf")}
        munge = [f"--{it}={folder}/munge.{it}" for it in ("socket", "pid-file", "log-file")]
        for command in (
            ["munged", "--foreground", "--force", f"--key-file={key}", *munge,
             f"--seed-file={folder}/munge.seed"],
            ["slurmctld", "-D"],
            ["slurmd", "-D", "-N", host],
        ):  # fmt: skip
            program = shutil.which(command[0], path=PATH)
            with open(folder / f"{command[0]}.log", "wb") as log:
                process = subprocess.Popen(
                    [str(program), *command[1:]], env={**os.environ, **environment},
                    stdout=log, stderr=log,
                )  # fmt: skip
            daemons.callback(process.wait, 30)
            daemons.callback(process.terminate)
            time.sleep(0.5)
        _wait_for_node(folder, environment)
        yield environment


def _wait_for_node(folder: Path, environment: dict[str, str]) -> None:
    until = time.monotonic() + 60
    while True:
        told = subprocess.run(
            ["sinfo", "--noheader", "--format=%T"], env={**os.environ, **environment},
            capture_output=True, text=True,
        )  # fmt: skip
        if told.stdout.strip() == "idle":
            return
        logs = "\n".join(it.read_text()[-1500:] for it in folder.glob("*.log"))
        assert time.monotonic() < until, f"Slurm did not come up: {told.stderr}\n{logs}"
        time.sleep(0.5)
