"""The second process of `check-share`, and how the first one asks it.

It may run on another machine: it is started by a command, reads requests from its standard input
and answers on its standard output, one JSON object a line, which `ssh` and `srun` carry. Requests
are numbered: an answer that nobody waited for is passed over, and so is what a login prints.
"""

import contextlib
import json
import os
import platform
import queue
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from filelock import Timeout

from gan_core import GanError
from gan_core.data import process_lock

START_SECONDS = 60.0  # a login on a busy cluster takes long
PAUSE = 0.02  # between two looks at a name
VERSION_COPIES = 2000  # a version of the replaced file says its number so often


class Partner:
    """The second process, seen from the first. Ends with the `with` block."""

    def __init__(self, folder: Path, start: Sequence[str] = ()):
        """`start` begins a Python on another machine; without it this one's Python is started."""
        command = [*(start or [sys.executable]), "-m", "gan_core.data.share_partner"]
        self._stderr = tempfile.TemporaryFile()
        try:
            self._process = subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._stderr,
                text=True, encoding="utf-8", errors="replace",
            )  # fmt: skip
        except OSError as error:
            raise GanError(f"{command[0]} could not be started ({error.strerror}).") from error
        self._answers: queue.Queue[str] = queue.Queue()
        self._number = 0
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()
        try:
            self.about = self.ask("meet", START_SECONDS, folder=str(folder))
        except BaseException:
            self.close()
            raise

    def ask(self, do: str, timeout: float = 30.0, **details: Any) -> dict[str, Any]:
        """Its answer. Raises GanError when it has ended or says nothing for `timeout` seconds,
        OSError where the folder refused it something.
        """
        self.begin(do, **details)
        return self.result(timeout)

    def begin(self, do: str, **details: Any) -> None:
        """Ask for something that it is to do while this process does its own part."""
        self._number += 1
        with contextlib.suppress(OSError):  # it has ended: the answer says so
            assert self._process.stdin is not None
            request = {"number": self._number, "do": do, **details}
            self._process.stdin.write(json.dumps(request) + "\n")
            self._process.stdin.flush()

    def result(self, timeout: float = 30.0) -> dict[str, Any]:
        """The answer to what was begun; raises as `ask` does."""
        until = time.monotonic() + timeout
        while True:
            try:
                line = self._answers.get(timeout=max(0.0, until - time.monotonic()))
            except queue.Empty:
                raise GanError(f"The second process did not answer within {timeout:g} s.") from None
            if not line:
                raise GanError(f"The second process ended{self._last_words()}")
            with contextlib.suppress(ValueError):
                answer = json.loads(line)
                if isinstance(answer, dict) and answer.get("number") == self._number:
                    break
        if "error" in answer:
            raise OSError(*answer["error"])
        return answer

    def crash(self) -> None:
        """Let it end without warning, where it runs: killing `ssh` would only close its input."""
        self.begin("crash")
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(START_SECONDS)

    def close(self) -> None:
        """End it."""
        self._process.kill()
        self._process.wait()
        for stream in (self._process.stdin, self._stderr):
            with contextlib.suppress(OSError):
                stream.close()  # type: ignore[union-attr]
        self._listener.join(5)  # not for ever: a child of `ssh` may keep the output open

    def __enter__(self) -> "Partner":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _listen(self) -> None:
        assert self._process.stdout is not None
        with self._process.stdout as output, contextlib.suppress(ValueError, OSError):
            for line in output:
                self._answers.put(line)
        self._answers.put("")

    def _last_words(self) -> str:
        self._stderr.seek(0)
        lines = self._stderr.read().decode(errors="replace").strip().splitlines()
        return f": {lines[-1][:300]}" if lines else "."


class SecondProcess:
    """What the second process does when asked: a method for each request, which answers it."""

    def __init__(self) -> None:
        self.folder = Path()
        self.held: Any = None

    def meet(self, folder: str) -> dict[str, Any]:
        self.folder = Path(folder)
        uid = os.geteuid() if hasattr(os, "geteuid") else None
        return {"host": platform.node(), "uid": uid, "there": self.folder.is_dir()}

    def crash(self) -> dict[str, Any]:
        os._exit(1)  # nothing is released or cleaned up

    def clock(self) -> dict[str, Any]:
        return {"time": time.time()}

    def is_held(self, name: str) -> dict[str, Any]:
        return {"held": process_lock.is_held(self.folder / name)}

    def hold(self, name: str) -> dict[str, Any]:
        lock = process_lock.process_lock(self.folder / name)
        try:
            lock.acquire(timeout=0)
        except Timeout:
            return {"got": False, "lease": process_lock.is_lease(lock)}
        self.held = lock
        return {"got": True, "lease": process_lock.is_lease(lock)}

    def release(self) -> dict[str, Any]:
        if self.held is not None:
            self.held.release()
        return {}

    def create(self, name: str) -> dict[str, Any]:
        return {"mine": create_new(self.folder / name)}

    def append(self, name: str, seconds: float) -> dict[str, Any]:
        return {"lines": append_lines(self.folder / name, "b", seconds)}

    def read_versions(self, name: str, last: int, seconds: float) -> dict[str, Any]:
        """Read the file over and over, until its last version."""
        counts = {"reads": 0, "missing": 0, "torn": 0}
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            counts["reads"] += 1
            try:
                found = (self.folder / name).read_bytes()
            except PermissionError:  # Windows, in the moment of replacing
                continue
            except OSError:
                counts["missing"] += 1
                continue
            if not found or found != found[:6] * VERSION_COPIES:
                counts["torn"] += 1
            elif int(found[:6]) == last:
                break
        return counts

    def look(self, name: str) -> dict[str, Any]:
        return {"there": (self.folder / name).exists()}

    def wait_for(self, name: str, content: str, seconds: float) -> dict[str, Any]:
        """Whether a file appears, with this content, within so many seconds."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            with contextlib.suppress(OSError):
                if (self.folder / name).read_text("utf-8") == content:
                    return {"seen": True}
            time.sleep(PAUSE)
        return {"seen": False}

    def wait_for_name(self, name: str, seconds: float) -> dict[str, Any]:
        until = time.monotonic() + seconds
        while not (seen := (self.folder / name).exists()) and time.monotonic() < until:
            time.sleep(PAUSE)
        return {"seen": seen}

    def change(self, name: str) -> dict[str, Any]:
        """Write into a file of the first process, and delete it."""
        with open(self.folder / name, "ab") as stream:
            stream.write(b"changed")
        (self.folder / name).unlink()
        return {}


def create_new(path: Path) -> bool:
    """Whether this process, of two that try, is the one that creates the file."""
    try:
        with open(path, "x"):
            return True
    except FileExistsError:
        return False


def append_lines(path: Path, mark: str, seconds: float) -> int:
    """How many numbered lines of different lengths were appended in that time, a write each."""
    until, number = time.monotonic() + seconds, 0
    with open(path, "ab", buffering=0) as stream:
        while time.monotonic() < until:
            stream.write(b"%s %d %s\n" % (mark.encode(), number, b"." * (number % 90)))
            number += 1
            time.sleep(0.0005)  # so that the two really alternate
    return number


def version(number: int) -> bytes:
    """The content of a version of the file that is replaced while the second process reads it."""
    return b"%06d" % number * VERSION_COPIES


def main() -> None:
    """Answer until the first process closes the pipe."""
    second = SecondProcess()
    for line in sys.stdin:
        request = json.loads(line)
        number, do = request.pop("number"), request.pop("do")
        method: Callable[..., dict[str, Any]] = getattr(second, do)
        try:
            answer = method(**request)
        except OSError as error:
            answer = {"error": [error.errno, error.strerror or str(error)]}
        print(json.dumps({"number": number, **answer}), flush=True)


if __name__ == "__main__":
    main()
