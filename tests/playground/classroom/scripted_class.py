"""Students that answer as the pages do, over HTTP, and a server that is killed meanwhile.

Used by the test with three kills and by benchmarks/class_answers.py with fifty.
"""

import contextlib
import http.client
import json
import os
import random
import secrets
import subprocess
import sys
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from gan_core.data import durable_files
from tests.e2e.browser import ROOT, free_port


@dataclass
class Tally:
    """What came of it. Ids of answers whose storing was acknowledged, and what the file holds."""

    sent: int = 0
    kills: int = 0
    repeated: int = 0  # sendings after a lost or refused one
    acknowledged: list[str] = field(default_factory=list)
    in_file: Counter = field(default_factory=Counter)

    @property
    def lost(self) -> int:
        """Acknowledged answers that are not in the file."""
        return sum(each not in self.in_file for each in self.acknowledged)

    @property
    def doubled(self) -> int:
        """Answers that are in the file more than once."""
        return sum(count > 1 for count in self.in_file.values())


class KilledServer:
    """The whole app on one port, ended without warning and started again."""

    def __init__(self, folder: Path):
        self.folder, self.port = folder, free_port()
        self._process: subprocess.Popen | None = None

    def start(self) -> None:
        """Returns when the server answers."""
        command = [sys.executable, "-m", "streamlit", "run", str(ROOT / "playground" / "app.py")]
        with open(self.folder / "server.log", "ab") as log:
            self._process = subprocess.Popen(
                [*command, "--server.port", str(self.port)], cwd=ROOT, stdout=log, stderr=log,
                env={**os.environ, "GAN_RUNS": str(self.folder / "runs")},
            )  # fmt: skip
        until = time.monotonic() + 60
        while True:
            with contextlib.suppress(OSError, http.client.HTTPException):
                if self.ask("GET", "/_stcore/health")[0] == 200:
                    return
            assert self._process.poll() is None and time.monotonic() < until, "it did not start"
            time.sleep(0.05)

    @property
    def pid(self) -> int:
        """Of the server now."""
        assert self._process is not None
        return self._process.pid

    def kill(self) -> None:
        """SIGKILL, TerminateProcess on Windows: nothing is flushed, no handler runs."""
        assert self._process is not None
        self._process.kill()
        self._process.wait()

    def ask(self, method: str, path: str, body: Any = None, token: str = "") -> tuple[int, Any]:
        """Status and JSON of a request; OSError or HTTPException while nobody answers."""
        connection = http.client.HTTPConnection("localhost", self.port, timeout=10)
        try:
            headers = {"X-Class-Token": token} if token else {}
            if method != "GET":
                headers["X-Gan-Token"] = self.ask("GET", "/api/token")[1]["token"]
            content = None if body is None else json.dumps(body)
            connection.request(method, path, content, headers)
            reply = connection.getresponse()
            said = reply.read()
            is_json = "json" in (reply.getheader("content-type") or "")
            return reply.status, json.loads(said) if is_json else said
        finally:
            connection.close()


def run_class(folder: Path, students: int, each: int, seconds: float, kills: int) -> Tally:
    """One class whose students answer over `seconds` while the server is killed `kills` times.

    With many kills it takes longer: a server that has just been started is given 0 to 0.5 s.
    """
    server, tally = KilledServer(folder), Tally()
    server.start()
    status, made = server.ask("POST", "/api/class", {"lesson": "", "page": ""})
    assert status == 200, made
    code, token = made["class"], made["token"]
    wish = {"do": "open all"}
    assert server.ask("POST", f"/api/class/{code}/teacher", wish, token)[0] == 200
    threads = [
        threading.Thread(target=_student, args=(server, code, each, seconds, tally, number))
        for number in range(students)
    ]
    for thread in threads:
        thread.start()
    chance = random.Random(0)
    while tally.kills < kills and any(thread.is_alive() for thread in threads):
        time.sleep(chance.uniform(0, 0.5))
        server.kill()
        tally.kills += 1
        server.start()
    for thread in threads:
        thread.join()
    server.kill()  # so that only what is on the file system counts
    rows, _ = durable_files.read_json_lines(folder / "runs" / "classes" / code / "answers.jsonl")
    tally.in_file = Counter(row["id"] for row in rows)
    return tally


def _student(
    server: KilledServer, code: str, each: int, seconds: float, tally: Tally, number: int
) -> None:
    chance = random.Random(number)
    student = "s" + secrets.token_hex(16)
    for index in range(each):
        time.sleep(chance.uniform(0, 2 * seconds / each))
        body = {
            "id": secrets.token_hex(16), "student": student, "question": f"aloud-{index % 8 + 1}",
            "option": chance.choice("abcd"), "vote": 1 + index // 8 % 2, "seed": number,
            "result": {"js": chance.random()},
        }  # fmt: skip
        tally.sent += 1
        while not _stored(server, code, body):
            tally.repeated += 1
            time.sleep(chance.uniform(0.05, 0.3))
        tally.acknowledged.append(body["id"])


def _stored(server: KilledServer, code: str, body: dict[str, Any]) -> bool:
    with contextlib.suppress(OSError, http.client.HTTPException, ValueError):
        status, said = server.ask("POST", f"/api/class/{code}/answer", body)
        assert status in (200, 429, 500), said
        return status == 200 and said["stored"] == body["id"]
    return False
