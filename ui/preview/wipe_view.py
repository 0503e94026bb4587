"""Two of the panes in one large picture: wipe, flip, difference."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QComboBox, QHBoxLayout, QLabel, QPushButton, QToolButton, QVBoxLayout, QWidget

from uprez.ui.icons import icon
from uprez.ui.preview.bars import bar_without
from uprez.ui.theme.tokens import CONTROL, ICON, SPACE
from uprez.ui.viewer.pictures import Pictures
from uprez.ui.viewer.state import Mode, ViewState
from uprez.ui.viewer.viewer import Viewer

_WIDE = 60 * SPACE
"""Width from which the head is one line."""
Offer = tuple[str, str, Pictures]
"""Key, name and pictures of something that can be compared."""


class WipeView(QWidget):
    """A large viewer with A and B, chosen from what has been made."""

    left = Signal()
    """The user wants to see all panes again."""

    def __init__(self, shared: ViewState, parent: QWidget | None = None) -> None:
        """`shared` is the state of the panes: frame and place are taken from it and given back."""
        super().__init__(parent)
        self._shared = shared
        self.state = ViewState(self, cache=shared.cache)
        self.viewer = Viewer(self.state, parent=self)
        self._bar = bar_without(self.state, "region")
        self._offers: dict[str, Offer] = {}
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(SPACE)
        rows.addLayout(self._head())
        rows.addWidget(self.viewer, 1)
        rows.addWidget(self._bar)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """What is compared stands below the button where it is narrow."""
        super().resizeEvent(event)
        wide = self.width() >= _WIDE
        self._lines.setDirection(QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """As narrow as the arrangement on two lines."""
        return QSize(30 * SPACE, super().minimumSizeHint().height())

    def _head(self) -> QBoxLayout:
        self.back = QPushButton(icon("side"), self.tr("Side by side"), self)
        self.back.setToolTip(self.tr("Show all candidates again ({key})").format(key="Esc"))
        self.back.clicked.connect(self.left)
        self.a, self.b = QComboBox(self), QComboBox(self)
        self.a.setAccessibleName(self.tr("Picture A"))
        self.b.setAccessibleName(self.tr("Picture B"))
        swap = QToolButton(self)
        swap.setIcon(icon("flip"))
        swap.setIconSize(QSize(ICON, ICON))
        swap.setFixedSize(CONTROL, CONTROL)
        swap.setToolTip(self.tr("Swap A and B"))
        swap.setAccessibleName(self.tr("Swap A and B"))
        swap.clicked.connect(self.swap)
        line = QHBoxLayout()
        line.setSpacing(SPACE)
        line.addStretch()
        for box in (self.a, self.b):
            box.setMinimumContentsLength(6)
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
            box.activated.connect(self._show)
        line.addWidget(QLabel(self.tr("Left"), self))
        line.addWidget(self.a)
        line.addWidget(swap)
        line.addWidget(QLabel(self.tr("Right"), self))
        line.addWidget(self.b)
        self._lines = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._lines.setSpacing(SPACE)
        self._lines.addWidget(self.back)
        self._lines.addLayout(line, 1)
        return self._lines

    def open(self, offers: Sequence[Offer], a: str, b: str, mode: Mode = Mode.WIPE) -> None:
        """Show the offers of these two keys, at the frame and place that the panes have."""
        self.offer(offers)
        self.a.setCurrentIndex(max(0, self.a.findData(a)))
        self.b.setCurrentIndex(max(0, self.b.findData(b)))
        self.state.set_mode(mode)
        self._show()
        self.state.set_frame(self._shared.frame)
        self.state.set_view(self._shared.zoom, self._shared.centre)
        self.viewer.setFocus()

    def offer(self, offers: Sequence[Offer]) -> None:
        """Take what can be compared now; what is chosen stays where it is still there."""
        chosen = (self.a.currentData(), self.b.currentData())
        before = {key: pictures for key, _, pictures in self._offers.values()}
        self._offers = {key: (key, name, pictures) for key, name, pictures in offers}
        for box, key in zip((self.a, self.b), chosen, strict=True):
            box.clear()
            for offered, name, _ in offers:
                box.addItem(name, offered)
            box.setCurrentIndex(max(0, box.findData(key)))
        if self.isVisible() and any(before.get(key) is not pictures for key, _, pictures in offers if key in chosen):
            self._show()

    def swap(self) -> None:
        """A for B."""
        a, b = self.a.currentIndex(), self.b.currentIndex()
        self.a.setCurrentIndex(b)
        self.b.setCurrentIndex(a)
        self._show()

    def close_pictures(self) -> None:
        """Stop, and give frame and place back to the panes."""
        self.state.play(0)
        self._shared.set_frame(self.state.frame)
        self._shared.set_view(self.state.zoom, self.state.centre)
        self.viewer.set_pictures(None, None)

    def _show(self, *_: object) -> None:
        a, b = (self._offers.get(str(box.currentData())) for box in (self.a, self.b))
        self.viewer.set_pictures(a[2] if a else None, b[2] if b else None)
