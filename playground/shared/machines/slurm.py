"""Workers as jobs of Slurm, through its three commands; nothing has to be installed for it.

Of all jobs of a user only those of this folder's name are counted, before each new one: sbatch may
fail to answer although Slurm has accepted the job.
"""

import math
import os
import shlex
import subprocess
import tempfile
import time
from pathlib import Path

from gan_core import GanError
from gan_core.data import durable_files
from playground.shared.door import teachers
from playground.shared.machines.launcher import Placed, pool_name, worker_of_cluster
from playground.shared.machines.settings import Settings

ANSWER_SECONDS = 20.0
DOUBT_SECONDS = 120.0  # in which a job that sbatch did not confirm may still turn up
ENDING_MINUTES = 5  # between a worker's own end and Slurm's limit
REFUSED = ("FAILED", "OUT_OF_MEMORY")
ENDED = (
    "COMPLETED", "COMPLETING", "CANCELLED", "TIMEOUT", "NODE_FAIL", "PREEMPTED", "BOOT_FAIL",
    "DEADLINE", "REVOKED",
)  # fmt: skip
STARTS = ("PENDING", "CONFIGURING", "REQUEUED", "REQUEUE_HOLD", "REQUEUE_FED", "SPECIAL_EXIT")
# Of the job that the server itself may run in; a job started from it would take them over.
KEPT = ("SLURM_CONF", "SLURM_JWT", "SLURM_CLUSTERS")
WITHHELD = (teachers.VARIABLE, "RAY_AUTH_TOKEN", "CUDA_VISIBLE_DEVICES")


class Slurm:
    """Jobs of one name, each a worker."""

    name = "Slurm"
    look_seconds = 30.0  # more often would be a burden for the cluster's controller

    def __init__(self, root: Path, settings: Settings):
        self._root, self._settings = root, settings
        self.slots = settings.slots
        self._job_name = pool_name(root)
        self._known: set[str] = set()
        self._doubted_at: float | None = None

    def workers(self) -> list[Placed]:
        """The jobs of this name; and one that sbatch has not confirmed, for a while."""
        lines = run(
            "squeue", "--noheader", "--me", f"--name={self._job_name}", "--states=all",
            "--format=%i|%T|%r",
        )  # fmt: skip
        found = [job for line in lines.splitlines() if (job := placed(line)) is not None]
        ids = {job.id for job in found}
        if self._doubted_at is not None:
            if ids - self._known or time.monotonic() - self._doubted_at > DOUBT_SECONDS:
                self._doubted_at = None
            else:
                found.append(Placed("unconfirmed", "waiting", "sbatch has not answered"))
        self._known |= ids
        return found

    def start(self) -> None:
        """Submit one job. Raises GanError where Slurm refuses or does not answer."""
        durable_files.make_folder(self._root / "workers")
        try:
            answer = run(*submission(self._root, self._settings, self._job_name))
        except SlurmSilent:
            self._doubted_at = time.monotonic()
            raise
        self._known.add(answer.strip().split(";")[0])  # "id;cluster" where there are several

    def withdraw(self, worker: Placed) -> None:
        """Cancel a job that has not started: Slurm looks at the state at the moment it cancels."""
        if worker.id.isdecimal():
            run("scancel", "--state=PENDING", worker.id)


class SlurmSilent(GanError):
    """A command of Slurm did not answer; what it was asked for may happen all the same."""


def submission(root: Path, settings: Settings, job_name: str) -> list[str]:
    """The words of sbatch for one worker; what the server was given goes before our own choices."""
    worker = worker_of_cluster(root, settings)
    log = str(root.resolve() / "workers").replace("%", "%%") + "/slurm-%j.txt"
    minutes = settings.minutes
    limit = [] if minutes is None else [f"--time={math.ceil(minutes) + ENDING_MINUTES}"]
    gpus = [f"--gres=gpu:{settings.gpus:g}"] if settings.gpus else []
    return [
        "sbatch", "--parsable", f"--job-name={job_name}", "--requeue",
        *limit, "--signal=B:TERM@60", f"--cpus-per-task={settings.cpus:g}", *gpus,
        f"--chdir={Path.cwd()}", f"--output={log}", "--open-mode=append",
        *settings.slurm_options,
        "--wrap", f"exec {shlex.join(worker)}",
    ]  # fmt: skip


def placed(line: str) -> Placed | None:
    """A line of squeue, `7|PENDING|Resources`; None for a job that has ended as it should."""
    number, state, reason = (*line.strip().split("|", 2), "", "")[:3]
    if not number or not state or state in ENDED:
        return None
    reason = "" if reason == "None" else reason
    if state in REFUSED:
        return Placed(number, "refused", f"{reason}; read workers/slurm-{number}.txt")
    return Placed(number, "waiting" if state in STARTS else "running", reason)


def run(*command: str) -> str:
    """What a command of Slurm prints. Raises GanError with Slurm's own sentence.

    Output goes through files: a pipe would stay open as long as any process that a wrapper of the
    command has started.
    """
    kept = {
        name: value
        for name, value in os.environ.items()
        if name not in WITHHELD and (name in KEPT or not name.startswith(("SLURM_", "SLURMD_")))
    }
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        try:
            ended = subprocess.run(
                command, stdin=subprocess.DEVNULL, stdout=out, stderr=err, env=kept,
                timeout=ANSWER_SECONDS,
            )  # fmt: skip
        except subprocess.TimeoutExpired as error:
            words = f"Slurm's {command[0]} did not answer within {ANSWER_SECONDS:g} s."
            raise SlurmSilent(words) from error
        except OSError as error:
            raise GanError(
                f"Slurm's {command[0]} could not be run ({error.strerror}); it has to be on the "
                "PATH of the server."
            ) from error
        for stream in (out, err):
            stream.seek(0)
        printed = out.read(1_000_000).decode("utf-8", "replace")
        said = err.read(10_000).decode("utf-8", "replace")
    if ended.returncode != 0:
        lines = said.strip().splitlines() or [f"exit code {ended.returncode}"]
        kind = SlurmSilent if "timed out" in said.lower() else GanError
        raise kind(f"Slurm says: {lines[-1][:300].rstrip('.')}.")
    return printed
