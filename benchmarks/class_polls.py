"""What does a class that is open cost the server? CPU of the state that every page asks for.

Each student's page asks once a second over a connection that stays open, and mostly hears 304. The
teacher opens a question every five seconds. Network and browsers are not in the figure.
"""

import dataclasses
import http.client
import json
import secrets
import statistics
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path

import psutil
import tyro

from benchmarks.report import write_report
from tests.playground.classroom.scripted_class import KilledServer

TARGET_PERCENT = 5.0
WARM_SECONDS = 10.0  # the server imports torch after its start


@dataclass(frozen=True)
class ClassPolls:
    """CPU of the polls of one class."""

    students: int = 30
    """Pages that ask once a second."""
    seconds: float = 30.0
    """Length of the measurement."""


def main(options: ClassPolls) -> None:
    with tempfile.TemporaryDirectory() as folder:
        server = KilledServer(Path(folder))
        server.start()
        try:
            time.sleep(WARM_SECONDS)
            idle = cpu_percent(server, options.seconds / 3)
            made = server.ask("POST", "/api/class", {"lesson": "", "page": ""})[1]
            waits: list[float] = []
            threads = [
                threading.Thread(target=poll, args=(server, made["class"], options, waits))
                for _ in range(options.students)
            ]
            for thread in threads:
                thread.start()
            teacher = threading.Thread(target=teach, args=(server, made, options))
            teacher.start()
            busy = cpu_percent(server, options.seconds - 2)
            for thread in (*threads, teacher):
                thread.join()
        finally:
            server.kill()
    report(options, idle, busy, waits)


def cpu_percent(server: KilledServer, seconds: float) -> float:
    """Per cent of one core that the server used over the next `seconds`."""
    process = psutil.Process(server.pid)
    before = sum(process.cpu_times()[:2])
    time.sleep(seconds)
    return 100 * (sum(process.cpu_times()[:2]) - before) / seconds


def poll(server: KilledServer, code: str, options: ClassPolls, waits: list[float]) -> None:
    """One student's page."""
    connection = http.client.HTTPConnection("localhost", server.port, timeout=10)
    address, tag = f"/api/class/{code}/state?student=s{secrets.token_hex(16)}&at=lab", ""
    time.sleep(secrets.randbelow(1000) / 1000)
    for _ in range(round(options.seconds)):
        began = time.monotonic()
        connection.request("GET", address, headers={"If-None-Match": tag})
        reply = connection.getresponse()
        reply.read()
        assert reply.status in (200, 304), reply.status
        waits.append(1000 * (time.monotonic() - began))
        tag = reply.getheader("etag") or tag
        time.sleep(max(0.0, began + 1 - time.monotonic()))
    connection.close()


def teach(server: KilledServer, made: dict[str, str], options: ClassPolls) -> None:
    """A question every five seconds, nine at most."""
    for _ in range(min(9, int(options.seconds / 5))):
        path = f"/api/class/{made['class']}/teacher"
        status, said = server.ask("POST", path, {"do": "next"}, made["token"])
        assert status == 200, json.dumps(said)
        time.sleep(5)


def report(options: ClassPolls, idle: float, busy: float, waits: list[float]) -> None:
    """Print the figures and keep them as JSON."""
    waits.sort()
    result = {
        "idle_percent": round(idle, 2), "percent": round(busy, 2),
        "polls": len(waits), "median_ms": round(statistics.median(waits), 2),
        "p95_ms": round(waits[int(0.95 * len(waits))], 2), "target_percent": TARGET_PERCENT,
    }  # fmt: skip
    write_report("class_polls", dataclasses.asdict(options), result)
    print(
        f"{options.students} pages: {result['percent']}% of a core (idle {result['idle_percent']}%,"
        f" target {TARGET_PERCENT}%); a poll takes {result['median_ms']} ms, p95"
        f" {result['p95_ms']} ms, {len(waits)} polls"
    )


if __name__ == "__main__":
    main(tyro.cli(ClassPolls))
