"""A fake of the service for the columns of the window: it answers as the contract says, from what it is told beforehand."""

import threading
import time
from collections.abc import Iterator
from typing import Any

import numpy as np
from PySide6.QtCore import QBuffer, QIODevice
from PySide6.QtGui import QColor, QImage

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
_ALL = ["prompt", "negative_prompt", "reference_images", "reference_video", "strength", "steps", "seed", "quality", "scheduler"]

_BASE = ["edit_prompt", "negative_prompt", "reference_images", "edit_strength", "steps", "seed", "mask", "scheduler"]


NOTE_OF_FARM = "Every worker is taken to be as fast as this machine, and free at once."


def card(name: str, family: str, factor: int | None, title: str, **changes: Any) -> dict[str, Any]:
    """A model card."""
    base: dict[str, Any] = {"name": name, "title": title, "family": family, "factor": factor, "licence": "Apache-2.0", "notice": ""}
    base |= {"schedulers": [], "bytes": 858_584, "installed": True, "conditions": [], "needs": "About 6 GB of memory for HD.", "fits": True}
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
        **{"bytes": 3_900_000_000, "installed": False, "conditions": _DIFFUSION, "fits": False, "schedulers": ["ddpm", "ddim"]},
        **{"needs": "A GPU with 12 GB.", "fit_words": "No GPU here: it would take days.", "speed_words": "Minutes a frame."},
    ),
    card(
        *("guided", "guided", 4, "Footage that has references: follows pictures, a clip and words"),
        **{"conditions": _ALL, "bytes": 12_000_000_000, "schedulers": ["plms", "unipc", "euler"]},
    ),
    card(
        *("wan-vace", "wan-vace", None, "Edits at low resolution: changes what a prompt names"),
        **{"conditions": _BASE, "bytes": 19_000_000_000, "installed": False, "schedulers": ["plms", "unipc", "euler"]},
    ),
    card("lanczos", "lanczos", None, "Classic resampling to any size: no network, no invention, the yardstick", bytes=0, licence=""),
]


def cut_picture() -> bytes:
    """A PNG, blue and half seen."""
    picture = QImage(12, 8, QImage.Format.Format_ARGB32)
    picture.fill(QColor(0, 0, 255, 128))
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    picture.save(buffer, "PNG")  # pyright: ignore[reportCallIssue, reportArgumentType]
    return bytes(buffer.data().data())


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
        self.edited: set[str] = set()
        self.network = ""
        self.farms = True
        self.measuring = threading.Event()
        self.measuring.set()
        self.own: dict[str, dict[str, Any]] = {}
        self.fetching = threading.Event()
        self.fetching.set()
        self._closed = threading.Event()

    def close(self) -> None:
        self._closed.set()
        self.fetching.set()
        self.measuring.set()

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

    def cascade(self, job: dict[str, Any]) -> dict[str, Any]:
        """The edit is done when its movie is in `edited`."""
        self._note("cascade", job)
        if "cascade" in self.errors:
            raise self.errors["cascade"]
        named = job["output"]["name"] or "a"
        movie = f"{job['output']['folder']}/{named}_edit.mkv"
        taken = ("edit_prompt", "negative_prompt", "edit_strength", "reference_images", "seed")
        recipe = {name: job["recipe"][name] for name in taken if name in job["recipe"]}
        recipe |= {"model": job["recipe"].get("base") or "wan-vace", "size": [832, 480]}
        output = {"folder": job["output"]["folder"], "name": f"{named}_edit", "formats": ["ffv1"]}
        edit = {"schema": "uprez.job", "version": 1, "source": job["source"], "recipe": recipe, "output": output}
        steps = {"edit": edit, "upscale": {**job, "source": {"path": movie}}, "edited": {"path": movie}}
        return {**steps, "first": 0, "frames": 240, "size": [832, 480], "done": movie in self.edited}

    def cutouts(self) -> dict[str, Any]:
        return {"network": self.network, "folder": "/cache/cutout"}

    def cut_out(self, path: str) -> bytes:
        self._note("cut_out", path)
        if path in self.errors:
            raise self.errors[path]
        return cut_picture()

    def farm(self) -> dict[str, Any]:
        return {"installed": self.farms, "install": "" if self.farms else 'pip install "uprez[farm]"'}

    def farm_estimate(self, job: dict[str, Any], workers: int, ticket: str) -> dict[str, Any]:
        self._note("farm_estimate", (job, workers, ticket))
        self.measuring.wait(20)
        if "farm_estimate" in self.errors:
            raise self.errors["farm_estimate"]
        farm = {"seconds": 7800 / workers, "workers": workers, "tasks": 12, "shards": 48}
        return {
            "local": {"seconds": 7200.0},
            "farm": farm,
            "frames": 240,
            "needs": {"mebibytes": 2300, "gpus": 0, "gpu_mebibytes": None},
            "notes": [NOTE_OF_FARM],
        }

    def farm_export(self, job: dict[str, Any], engine: str, folder: str, ticket: str) -> dict[str, Any]:
        self._note("farm_export", (job, engine, folder, ticket))
        if engine in self.errors:
            raise self.errors[engine]
        lines = [f"openjd run '{folder}/template.json'", f"deadline bundle submit '{folder}'"] if engine == "openjd" else []
        words = f"submit {folder}/job.xml through OpenCue's API"
        return {"folder": folder, "files": [], "tasks": 12, "shards": 48, "submit": [], "commands": lines, "words": words, "notes": []}

    def stop_farm(self, ticket: str) -> None:
        self._note("stop_farm", ticket)

    def own_model(self, path: str) -> dict[str, Any]:
        self._note("own_model", path)
        if path not in self.own:
            raise ServiceError(f"There are no weights at '{path}'.", "No such file or folder.", "Check the path.")
        return self.own[path]

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
