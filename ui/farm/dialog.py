"""Sending jobs to a farm: which farm, where to, what it takes here and there; then what is to be done with what was written."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from uprez.plugin.client import ServiceError
from uprez.ui.draft_output import absolute
from uprez.ui.errors import ErrorCard
from uprez.ui.farm.price_card import PriceCard
from uprez.ui.farm.sent import SentCard
from uprez.ui.farm.shipping import Price, Shipment, Shipping
from uprez.ui.icons import icon
from uprez.ui.link import Link
from uprez.ui.preview.words import about, memory
from uprez.ui.recipe.fact import Fact
from uprez.ui.settings import settings
from uprez.ui.spin import Spin
from uprez.ui.theme import SPACE
from uprez.ui.told import told

ENGINES = {
    "openjd": "Open Job Description, Deadline Cloud",
    "opencue": "OpenCue",
    "deadline": "Deadline 10",
    "tractor": "Tractor",
    "flamenco": "Flamenco",
}
"""Farms by the service's names for them."""
SETTLES = 500
"""Milliseconds without another number of workers after which it is estimated anew."""
WORKERS = 8
"""Workers that are counted with until the user says how many there are."""


class FarmDialog(QDialog):
    """Does not stop the window. What is chosen is kept for the next time."""

    exported = Signal(list)
    """The folders of the jobs that were written."""

    def __init__(self, link: Link, shipments: Sequence[Shipment], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Send to farm"))
        self.setMinimumWidth(72 * SPACE)
        self.shipping = Shipping(link, shipments, self)
        """What asks the service."""
        self._exporting = False
        self._price: Price | None = None
        self._kept = settings()
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(2 * SPACE, 2 * SPACE, 2 * SPACE, 2 * SPACE)
        self._rows.setSpacing(2 * SPACE)
        self._form = QWidget(self)
        self._rows.addWidget(self._form)
        self._fill_form()
        self._error: ErrorCard | None = None
        self._rows.addLayout(self._foot())
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(SETTLES)
        self._settle.timeout.connect(self._estimate)
        self.workers.valueChanged.connect(lambda: self._settle.start())
        self.shipping.began.connect(self._began)
        self.shipping.priced.connect(self._show_price)
        self.shipping.sent.connect(self._show_sent)
        self.shipping.failed.connect(self._fail)
        self.finished.connect(self.shipping.stop)
        self._enable()
        self._estimate()

    def _fill_form(self) -> None:
        self.engine = QComboBox(self)
        """Which farm."""
        for name, words in ENGINES.items():
            self.engine.addItem(words, name)
        self.engine.setCurrentIndex(max(0, self.engine.findData(self._kept.value("farm/engine", "openjd"))))
        self.folder = QLineEdit(str(self._kept.value("farm/folder", "")), self)
        """Where the jobs go."""
        self.folder.setPlaceholderText(self.tr("On storage that the workers reach"))
        self.folder.setToolTip(self.tr("Each clip gets a folder of its own in it"))
        self.folder.textChanged.connect(self._enable)
        self.workers = Spin(self)
        """How many machines work at once."""
        self.workers.setRange(1, 9999)
        self.workers.setValue(int(str(self._kept.value("farm/workers", WORKERS))))
        self.workers.setToolTip(self.tr("Machines of the farm that work on it at once; counted as if each were like this one"))
        choose = QToolButton(self)
        choose.setIcon(icon("folder"))
        choose.setAccessibleName(self.tr("Choose the folder"))
        choose.setToolTip(self.tr("Choose the folder"))
        choose.clicked.connect(self._choose)
        rows = QGridLayout(self._form)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setHorizontalSpacing(2 * SPACE)
        rows.setVerticalSpacing(SPACE)
        titles = [shipment.title for shipment in self.shipping.shipments]
        what = QLabel(titles[0] if len(titles) == 1 else self.tr("%n clip(s)", "", len(titles)), self)
        what.setProperty("role", "heading")
        rows.addWidget(what, 0, 0, 1, 2)
        parts = ((self.tr("Farm"), self.engine), (self.tr("Folder"), self.folder), (self.tr("Workers"), self.workers))
        for row, (name, control) in enumerate(parts, start=1):
            label = QLabel(name, self)
            label.setProperty("role", "muted")
            label.setBuddy(control)
            control.setAccessibleName(name)
            rows.addWidget(label, row, 0)
            rows.addWidget(control, row, 1)
        place = QHBoxLayout()
        place.setSpacing(SPACE // 2)
        place.addWidget(self.folder, 1)
        place.addWidget(choose)
        rows.addLayout(place, 2, 1)
        rows.setColumnStretch(1, 1)
        rows.addLayout(self._prices(), 4, 0, 1, 2)

    def _prices(self) -> QVBoxLayout:
        self.here, self.there = PriceCard("", self), PriceCard("", self)
        """What it takes on this machine, and on the farm."""
        cards = QHBoxLayout()
        cards.setSpacing(SPACE)
        cards.addWidget(self.here, 1)
        cards.addWidget(self.there, 1)
        self._note = Fact("info")
        self._note.say("")
        both = QVBoxLayout()
        both.setContentsMargins(0, SPACE, 0, 0)
        both.setSpacing(SPACE)
        both.addLayout(cards)
        both.addWidget(self._note)
        return both

    def _foot(self) -> QHBoxLayout:
        self._state = QLabel(self)
        self._state.setProperty("role", "muted")
        self._state.setWordWrap(True)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel, self)
        """Cancel, and Export until it is done."""
        self.export_button = QPushButton(self.tr("Export"), self)
        """Writes the jobs."""
        self.export_button.setProperty("role", "primary")
        self.export_button.setDefault(True)
        self.export_button.clicked.connect(self._export)
        self.buttons.addButton(self.export_button, QDialogButtonBox.ButtonRole.ActionRole)
        self.buttons.rejected.connect(self.reject)
        foot = QHBoxLayout()
        foot.setSpacing(SPACE)
        foot.addWidget(self._state, 1)
        foot.addWidget(self.buttons)
        return foot

    def _enable(self) -> None:
        named = bool(self.folder.text().strip())
        self.export_button.setEnabled(named and not self._exporting)
        self.export_button.setToolTip("" if named else self.tr("Choose a folder first."))
        self._form.setEnabled(not self._exporting)

    def _choose(self) -> None:
        path = QFileDialog.getExistingDirectory(self, self.tr("Folder for the farm's jobs"), self.folder.text())
        if path:
            self.folder.setText(path)

    def _estimate(self) -> None:
        if not self._exporting:
            known = self._price
            waiting = self.tr("Measuring…")
            if known is None:
                self.here.say(self.tr("On this machine"), waiting, "", busy=True)
            self.there.say(self._farm_words(), waiting, "", busy=True)
            self.shipping.estimate(self.workers.value())

    def _farm_words(self) -> str:
        return self.tr("On the farm, %n worker(s)", "", self.workers.value())

    def _show_price(self, price: Price) -> None:
        self._price = price
        self._state.setText("")
        self.here.say(self.tr("On this machine"), about(price.here), self.tr("%n frame(s)", "", price.frames))
        self.there.say(self._farm_words(), about(price.farm), self._farm_line(price))
        self._note.say(" ".join(map(told, price.notes)))
        self._fit()

    def _farm_line(self, price: Price) -> str:
        parts = [self.tr("%n task(s)", "", price.tasks)]
        if price.mebibytes:
            parts.append(self.tr("{} of memory a worker").format(memory(price.mebibytes << 20)))
        if price.gpu_mebibytes:
            parts.append(self.tr("a GPU with {}").format(memory(price.gpu_mebibytes << 20)))
        return " · ".join(parts)

    def _no_price(self, words: str = "") -> None:
        """Nothing is measured any more; with words, because it failed."""
        known = self.tr("Not known")
        if self._price is None or words:
            self.here.say(self.tr("On this machine"), known, "")
        self.there.say(self._farm_words(), known, "")
        self._note.say(words, "warning", "warn")
        self._fit()

    def _began(self, at: int) -> None:
        all_ = len(self.shipping.shipments)
        self._state.setText(self.tr("Clip {} of {}").format(at + 1, all_) if all_ > 1 else "")
        if self._exporting:
            self.export_button.setText(self.tr("Exporting…"))

    def _export(self) -> None:
        engine, folder = str(self.engine.currentData()), absolute(self.folder.text().strip())
        for name, value in (("engine", engine), ("folder", folder), ("workers", self.workers.value())):
            self._kept.setValue(f"farm/{name}", value)
        if self.shipping.busy:
            self._no_price()
        self._drop_error()
        self._settle.stop()
        self._exporting = True
        self._enable()
        self.shipping.export(engine, [os.path.join(folder, shipment.folder) for shipment in self.shipping.shipments])

    def _fail(self, error: ServiceError) -> None:
        self._state.setText("")
        if not self._exporting:
            self._price = None
            self._no_price(" ".join(told(part) for part in (error.what, error.why, error.fix) if part))
            return
        self._exporting = False
        self.export_button.setText(self.tr("Export"))
        self._enable()
        self._drop_error()
        self._error = ErrorCard(error.what, error.why, error.fix, paths=(self.folder.text(),), parent=self)
        self._rows.insertWidget(1, self._error)
        self._fit()

    def _fit(self, *, exactly: bool = False) -> None:
        """As high as the words need; a dialog does not count lines that are wrapped."""
        self._rows.activate()
        rows = self._rows
        wanted = rows.totalHeightForWidth(self.width()) if rows.hasHeightForWidth() else self.sizeHint().height()
        self.resize(self.width(), wanted if exactly else max(wanted, self.height()))

    def _drop_error(self) -> None:
        if self._error is not None:
            self._error.hide()  # at once, so that it takes no room
            self._error.deleteLater()
            self._error = None

    def _show_sent(self, answers: list[dict[str, Any]]) -> None:
        self._exporting = False
        self._state.setText("")
        self._form.hide()
        self.export_button.hide()
        self.buttons.button(QDialogButtonBox.StandardButton.Cancel).setText(self.tr("Close"))
        body = QWidget(self)
        rows = QVBoxLayout(body)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(SPACE)
        for shipment, answer in zip(self.shipping.shipments, answers, strict=True):
            rows.addWidget(SentCard(shipment.title, answer, body))
        rows.addStretch()
        area = QScrollArea(self)
        area.setWidgetResizable(True)
        area.setWidget(body)
        area.setMinimumHeight(min(body.sizeHint().height(), 60 * SPACE))
        self._rows.insertWidget(0, area, 1)
        self._fit(exactly=True)
        self.exported.emit([str(answer["folder"]) for answer in answers])
