"""A finished take with other strength, grain and colour: tried on a region without the model, and made as a new take."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, replace
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from uprez.plugin.client import Service, ServiceError
from uprez.ui.draft_clip import Values, start_of
from uprez.ui.link import Call, Link
from uprez.ui.pictures import PreviewPictures, TakePictures
from uprez.ui.preview.region import DEFAULT, FRAMES, Region, frames_around, inside, placed
from uprez.ui.preview.runner import cancel_task
from uprez.ui.preview.take_names import next_name, take_name, take_path

REST = 200
"""Milliseconds without a change after which a preview is asked for."""


@dataclass(frozen=True)
class Finishing:
    """What is done with the model's pictures."""

    strength: float = 1.0
    """0 is the source, enlarged, 1 the take."""
    grain: float = 0.0
    """0 to 1: none to all of the source's grain."""
    match_colour: bool = True
    """Match the low frequencies to the source's."""


class TakeFinish(QObject):
    """Asks for what the sliders say, drops what is asked no longer."""

    ready = Signal()
    """Source and take are known: `size`, `pictures`."""
    changed = Signal()
    """Settings, region or work under way changed."""
    previewed = Signal(object)
    """PreviewPictures of the new finish."""
    failed = Signal(object)
    """A ServiceError: the clips cannot be read, the preview or the submission failed."""
    submitted = Signal(dict)
    """The queue's entry of the new take."""

    def __init__(self, link: Link, entry: Values, parent: QObject | None = None) -> None:
        """`entry` is a finished one of the queue, as the service tells it."""
        super().__init__(parent)
        self._link, self._entry = link, entry
        self._job: Values = entry["job"]
        recipe: Values = self._job["recipe"]
        self._files = tuple(str(path) for path in entry.get("files") or ())
        made_of = str(recipe.get("take") or "")
        self.take = made_of or take_path(self._files)
        """The pictures that the model made: those of the first take when this one was finished from it."""
        colour = bool(recipe.get("match_colour", True))
        self.begun = Finishing(match_colour=colour)
        """What gives the take as it is."""
        if made_of:
            self.begun = Finishing(float(recipe["strength"]), float(recipe.get("grain", 0.0)), colour)
        self.now = self.begun
        """What is chosen."""
        self.size: tuple[int, int] | None = None
        """Width and height of the source; None until it is known."""
        self.region: Region = (0, 0, 0, 0)
        """In source pixels."""
        self._playhead: int | None = None
        self._range = (0, 0)
        self._start = start_of({})
        self._take_facts: Values | None = None
        self._space = ""
        self._work: tuple[str, Call] | None = None
        self.making = False
        """True while the new take is being put into the queue."""
        self._timer = QTimer(self, singleShot=True, interval=REST)
        self._timer.timeout.connect(self._preview)

    @property
    def title(self) -> str:
        """Name of the take."""
        return take_name(self._job, self._files)

    @property
    def working(self) -> bool:
        """True while a preview is due or being made."""
        return self._work is not None or self._timer.isActive()

    @property
    def frames(self) -> tuple[int, int]:
        """First and last source frame that are previewed."""
        middle = sum(self._range) // 2
        return frames_around(middle if self._playhead is None else self._playhead, FRAMES, *self._range)

    def open(self) -> None:
        """Find out about source and take."""
        path = take_path(self._files)

        def probe(service: Service) -> tuple[Values, Values]:
            return service.probe(dict(self._job["source"])), service.probe({"path": path})["clip"]

        self._link.call(probe, self._opened, self.failed.emit)

    def set(self, **changes: Any) -> None:
        """Choose another `strength`, `grain` or `match_colour`; the preview follows once the hand rests."""
        now = replace(self.now, **changes)
        if now != self.now:
            self.now = now
            self._later()

    def set_region(self, region: Region) -> None:
        """Choose where to look, in source pixels."""
        if self.size is not None and (region := inside(region, *self.size)) != self.region:
            self.region = region
            self._later()

    def set_playhead(self, frame: int) -> None:
        """Choose the source frame that is looked at."""
        before = self.frames
        self._playhead = frame
        if self.frames != before:
            self._later()

    def whole_take(self) -> TakePictures | None:
        """The take as it is; None until it is known."""
        return self._take_pictures(None)

    def take_region(self) -> TakePictures | None:
        """The region of the take as it is; None until it is known."""
        if self._take_facts is None or self.size is None:
            return None
        across = int(self._take_facts["size"]["width"]) / self.size[0]
        down = int(self._take_facts["size"]["height"]) / self.size[1]
        x, y, width, height = self.region
        return self._take_pictures((round(x * across), round(y * down), round(width * across), round(height * down)))

    def make(self) -> None:
        """Put the new take into the queue, under the next free name."""
        self.making = True
        self.changed.emit()
        job, title, edited = self.job(), self.title, bool(self._entry.get("step"))
        folder = job["output"]["folder"]

        def submit(service: Service) -> dict[str, Any]:
            entries = [entry for entry in service.jobs() if entry["job"]["output"]["folder"] == folder]
            name = next_name(title, (take_name(entry["job"], entry.get("files") or ()) for entry in entries))
            made = service.cascade(job)["upscale"] if edited else job  # under another name, the edit itself would be made again
            return service.submit({**made, "output": {**made["output"], "name": name}}, title=name)

        self._link.call(submit, self._submitted, self._not_submitted)

    def job(self) -> dict[str, Any]:
        """The job of the new finish, still under the take's name and without a plan."""
        finish = {"strength": self.now.strength, "grain": self.now.grain, "match_colour": self.now.match_colour}
        return {**self._job, "recipe": {**self._job["recipe"], "take": self.take, **finish}, "plan": None}

    def close(self) -> None:
        """Ask for nothing any more."""
        self._timer.stop()
        self._drop()

    def _opened(self, said: tuple[Values, Values]) -> None:
        about, self._take_facts = said
        source: Values = about["clip"]
        self._space = str(about.get("space") or "")
        asked = self._job["source"]
        self.size = (int(source["size"]["width"]), int(source["size"]["height"]))
        last = asked.get("last")
        self._range = (int(asked.get("first") or 0), int(source["frames"]) - 1 if last is None else int(last))
        self._start = start_of(source)
        self.region = placed(DEFAULT, *self.size)
        self.ready.emit()
        self._later()

    def _take_pictures(self, region: Region | None) -> TakePictures | None:
        if self._take_facts is None:
            return None
        path = take_path(self._files)
        return TakePictures(
            self._link, path, self._take_facts, source_first=self._range[0], space=self._space, region=region, title=self.title
        )

    def _later(self) -> None:
        self._timer.start()
        self.changed.emit()

    def _preview(self) -> None:
        if self.size is None:
            return
        self._drop()
        job, region, frames, ticket = self.job(), self.region, self.frames, uuid.uuid4().hex
        call = self._link.call(lambda service: service.preview(job, region, frames, ticket), self._previewed, self._not_previewed)
        self._work = (ticket, call)
        self.changed.emit()

    def _drop(self) -> None:
        if self._work is not None:
            ticket, call = self._work
            self._work = None
            call.drop()
            cancel_task(self._link, ticket)

    def _previewed(self, answer: dict[str, Any]) -> None:
        self._work = None
        self.previewed.emit(PreviewPictures(self._link, answer, "result", start=self._start, title=self.tr("New finish")))
        self.changed.emit()

    def _not_previewed(self, error: ServiceError) -> None:
        self._work = None
        if error.kind != "Cancelled":
            self.failed.emit(error)
        self.changed.emit()

    def _submitted(self, entry: dict[str, Any]) -> None:
        self.making = False
        self.submitted.emit(entry)
        self.changed.emit()

    def _not_submitted(self, error: ServiceError) -> None:
        self.making = False
        self.failed.emit(error)
        self.changed.emit()
