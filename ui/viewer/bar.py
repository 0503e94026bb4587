"""The bar under the viewers: frames, playing, comparing, zoom and display."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QIntValidator, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLabel, QLineEdit, QToolButton, QVBoxLayout, QWidget

from uprez.ui.icons import icon
from uprez.ui.theme.tokens import CONTROL, ICON, SPACE
from uprez.ui.viewer.actions import action, bind
from uprez.ui.viewer.displaymenu import DisplayButton
from uprez.ui.viewer.modes import Mode
from uprez.ui.viewer.scrub import ScrubBar
from uprez.ui.viewer.state import ViewState
from uprez.ui.viewer.zoombox import ZoomBox

_WIDE = 700
"""Logical pixels from which all buttons stand in one row."""
_TIMED = 420
"""Logical pixels from which there is room for the time."""
_TRANSPORT = (("first", "first"), ("previous", "previous"), ("play", "play"), ("next", "next"), ("last", "last"), ("loop", "loop"))
_MODES = ((Mode.A, "a"), (Mode.B, "b"), (Mode.WIPE, "wipe"), (Mode.DIFFERENCE, "difference"))


class ViewerBar(QWidget):
    """Drives a state; holds nothing of its own."""

    def __init__(self, state: ViewState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state = state
        self._buttons: dict[str, QToolButton] = {}
        self.setAccessibleName(self.tr("Viewer controls"))
        bind(self, state)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE // 2, 0, SPACE // 2, SPACE // 2)
        column.setSpacing(SPACE // 2)
        column.addWidget(ScrubBar(state, self))
        self._rows = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._rows.setSpacing(SPACE // 2)
        self._groups = (self._transport(), self._comparison())
        for group in self._groups:
            self._rows.addLayout(group)
        column.addLayout(self._rows)
        for signal in (state.frame_changed, state.range_changed, state.playing_changed, state.look_changed, state.rate_measured):
            signal.connect(self._sync)
        state.region_mode_changed.connect(self._sync)
        self._sync()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """One row, or two where it is narrow."""
        wide = self.width() >= _WIDE
        self._rows.setDirection(QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom)
        self._groups[1].setStretch(self._groups[1].count() - 1, 0 if wide else 1)
        self._time.setVisible(self.width() >= _TIMED)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """As narrow as the wider group alone, without the time."""
        time = 0 if self._time.isHidden() else self._time.minimumWidth()
        narrow = max(self._groups[0].minimumSize().width() - time, self._groups[1].minimumSize().width())
        return QSize(narrow + SPACE, super().minimumSizeHint().height())

    def _transport(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(2)
        for name, picture in _TRANSPORT:
            row.addWidget(self._button(name, picture, checkable=name == "loop"))
        row.addSpacing(SPACE // 2)
        self._frame, self._valid = QLineEdit(), QIntValidator(self)
        self._frame.setValidator(self._valid)
        self._frame.setAlignment(Qt.AlignmentFlag.AlignRight)
        self._frame.setFixedWidth(72)
        self._frame.setAccessibleName(self.tr("Frame"))
        self._frame.setToolTip(self.tr("Frame"))
        self._frame.editingFinished.connect(self._go)
        row.addWidget(self._frame)
        row.addSpacing(SPACE // 2)
        self._time = QLabel()
        self._time.setProperty("role", "muted")
        self._time.setAccessibleName(self.tr("Time from frame 0, and frames a second"))
        self._time.setMinimumWidth(self._time.fontMetrics().horizontalAdvance("00:00:00:00  99.99 fps"))
        row.addWidget(self._time)
        row.addStretch(1)
        return row

    def _comparison(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(2)
        for _, name in _MODES:
            button = self._button(name, name if name in ("wipe", "difference") else "", checkable=True)
            if name in ("a", "b"):
                button.setText(name.upper())
            row.addWidget(button)
        row.addWidget(self._button("flip", "flip"))
        row.addSpacing(SPACE)
        row.addWidget(self._button("region", "region", checkable=True))
        row.addWidget(ZoomBox(self._state, self))
        row.addWidget(DisplayButton(self._state, self))
        row.addStretch(1)
        return row

    def _button(self, name: str, picture: str, *, checkable: bool = False) -> QToolButton:
        """A button for an action of the table, with its words and key as tooltip."""
        chosen, button = action(name), QToolButton()
        button.setProperty("role", "quiet")
        button.setObjectName(name)
        if picture:
            button.setIcon(icon(picture))
        button.setIconSize(QSize(ICON, ICON))
        button.setFixedSize(CONTROL, CONTROL)
        button.setCheckable(checkable)
        button.setToolTip(chosen.hint())
        button.setAccessibleName(chosen.title())
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.clicked.connect(lambda: (chosen.run(self._state), self._sync()))
        self._buttons[name] = button
        return button

    def _go(self) -> None:
        """Go to the frame that was typed."""
        typed = self._frame.text()
        self._frame.setModified(False)
        if typed.lstrip("-").isdigit():
            self._state.set_frame(int(typed))
        self._sync()

    def _sync(self) -> None:
        """Show what the state is."""
        state = self._state
        some, two = state.canvas[0] > 0, state.has_both()
        self._valid.setRange(state.first, state.last)
        if not self._frame.isModified():
            self._frame.setText(str(state.frame) if some else "")
        self._buttons["play"].setIcon(icon("pause" if state.speed else "play"))
        self._buttons["loop"].setChecked(state.loop)
        self._buttons["region"].setChecked(state.region_mode)
        for mode, name in _MODES:
            self._buttons[name].setChecked(two and state.mode is mode)
        for name, button in self._buttons.items():
            button.setEnabled(two if name in ("a", "b", "wipe", "difference", "flip") else some)
        self._frame.setEnabled(some)
        self._time.setText(self._words() if some else "")

    def _words(self) -> str:
        """Timecode and rate: the one that is seen while it plays, with what was left out."""
        state, rate = self._state, float(self._state.rate)
        time = str(state.start + state.frame)
        if not state.speed:
            return f"{time}  {rate:.5g} fps"
        seen = state.seen_rate()
        return f"{time}  {seen:.1f} fps" if seen is not None else f"{time}  – fps"
