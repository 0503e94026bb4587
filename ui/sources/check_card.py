"""One thing to know of a clip, and the choice that it asks for."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QComboBox, QFrame, QHBoxLayout, QLabel, QRadioButton, QVBoxLayout, QWidget

from uprez.ui.draft_clip import Values
from uprez.ui.icons import icon
from uprez.ui.theme import ICON, SPACE
from uprez.ui.told import told

RADIOS = 3
"""Up to so many options stand side by side; more are a list that opens."""

_UNDECIDED = (None, "", False, "error")


class CheckCard(QFrame):
    """A sentence with a sign, and options below it where there are any."""

    chosen = Signal(str, object)
    """A field of the source, and the value that was chosen for it."""

    def __init__(self, check: Values, parent: QWidget | None = None) -> None:
        """`check` is one of the service's."""
        super().__init__(parent)
        self.setProperty("role", "card")
        self._options: list[Values] = list(check.get("options") or ())
        self._field = str(check.get("field") or "")
        self._sign = QLabel(self)
        self._sign.setFixedSize(ICON, ICON)
        self._words = QLabel(self)
        self._words.setWordWrap(True)
        self._words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._group = QButtonGroup(self)
        self._combo: QComboBox | None = None
        head = QHBoxLayout()
        head.setSpacing(SPACE)
        head.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(self._words, 1)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(SPACE + SPACE // 2, SPACE, SPACE, SPACE)
        rows.setSpacing(SPACE // 2)
        rows.addLayout(head)
        if self._options and self._field:
            rows.addLayout(self._choices())
        self.show_check(check)

    @staticmethod
    def shape(check: Values) -> tuple[Any, ...]:
        """What a card is built from: two checks of one shape can share a card."""
        options = tuple(str(option["words"]) for option in check.get("options") or ())
        return (str(check["kind"]), str(check.get("field") or ""), options)

    def show_check(self, check: Values, decision: Any = None, *, pending: bool = False) -> None:
        """Show the same check with other words or another choice. `decision` is what the source says, None or empty for nothing;
        while `pending` the service has yet to confirm it."""
        chosen = decision if pending and decision is not None else check.get("chosen")
        state, sign, role = self._state(check, decided=decision not in _UNDECIDED)
        self._sign.setPixmap(icon(sign, role).pixmap(ICON, ICON))
        self._sign.setAccessibleName(state)
        self._sign.setToolTip(state)
        words = told(str(check["words"]))
        self._words.setText(words)
        self.setAccessibleName(f"{state}: {words}")
        self._mark(chosen)

    def _state(self, check: Values, *, decided: bool) -> tuple[str, str, str]:
        """Words, icon and colour role for how urgent it is."""
        if decided and self._options:
            return self.tr("Decided"), "done", "good"
        if check["needs_choice"]:
            return self.tr("Choice needed"), "warning", "warn"
        return self.tr("Good to know"), "info", "muted"

    def _choices(self) -> QVBoxLayout:
        rows = QVBoxLayout()
        rows.setContentsMargins(ICON + SPACE, 0, 0, 0)
        rows.setSpacing(SPACE // 2)
        if len(self._options) <= RADIOS:
            for place, option in enumerate(self._options):
                button = QRadioButton(told(str(option["words"])), self)
                button.setAccessibleName(button.text())
                self._group.addButton(button, place)
                rows.addWidget(button)
            self._group.idClicked.connect(self._choose)
            return rows
        self._combo = combo = QComboBox(self)
        combo.setAccessibleName(self.tr("Choice"))
        combo.setPlaceholderText(self.tr("Choose…"))
        combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        combo.addItems([told(str(option["words"])) for option in self._options])
        combo.activated.connect(self._choose)
        rows.addWidget(combo)
        return rows

    def _choose(self, place: int) -> None:
        self.chosen.emit(self._field, self._options[place]["value"])

    def _mark(self, chosen: Any) -> None:
        place = next((at for at, option in enumerate(self._options) if chosen is not None and option["value"] == chosen), -1)
        if self._combo is not None:
            with QSignalBlocker(self._combo):
                self._combo.setCurrentIndex(place)
            return
        self._group.setExclusive(False)
        for button in self._group.buttons():
            button.setChecked(self._group.id(button) == place)
        self._group.setExclusive(True)


class CheckList(QWidget):
    """All checks of one clip. Cards stay where they are while only their words or choices change, and with them the focus."""

    chosen = Signal(str, object)
    """A field of the source, and the value that was chosen for it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(SPACE)
        self._shapes: list[tuple[Any, ...]] = []
        self._cards: list[CheckCard] = []

    def show_checks(self, checks: tuple[Values, ...], source: Values, *, pending: bool) -> None:
        """Show a clip's checks; the choices of `source` count while `pending`."""
        shapes = [CheckCard.shape(check) for check in checks]
        if shapes != self._shapes:
            self._rebuild(checks)
            self._shapes = shapes
        for card, check in zip(self._cards, checks, strict=True):
            card.show_check(check, source.get(str(check.get("field") or "")), pending=pending)
        self.setVisible(bool(checks))

    def _rebuild(self, checks: tuple[Values, ...]) -> None:
        for card in self._cards:
            card.hide()
            card.deleteLater()
        self._cards = [CheckCard(check, self) for check in checks]
        for card in self._cards:
            self._rows.addWidget(card)
            card.chosen.connect(self.chosen)
