"""Messages between the service and its processes: JSON and raw bytes over a pipe.

A message is two big-endian 32-bit lengths, then the JSON, then the bytes.
"""

from __future__ import annotations

import json
import struct
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, BinaryIO

_HEAD = struct.Struct(">II")


@dataclass(frozen=True, slots=True)
class Message:
    """One message."""

    fields: Mapping[str, Any]
    """JSON values."""
    payload: bytes = b""
    """Raw bytes that go with them: a picture."""


class Sender:
    """Writes messages to a pipe, from any thread."""

    def __init__(self, stream: BinaryIO) -> None:
        """`stream` is unbuffered or buffered; each message is flushed."""
        self._stream = stream
        self._lock = threading.Lock()

    def send(self, fields: Mapping[str, Any], payload: bytes | memoryview = b"") -> None:
        """Write one message.

        Raises:
            OSError: the other end is gone.
        """
        body = json.dumps(fields).encode()
        with self._lock:
            self._stream.write(_HEAD.pack(len(body), len(payload)) + body)
            self._stream.write(payload)
            self._stream.flush()


def receive(stream: BinaryIO) -> Message | None:
    """Read the next message; None when the other end is gone, also in the middle of one."""
    head = _exactly(stream, _HEAD.size)
    if head is None:
        return None
    body_length, payload_length = _HEAD.unpack(head)
    body, payload = _exactly(stream, body_length), _exactly(stream, payload_length)
    if body is None or payload is None:
        return None
    return Message(json.loads(body), payload)


def _exactly(stream: BinaryIO, count: int) -> bytes | None:
    parts: list[bytes] = []
    while count:
        part = stream.read(count)
        if not part:
            return None
        parts.append(part)
        count -= len(part)
    return parts[0] if len(parts) == 1 else b"".join(parts)
