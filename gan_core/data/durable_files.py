"""The only module that writes state: a file is either the whole old one or the whole new one.

Order of a durable replacement: temporary file in the same folder, write, flush, fsync of the file,
rename over the target, fsync of the folder. A write that fails at any of these leaves the previous
file as it was, removes the temporary and becomes one sentence. JSON lines are appended with one
write each, so a reader meets whole lines and at most one torn line at the end.
"""

import contextlib
import errno
import json
import os
import secrets
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO

from gan_core import GanError

TEMPORARY_SUFFIX = ".tmp"
WINDOWS_PATIENCE = 2.0  # seconds
_FULL_DISK = {errno.ENOSPC, errno.EDQUOT} if hasattr(errno, "EDQUOT") else {errno.ENOSPC}


def write_with(path: Path, write: Callable[[BinaryIO], Any]) -> None:
    """Replace `path` by what `write(stream)` produces, durably and all at once.

    Raises GanError when the disk is full or the folder cannot be written; `path` is then unchanged.
    """
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(4)}{TEMPORARY_SUFFIX}")
    try:
        with open(temporary, "xb") as stream:
            write(stream)
            stream.flush()
            _sync_file(stream.fileno())
        _replace(temporary, path)
        _sync_folder(path.parent)
    except BaseException as error:
        with contextlib.suppress(OSError):
            temporary.unlink()
        # torch.save reports a full disk as RuntimeError from its C++ writer, not as OSError.
        if isinstance(error, (OSError, RuntimeError)):
            raise _write_error(path, error) from error
        raise


def write_bytes(path: Path, content: bytes) -> None:
    """Replace `path` by `content`, durably and all at once."""
    write_with(path, lambda stream: stream.write(content))


def write_json(path: Path, value: Any) -> None:
    """Replace `path` by `value` as indented JSON (UTF-8, non-finite numbers refused)."""
    write_bytes(path, (json.dumps(value, indent=2, allow_nan=False) + "\n").encode())


def read_json(path: Path) -> Any | None:
    """The value in `path`, or None when the file is absent, torn or not JSON."""
    try:
        return json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        return None


def append_json_line(path: Path, row: dict[str, Any]) -> None:
    """Append one row with one write. A torn line left by a crash is closed off first.

    Non-finite numbers are written as null: JSON has no word for them and browsers refuse NaN.
    """
    line = json.dumps(_finite(row), separators=(",", ":"), allow_nan=False).encode() + b"\n"
    try:
        with open(path, "a+b", buffering=0) as stream:
            size = stream.seek(0, os.SEEK_END)
            if size and _last_byte(stream, size) != b"\n":
                stream.truncate(_end_of_last_line(stream, size))
            start = stream.seek(0, os.SEEK_END)
            written = stream.write(line)
            if written != len(line):
                stream.truncate(start)
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    except OSError as error:
        raise _write_error(path, error) from error


def read_json_lines(path: Path, start: int = 0) -> tuple[list[dict[str, Any]], int]:
    """Whole rows of `path` from byte `start`, and the byte offset where the next read goes on.

    An unterminated last line is left for the next read; a line that is no JSON object is skipped.
    """
    try:
        with open(path, "rb") as stream:
            stream.seek(start)
            content = stream.read()
    except OSError:
        return [], start
    end = content.rfind(b"\n") + 1
    rows = []
    for line in content[:end].splitlines():
        with contextlib.suppress(ValueError, RecursionError):
            row = json.loads(line)
            if isinstance(row, dict):
                rows.append(row)
    return rows, start + end


def write_json_lines(path: Path, rows: list[dict[str, Any]]) -> None:
    """Replace `path` by these rows, durably and all at once."""
    lines = [json.dumps(_finite(row), separators=(",", ":"), allow_nan=False) for row in rows]
    write_bytes(path, "".join(line + "\n" for line in lines).encode())


def make_folder(path: Path) -> None:
    """Make a folder, and those above it, where they are missing."""
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise GanError(f"The folder {path} cannot be made ({error.strerror}).") from error


def remove(path: Path) -> None:
    """Delete a file that may already be gone."""
    with contextlib.suppress(FileNotFoundError):
        path.unlink()


def remove_temporaries(folder: Path) -> None:
    """Delete leftovers of writes that a crash cut short. Only the owner of `folder` may call it."""
    for leftover in folder.glob(f".*{TEMPORARY_SUFFIX}"):
        remove(leftover)


def _sync_file(descriptor: int) -> None:
    if hasattr(os, "fsync"):
        # macOS keeps fsync'ed data in the drive's cache; F_FULLFSYNC is what reaches the platter.
        with contextlib.suppress(ImportError, AttributeError, OSError):
            import fcntl

            fcntl.fcntl(descriptor, fcntl.F_FULLFSYNC)
            return
        os.fsync(descriptor)


def _replace(temporary: Path, path: Path) -> None:
    until = time.monotonic() + WINDOWS_PATIENCE
    while True:
        try:
            return os.replace(temporary, path)
        except PermissionError:
            # On Windows a file cannot be replaced during the moment in which somebody reads it.
            if os.name != "nt" or time.monotonic() > until:
                raise
            time.sleep(0.01)


def _sync_folder(folder: Path) -> None:
    if os.name == "nt":
        return  # Windows has no handle to sync a folder with; the rename itself is journalled.
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _last_byte(stream: Any, size: int) -> bytes:
    stream.seek(size - 1)
    return stream.read(1)


def _end_of_last_line(stream: Any, size: int) -> int:
    stream.seek(0)
    return stream.read(size).rfind(b"\n") + 1


def _finite(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _finite(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_finite(item) for item in value]
    if isinstance(value, float) and (value != value or value in (float("inf"), float("-inf"))):
        return None
    return value


def _write_error(path: Path, error: BaseException) -> GanError:
    # In place of an OSError torch.save raises what its C++ writer says about the missing bytes.
    error = error.__context__ if isinstance(error.__context__, OSError) else error
    full = getattr(error, "errno", None) in _FULL_DISK or "file write failed" in str(error)
    if full or "No space left" in str(error):
        return GanError(
            f"The disk is full: {path.name} was not written and its previous version is kept; "
            "free some space and resume."
        )
    return GanError(f"{path} could not be written ({error}); check the folder and resume.")
