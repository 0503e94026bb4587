"""A fake service with synthetic pictures, for tests and for looking at what is drawn."""

from __future__ import annotations

import threading
from typing import Any

import numpy as np

from uprez.plugin.client import Picture, ServiceError

WIDTH, HEIGHT, FRAMES = 640, 360, 240
SPACE = "sRGB - Texture"


def card(name: str, **values: Any) -> dict[str, Any]:
    """A model card as the service gives it."""
    base: dict[str, Any] = {
        **{"name": name, "title": f"{name}: for tests", "family": name, "factor": None, "licence": "Apache-2.0", "notice": ""},
        **{"bytes": 0, "installed": True, "conditions": [], "needs": "", "fits": True, "fit_words": "", "speed_words": ""},
    }
    return {**base, **values}


CARDS = [
    card("span-x2", family="span", factor=2, title="Clean footage: faithful, fast"),
    card("span-x4", family="span", factor=4, title="Clean footage: faithful, fast"),
    card("compact-x4", family="compact", factor=4, title="Drawn footage: removes blocks"),
    card("rrdb-x4", family="rrdb", factor=4, installed=False, bytes=67_000_000, licence="BSD-3-Clause", title="Degraded footage: invents"),
    card(
        "stablevsr",
        factor=4,
        conditions=["prompt", "negative_prompt", "steps", "quality"],
        fits=False,
        fit_words="Needs 14 GiB of memory; 8 GiB are free.",
    ),
    card("lanczos", title="Classic resampling: no network, the yardstick"),
    card("identity"),
]
FACTS: dict[str, Any] = {"size": {"width": WIDTH, "height": HEIGHT}, "frames": FRAMES, "rate": "24"}


def painted(number: int, width: int, height: int, region: tuple[int, int, int, int], grid: float) -> np.ndarray:
    """A picture with fine rings and colours, at a place; `grid` is how fine, so that candidates differ."""
    x = np.linspace(region[0], region[0] + region[2], width, dtype=np.float32)[None, :]
    y = np.linspace(region[1], region[1] + region[3], height, dtype=np.float32)[:, None]
    radius = np.hypot(x - 320 - number, y - 180)
    rings = 0.5 + 0.25 * np.sin(radius / 3) * np.exp(-radius / 400) * grid
    return np.stack([rings * (0.55 + x / 1600) + 0 * y, rings * 0.8, rings * (1.0 - y / 900) + 0 * x], -1).astype(np.float16)


class FakeService:
    """Stands in for the real client: answers at once, or when `gate` is set."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, dict[str, Any]]] = []
        self.cancelled: list[str] = []
        self.submitted: list[dict[str, Any]] = []
        self.entries: list[dict[str, Any]] = []
        self.broken: dict[str, ServiceError] = {}
        self.cards = [dict(each) for each in CARDS]
        self.gate = threading.Event()
        self.gate.set()
        self.tickets: list[str] = []
        self._previews: dict[str, dict[str, Any]] = {}

    def close(self) -> None:
        self.gate.set()

    def events(self) -> Any:
        return iter(())

    def models(self) -> list[dict[str, Any]]:
        return self.cards

    def fetch_model(self, name: str, ticket: str) -> dict[str, Any]:
        self._work("fetch", {"name": name}, ticket)
        self.cards = [{**each, "installed": True} if each["name"] == name else each for each in self.cards]
        return next(each for each in self.cards if each["name"] == name)

    def preview(self, job: dict[str, Any], region: Any, frames: Any, ticket: str) -> dict[str, Any]:
        self._work("preview", {"job": job, "region": tuple(region), "frames": tuple(frames)}, ticket)
        self._fail(job, "preview")
        name = f"p{len(self.asked)}"
        numbers = list(range(frames[0], frames[1] + 1))
        factor = int(job["recipe"]["scale"] or 2)
        answer = {
            "preview": name,
            "frames": numbers,
            "width": region[2] * factor,
            "height": region[3] * factor,
            "space": SPACE,
            "seconds": 1,
        }
        self._previews[name] = {**answer, "region": tuple(region), "recipe": job["recipe"]}
        return answer

    def preview_picture(self, preview: str, number: int, side: str) -> Picture:
        kept = self._previews[preview]
        fine = 0.4 if side == "source" or kept["recipe"]["model"] == "lanczos" else kept["recipe"]["strength"]
        pixels = painted(number, kept["width"], kept["height"], kept["region"], fine)
        return Picture(kept["width"], kept["height"], 3, SPACE, kept["width"] / kept["region"][2], pixels.tobytes())

    def picture(self, source: dict[str, Any], number: int, region: Any = None, fit: int | None = None) -> Picture:
        self.asked.append(("picture", {"source": source, "number": number, "region": region}))
        region = tuple(region or (0, 0, WIDTH, HEIGHT))
        pixels = painted(number, region[2], region[3], region, 1.0)
        return Picture(region[2], region[3], 3, SPACE, 1.0, pixels.tobytes())

    def estimate(self, job: dict[str, Any], ticket: str) -> dict[str, Any]:
        self._work("estimate", {"job": job}, ticket)
        self._fail(job, "estimate")
        slow = {"lanczos": 0.05, "span": 3.1, "compact": 2.0}.get(job["recipe"]["model"], 60.0)
        seconds = slow * FRAMES
        return {
            **{"seconds_per_frame": slow, "frames": FRAMES, "seconds": seconds, "bytes": 4_200_000_000, "windows": 8},
            **{
                "memory": "One frame at a time, whole.",
                "memory_bytes": int(3.1 * 2**30),
                "output_size": [1280, 720],
                "runtime": "onnxruntime",
            },
        }

    def probe(self, source: dict[str, Any]) -> dict[str, Any]:
        factor = 2 if source["path"].startswith("/out") else 1
        return {"clip": {**FACTS, "size": {"width": factor * WIDTH, "height": factor * HEIGHT}}, "checks": [], "space": SPACE}

    def jobs(self) -> list[dict[str, Any]]:
        return self.entries

    def submit(self, job: dict[str, Any], held: bool = False, title: str = "") -> dict[str, Any]:
        self.submitted.append(job)
        return {"id": "new", "title": title, "state": "queued", "job": job}

    def cancel_task(self, ticket: str) -> None:
        self.cancelled.append(ticket)

    def report(self) -> str:
        return "fake"

    def count(self, kind: str) -> int:
        """How often something was asked."""
        return sum(each == kind for each, _ in self.asked)

    def _work(self, kind: str, values: dict[str, Any], ticket: str) -> None:
        self.asked.append((kind, values))
        self.tickets.append(ticket)
        self.gate.wait(10)
        if ticket in self.cancelled:
            raise ServiceError("Cancelled.", kind="Cancelled", status=409)

    def _fail(self, job: dict[str, Any], kind: str) -> None:
        error = self.broken.get(f"{kind} {job['recipe']['model']}")
        if error is not None:
            raise error
