"""Workers as jobs of a Ray cluster, by the HTTP interface of its dashboard.

Ray's own client for it waits for an answer without end and loads all of Ray; this one gives up and
needs nothing installed. Ray places a worker and gives it its share of CPUs and GPUs; a job that
fails is not tried again by Ray, so a node that goes costs its workers, and the queue asks for new
ones. The token is worth as much as a shell on every node: it is never shown.
"""

import contextlib
import http.client
import json
import os
import re
import shlex
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from gan_core import GanError
from playground.shared.door import teachers
from playground.shared.machines.launcher import Placed, pool_name, worker_of_cluster
from playground.shared.machines.settings import Settings

ANSWER_SECONDS = 20.0
MOST_ANSWERED = 50_000_000  # bytes; Ray keeps its last 10,000 jobs
# Ray fails a job that has not started after 15 minutes, but forgets some for ever.
FORGOTTEN_SECONDS = 20 * 60.0
STOP_SECONDS = 30  # for a worker to save its run when Ray ends it; Ray's default is 3
PASSED_ON = ("GAN_DATA_ROOT", "XDG_CACHE_HOME")  # the folders are the same on all machines


class RayJobs:
    """Jobs named after the folder of runs and a number, each a worker."""

    name = "Ray"
    look_seconds = 5.0

    def __init__(self, root: Path, settings: Settings):
        self._root, self._settings = root, settings
        self.slots = settings.slots
        self._pool = pool_name(root)
        self._last = 0  # Ray takes no id twice, also not that of a job it was told to forget

    def workers(self) -> list[Placed]:
        """The jobs of this folder's name that wait, run, or have ended with an exit code."""
        jobs = _ask(self._settings.ray_address, "GET", "/api/jobs/")
        found = []
        for job in jobs if isinstance(jobs, list) else []:
            name = str(job.get("submission_id"))
            number = re.fullmatch(re.escape(self._pool) + r"-([0-9]{1,9})", name)
            if number is not None:
                self._last = max(self._last, int(number[1]))
                worker = placed(name, job)
                found += [] if worker is None else [worker]
        return found

    def start(self) -> None:
        """Submit one job. Raises GanError where Ray refuses or does not answer."""
        self._last += 1
        _ask(
            self._settings.ray_address, "POST", "/api/jobs/",
            submission(self._root, self._settings, f"{self._pool}-{self._last}"),
        )  # fmt: skip

    def withdraw(self, worker: Placed) -> None:
        """Nothing: Ray cannot end a job only as long as it waits. Started, it finds no run."""


def submission(root: Path, settings: Settings, name: str) -> dict[str, Any]:
    """What Ray is asked to run. It goes through a shell, so all words are ours, and quoted."""
    worker = worker_of_cluster(root, settings)
    folders = {name: os.environ[name] for name in PASSED_ON if os.environ.get(name)}
    return {
        "submission_id": name,
        "entrypoint": f"cd {shlex.quote(str(Path.cwd()))} && exec {shlex.join(worker)}",
        "entrypoint_num_cpus": settings.cpus,
        "entrypoint_num_gpus": settings.gpus or None,
        "runtime_env": {
            "env_vars": {
                **{name: os.path.abspath(folder) for name, folder in folders.items()},
                "RAY_JOB_STOP_WAIT_TIME_S": str(STOP_SECONDS),
                teachers.VARIABLE: "",  # perhaps Ray was started where it was set
            }
        },
    }


def placed(name: str, job: dict[str, Any]) -> Placed | None:
    """One job of Ray's list; None if it has ended as it should, with its node, or was forgotten."""
    status, code = job.get("status"), job.get("driver_exit_code")
    if status == "RUNNING":
        return Placed(name, "running")
    if status == "PENDING":
        asked_at = job.get("start_time")
        age = time.time() - asked_at / 1000 if isinstance(asked_at, (int, float)) else 0.0
        return Placed(name, "waiting", "no resources free") if age < FORGOTTEN_SECONDS else None
    if status == "FAILED" and isinstance(code, int) and code > 0:  # below 0: it was killed
        return Placed(name, "refused", f"exit code {code}; read its log in Ray's dashboard")
    return None


def token(home: Path | None = None) -> str:
    """The cluster's token, from where Ray's own programs take it; "" where there is none.

    Raises GanError where the file cannot be read.
    """
    if os.environ.get("RAY_AUTH_MODE", "").lower() == "disabled":
        return ""
    if given := os.environ.get("RAY_AUTH_TOKEN", "").strip():
        return given
    path = os.environ.get("RAY_AUTH_TOKEN_PATH")
    file = Path(path) if path else (home or Path.home()) / ".ray" / "auth_token"
    if not path and not file.exists():
        return ""
    try:
        return file.read_text("utf-8").strip()
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or "not text"
        raise GanError(f"Ray's token in {file} cannot be read ({why}).") from error


def _ask(address: str, method: str, path: str, content: dict[str, Any] | None = None) -> Any:
    """Ray's answer. No redirect is followed and no proxy asked, which would learn the token."""
    connection, base = _connection(address)
    headers = {"Content-Type": "application/json"}
    if known := token():
        headers["Authorization"] = f"Bearer {known}"
    body = None if content is None else json.dumps(content).encode()
    try:
        connection.request(method, base + path, body, headers)
        answer = connection.getresponse()
        said = answer.read(MOST_ANSWERED)
        if answer.status == 200:
            return json.loads(said)
    except (OSError, http.client.HTTPException, ValueError) as error:
        words = getattr(error, "strerror", None) or type(error).__name__
        if isinstance(error, TimeoutError):
            words = f"no answer within {ANSWER_SECONDS:g} s"
        raise GanError(f"Ray cannot be asked at {connection.host} ({words}).") from error
    finally:
        connection.close()
    if answer.status in (401, 403):
        raise GanError(
            "Ray refuses the server's token; give the server the one of the cluster, in "
            "RAY_AUTH_TOKEN_PATH."
        )
    lines = said.decode("utf-8", "replace").strip().splitlines() or [f"status {answer.status}"]
    raise GanError(f"Ray says: {lines[-1][:300].rstrip('.')}.")


def _connection(address: str) -> tuple[http.client.HTTPConnection, str]:
    """A connection to Ray's dashboard, not yet opened, and the path below which it is."""
    kinds = {"http": http.client.HTTPConnection, "https": http.client.HTTPSConnection}
    with contextlib.suppress(ValueError):
        parts = urlsplit(address)
        if parts.scheme in kinds and parts.hostname:
            connect = kinds[parts.scheme]
            found = connect(parts.hostname, parts.port, timeout=ANSWER_SECONDS)
            return found, parts.path.rstrip("/")
    raise GanError(
        "RAY_ADDRESS is not the address of Ray's dashboard, such as http://127.0.0.1:8265; change "
        "it and start the server again."
    )
