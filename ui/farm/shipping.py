"""Jobs on their way to a farm: what they take here and there, and writing them as the farm takes them. Nothing here draws."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from PySide6.QtCore import QObject, Signal

from uprez.core.job import Job, validated
from uprez.plugin.client import Service, ServiceError
from uprez.ui.draft_clip import Values
from uprez.ui.link import Call, Link

_SIGNS = 8
"""Of a job's name in that of its folder, so that each request has a folder of its own."""
_ODD = re.compile(r"[^\w.-]+")
_Ask = Callable[[Service, int, str], Values]


@dataclass(frozen=True)
class Shipment:
    """A clip's job."""

    title: str
    """The clip, as people call it."""
    job: dict[str, Any]

    @property
    def folder(self) -> str:
        """Name of the folder that it is written into."""
        named = str(self.job["output"]["name"]) or PurePath(self.title).stem
        return f"{_ODD.sub('_', named).strip('._') or 'clip'}_{validated(Job, self.job).name[:_SIGNS]}"


@dataclass(frozen=True)
class Price:
    """What all jobs take together."""

    here: float = 0.0
    """Seconds on this machine."""
    farm: float = 0.0
    """Seconds on the farm, one job after the other."""
    frames: int = 0
    tasks: int = 0
    mebibytes: int = 0
    """Memory that a worker needs."""
    gpu_mebibytes: int = 0
    """Memory of the GPU that a worker needs; 0 where it needs none."""
    notes: tuple[str, ...] = ()
    """What the farm's estimate rests on."""

    def with_answer(self, answer: Values) -> Price:
        """Add what the service says of one more job."""
        notes = dict.fromkeys((*self.notes, *map(str, answer.get("notes") or ())))
        needs = answer.get("needs") or {}
        return Price(
            here=self.here + float(answer["local"]["seconds"]),
            farm=self.farm + float(answer["farm"]["seconds"]),
            frames=self.frames + int(answer["frames"]),
            tasks=self.tasks + int(answer["farm"]["tasks"]),
            mebibytes=max(self.mebibytes, int(needs.get("mebibytes") or 0)),
            gpu_mebibytes=max(self.gpu_mebibytes, int(needs.get("gpu_mebibytes") or 0)),
            notes=tuple(notes),
        )


class Shipping(QObject):
    """Asks the service, one job after the other; a new question takes the place of the one at hand."""

    began = Signal(int)
    """Which job the service is at now, from 0."""
    priced = Signal(object)
    """The Price of all jobs."""
    sent = Signal(list)
    """What the service says of each job that was written, in the order of the jobs."""
    failed = Signal(object)
    """The ServiceError of the job at hand; the ones after it are left."""

    def __init__(self, link: Link, shipments: Sequence[Shipment], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._link = link
        self.shipments = tuple(shipments)
        """All jobs."""
        self._now: tuple[str, Call] | None = None

    @property
    def busy(self) -> bool:
        """True while the service works on a job."""
        return self._now is not None

    def estimate(self, workers: int) -> None:
        """Ask what the jobs take on this machine and on so many workers."""

        def ask(service: Service, at: int, ticket: str) -> dict[str, Any]:
            return service.farm_estimate(self.shipments[at].job, workers, ticket)

        def finish(answers: list[Values]) -> None:
            price = Price()
            for answer in answers:
                price = price.with_answer(answer)
            self.priced.emit(price)

        self._begin(ask, finish)

    def export(self, engine: str, folders: Sequence[str]) -> None:
        """Write each job into its folder."""

        def ask(service: Service, at: int, ticket: str) -> dict[str, Any]:
            return service.farm_export(self.shipments[at].job, engine, folders[at], ticket)

        self._begin(ask, self.sent.emit)

    def stop(self) -> None:
        """Nobody waits any more; the service is told."""
        if self._now is not None:
            ticket, call = self._now
            self._now = None
            call.drop()
            self._link.call(lambda service: service.stop_farm(ticket), lambda _: None, lambda _: None)

    def _begin(self, ask: _Ask, finish: Callable[[list[Values]], object]) -> None:
        self.stop()
        self._next(ask, [], finish)

    def _next(self, ask: _Ask, answers: list[Values], finish: Callable[[list[Values]], object]) -> None:
        at, ticket = len(answers), uuid.uuid4().hex

        def take(answer: Values) -> None:
            self._now = None
            if at + 1 < len(self.shipments):
                self._next(ask, [*answers, answer], finish)
            else:
                finish([*answers, answer])

        def fail(error: ServiceError) -> None:
            self._now = None
            self.failed.emit(error)

        self._now = ticket, self._link.call(lambda service: ask(service, at, ticket), take, fail)
        self.began.emit(at)
