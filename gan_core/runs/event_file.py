"""TensorBoard's event files: records with checksums around protocol buffers of two kinds.

The format is that of TensorFlow's TFRecord (length, its checksum, data, its checksum) and of its
event.proto and summary.proto, of which a scalar and an image need a dozen fields. The checksum is
CRC-32C (RFC 3720, appendix B.4), rotated and shifted as TFRecord says. No torch in here.
"""

import struct
from typing import BinaryIO

VERSION = "brain.Event:2"  # the first record of every event file says so
_MASK = 0xA282EAD8
_POLYNOMIAL = 0x82F63B78  # CRC-32C, bits reversed


def _table() -> list[int]:
    table = []
    for byte in range(256):
        value = byte
        for _ in range(8):
            value = value >> 1 ^ (_POLYNOMIAL if value & 1 else 0)
        table.append(value)
    return table


_TABLE = _table()


def crc32c(data: bytes) -> int:
    """The CRC-32C of `data`."""
    value = 0xFFFFFFFF
    for byte in data:
        value = value >> 8 ^ _TABLE[(value ^ byte) & 0xFF]
    return value ^ 0xFFFFFFFF


def record(data: bytes) -> bytes:
    """One TFRecord."""
    length = struct.pack("<Q", len(data))
    return length + _masked(length) + data + _masked(data)


def scalar(tag: str, value: float) -> bytes:
    """A Summary.Value with a number."""
    return _bytes(1, tag.encode()) + _key(2, 5) + struct.pack("<f", value)


def image(tag: str, png: bytes, width: int, height: int, channels: int) -> bytes:
    """A Summary.Value with an image; `channels` is 1 for grey or 3 for colour."""
    sizes = _whole(1, height) + _whole(2, width) + _whole(3, channels)
    return _bytes(1, tag.encode()) + _bytes(4, sizes + _bytes(4, png))


class EventFile:
    """Writes events to a stream, in any order."""

    def __init__(self, stream: BinaryIO, started: float):
        """`started` is in seconds since 1970."""
        self._stream = stream
        self._write(struct.pack("<d", started), _bytes(3, VERSION.encode()))

    def add(self, at: float, step: int, *values: bytes) -> None:
        """Values of one step; `at` is when that was, in seconds since 1970."""
        summary = b"".join(_bytes(1, value) for value in values)
        self._write(struct.pack("<d", at), _whole(2, step) + _bytes(5, summary))

    def _write(self, wall_time: bytes, fields: bytes) -> None:
        self._stream.write(record(_key(1, 1) + wall_time + fields))


def _masked(data: bytes) -> bytes:
    crc = crc32c(data)
    return struct.pack("<I", ((crc >> 15 | crc << 17) + _MASK) & 0xFFFFFFFF)


def _key(field: int, kind: int) -> bytes:
    """The key of a field, whose kind of encoding is 0 varint, 1 double, 2 bytes, 5 float."""
    return _varint(field << 3 | kind)


def _whole(field: int, value: int) -> bytes:
    return _key(field, 0) + _varint(value)


def _bytes(field: int, value: bytes) -> bytes:
    return _key(field, 2) + _varint(len(value)) + value


def _varint(value: int) -> bytes:
    """Seven bits a byte, the lowest first; a set eighth bit says that more follow."""
    found = bytearray()
    while value > 0x7F:
        found.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*found, value])
