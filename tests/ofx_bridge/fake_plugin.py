"""A plugin in Python, in place of the C++ one: it lends memory, asks for frames, and sends what the bridge needs."""

from __future__ import annotations

import array
import hashlib
import mmap
import os
import queue
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from uprez.ofx_bridge.messages import (
    Asked,
    Beat,
    CancelledAsk,
    Done,
    Drop,
    Failed,
    Free,
    Hello,
    Need,
    NewSlot,
    Progress,
    Refused,
    Sample,
    SourceFrame,
    Told,
    Welcome,
)
from uprez.ofx_bridge.wire import HEAD, decode, encode

LAST_WORDS = (Done, Failed, CancelledAsk)


@contextmanager
def bridge(folder: Path, *options: str, program=("-m", "uprez", "bridge"), **environment: str):
    """A real bridge in a state folder of its own, ready for plugins; killed in the end."""
    log = (folder.parent / f"{folder.name}.log").open("wb")
    given = {**os.environ, "UPREZ_STATE": str(folder), **environment}
    process = subprocess.Popen([sys.executable, *program, *options], env=given, stderr=log, stdin=subprocess.DEVNULL)
    process.log = Path(log.name)
    try:
        wait_for(lambda: (folder / "ofx-1.address").exists() or process.poll() is not None)
        yield process
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait(20)
        log.close()


def wait_for(check, seconds: float = 30.0):
    """Wait until `check()` gives something true, and give it."""
    until = time.monotonic() + seconds
    while not (found := check()):
        assert time.monotonic() < until, "it did not come in time"
        time.sleep(0.02)
    return found


def address_of(folder: Path) -> tuple[str, str, int]:
    """Address, token, process of the bridge of a state folder."""
    address, token, pid = (folder / "ofx-1.address").read_text().splitlines()
    return address, token, int(pid)


class FakeSlot:
    """Memory that is lent."""

    def __init__(self, number: int, size: int) -> None:
        self.number = number
        self.descriptor = os.memfd_create("fake", os.MFD_CLOEXEC)
        os.posix_fallocate(self.descriptor, 0, size)
        self.memory = mmap.mmap(self.descriptor, size)

    def view(self, shape, kind):
        """The slot's start as an array."""
        return np.frombuffer(self.memory, kind, int(np.prod(shape))).reshape(shape)


@dataclass
class Answer:
    """What came of an ask."""

    last: Done | Failed | CancelledAsk
    picture: np.ndarray | None
    progress: list[Progress]


class FakePlugin:
    """A connection to a bridge. A thread listens, and answers NEED; the test asks and waits."""

    def __init__(self, folder: Path, *, token: str | None = None, hello: bool = True) -> None:
        address, word, _ = address_of(folder)
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.socket.connect(address)
        self.slots: dict[int, FakeSlot] = {}
        self.idle: list[FakeSlot] = []
        self.sent: list[tuple[int, int]] = []
        self.freed: list[int] = []
        self.needs: list[int] = []
        self.beats: list[float] = []
        self.progress: dict[int, list[Progress]] = {}
        self.told: queue.Queue[Told] = queue.Queue()
        self.first: queue.Queue = queue.Queue()
        self.refused: Refused | None = None
        self.closed = threading.Event()
        self.answers_needs = True
        self._numbers = iter(range(1, 1 << 31))
        self._frames: dict[int, dict[tuple[int, int], np.ndarray]] = {}
        self._waiting: dict[int, queue.Queue] = {}
        self._saying = threading.Lock()
        threading.Thread(target=self._listen, daemon=True).start()
        if hello:
            self.say(Hello("fake 1", os.getpid(), "a test", word if token is None else token))
            self.welcome = self.first.get(timeout=20)

    def say(self, message, request: int = 0, *descriptors: int) -> None:
        self.raw(encode(message, request), *descriptors)

    def raw(self, data: bytes, *descriptors: int) -> None:
        beside = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", descriptors))] if descriptors else []
        with self._saying:
            self.socket.sendmsg([data], beside)

    def lend(self, size: int) -> FakeSlot:
        """A new slot."""
        slot = FakeSlot(next(self._numbers), size)
        self.slots[slot.number] = slot
        self.say(NewSlot(slot.number, size, ""), 0, slot.descriptor)
        return slot

    def take_back(self, slot: FakeSlot) -> None:
        del self.slots[slot.number]
        self.say(Drop(slot.number))

    def begin(self, frames, *, at=None, times=None, size=None, keys=None, out=None, **said) -> tuple[int, FakeSlot, tuple[int, ...]]:
        """Ask for frame `at` (position) of `frames`, each (C, H, W) float16 or float32; gives request, slot and shape of the result."""
        channels, height, width = frames[0].shape
        kind = frames[0].dtype
        out_width, out_height = size or (width, height)
        keys = keys or [key_of(frame) for frame in frames]
        times = times or list(range(len(frames)))
        shape = (channels, out_height, out_width)
        out = out or self._slot(int(np.prod(shape)) * kind.itemsize)
        request = next(self._numbers)
        self._frames[request] = dict(zip(keys, frames, strict=True))
        self._waiting[request] = queue.Queue()
        self.progress[request] = []
        fields = {"recipe": '{"model": "identity"}', "colour": "display", "alpha": int(channels == 4), "interactive": 0}
        fields |= {"time": times[len(frames) // 2 if at is None else at], "width": width, "height": height, "channels": channels}
        fields |= {"out_width": out_width, "out_height": out_height, "out_slot": out.number}
        fields |= {"sample": Sample.HALF if kind == np.float16 else Sample.SINGLE}
        listed = tuple((time, *key) for time, key in zip(times, keys, strict=True))
        self.say(Asked(**{**fields, **said}, frames=listed), request)
        return request, out, shape

    def wait(self, request: int, out: FakeSlot, shape, kind=np.float32, seconds: float = 60.0) -> Answer:
        """The answer to an ask."""
        last = self._waiting[request].get(timeout=seconds)
        assert last is not None, f"the connection ended: {self.refused}"
        picture = out.view(shape, kind).copy() if isinstance(last, Done) else None
        self.idle.append(out)
        return Answer(last, picture, self.progress[request])

    def ask(self, frames, **said) -> Answer:
        """Ask and wait."""
        return self.wait(*self.begin(frames, **said), kind=frames[0].dtype)

    def close(self) -> None:
        self.socket.shutdown(socket.SHUT_RDWR)
        self.socket.close()

    def _slot(self, size: int) -> FakeSlot:
        fitting = next((slot for slot in self.idle if len(slot.memory) >= size), None)
        if fitting is None:
            return self.lend(size)
        self.idle.remove(fitting)
        return fitting

    def _listen(self) -> None:
        while (head := self._exactly(HEAD.size)) is not None:
            _, _, kind, length, _, request = HEAD.unpack(head)
            body = self._exactly(length)
            if body is None:
                break
            self._hear(decode(kind, body), request)
        for waiting in self._waiting.values():
            waiting.put(None)
        self.first.put(None)
        self.closed.set()

    def _hear(self, message, request: int) -> None:
        match message:
            case Need():
                self.needs.append(len(message.keys))
                if self.answers_needs:
                    self.serve(request, message.keys)
            case Free():
                self.freed.append(message.slot)
                if message.slot in self.slots:
                    self.idle.append(self.slots[message.slot])
            case Progress():
                self.progress[request].append(message)
            case Beat():
                self.beats.append(time.monotonic())
            case Told():
                self.told.put(message)
            case Refused():
                self.refused = message
                self.first.put(message)
            case Welcome():
                self.first.put(message)
            case _ if isinstance(message, LAST_WORDS):
                self._waiting[request].put(message)

    def serve(self, request: int, keys) -> None:
        """Send the frames of these keys."""
        for key in keys:
            frame = self._frames[request][key]
            slot = self._slot(frame.nbytes)
            np.copyto(slot.view(frame.shape, frame.dtype), frame)
            self.sent.append(key)
            self.say(SourceFrame(*key, slot.number), request)

    def _exactly(self, count: int) -> bytes | None:
        data = b""
        while len(data) < count:
            try:
                part = self.socket.recv(count - len(data))
            except OSError:
                return None
            if not part:
                return None
            data += part
        return data


def key_of(frame: np.ndarray) -> tuple[int, int]:
    """What a frame is known by."""
    digest = hashlib.blake2b(np.ascontiguousarray(frame).data, digest_size=16, person=str(frame.shape).encode()[:16]).digest()
    return int.from_bytes(digest[:8], "little"), int.from_bytes(digest[8:], "little")
