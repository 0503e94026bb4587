"""Display, view, exposure, gamma and channels, in a small window under a button."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QDoubleSpinBox, QFormLayout, QMenu, QPushButton, QToolButton, QWidget, QWidgetAction

from uprez.core.errors import UprezError
from uprez.ui.icons import icon
from uprez.ui.theme.tokens import CONTROL, ICON, SPACE
from uprez.ui.viewer import config
from uprez.ui.viewer.modes import Channels
from uprez.ui.viewer.state import ViewState


class DisplayButton(QToolButton):
    """Opens the choices; marked while the picture is not shown as it is meant."""

    def __init__(self, state: ViewState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state = state
        self.setProperty("role", "quiet")
        self.setIcon(icon("display"))
        self.setIconSize(QSize(ICON, ICON))
        self.setFixedSize(CONTROL, CONTROL)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName(self.tr("Display"))
        self.setToolTip(self.tr("Display, exposure and channels"))
        self.clicked.connect(self._open)
        state.look_changed.connect(self._sync)
        self._sync()

    def _sync(self) -> None:
        state = self._state
        self.setChecked(state.look.exposure != 0 or state.look.gamma != 1 or state.channels is not Channels.COLOUR)

    def _open(self) -> None:
        self._sync()
        menu = QMenu(self)
        holder = QWidgetAction(menu)
        holder.setDefaultWidget(DisplayForm(self._state, menu))
        menu.addAction(holder)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.mapToGlobal(self.rect().bottomLeft()))


class DisplayForm(QWidget):
    """The choices themselves."""

    def __init__(self, state: ViewState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state = state
        form = QFormLayout(self)
        form.setContentsMargins(SPACE, SPACE, SPACE, SPACE)
        form.setSpacing(SPACE)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.display, self.view, self.channels = QComboBox(), QComboBox(), QComboBox()
        self.exposure, self.gamma = QDoubleSpinBox(), QDoubleSpinBox()
        self._prepare_numbers()
        rows = (
            (self.tr("Display"), self.display),
            (self.tr("View"), self.view),
            (self.tr("Exposure"), self.exposure),
            (self.tr("Gamma"), self.gamma),
            (self.tr("Channels"), self.channels),
        )
        for words, field in rows:
            field.setAccessibleName(words)
            form.addRow(words, field)
        neutral = QPushButton(self.tr("As it is meant"))
        neutral.clicked.connect(self._reset)
        form.addRow("", neutral)
        self._fill()
        self.display.activated.connect(lambda: state.set_look(display=self.display.currentData(), view=""))
        self.view.activated.connect(lambda: state.set_look(view=self.view.currentData()))
        self.channels.activated.connect(lambda: self._choose_channels(self.channels.currentData()))
        self.exposure.valueChanged.connect(lambda: state.set_look(exposure=self.exposure.value()))
        self.gamma.valueChanged.connect(lambda: state.set_look(gamma=self.gamma.value()))
        state.look_changed.connect(self._fill)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Enter in a field does not close the window around it."""
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)

    def _prepare_numbers(self) -> None:
        self.exposure.setRange(-16, 16)
        self.exposure.setSingleStep(0.5)
        self.exposure.setSuffix(self.tr(" stops"))
        self.gamma.setRange(0.1, 4)
        self.gamma.setSingleStep(0.1)

    def _fill(self) -> None:
        """Show the state's choices; names come from OpenColorIO."""
        state, look = self._state, self._state.look
        try:
            displays = config.displays()
            display = look.display or config.default_display()
            views = config.views(display)
        except UprezError:
            displays, display, views = (), "", ()
        for box, items, current in (
            (self.display, [(name, name) for name in displays], display),
            (self.view, [(self.tr("What suits the clip"), ""), *((name, name) for name in views)], look.view),
            (self.channels, list(zip(self._channel_words(), Channels, strict=True)), state.channels),
        ):
            box.blockSignals(True)
            box.clear()
            for words, data in items:
                box.addItem(words, data)
            box.setCurrentIndex(next((place for place, item in enumerate(items) if item[1] == current), 0))
            box.blockSignals(False)
        for number, value in ((self.exposure, look.exposure), (self.gamma, look.gamma)):
            number.blockSignals(True)
            number.setValue(value)
            number.blockSignals(False)

    def _channel_words(self) -> list[str]:
        return [self.tr("Colour"), self.tr("Red"), self.tr("Green"), self.tr("Blue"), self.tr("Brightness"), self.tr("Alpha")]

    def _choose_channels(self, channels: Channels) -> None:
        if channels is not self._state.channels:
            self._state.set_channels(channels)

    def _reset(self) -> None:
        self._state.set_look(display="", view="", exposure=0.0, gamma=1.0)
        self._choose_channels(Channels.COLOUR)
