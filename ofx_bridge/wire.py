"""Messages between the plugin and the bridge, version 1: values to bytes and back, little-endian.

A message is a header of 24 bytes and a body, whose fields follow each other without padding; docs/ofx-wire.md lists them all.
"""

from __future__ import annotations

import struct
from dataclasses import fields
from enum import IntEnum
from typing import Any

from uprez.core.errors import UprezError
from uprez.ofx_bridge.messages import (
    Asked,
    Bake,
    Beat,
    Bye,
    Cancel,
    CancelledAsk,
    Done,
    Drop,
    Failed,
    Free,
    Hello,
    Message,
    Need,
    NewSlot,
    Panel,
    Progress,
    Refused,
    SourceFrame,
    Told,
    Welcome,
)

MAGIC = 0x5A525055
"""`UPRZ`, read as a little-endian number."""
VERSION = 1
LONGEST = 1 << 20
"""Bytes of a body at most."""
HEAD = struct.Struct("<IHHIIQ")
"""Magic, version, kind, bytes of the body, 0, request."""
_COUNT = struct.Struct("<I")


class WireError(UprezError):
    """What a guest sent cannot be right; it is told so, and the connection ends."""


def garbled(what: str, why: str = "") -> WireError:
    """The error for bytes that no plugin of this version sends."""
    return WireError(what, why=why, fix="Check that the plugin and uprez are of the same version; install the plugin again.")


class Kind(IntEnum):
    """What a message is; from 65 on the bridge sends them, below the plugin, BEAT both."""

    HELLO = 1
    SLOT = 2
    DROP = 3
    ASK = 4
    FRAME = 5
    CANCEL = 6
    BEAT = 7
    BAKE = 8
    PANEL = 9
    BYE = 10
    WELCOME = 65
    REFUSED = 66
    NEED = 67
    FREE = 68
    DONE = 69
    FAILED = 70
    CANCELLED = 71
    PROGRESS = 72
    TOLD = 73


_LAYOUTS: dict[type[Any], tuple[Kind, tuple[str, ...]]] = {
    Hello: (Kind.HELLO, ("s", "I", "s", "s")),
    NewSlot: (Kind.SLOT, ("I", "Q", "s")),
    Drop: (Kind.DROP, ("I",)),
    Asked: (Kind.ASK, ("s", "s", "I", "I", "I", "I", "B", "B", "B", "B", "q", "I", "*qQQ")),
    SourceFrame: (Kind.FRAME, ("Q", "Q", "I")),
    Cancel: (Kind.CANCEL, ()),
    Beat: (Kind.BEAT, ()),
    Bake: (Kind.BAKE, ("s", "s", "s", "q", "q")),
    Panel: (Kind.PANEL, ("s", "s")),
    Bye: (Kind.BYE, ()),
    Welcome: (Kind.WELCOME, ("s", "I")),
    Refused: (Kind.REFUSED, ("s", "s", "s")),
    Need: (Kind.NEED, ("*QQ",)),
    Free: (Kind.FREE, ("I",)),
    Done: (Kind.DONE, ("I", "d", "*s")),
    Failed: (Kind.FAILED, ("s", "s", "s")),
    CancelledAsk: (Kind.CANCELLED, ()),
    Progress: (Kind.PROGRESS, ("s", "I", "I")),
    Told: (Kind.TOLD, ("s", "s")),
}
"""Of each message its kind and its fields: `s` a string, `*` several with their count before, else as in `struct`."""
_KINDS = {kind: (message, layout) for message, (kind, layout) in _LAYOUTS.items()}


def encode(message: Message, request: int = 0) -> bytes:
    """A message with its header.

    Raises:
        ValueError: a field does not fit its place, or the body is too long.
    """
    kind, layout = _LAYOUTS[type(message)]
    try:
        body = b"".join(_packed(code, getattr(message, field.name)) for code, field in zip(layout, fields(message), strict=True))
        head = HEAD.pack(MAGIC, VERSION, kind, len(body), 0, request)
    except struct.error as error:
        raise ValueError(f"{kind.name}: {error}") from error
    if len(body) > LONGEST:
        raise ValueError(f"{kind.name}: {len(body)} bytes are more than a message holds")
    return head + body


def decode(kind: int, body: bytes) -> Message:
    """The message of a body.

    Raises:
        WireError: the kind is unknown, the body is too short or too long, or a string is no UTF-8.
    """
    if kind not in _KINDS:
        raise garbled(f"There is no message of kind {kind}.")
    message, layout = _KINDS[Kind(kind)]
    body_left = _Reader(body)
    try:
        values = [body_left.read(code) for code in layout]
    except (struct.error, UnicodeDecodeError, IndexError) as error:
        raise garbled(f"The message {Kind(kind).name} is damaged.", f"{error}.") from error
    if not body_left.at_end:
        raise garbled(f"The message {Kind(kind).name} is too long.")
    return message(*values)


def _packed(code: str, value: Any) -> bytes:
    if code == "s":
        data = str(value).encode("utf-8", "replace")
        return _COUNT.pack(len(data)) + data
    if code.startswith("*"):
        return _COUNT.pack(len(value)) + b"".join(_packed(code[1:], each) for each in value)
    return struct.pack(f"<{code}", *value) if len(code) > 1 else struct.pack(f"<{code}", value)


class _Reader:
    """Takes fields off a body, never beyond its end."""

    def __init__(self, body: bytes) -> None:
        self._body = body
        self._at = 0

    @property
    def at_end(self) -> bool:
        return self._at == len(self._body)

    def read(self, code: str) -> Any:
        if code == "s":
            start = self._at + _COUNT.size
            length: int = self.read("I")
            if length > len(self._body) - start:
                raise IndexError("a string ends after the message")
            self._at += length
            return self._body[start : start + length].decode("utf-8")
        if code.startswith("*"):
            count: int = self.read("I")
            if count > len(self._body) - self._at:  # each takes a byte at least
                raise IndexError("a list ends after the message")
            return tuple(self.read(code[1:]) for _ in range(count))
        part = struct.Struct(f"<{code}")
        values = part.unpack_from(self._body, self._at)
        self._at += part.size
        return values if len(code) > 1 else values[0]
