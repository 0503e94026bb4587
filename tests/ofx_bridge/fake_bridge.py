"""A fake bridge: speaks the wire by itself, in the standard library alone, and misbehaves as its first argument says.

Each picture that it gives is filled with the first sample of the frame that was asked for, so that a mix-up shows.
"""

from __future__ import annotations

import mmap
import os
import socket
import struct
import subprocess
import sys
import threading
import time
from array import array
from pathlib import Path

MODE = sys.argv[1]
STATE = Path(os.environ["UPREZ_STATE"])
TOKEN = "ab" * 32
HEAD = struct.Struct("<IHHIIQ")
ASKED = struct.Struct("<IIIIBBBBqII")
HELLO, SLOT, DROP, ASK, FRAME, CANCEL, BEAT, BAKE, PANEL, BYE = range(1, 11)
WELCOME, REFUSED, NEED, FREE, DONE, FAILED, CANCELLED, PROGRESS, TOLD = range(65, 74)


def starts() -> int:
    """How often a fake bridge was started here, this time included."""
    with (STATE / "starts").open("a") as file:
        file.write(f"{os.getpid()}\n")
    return len((STATE / "starts").read_text().splitlines())


def text(value: str) -> bytes:
    data = value.encode()
    return struct.pack("<I", len(data)) + data


class Guest:
    """One connection."""

    def __init__(self, connection: socket.socket, start: int) -> None:
        self.connection, self.start = connection, start
        self.slots: dict[int, mmap.mmap] = {}
        self.frames: dict[tuple[int, int], int] = {}
        self.asked: dict[int, dict] = {}
        self.lock = threading.Lock()
        self.taken: set[int] = set()  # output slots of requests without their last word

    def say(self, kind: int, request: int, body: bytes = b"", version: int = 1) -> None:
        with self.lock:
            self.connection.sendall(HEAD.pack(0x5A525055, version, kind, len(body), 0, request) + body)

    def read(self, size: int, descriptors: list[int]) -> bytes:
        data = b""
        while len(data) < size:
            piece, came, _flags, _address = socket.recv_fds(self.connection, size - len(data), 4)
            descriptors += came
            if not piece:
                raise EOFError
            data += piece
        return data

    def serve(self) -> None:
        try:
            while True:
                descriptors: list[int] = []
                magic, version, kind, length, _zero, request = HEAD.unpack(self.read(HEAD.size, descriptors))
                assert (magic, version) == (0x5A525055, 1)
                self.handle(kind, request, self.read(length, descriptors) if length else b"", descriptors)
        except (EOFError, OSError):
            self.connection.close()

    def handle(self, kind: int, request: int, body: bytes, descriptors: list[int]) -> None:
        if kind == HELLO:
            self.hello(body)
        elif MODE == "silent":
            pass
        elif kind == SLOT:
            slot, size = struct.unpack_from("<IQ", body)
            self.slots[slot] = mmap.mmap(descriptors[0], size)
            os.close(descriptors[0])
        elif kind == DROP:
            slot = struct.unpack("<I", body)[0]
            self.frames = {key: at for key, at in self.frames.items() if at != slot}
            self.slots.pop(slot).close()
        elif kind == ASK:
            self.ask(request, body)
        elif kind == FRAME:
            low, high, slot = struct.unpack("<QQI", body)
            if (low, high) in self.frames:
                self.say(FREE, 0, struct.pack("<I", slot))
            else:
                self.frames[low, high] = slot
            for waiting in list(self.asked):
                self.work(waiting)
        elif kind == CANCEL:
            self.cancel(request)
        elif kind == BEAT:
            self.say(BEAT, request)
        elif kind == BAKE:
            self.say(TOLD, request, text("Queued by the fake.") + text("/baked/fake.mov"))
        elif kind == PANEL:
            self.say(FAILED, request, text("No panel here.") + text("It is a fake.") + text("Go on."))

    def hello(self, body: bytes) -> None:
        if TOKEN.encode() not in body or MODE == "token":
            self.say(REFUSED, 0, text("The token is wrong.") + text("A fake says so.") + text("Start again."))
            self.connection.shutdown(socket.SHUT_RDWR)
        elif MODE == "version":
            self.say(WELCOME, 0, text("9") + struct.pack("<I", os.getpid()), version=2)
        else:
            self.say(WELCOME, 0, text("fake") + struct.pack("<I", os.getpid()))

    def ask(self, request: int, body: bytes) -> None:
        at = 0
        for _ in range(2):
            at += 4 + struct.unpack_from("<I", body, at)[0]
        width, height, out_width, out_height, channels, sample, _alpha, _now, when, out, count = ASKED.unpack_from(body, at)
        assert sample == 2 and width and height
        at += ASKED.size
        keys = {t: (low, high) for t, low, high in struct.iter_unpack("<qQQ", body[at : at + 24 * count])}
        if out in self.taken:
            self.say(FAILED, request, text("That output is still mine.") + text("") + text(""))
            return
        self.taken.add(out)
        wanted = {"key": keys[when], "keys": keys, "out": out, "samples": out_width * out_height * channels}
        self.asked[request] = wanted
        if MODE == "garbage":
            with self.lock:
                self.connection.sendall(bytes(range(256)))
            return
        missing = [key for key in dict.fromkeys(keys.values()) if key not in self.frames]
        if MODE == "dies-always" or (MODE == "dies" and self.start == 1):
            message = HEAD.pack(0x5A525055, 1, NEED, 4 + 16 * len(missing), 0, request)
            self.connection.sendall(message)  # and no body
            os._exit(9)
        self.say(NEED, request, struct.pack("<I", len(missing)) + b"".join(struct.pack("<QQ", *key) for key in missing))
        self.work(request)

    def work(self, request: int) -> None:
        wanted = self.asked[request]
        if (MODE == "cancel" and wanted["key"][0] == 1) or any(key not in self.frames for key in wanted["keys"].values()):
            return
        if MODE == "slow":
            for done in range(6):
                time.sleep(0.2)
                self.say(BEAT, 0)
                self.say(PROGRESS, request, text("upscale") + struct.pack("<II", done, 6))
        self.last_word(request)
        if MODE == "fails":
            self.say(FAILED, request, text("This frame failed.") + text("A fake says so.") + text("Use a real one."))
            return
        value = self.slots[self.frames[wanted["key"]]][:4]
        self.slots[wanted["out"]][: 4 * wanted["samples"]] = (array("f", value) * wanted["samples"]).tobytes()
        self.say(DONE, request, struct.pack("<IdI", wanted["out"], 0.01, 1) + text("made by a fake"))
        self.forget(len(wanted["keys"]))

    def last_word(self, request: int) -> None:
        self.taken.discard(self.asked.pop(request)["out"])

    def forget(self, window: int) -> None:
        """Keeps as many frames as the contract says."""
        needed = {key for wanted in self.asked.values() for key in wanted["keys"].values()}
        for key in [key for key in self.frames if key not in needed][: max(0, len(self.frames) - 2 * window)]:
            self.say(FREE, 0, struct.pack("<I", self.frames.pop(key)))

    def cancel(self, request: int) -> None:
        if request not in self.asked:
            return

        def later() -> None:
            time.sleep(1.0)
            self.last_word(request)
            self.say(CANCELLED, request)

        threading.Thread(target=later).start()


def listen(start: int) -> None:
    place = STATE / "ofx-1.sock"
    place.unlink(missing_ok=True)
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(str(place))
    listener.listen()
    temporary = STATE / "ofx-1.address.new"
    temporary.write_text(f"{place}\n{TOKEN}\n{os.getpid()}\n")
    temporary.replace(STATE / "ofx-1.address")
    while True:
        connection, _address = listener.accept()
        threading.Thread(target=Guest(connection, start).serve, daemon=True).start()


def main() -> None:
    assert sys.argv[-1] == "bridge"
    start = starts()
    if MODE == "never":
        sys.exit("The fake does not start.")
    if MODE == "hangs":
        time.sleep(30)
    if MODE == "second" and start == 1:  # another one was first: it shows itself a little later
        subprocess.Popen([sys.executable, "-I", __file__, "right", "bridge"])
        sys.exit(8)
    threading.Timer(60, os._exit, [0]).start()
    listen(start)


main()
