"""Ends a process and all that it has started, at once and without asking. No torch in here."""

import contextlib
import os
import signal
import subprocess
import sys

import psutil


def kill_tree(process: subprocess.Popen[bytes]) -> None:
    """Kill a process that leads a session of its own (`worker.detached`), with its children.

    A file that it is writing stays beside its place under a temporary name, so what is in place,
    such as the last checkpoint, is whole.
    """
    with contextlib.suppress(psutil.Error):  # also those that have left its group
        for child in psutil.Process(process.pid).children(recursive=True):
            with contextlib.suppress(psutil.Error):
                child.kill()
    if sys.platform != "win32":
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    process.kill()
