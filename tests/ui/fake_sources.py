"""A fake of the service for the columns of the window: it answers as the contract says, from what it is told beforehand."""

import threading
import time
from collections.abc import Iterator
from typing import Any

import numpy as np

from uprez.plugin.client import Event, Picture, ServiceError

MOVIE: dict[str, Any] = {
    "path": "/shots/a.mov",
    "pattern": "",
    "size": {"width": 1920, "height": 1080},
    "frames": 240,
    "rate": "24000/1001",
    "variable_rate": False,
    "tag": {"primaries": "bt709", "transfer": "bt709", "matrix": "bt709", "range": "limited", "space": "", "chromaticities": []},
    "guessed": [],
    "bit_depth": 10,
    "is_float": False,
    "pixel_format": "yuv422p10le",
    "codec": "prores",
    "alpha": "none",
    "first_number": 0,
    "missing": [],
    "timecode": "01:00:00:00",
    "audio": [{"index": 1, "codec": "pcm_s24le", "channels": 2, "rate": 48000, "seconds": "10", "language": ""}],
    "is_sequence": False,
    "remarks": [],
}
INTERLACED: dict[str, Any] = {
    "kind": "interlaced",
    "needs_choice": True,
    "words": "The clip is interlaced, top field first.",
    "field": "deinterlace",
    "options": [{"value": True, "words": "Deinterlace it"}],
    "chosen": None,
}
UNTAGGED: dict[str, Any] = {
    "kind": "untagged",
    "needs_choice": True,
    "words": "The file does not say what its colours mean. They are taken as Rec.709.",
    "field": "colour",
    "options": [
        {"value": "", "words": "As assumed: Rec.709"},
        *({"value": name, "words": name} for name in ("sRGB - Texture", "Gamma 2.2 Rec.709 - Texture", "ACEScg", "Linear Rec.709 (sRGB)")),
    ],
    "chosen": None,
}
NOTE: dict[str, Any] = {
    "kind": "anamorphic",
    "needs_choice": False,
    "words": "Pixels are not square (64/45). The result keeps their shape.",
    "field": None,
    "options": [],
    "chosen": None,
}
_DIFFUSION = ["prompt", "negative_prompt", "strength", "steps", "scheduler", "quality"]
_ALL = ["prompt", "edit_prompt", "negative_prompt", "reference_images", "reference_video", "strength", "steps", "seed", "quality"]


def card(name: str, family: str, factor: int | None, title: str, **changes: Any) -> dict[str, Any]:
    """A model card."""
    base: dict[str, Any] = {"name": name, "title": title, "family": family, "factor": factor, "licence": "Apache-2.0", "notice": ""}
    base |= {"bytes": 858_584, "installed": True, "conditions": [], "needs": "About 6 GB of memory for HD.", "fits": True}
    return base | {"fit_words": "Fits this machine.", "speed_words": "About 2 frames a second for HD."} | changes


MODELS: list[dict[str, Any]] = [
    card("span-x2", "span", 2, "The default for clean footage at up to twice its size: faithful, fast, invents nothing"),
    card("span-x4", "span", 4, "The default for clean footage at up to four times its size: faithful, fast, invents nothing"),
    card(
        *("rrdb-x4", "rrdb", 4, "Strongly degraded photographic footage: cleans and invents texture, 40 times slower than span"),
        **{"licence": "BSD-3-Clause", "bytes": 33_488_860, "installed": False, "speed_words": "About 20 seconds a frame for HD."},
    ),
    card(
        *(
            "stablevsr",
            "stablevsr",
            4,
            "Clean footage that lacks detail: invents texture that stays in place from frame to frame, very slowly",
        ),
        **{"licence": "CreativeML Open RAIL-M", "notice": "Its licence is not stated by its authors. Read it before you deliver work."},
        **{"bytes": 3_900_000_000, "installed": False, "conditions": _DIFFUSION, "fits": False},
        **{"needs": "A GPU with 12 GB.", "fit_words": "No GPU here: it would take days.", "speed_words": "Minutes a frame."},
    ),
    card(
        *("guided", "guided", 4, "Footage that has references: follows pictures, a clip and words"),
        **{"conditions": _ALL, "bytes": 12_000_000_000},
    ),
    card("lanczos", "lanczos", None, "Classic resampling to any size: no network, no invention, the yardstick", bytes=0, licence=""),
]


class FakeService:
    """Answers at once, or after `delay` seconds. `asked` tells what it was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, Any]] = []
        self.delay = 0.0
        self.clips: dict[str, dict[str, Any]] = {}
        self.checks: dict[str, list[dict[str, Any]]] = {}
        self.errors: dict[str, ServiceError] = {}
        self.edits: dict[str, dict[str, Any]] = {}
        self.cards = [dict(each) for each in MODELS]
        self.fetching = threading.Event()
        self.fetching.set()
        self._closed = threading.Event()

    def close(self) -> None:
        self._closed.set()
        self.fetching.set()

    def events(self) -> Iterator[Event]:
        self._closed.wait(60)
        return iter(())

    def probe(self, source: dict[str, Any]) -> dict[str, Any]:
        self._note("probe", source)
        path = source["path"]
        if path in self.errors:
            raise self.errors[path]
        checks: list[dict[str, Any]] = []
        for check in self.checks.get(path, []):
            chosen = source.get(check["field"])
            checks.append({**check, "chosen": chosen, "needs_choice": check["needs_choice"] and chosen is None})
        return {"clip": {**MOVIE, "path": path, **self.clips.get(path, {})}, "checks": checks, "space": "Rec.1886 Rec.709 - Display"}

    def edit(self, path: str) -> dict[str, Any]:
        self._note("edit", path)
        if path in self.errors:
            raise self.errors[path]
        return self.edits[path]

    def picture(self, source: dict[str, Any], number: int, region: Any = None, fit: int | None = None) -> Picture:
        self._note("picture", (source["path"], number))
        width, height = fit or 160, round((fit or 160) * 9 / 16)
        across, down = np.linspace(0, 1, width), np.linspace(0, 1, height)
        hue = (sum(map(ord, source["path"])) % 100) / 100
        planes = np.stack(np.broadcast_arrays(across[None] * hue, down[:, None] * 0.7, (1 - across[None]) * (1 - hue)), axis=-1)
        return Picture(width, height, 3, "Rec.1886 Rec.709 - Display", width / 1920, planes.astype(np.float16).tobytes())

    def models(self) -> list[dict[str, Any]]:
        self._note("models", None)
        return self.cards

    def fetch_model(self, name: str, ticket: str) -> dict[str, Any]:
        self._note("fetch_model", (name, ticket))
        self.fetching.wait(20)
        card = next(card for card in self.cards if card["name"] == name)
        if ("cancel_task", ticket) in self.asked:
            raise ServiceError("Stopped.", kind="Cancelled", status=409)
        card["installed"] = True
        return card

    def cancel_task(self, ticket: str) -> None:
        self._note("cancel_task", ticket)
        self.fetching.set()

    def disk(self, folder: str) -> dict[str, Any]:
        self._note("disk", folder)
        return {"free_bytes": 412_000_000_000, "total_bytes": 1_000_000_000_000}

    def devices(self) -> list[dict[str, Any]]:
        self._note("devices", None)
        return [
            {"name": "cpu", "title": "Processor", "memory_bytes": 24 << 30, "free_bytes": 20 << 30, "runtimes": ["onnxruntime", "torch"]}
        ]

    def report(self) -> str:
        return "uprez, fake"

    def _note(self, name: str, what: Any) -> None:
        self.asked.append((name, what))
        if self.delay:
            time.sleep(self.delay)
