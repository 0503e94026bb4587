"""The last finished frame of each entry, asked for when it is looked at."""

from __future__ import annotations

from collections import OrderedDict

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QImage

from uprez.plugin.client import Service, ServiceError
from uprez.ui.link import Link
from uprez.ui.queue.entry import Entry

KEPT = 96
"""Pictures in memory, each 640 pixels wide at most: about 90 MB."""
PAUSE = 500
"""Milliseconds between two pictures of the same entry."""


class Thumbnails(QObject):
    """Pictures by entry. One that is newer than what is kept is fetched once somebody asks for it."""

    changed = Signal(str)
    """Id of the entry that has another picture."""

    def __init__(self, link: Link, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._link = link
        self._pictures: OrderedDict[str, tuple[int, QImage]] = OrderedDict()
        self._asked: dict[str, int] = {}

    def picture(self, entry: Entry) -> QImage | None:
        """The newest picture at hand; None before the first. A newer one announces itself."""
        number, picture = self._pictures.get(entry.id, (0, None))
        if picture is not None:
            self._pictures.move_to_end(entry.id)
        if entry.picture != number and entry.id not in self._asked:
            self._ask(entry.id, entry.picture)
        return picture

    def forget(self, id: str) -> None:
        """Drop the picture of an entry that is gone."""
        self._pictures.pop(id, None)

    def _ask(self, id: str, number: int) -> None:
        def load(service: Service) -> QImage:
            return QImage.fromData(service.picture_of(id), "PNG")  # pyright: ignore[reportArgumentType]

        self._asked[id] = number
        self._link.call(load, lambda picture: self._take(id, number, picture), lambda error: self._miss(id, number, error))

    def _take(self, id: str, number: int, picture: QImage) -> None:
        self._pictures[id] = (number, picture)
        self._pictures.move_to_end(id)
        while len(self._pictures) > KEPT:
            self._pictures.popitem(last=False)
        self.changed.emit(id)
        self._again(id)

    def _miss(self, id: str, number: int, _: ServiceError) -> None:
        if id in self._pictures:
            self._pictures[id] = (number, self._pictures[id][1])
        self._again(id)

    def _again(self, id: str) -> None:
        QTimer.singleShot(PAUSE, self, lambda: self._free(id))

    def _free(self, id: str) -> None:
        self._asked.pop(id, None)
        self.changed.emit(id)
