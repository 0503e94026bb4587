"""The models in a list that opens: a card for each, moved through by keys or by typing a name."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    Signal,
    SignalInstance,
)
from PySide6.QtGui import QColor, QFont, QFontMetrics, QGuiApplication, QIcon, QPainter
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QListView,
    QPushButton,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from uprez.ui.draft_clip import Values
from uprez.ui.draft_models import DraftModels
from uprez.ui.icons import icon, paint_icon
from uprez.ui.recipe.model_words import character, headline, meta
from uprez.ui.theme import ICON, SPACE, colours
from uprez.ui.told import told

MODEL = int(Qt.ItemDataRole.UserRole)
"""Role of a row's (name, members, card)."""
TALLEST = 520
"""Height of the open list in logical pixels."""

_Index = QModelIndex | QPersistentModelIndex
_NONE = QModelIndex()
_WRAP = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap
_Row = tuple[str, tuple[Values, ...], Values]


class ModelRows(QAbstractListModel):
    """What a user chooses between, at the factor that is wanted."""

    def __init__(self, models: DraftModels, factor: float, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.rows: list[_Row] = [(name, members, models.card(name, factor) or members[0]) for name, members in models.families()]
        """Name for the recipe, members of the family, the card of the one that fits."""

    def rowCount(self, parent: _Index = _NONE) -> int:  # noqa: N802
        """How many there are."""
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The name to type, words for a screen reader, or the row itself."""
        if not index.isValid():
            return None
        name, members, card = self.rows[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return name
            case Qt.ItemDataRole.AccessibleTextRole:
                return f"{told(str(card['title']))}. {meta(name, members, card)}. {told(str(card['fit_words']))}"
            case _:
                return self.rows[index.row()] if role == MODEL else None


class ModelRow(QStyledItemDelegate):
    """Draws a card: what it is for, what it is like, its name and licence, whether it fits."""

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:  # noqa: N802
        """As high as its words at the list's width."""
        widget: QWidget | None = option.widget  # pyright: ignore[reportAttributeAccessIssue]
        font: QFont = option.font  # pyright: ignore[reportAttributeAccessIssue]
        room = (widget.viewport().width() if isinstance(widget, QListView) else 320) - 3 * SPACE
        return QSize(0, sum(height + 2 for *_, height in _lines(index.data(MODEL), font, room)) + 2 * SPACE)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Draw a card."""
        rect: QRect = option.rect  # pyright: ignore[reportAttributeAccessIssue]
        state: QStyle.StateFlag = option.state  # pyright: ignore[reportAttributeAccessIssue]
        font: QFont = option.font  # pyright: ignore[reportAttributeAccessIssue]
        chosen = colours()
        painter.save()
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, QColor(chosen.selected))
        painter.fillRect(QRect(rect.x(), rect.bottom(), rect.width(), 1), QColor(chosen.line))
        left, top = rect.x() + SPACE + SPACE // 2, rect.y() + SPACE
        room = rect.width() - 3 * SPACE
        for words, role, bold, sign, height in _lines(index.data(MODEL), font, room):
            shift = ICON + SPACE // 2 if sign else 0
            if sign:
                paint_icon(painter, sign, QRect(left, top, ICON - 2, ICON - 2), role)
            painter.setFont(_weight(font, bold))
            painter.setPen(QColor(getattr(chosen, role)))
            painter.drawText(QRect(left + shift, top, room - shift, height), _WRAP, words)
            top += height + 2
        painter.restore()


class ModelList(QFrame):
    """The open list. Enter or a click chooses, Escape leaves."""

    chosen = Signal(str)
    """Name for the recipe."""
    file_wanted = Signal()
    """The user has a file of weights of his own."""
    folder_wanted = Signal()
    """The user has a folder of a checkpoint of his own."""

    def __init__(self, models: DraftModels, factor: float, current: str, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setProperty("role", "card")
        self._rows = ModelRows(models, factor, self)
        self.view = QListView(self)
        """The cards."""
        self.view.setModel(self._rows)
        self.view.setItemDelegate(ModelRow(self.view))
        self.view.setAccessibleName(self.tr("Models"))
        self.view.setMouseTracking(True)
        self.view.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.view.setResizeMode(QListView.ResizeMode.Adjust)
        self.view.clicked.connect(self._choose)
        self.view.activated.connect(self._choose)
        self.view.entered.connect(self.view.setCurrentIndex)
        own = _quiet(icon("open"), self.tr("Weights of your own…"), self.tr("A file of weights: .safetensors, .pth or .onnx"))
        own.clicked.connect(partial(self._own, self.file_wanted))
        folder = _quiet(icon("folder"), self.tr("A folder…"), self.tr("A checkpoint in a folder: UniMMVSR, STAR, StableVSR"))
        folder.clicked.connect(partial(self._own, self.folder_wanted))
        self._own_height = own.sizeHint().height()
        both = QHBoxLayout()
        both.addWidget(own)
        both.addWidget(folder)
        both.addStretch()
        rows = QVBoxLayout(self)
        rows.setContentsMargins(1, 1, 1, SPACE // 2)
        rows.setSpacing(SPACE // 2)
        rows.addWidget(self.view)
        rows.addLayout(both)
        place = next((at for at, (name, members, _) in enumerate(self._rows.rows) if _is(current, name, members)), 0)
        self.view.setCurrentIndex(self._rows.index(place))

    def open_at(self, button: QWidget) -> None:
        """Open below a button, or above it where there is more room."""
        width = max(button.width(), 300)
        self.resize(width, 200)
        self.view.resize(width - 2, 200)
        rows = self._rows.rowCount()
        content = sum(self.view.sizeHintForIndex(self._rows.index(row)).height() for row in range(rows))
        screen = button.screen() or QGuiApplication.primaryScreen()
        area = screen.availableGeometry()
        below = button.mapToGlobal(QPoint(0, button.height() + 2))
        above = button.mapToGlobal(QPoint(0, -2))
        room = max(area.bottom() - below.y(), above.y() - area.top())
        height = min(content + self._own_height + SPACE + 2, TALLEST, room)
        up = area.bottom() - below.y() < height
        self.setGeometry(below.x(), above.y() - height if up else below.y(), width, height)
        self.show()
        self.view.setFocus()
        self.view.scrollTo(self.view.currentIndex(), QListView.ScrollHint.PositionAtCenter)

    def event(self, event: QEvent) -> bool:
        """Escape shuts it."""
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
        return super().event(event)

    def _choose(self, index: QModelIndex) -> None:
        self.close()
        self.chosen.emit(self._rows.rows[index.row()][0])

    def _own(self, wanted: SignalInstance) -> None:
        self.close()
        wanted.emit()


def _quiet(sign: QIcon, words: str, tip: str) -> QPushButton:
    button = QPushButton(sign, words)
    button.setProperty("role", "quiet")
    button.setToolTip(tip)
    return button


def _is(current: str, name: str, members: tuple[Values, ...]) -> bool:
    return current == name or any(current == card["name"] for card in members)


def _weight(font: QFont, bold: bool) -> QFont:
    shown = QFont(font)
    shown.setWeight(QFont.Weight.DemiBold if bold else QFont.Weight.Normal)
    return shown


def _lines(row: _Row, font: QFont, width: int) -> list[tuple[str, str, bool, str, int]]:
    """Words, colour role, whether bold, sign before it, and height of each part."""
    name, members, card = row
    fits = bool(card["fits"])
    parts = (
        (headline(card), "text", True, ""),
        (character(card), "text", False, ""),
        (meta(name, members, card), "muted", False, ""),
        (told(str(card["fit_words"])), "muted" if fits else "warn", False, "check" if fits else "warning"),
    )
    found: list[tuple[str, str, bool, str, int]] = []
    for words, role, bold, sign in parts:
        if words:
            room = width - (ICON + SPACE // 2 if sign else 0)
            height = QFontMetrics(_weight(font, bold)).boundingRect(0, 0, room, 9999, int(_WRAP), words).height()
            found.append((words, role, bold, sign, height))
    return found
