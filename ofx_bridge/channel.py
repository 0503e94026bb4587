"""The way between the bridge and one guest: a Unix socket, or a named pipe on Windows."""

from __future__ import annotations

import array
import os
import secrets
import socket
import struct
import sys
import tempfile
import threading
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from uprez.ofx_bridge.messages import Message
from uprez.ofx_bridge.wire import (
    HEAD,
    LONGEST,
    MAGIC,
    VERSION,
    Kind,
    decode,
    encode,
    garbled,
)

LONGEST_PATH = 100
"""Bytes of a socket's path; macOS takes 104, with the end mark."""
_WAITING = 16
"""Guests that may wait to be let in."""
_PATIENCE = 5.0
"""Seconds that a guest may leave full buffers unread before it counts as gone; answers are small, and a stopped host's fill slowly."""
_DESCRIPTORS = 4
"""Descriptors that there is room for beside a message; all but the one of a SLOT are closed."""
_LOCAL_PEERCRED = 1
"""macOS's option for who is at the other end: version and user first."""
_CLOSE_ON_EXEC: int = getattr(socket, "MSG_CMSG_CLOEXEC", 0)


@dataclass(frozen=True, slots=True)
class Heard:
    """A message that came in."""

    message: Message
    request: int
    descriptor: int | None = None
    """Of a SLOT; whoever takes the message closes it."""


class Channel(Protocol):
    """A connection to one guest. One thread hears, any may say."""

    def hear(self) -> Heard | None:
        """Wait for the next message; None when the guest is gone, or speaks no language of ours.

        Raises:
            WireError: the guest said what cannot be right.
        """
        ...

    def say(self, message: Message, request: int = 0) -> bool:
        """Send a message; False when the guest is gone."""
        ...

    def hang_up(self) -> None:
        """End the connection; a thread that hears then hears None."""
        ...

    def close(self) -> None:
        """Give up what the connection holds; for the thread that hears, when it has heard all."""
        ...


class Listener(Protocol):
    """Where guests knock."""

    address: str

    def accept(self) -> Channel:
        """Wait for the next guest.

        Raises:
            OSError: the listener is closed.
        """
        ...

    def close(self) -> None:
        """Let nobody in any more, and leave nothing behind."""
        ...


def listen(path: Path) -> Listener:
    """Listen at `path`, or nearby where that is too long for a socket; on Windows at a pipe with a random name.

    Raises:
        OSError: it cannot be done there.
    """
    return PipeListener() if sys.platform == "win32" else UnixListener(path)


class UnixListener:
    """Listens at a Unix socket that only this user can reach."""

    def __init__(self, path: Path) -> None:
        """What a dead bridge left at `path` is replaced: the caller holds the lock."""
        self._folder: str | None = None
        if len(os.fsencode(path)) > LONGEST_PATH:
            self._folder = tempfile.mkdtemp(prefix="uprez-")
            path = Path(self._folder) / "ofx.sock"
        path.unlink(missing_ok=True)
        self.address = str(path)
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._socket.bind(self.address)
        path.chmod(0o600)
        self._socket.listen(_WAITING)

    def accept(self) -> Channel:
        """See `Listener.accept`; other users are not let in."""
        while True:
            connection, _ = self._socket.accept()
            if _user_of(connection) == os.getuid():
                return UnixChannel(connection)
            connection.close()

    def close(self) -> None:
        """See `Listener.close`."""
        self._socket.close()
        with suppress(OSError):
            os.unlink(self.address)
            if self._folder is not None:
                os.rmdir(self._folder)


class UnixChannel:
    """A connection over a Unix socket."""

    def __init__(self, connection: socket.socket) -> None:
        """`connection` becomes the channel's own."""
        seconds, rest = divmod(_PATIENCE, 1)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, struct.pack("@ll", int(seconds), int(rest * 1e6)))
        self._socket = connection
        self._saying = threading.Lock()

    def hear(self) -> Heard | None:
        """See `Channel.hear`."""
        descriptors: list[int] = []
        heard: Heard | None = None
        try:
            head = self._exactly(HEAD.size, descriptors)
            if head is None or (length := _length_of(head)) is None:
                return None
            body = self._exactly(length)
            if body is None:
                return None
            heard = _heard(head, body, descriptors)
            return heard
        finally:
            for descriptor in descriptors:
                if heard is None or descriptor != heard.descriptor:
                    os.close(descriptor)

    def say(self, message: Message, request: int = 0) -> bool:
        """See `Channel.say`."""
        data = encode(message, request)
        with self._saying:
            try:
                self._socket.sendall(data)
            except OSError:
                self.hang_up()  # perhaps in the middle of a message: nothing more may follow
                return False
        return True

    def hang_up(self) -> None:
        """See `Channel.hang_up`."""
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """See `Channel.close`."""
        self.hang_up()
        self._socket.close()

    def _exactly(self, count: int, descriptors: list[int] | None = None) -> bytes | None:
        """So many bytes, and the descriptors that ride with them; None when the guest is gone."""
        data = bytearray()
        while len(data) < count:
            try:
                if descriptors is None:
                    part = self._socket.recv(count - len(data))
                else:
                    room = socket.CMSG_SPACE(_DESCRIPTORS * array.array("i").itemsize)
                    part, beside, _, _ = self._socket.recvmsg(count - len(data), room, _CLOSE_ON_EXEC)
                    descriptors += _riding(beside)
            except OSError:
                return None
            if not part:
                return None
            data += part
        return bytes(data)


def _user_of(connection: socket.socket) -> int:
    """The user at the other end."""
    if sys.platform == "darwin":
        return int(struct.unpack("=II", connection.getsockopt(0, _LOCAL_PEERCRED, 8))[1])
    return int(struct.unpack("@iII", connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12))[1])


def _riding(beside: list[tuple[int, int, bytes]]) -> list[int]:
    found = array.array("i")
    for level, kind, data in beside:
        if level == socket.SOL_SOCKET and kind == socket.SCM_RIGHTS:
            found.frombytes(data[: len(data) - len(data) % found.itemsize])
    return list(found)


class PipeListener:
    """Listens at a named pipe of Windows, whose messages are ours one to one."""

    def __init__(self) -> None:
        """The pipe's name is random; the address file tells it."""
        from multiprocessing import connection

        self.address = rf"\\.\pipe\uprez-ofx-{secrets.token_hex(16)}"
        self._listener = connection.Listener(self.address, "AF_PIPE", _WAITING)

    def accept(self) -> Channel:
        """See `Listener.accept`."""
        return PipeChannel(self._listener.accept())

    def close(self) -> None:
        """See `Listener.close`."""
        self._listener.close()


class PipeChannel:
    """A connection over a named pipe."""

    def __init__(self, connection: Any) -> None:
        """`connection` is a `multiprocessing.connection.PipeConnection`, and becomes the channel's own."""
        self._pipe = connection
        self._saying = threading.Lock()

    def hear(self) -> Heard | None:
        """See `Channel.hear`."""
        try:
            data: bytes = self._pipe.recv_bytes(HEAD.size + LONGEST)
        except (OSError, EOFError):
            return None
        if len(data) < HEAD.size or (length := _length_of(data[: HEAD.size])) is None:
            return None
        if length != len(data) - HEAD.size:
            raise garbled("A message has another length than it says.")
        return _heard(data[: HEAD.size], data[HEAD.size :], [])

    def say(self, message: Message, request: int = 0) -> bool:
        """See `Channel.say`."""
        data = encode(message, request)
        with self._saying:
            try:
                self._pipe.send_bytes(data)
            except OSError:
                return False
        return True

    def hang_up(self) -> None:
        """See `Channel.hang_up`; a pipe has nothing short of closing it."""
        self.close()

    def close(self) -> None:
        """See `Channel.close`."""
        with suppress(OSError):
            self._pipe.close()


def _length_of(head: bytes) -> int | None:
    """Bytes of the body that follows a header; None when it is none of ours.

    Raises:
        WireError: another version, or too long.
    """
    magic, version, _, length, _, _ = HEAD.unpack(head)
    if magic != MAGIC:
        return None
    if version != VERSION:
        raise garbled(f"The plugin speaks version {version} of the bridge's language, uprez version {VERSION}.")
    if length > LONGEST:
        raise garbled("A message is too long.", f"It says that it has {length} bytes; {LONGEST} are allowed.")
    return int(length)


def _heard(head: bytes, body: bytes, descriptors: list[int]) -> Heard:
    _, _, kind, _, _, request = HEAD.unpack(head)
    wanted = kind == Kind.SLOT and bool(descriptors)
    return Heard(decode(kind, body), request, descriptors[0] if wanted else None)
