"""Cutting reference pictures out of their background: whether the service can, and the work."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Signal

from uprez.core.errors import InputError
from uprez.plugin.client import Service, ServiceError
from uprez.ui.link import Link
from uprez.ui.recipe.picture_loader import PictureWork, kept


class CutOuts(QObject):
    """Asks the service; keeps what it makes beside the cropped pictures."""

    changed = Signal()
    """Whether it can be done, or what is being done, changed."""
    made = Signal(str, str)
    """Path of a picture, and of the one that was cut out of it."""
    failed = Signal(object)
    """Why a picture was not cut out."""

    def __init__(self, link: Link, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._link = link
        self.network = ""
        """The file of the network that cuts out; empty without one."""
        self.folder = ""
        """Where one is looked for; empty until the service has said so."""
        self.busy: set[str] = set()
        """Pictures that are being cut out."""
        link.back.connect(self.look)

    def look(self) -> None:
        """Ask again whether there is a network: one may have been put there."""

        def ask(service: Service) -> dict[str, Any]:
            return service.cutouts()

        self._link.call(ask, self._take, self._cannot)

    def start(self, path: str) -> None:
        """Cut a picture out."""
        if path in self.busy:
            return
        self.busy.add(path)
        self.changed.emit()

        def ask(service: Service) -> bytes:
            return service.cut_out(path)

        self._link.call(ask, partial(self._keep, path), partial(self._fail, path))

    def tip(self) -> str:
        """What the button does, or what it lacks."""
        if self.network:
            return self.tr("Cut out of its background, by {}").format(self.network)
        if not self.folder:
            return self.tr("Cut out of its background")
        words = self.tr("To cut pictures out, put a segmentation network (U2-Net, IS-Net or BiRefNet as ONNX) into {}")
        return words.format(self.folder)

    def _take(self, answer: dict[str, Any]) -> None:
        found = (str(answer["network"]), str(answer["folder"]))
        if found != (self.network, self.folder):
            self.network, self.folder = found
            self.changed.emit()

    def _cannot(self, _: ServiceError) -> None:
        """The queue says so when the service is gone."""

    def _keep(self, path: str, png: bytes) -> None:
        work: Callable[[], object] = partial(kept, path, png)
        PictureWork(work, partial(self._done, path), partial(self._fail, path), self).start()

    def _done(self, path: str, new: object) -> None:
        self._let_go(path)
        self.made.emit(path, str(new))

    def _fail(self, path: str, error: ServiceError | InputError) -> None:
        self._let_go(path)
        self.failed.emit(error)

    def _let_go(self, path: str) -> None:
        self.busy.discard(path)
        self.changed.emit()
