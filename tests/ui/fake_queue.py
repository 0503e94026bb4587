"""A fake of the service for the queue and the window: what fake_sources answers, and a queue that does what it is told."""

import queue
import threading
from collections.abc import Iterator
from typing import Any

from PySide6.QtCore import QBuffer, QIODevice, Qt
from PySide6.QtGui import QColor, QImage, QLinearGradient, QPainter

from tests.ui.fake_sources import FakeService
from uprez.plugin.client import Event, ServiceError, ServiceGone

JOB: dict[str, Any] = {
    "schema": "uprez.job",
    "version": 1,
    "source": {"path": "/shots/a.mov"},
    "recipe": {"model": "span", "scale": 2.0},
    "output": {"folder": "/shots/uprez", "formats": ["exr"]},
}
ERROR = {
    "what": "The results cannot be written to /shots/uprez.",
    "why": "The disk is full: 3.1 GB are missing.",
    "fix": "Free some space or choose another folder, then try again.",
    "kind": "OutputError",
    "report": "Traceback …\n  File '/home/sam/uprez/engine/run.py'\nOSError: [Errno 28]",
}


def entry(id: str, state: str = "queued", **changes: Any) -> dict[str, Any]:
    """An entry of the queue as the service tells it."""
    base: dict[str, Any] = {"id": id, "title": f"{id}.mov", "state": state, "position": 0, "job": JOB, "stage": "", "text": ""}
    base |= {"done": 0, "total": 0, "windows_done": 0, "windows": 0, "seconds_left": None, "seconds": 0.0, "memory": "", "notes": []}
    base |= {"error": None, "files": [], "picture": 0, "submitted": 1.0, "started": None, "finished": None, "device": "", "restarts": 0}
    return base | changes


def png(hue: int = 200, size: tuple[int, int] = (640, 360)) -> bytes:
    """A picture of a sunset over water, or near enough."""
    image = QImage(*size, QImage.Format.Format_RGB32)
    hue %= 360
    painter = QPainter(image)
    sky = QLinearGradient(0, 0, 0, size[1])
    for at, tone in ((0.0, (hue, 120, 60)), (0.55, ((hue + 170) % 360, 140, 210)), (0.56, (hue, 110, 70)), (1.0, (hue, 140, 25))):
        sky.setColorAt(at, QColor.fromHsv(*tone))
    painter.fillRect(image.rect(), sky)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(255, 225, 170))
    painter.drawEllipse(size[0] // 2 - 30, size[1] // 2 - 40, 60, 60)
    painter.end()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # pyright: ignore[reportCallIssue, reportArgumentType]
    return bytes(buffer.data().data())


class FakeQueueService(FakeService):
    """Jobs in a dict. `tell` sends an event to who listens, `die` ends the connection."""

    def __init__(self, entries: list[dict[str, Any]] | None = None) -> None:
        super().__init__()
        self.queue = {each["id"]: {**each, "position": index} for index, each in enumerate(entries or [])}
        self.pictures: dict[str, bytes] = {}
        self._events: queue.Queue[Event | None] = queue.Queue()
        self.threads: set[str] = set()

    def close(self) -> None:
        super().close()
        self.die()

    def tell(self, kind: str, data: dict[str, Any]) -> None:
        """Send an event."""
        self._events.put(Event("1", kind, data))

    def die(self) -> None:
        """End the event stream, as a service does that was killed."""
        self._events.put(None)

    def events(self) -> Iterator[Event]:
        yield Event("0", "snapshot", {"jobs": self.jobs()})
        while (event := self._events.get()) is not None:
            yield event
        raise ServiceGone("The service has ended the connection.")

    def jobs(self) -> list[dict[str, Any]]:
        self.threads.add(threading.current_thread().name)
        return sorted(self.queue.values(), key=lambda each: each["position"])

    def submit(self, job: dict[str, Any], held: bool = False, title: str = "") -> dict[str, Any]:
        self._note("submit", job)
        id = f"{len(self.queue):016x}"
        self.queue[id] = entry(id, title=title, job=job, position=len(self.queue))
        self.tell("job", self.queue[id])
        return self.queue[id]

    def remove(self, id: str) -> None:
        self._note("remove", id)
        del self.queue[id]

    def pause(self, id: str) -> dict[str, Any]:
        return self._turn("pause", id, "paused")

    def resume(self, id: str) -> dict[str, Any]:
        return self._turn("resume", id, "queued")

    def retry(self, id: str) -> dict[str, Any]:
        return self._turn("retry", id, "queued")

    def cancel(self, id: str) -> dict[str, Any]:
        return self._turn("cancel", id, "cancelled")

    def move(self, id: str, before: str | None) -> list[dict[str, Any]]:
        self._note("move", (id, before))
        order = [each["id"] for each in self.jobs() if each["id"] != id]
        order.insert(order.index(before) if before else len(order), id)
        for position, each in enumerate(order):
            self.queue[each] = {**self.queue[each], "position": position}
        return self.jobs()

    def picture_of(self, id: str) -> bytes:
        self._note("picture_of", id)
        if id not in self.pictures:
            raise ServiceError("There is no picture yet.", status=404)
        return self.pictures[id]

    def report(self) -> str:
        return "uprez 0.1.0\nPython 3.11\nmodels at /opt/models"

    def _turn(self, what: str, id: str, state: str) -> dict[str, Any]:
        self._note(what, id)
        if id in self.errors:
            raise self.errors[id]
        self.queue[id] = {**self.queue[id], "state": state}
        return self.queue[id]


def many_states() -> list[dict[str, Any]]:
    """A queue as it looks in the middle of a day."""
    counts = {"done": 1204, "total": 2160, "windows_done": 43, "windows": 78}
    plan = "The whole picture fits: 1,920 x 1,080 in one tile, 28 frames a window, about 5.2 GB."
    notes = [
        {"at": 1_700_000_000, "text": "Memory ran out. Going on with 4 tiles instead of 1; finished windows are kept."},
        {"at": 1_700_000_900, "text": "The worker stopped and was started again. It went on from window 31."},
    ]
    run = {"seconds_left": 1510.0, "picture": 3, "memory": plan, "device": "NVIDIA RTX 4090", "notes": notes, "restarts": 1}
    done = {"done": 240, "total": 240, "windows": 9, "windows_done": 9, "files": ["/shots/uprez/c_010_2x.mov"], "seconds": 1311.0}
    return [
        entry("0a", "done", title="c_010_plate_v02.mov", picture=1, **done),
        entry("0b", "running", title="A003_C014_0921QX_001.mov", stage="frames", text="Upscaling shot 2", **counts, **run),
        entry("0c", "queued", title="forest_walk_[1001-1240].exr"),
        entry("0d", "paused", title="interview_cam_b.mxf", done=2496, total=4320, windows_done=312, windows=540, picture=1, started=1.0),
        entry("0e", "failed", title="drone_over_harbour.mp4", done=96, total=800, windows_done=3, windows=25, error=ERROR, started=1.0),
        entry("0f", "cancelled", title="test_chart.png", done=0, total=1),
    ]
