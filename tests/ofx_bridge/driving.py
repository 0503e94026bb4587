"""Drives the test host (host/protocol.h): one process, one plugin, any number of instances."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self
from urllib.parse import quote

import numpy as np

from tests.ofx_bridge.building import Binaries

OK, FAILED, REPLY_DEFAULT = 0, 1, 14
FILTER, GENERAL = "OfxImageEffectContextFilter", "OfxImageEffectContextGeneral"
DEPTHS = {"uint8": "OfxBitDepthByte", "uint16": "OfxBitDepthShort", "float16": "OfxBitDepthHalf", "float32": "OfxBitDepthFloat"}
KINDS = {depth: kind for kind, depth in DEPTHS.items()}
COMPONENTS = {1: "OfxImageComponentAlpha", 3: "OfxImageComponentRGB", 4: "OfxImageComponentRGBA"}
MODELS = ("span", "compact", "rrdb", "rrdb-anime", "stablevsr", "lanczos", "identity", "own file", "star", "star-cogvideox")
SCALES = {2: 0, 3: 1, 4: 2, 1: 3}
AUTOMATIC, FAIL, PASS, CARD = range(4)


class HostError(Exception):
    """The host refused a request, or is gone."""


@dataclass(frozen=True)
class Rendered:
    """A render as the host saw it."""

    said: dict[str, Any]
    pixels: np.ndarray | None
    """(H, W, C), top row first; what the plugin did not write holds the host's pattern."""

    @property
    def status(self) -> int:
        return self.said["status"]

    @property
    def harm(self) -> tuple[int, int, int]:
        """Rows written to outside the window, rows with a written padding, ends of the buffer written beyond."""
        return self.said["outside"], self.said["padding"], self.said["ends"]


def area(prefix: str, box: tuple[int, int, int, int] | None) -> dict[str, int]:
    """A rectangle (left, bottom, right, top) as words of a request."""
    return {} if box is None else {prefix + name: edge for name, edge in zip(("x1", "y1", "x2", "y2"), box, strict=True)}


class Instance:
    """An instance of the effect."""

    def __init__(self, host: Host, name: str) -> None:
        self.host = host
        self.name = name

    def ask(self, verb: str, **words: Any) -> dict[str, Any]:
        return self.host.ask(verb, name=self.name, **words)

    def set(self, **values: Any) -> Self:
        """Set parameters, at all times."""
        for param, value in values.items():
            self.ask("set", param=param, value=value)
        return self

    def choose(self, model: str, scale: int = 2) -> Self:
        return self.set(model=MODELS.index(model), scale=SCALES[scale])

    def get(self, param: str) -> Any:
        return self.ask("get", param=param)["value"][0]

    def frame(self, time: int, pixels: np.ndarray | None, **layout: Any) -> Self:
        """Give the source a frame (H, W, C), top row first; None: the host has none for this time."""
        if pixels is None:
            self.ask("frame", time=time)
            return self
        height, width, channels = pixels.shape
        path = self.host.raw_file()
        np.ascontiguousarray(pixels[::-1]).tofile(path)
        depth, components = DEPTHS[pixels.dtype.name], COMPONENTS[channels]
        self.ask("frame", time=time, path=path, width=width, height=height, depth=depth, components=components, **layout)
        self.ask("clip", depth=depth, components=components)
        path.unlink()
        return self

    def frames(self, pictures: list[np.ndarray], **layout: Any) -> Self:
        """Frames from time 0; the clip has no more."""
        for time, pixels in enumerate(pictures):
            self.frame(time, pixels, **layout)
        self.ask("clip", first=0, last=len(pictures) - 1)
        return self

    def render(self, time: float = 0, **words: Any) -> Rendered:
        """Render now; `bounds` and `window` as (left, bottom, right, top) in pixels."""
        return self._read(*self._words(time, words), verb="render")

    def start(self, job: str, time: float = 0, **words: Any) -> None:
        """Render beside other things; `wait` gives the result."""
        asked, path = self._words(time, words)
        self.host.waiting[job] = (asked, path)
        self.ask("start", job=job, **asked)

    def wait(self, job: str) -> Rendered:
        asked, path = self.host.waiting.pop(job)
        return self._read(asked, path, verb="wait", job=job)

    def persistent(self) -> str:
        """The message that stands on the instance; empty for none."""
        return self.ask("persistent")["text"]

    def changed(self, param: str, **words: Any) -> int:
        return self.ask("changed", param=param, **words)["status"]

    def destroy(self) -> None:
        assert self.ask("destroy")["status"] == OK

    def _words(self, time: float, words: dict[str, Any]) -> tuple[dict[str, Any], Path]:
        asked = {**area("", words.pop("bounds", None)), **area("w", words.pop("window", None)), **words}
        path = self.host.raw_file()
        return {"time": time, "path": path, **asked}, path

    def _read(self, asked: dict[str, Any], path: Path, *, verb: str, **only: Any) -> Rendered:
        said = self.ask(verb, **(only or asked))
        left, bottom, right, top = said["bounds"]
        kind = KINDS[said["depth"]]
        pixels = np.fromfile(path, kind).reshape(top - bottom, right - left, -1)[::-1] if path.exists() else None
        path.unlink(missing_ok=True)
        return Rendered(said, pixels)


class Host:
    """A host process. Leaving it ends all in order, and fails on faults, leaks and whatever a sanitizer said."""

    def __init__(
        self,
        binaries: Binaries,
        folder: Path,
        *,
        profile: str = "ours",
        checked: bool = True,
        environment: dict[str, str] | None = None,
        **properties: Any,
    ) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.binaries = binaries
        self.folder = folder
        self.checked = checked
        self.waiting: dict[str, tuple[dict[str, Any], Path]] = {}
        self._files = 0
        self._asking = threading.Lock()
        words = {**os.environ, **binaries.environment(folder / "sanitizer"), **(environment or {})}
        words.setdefault("UPREZ_COMMAND", f'"{sys.executable}" -m uprez')
        self._said = (folder / "said.log").open("wb")
        self.process = subprocess.Popen(
            [binaries.host],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._said,
            env={k: v for k, v in words.items() if v},
            text=True,
        )
        self.ask("host", profile=profile, **properties)

    def ask(self, verb: str, **words: Any) -> dict[str, Any]:
        """A request and its answer."""
        line = " ".join([verb, *(f"{name}={quote(_word(value), safe='/:.,-')}" for name, value in words.items())])
        with self._asking:
            try:
                self.process.stdin.write(line + "\n")
                self.process.stdin.flush()
                answer = self.process.stdout.readline()
            except (BrokenPipeError, OSError):
                answer = ""
        if not answer:
            raise HostError(f"the host is gone ({self.process.wait(20)}):\n{self.reports()}\n{self.words()[-3000:]}")
        said = json.loads(answer)
        if not said["ok"]:
            raise HostError(said["error"])
        return said

    def load(self, path: Path | None = None, contexts: tuple[str, ...] = (FILTER,)) -> Self:
        """Open the plugin and describe it."""
        self.ask("open", path=path or self.binaries.plugin)
        assert self.ask("load")["status"] == OK
        assert self.ask("describe")["status"] == OK
        for name in contexts:
            assert self.ask("context", name=name)["status"] == OK
        return self

    def create(self, name: str = "a", context: str = FILTER, **words: Any) -> Instance:
        assert self.ask("create", name=name, context=context, **words)["status"] == OK
        return Instance(self, name)

    def unload(self) -> None:
        """Take the plugin out, as a host does that may load it again."""
        assert self.ask("unload")["status"] in (OK, REPLY_DEFAULT)
        self.ask("close")

    def faults(self) -> list[str]:
        return self.ask("faults")["faults"]

    def told(self) -> list[str]:
        """Texts of all messages since the last time."""
        return [message["text"] for message in self.ask("told")["messages"]]

    def raw_file(self) -> Path:
        self._files += 1
        return self.folder / f"{self._files}.raw"

    def words(self) -> str:
        """What the process printed."""
        return (self.folder / "said.log").read_text(errors="replace")

    def reports(self) -> str:
        """What a sanitizer found."""
        return "\n".join(path.read_text(errors="replace")[:6000] for path in sorted(self.folder.glob("sanitizer.*")))

    def kill(self) -> None:
        """End it as a crash would."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(20)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        try:
            if kind is None and self.process.poll() is None:
                self._leave()
        finally:
            with suppress(OSError):
                self.process.stdin.close()
            try:
                ended = self.process.wait(60)
            except subprocess.TimeoutExpired:
                self.kill()
                ended = -signal.SIGKILL
            self.process.stdout.close()
            self._said.close()
        if kind is None:
            assert not self.reports(), self.reports()
            assert not self.checked or ended in (0, -signal.SIGKILL), f"the host ended with {ended}:\n{self.words()[-3000:]}"

    def _leave(self) -> None:
        """Destroy, unload, and look at what is left."""
        for name in self.ask("instances")["instances"]:
            assert self.ask("destroy", name=name)["status"] in (OK, REPLY_DEFAULT)
        if self.ask("instances")["loaded"]:
            self.unload()
        if self.checked:
            assert self.faults() == []
            left = self.ask("counts")["counts"]
            assert not any(left.values()), left


def _word(value: Any) -> str:
    return str(int(value)) if isinstance(value, bool) else str(value)
