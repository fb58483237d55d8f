"""The only module that writes state: a file is always a complete old or a complete new version.

A durable replacement writes a temporary file in the same folder, flushes and fsyncs it, renames it
over the target, and fsyncs the folder. If any of these steps fails, the previous file is unchanged,
the temporary file is removed, and a GanError says why. JSON lines are appended with one write each,
so a reader finds complete lines and at most one incomplete line at the end; `append_durably` also
waits for the disk.
"""

import contextlib
import errno
import json
import os
import re
import secrets
import shutil
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO

from gan_core import GanError

TEMPORARY_SUFFIX = ".tmp"
WINDOWS_RETRY_SECONDS = 2.0
# Looks at no byte twice, however many brackets a hostile file has.
NUMBERS = re.compile(rb"\[[-+0-9.eE, ]++\]")
_FULL_DISK = {errno.ENOSPC, errno.EDQUOT} if hasattr(errno, "EDQUOT") else {errno.ENOSPC}


def write_with(path: Path, write: Callable[[BinaryIO], Any]) -> None:
    """Replace `path` by what `write(stream)` writes, durably and atomically.

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
        # torch.save reports a full disk as a RuntimeError, not as an OSError.
        if isinstance(error, (OSError, RuntimeError)):
            raise _write_error(path, error) from error
        raise


def write_bytes(path: Path, content: bytes) -> None:
    """Replace `path` by `content`, durably and atomically."""
    write_with(path, lambda stream: stream.write(content))


def link_or_copy(source: Path, path: Path) -> None:
    """Make `path` a second name of the file `source`, or a copy where the drive has no such names.

    For files that are replaced and never changed in place, like all that `write_with` writes.
    """
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(4)}{TEMPORARY_SUFFIX}")
    try:
        os.link(source, temporary)
        _replace(temporary, path)
        _sync_folder(path.parent)
    except OSError:
        _copy(source, path)
    finally:  # also where `path` had been a name of `source` before: then a rename does nothing
        with contextlib.suppress(OSError):
            temporary.unlink()


def write_json(path: Path, value: Any) -> None:
    """Replace `path` by `value` as indented JSON; raises ValueError for a non-finite number."""
    write_bytes(path, (json.dumps(value, indent=2, allow_nan=False) + "\n").encode())


def read_json(path: Path) -> Any | None:
    """The value in `path`, or None if the file is missing, incomplete or not JSON."""
    try:
        return json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        return None


def append_json_line(path: Path, row: dict[str, Any]) -> None:
    """Append one row with one write. An incomplete last line, left by a crash, is removed first.

    Non-finite numbers are written as null: JSON cannot express them and browsers reject NaN.
    """
    _append(path, row, durably=False)


def append_durably(path: Path, row: dict[str, Any]) -> None:
    """`append_json_line` that returns only when the row is on the disk, and leaves none if not."""
    _append(path, row, durably=True)


def sync(path: Path) -> None:
    """Flush a file that another process may have written before it died."""
    try:
        with open(path, "r+b") as stream:  # Windows flushes only what may be written
            _sync_file(stream.fileno())
    except OSError as error:
        raise _write_error(path, error) from error


def read_json_lines(
    path: Path, start: int = 0, arrays: bool = True
) -> tuple[list[dict[str, Any]], int]:
    """Complete rows of `path` from byte `start`, and the byte offset for the next read.

    An incomplete last line is left for the next read; a line that is no JSON object is skipped.
    Without `arrays`, arrays of numbers come back empty: parsing them takes most of the time.
    """
    try:
        with open(path, "rb") as stream:
            stream.seek(start)
            content = stream.read()
    except OSError:
        return [], start
    end = content.rfind(b"\n") + 1
    rows = []
    complete = content[:end] if arrays else NUMBERS.sub(b"[]", content[:end])
    for line in complete.splitlines():
        with contextlib.suppress(ValueError, RecursionError):
            row = json.loads(line)
            if isinstance(row, dict):
                rows.append(row)
    return rows, start + end


def write_json_lines(path: Path, rows: list[dict[str, Any]]) -> None:
    """Replace `path` by these rows, durably and atomically."""
    lines = [json.dumps(finite(row), separators=(",", ":"), allow_nan=False) for row in rows]
    write_bytes(path, "".join(line + "\n" for line in lines).encode())


def make_folder(path: Path) -> None:
    """Make a folder and its parents if they are missing."""
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise GanError(f"The folder {path} cannot be created ({error.strerror}).") from error


def remove(path: Path) -> None:
    """Delete a file if it exists."""
    with contextlib.suppress(FileNotFoundError):
        path.unlink()


def remove_temporaries(folder: Path) -> None:
    """Delete temporary files left by a crash. Only the owner of `folder` may call it."""
    for leftover in folder.glob(f".*{TEMPORARY_SUFFIX}"):
        remove(leftover)


def _copy(source: Path, path: Path) -> None:
    try:
        with open(source, "rb") as content:
            write_with(path, lambda stream: shutil.copyfileobj(content, stream))
    except OSError as error:
        raise GanError(f"{source} could not be read ({error.strerror}).") from error


def _append(path: Path, row: dict[str, Any], durably: bool) -> None:
    line = json.dumps(finite(row), separators=(",", ":"), allow_nan=False).encode() + b"\n"
    try:
        with open(path, "a+b", buffering=0) as stream:
            size = stream.seek(0, os.SEEK_END)
            if size and _last_byte(stream, size) != b"\n":
                stream.truncate(_end_of_last_line(stream, size))
            start = stream.seek(0, os.SEEK_END)
            try:
                if stream.write(line) != len(line):
                    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
                if durably:
                    _sync_file(stream.fileno())
            except OSError:
                stream.truncate(start)
                raise
        if durably and not start:
            _sync_folder(path.parent)  # a new file's name is in the folder
    except OSError as error:
        raise _write_error(path, error) from error


def _sync_file(descriptor: int) -> None:
    if sys.platform == "darwin":
        import fcntl

        # On macOS fsync leaves the data in the drive's cache; F_FULLFSYNC writes it to the disk.
        with contextlib.suppress(OSError):  # some file systems do not support it
            fcntl.fcntl(descriptor, fcntl.F_FULLFSYNC)
            return
    os.fsync(descriptor)


def _replace(temporary: Path, path: Path) -> None:
    until = time.monotonic() + WINDOWS_RETRY_SECONDS
    while True:
        try:
            return os.replace(temporary, path)
        except PermissionError:
            # Windows does not replace a file while another process reads it.
            if os.name != "nt" or time.monotonic() > until:
                raise
            time.sleep(0.01)


def _sync_folder(folder: Path) -> None:
    if os.name == "nt":
        return  # Windows cannot sync a folder; the rename itself is journalled
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


def finite(value: Any) -> Any:
    """`value` with None in place of every number that JSON cannot express."""
    if isinstance(value, dict):
        return {key: finite(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [finite(item) for item in value]
    if isinstance(value, float) and (value != value or value in (float("inf"), float("-inf"))):
        return None
    return value


def _write_error(path: Path, error: BaseException) -> GanError:
    # torch.save may replace the OSError by a RuntimeError about the missing bytes.
    error = error.__context__ if isinstance(error.__context__, OSError) else error
    full = getattr(error, "errno", None) in _FULL_DISK or "file write failed" in str(error)
    if full or "No space left" in str(error):
        return GanError(
            f"The disk is full: {path.name} was not written and its previous version is kept; "
            "free some space and resume."
        )
    return GanError(f"{path} could not be written ({error}); check the folder and resume.")
