"""A disk that counts its calls and lets one of them fail."""

import builtins
import errno
import os

import pytest

from gan_core import GanError
from gan_core.data import durable_files


class Disk:
    """Records the calls that reach the disk; the `fail_at`-th one fails with `error`."""

    def __init__(self, monkeypatch, fail_at=None, error=errno.ENOSPC):
        self.calls, self.fail_at, self.error = [], fail_at, error
        monkeypatch.setattr(durable_files, "open", self.open, raising=False)
        for name in ("fsync", "replace"):
            monkeypatch.setattr(os, name, self.counted(name, getattr(os, name)))
        self.folder_open = os.open
        monkeypatch.setattr(os, "open", self.counted("open folder", os.open))

    def count(self, name):
        self.calls.append(name)
        if len(self.calls) == self.fail_at:
            raise OSError(self.error, os.strerror(self.error))

    def counted(self, name, function):
        def call(*arguments, **options):
            self.count(name)
            return function(*arguments, **options)

        return call

    def open(self, path, mode="rb", **options):
        if mode == "rb":
            return builtins.open(path, mode)
        self.count("open")
        return Stream(self, builtins.open(path, mode, **options))


class Stream:
    """A file whose writes and flushes are counted."""

    def __init__(self, disk, stream):
        self.disk, self.stream = disk, stream

    def write(self, content):
        self.disk.count("write")
        return self.stream.write(content)

    def flush(self):
        self.disk.count("flush")
        self.stream.flush()

    def __getattr__(self, name):
        return getattr(self.stream, name)

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.stream.close()


def calls_of(write, path):
    """The names of the calls of `write(path)` that reach the disk."""
    with pytest.MonkeyPatch.context() as patch:
        disk = Disk(patch)
        write(path)
    return disk.calls


def fail_once(write, path, fail_at, error=errno.ENOSPC):
    """The message of the GanError of a write whose `fail_at`-th call fails."""
    with pytest.MonkeyPatch.context() as patch:
        Disk(patch, fail_at, error)
        with pytest.raises(GanError) as caught:
            write(path)
    return str(caught.value)
