"""The panel that can be docked: model and scale, one button for the selected Reads, and what became of them."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Any

from uprez.plugin.client import Service
from uprez.plugin.host import ServiceError
from uprez.plugin.nuke import commands
from uprez.plugin.nuke.api import in_main_thread, tell
from uprez.plugin.nuke.qt import widgets
from uprez.plugin.nuke.work import Work

TITLE, ID = "uprez", "org.uprez.panel"
WIDGET = "__import__('uprez.plugin.nuke.dock', fromlist=['make_dock']).make_dock"
"""How Nuke gets at `make_dock`, as text: it runs this each time that the panel is opened."""
_USUAL = "span"
_SCALES = ("2", "3", "4")


def register(panels: Any) -> None:
    """Put the panel into Nuke's list of panels; `panels` is `nukescripts.panels`."""
    panels.registerWidgetAsPanel(WIDGET, TITLE, ID, create=False)


def make_dock() -> Any:
    """The panel, a QWidget."""
    return Dock().widget


class Dock:
    """The parts of the panel, and what they do. On the main thread but for `_ask`."""

    def __init__(self) -> None:
        """Make the parts, and ask the service for its models."""
        self.qt = widgets()
        self.widget = self.qt.QWidget()
        self.widget.setObjectName(ID)
        self.widget.uprez_dock = self  # the parts live as long as the widget
        self.widget.destroyed.connect(self._close)
        self._open = True
        self._work: Work | None = None
        self._starting: list[Any] = []
        """Buttons that begin work."""
        self.model, self.scale = self.qt.QComboBox(), self.qt.QComboBox()
        self.model.setEditable(True)
        self.model.addItem(_USUAL)
        self.scale.addItems(_SCALES)
        self.bar, self.said = self.qt.QProgressBar(), self.qt.QLabel("Select Reads, then choose what to do with them.")
        self.bar.setVisible(False)
        self.said.setWordWrap(True)
        self.cancel = self._button("Cancel", self.stop)
        self.cancel.setEnabled(False)
        self._lay_out()
        threading.Thread(target=self._ask, name="uprez-models", daemon=True).start()

    def upscale(self) -> None:
        """Upscale the selected Reads with the model and scale that are chosen."""
        recipe = {"model": self.model.currentText().strip(), "scale": float(self.scale.currentText())}
        self._work = commands.upscale(recipe, self.say, self.show_progress)
        self._at_work(self._work is not None)

    def open_panel(self) -> None:
        """Send the selected Reads to uprez's own panel, with all that it offers."""
        self._work = commands.open_panel(self.say)
        self._at_work(self._work is not None)

    def stop(self) -> None:
        """Give up what is at work."""
        if self._work is not None:
            self._work.cancel()

    def say(self, lines: Sequence[str]) -> None:
        """Show sentences: in a window of their own once the panel was closed."""
        if not self._open:
            tell(lines)
            return
        self._at_work(False)
        self.said.setText("\n".join(lines))

    def show_progress(self, done: int, total: int, words: str) -> None:
        """Show how far it is."""
        if not self._open:
            return
        self.bar.setMaximum(total)
        self.bar.setValue(done)
        self.said.setText(words)

    def add_models(self, names: Sequence[str]) -> None:
        """Offer models; the one that is chosen stays."""
        if not self._open:
            return
        chosen = self.model.currentText()
        self.model.clear()
        self.model.addItems(list(names))
        self.model.setCurrentText(chosen)

    def _at_work(self, busy: bool) -> None:
        self.bar.setVisible(busy)
        self.bar.setMaximum(0)
        self.cancel.setEnabled(busy)
        for button in self._starting:
            button.setEnabled(not busy)

    def _close(self) -> None:
        self._open = False

    def _lay_out(self) -> None:
        layout, form = self.qt.QVBoxLayout(self.widget), self.qt.QFormLayout()
        form.addRow("Model", self.model)
        form.addRow("Scale", self.scale)
        layout.addLayout(form)
        self._starting = [self._button("Upscale Selected Reads", self.upscale), self._button("Open in uprez…", self.open_panel)]
        for row in (
            self._starting,
            (self._button("Bring Back", lambda: commands.bring(self.say)), self.cancel),
            (
                self._button("Show Originals", lambda: commands.show_originals(self.say)),
                self._button("Show Takes", lambda: commands.show_takes(self.say)),
            ),
        ):
            line = self.qt.QHBoxLayout()
            for button in row:
                line.addWidget(button)
            layout.addLayout(line)
        layout.addWidget(self.bar)
        layout.addWidget(self.said)
        layout.addStretch(1)

    def _button(self, text: str, does: Any) -> Any:
        button = self.qt.QPushButton(text)

        def pressed(_checked: bool = False) -> None:
            does()

        button.clicked.connect(pressed)
        return button

    def _ask(self) -> None:
        try:
            service = Service.connect()
            try:
                names = [str(card["name"]) for card in service.models()]
            finally:
                service.close()
        except ServiceError as error:
            in_main_thread(self.say, [str(error)])
            return
        in_main_thread(self.add_models, names)
