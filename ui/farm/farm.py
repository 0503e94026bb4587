"""Whether the service can send jobs to a farm."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QObject, Signal

from uprez.plugin.client import Service, ServiceError
from uprez.ui.link import Link


class Farm(QObject):
    """Knows what the service has said of it."""

    changed = Signal()

    def __init__(self, link: Link, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._link = link
        self._answer: dict[str, Any] | None = None
        link.snapshot.connect(self.look)

    def look(self, *_: object) -> None:
        """Ask again, unless it can: what it needs may have been installed meanwhile."""
        if self._answer is None or not self._answer["installed"]:

            def ask(service: Service) -> dict[str, Any]:
                return service.farm()

            self._link.call(ask, self._take, self._cannot)

    def problem(self) -> str:
        """What is in the way of sending anything; empty when nothing is."""
        if self._answer is None:
            return self.tr("The service has not answered yet.")
        if self._answer["installed"]:
            return ""
        return self.tr("To send jobs to a farm, install what it needs: {}").format(self._answer["install"])

    def _take(self, answer: dict[str, Any]) -> None:
        if answer != self._answer:
            self._answer = answer
            self.changed.emit()

    def _cannot(self, _: ServiceError) -> None:
        """The queue says so when the service is gone."""
