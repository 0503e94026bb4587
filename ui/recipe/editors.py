"""Controls that edit one field of the draft, and follow it when it is changed elsewhere or undone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QSignalBlocker, QSize, Qt
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QLabel, QLineEdit, QPlainTextEdit, QSlider, QWidget

from uprez.ui.recipe.binding import Binding, Manners
from uprez.ui.spin import Spin
from uprez.ui.theme import SPACE


class TextLine(QLineEdit):
    """A line of text."""

    def __init__(self, binding: Binding, *, hint: str = "", tip: str = "") -> None:
        """`hint` stands in it while it is empty."""
        super().__init__()
        self._binding = binding
        _name(self, binding, tip)
        self.setPlaceholderText(hint)
        Manners(binding.draft, self)
        self.textEdited.connect(self._tell)
        binding.follow(self._refresh)

    def _tell(self, text: str) -> None:
        self._binding.put(text, joins=True)

    def _refresh(self) -> None:
        text = str(self._binding.value() or "")
        if text != self.text():
            self.setText(text)


class TextArea(QPlainTextEdit):
    """Some lines of text; Tab leaves it."""

    def __init__(self, binding: Binding, *, hint: str = "", tip: str = "", lines: int = 3) -> None:
        """`hint` stands in it while it is empty."""
        super().__init__()
        self._binding = binding
        self._lines = lines
        _name(self, binding, tip)
        self.setPlaceholderText(hint)
        self.setTabChangesFocus(True)
        self.setUndoRedoEnabled(False)
        self.document().setDocumentMargin(SPACE - 2)
        self.setFixedHeight(self.fontMetrics().lineSpacing() * lines + 2 * SPACE)
        Manners(binding.draft, self)
        self.textChanged.connect(self._tell)
        binding.follow(self._refresh)

    def sizeHint(self) -> QSize:  # noqa: N802
        """As wide as there is room."""
        return QSize(160, self.height())

    def _tell(self) -> None:
        if self.toPlainText() != self._binding.value():
            self._binding.put(self.toPlainText(), joins=True)

    def _refresh(self) -> None:
        text = str(self._binding.value() or "")
        if text != self.toPlainText():
            with QSignalBlocker(self):
                self.setPlainText(text)


class Choice(QComboBox):
    """One of some values."""

    def __init__(self, binding: Binding, options: Sequence[tuple[Any, str]], *, only: bool = False, tip: str = "") -> None:
        """`options` are values and their words; with `only`, any other value counts as the first."""
        super().__init__()
        self._only = only
        self._binding = binding
        _name(self, binding, tip)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(8)
        Manners(binding.draft, self)
        self.set_options(options)
        self.activated.connect(lambda: binding.put(self.currentData()))
        binding.follow(self._refresh)

    def set_options(self, options: Sequence[tuple[Any, str]]) -> None:
        """Offer other values."""
        with QSignalBlocker(self):
            self.clear()
            for value, words in options:
                self.addItem(words, value)
        self._refresh()

    def _refresh(self) -> None:
        value = self._binding.value()
        place = next((at for at in range(self.count()) if self.itemData(at) == value), -1)
        with QSignalBlocker(self):
            if place < 0 and self._only:
                place = 0
            if place < 0 and isinstance(value, str):
                self.addItem(value, value)
                place = self.count() - 1
            self.setCurrentIndex(place)


class Tick(QCheckBox):
    """Yes or no."""

    def __init__(self, binding: Binding, *, tip: str = "") -> None:
        super().__init__(binding.words)
        self._binding = binding
        _name(self, binding, tip)
        self.clicked.connect(self._tell)
        binding.follow(self._refresh)

    def _tell(self, checked: bool) -> None:
        self._binding.put(checked)

    def _refresh(self) -> None:
        with QSignalBlocker(self):
            self.setChecked(bool(self._binding.value()))


class Number(Spin):
    """A whole number; below the lowest stands the word for None, where there is one."""

    def __init__(self, binding: Binding, low: int, high: int, *, none: str = "", step: int = 1, tip: str = "") -> None:
        """`none` is what None is called; empty where the field is always a number."""
        super().__init__()
        self._binding = binding
        self._low = low
        self._none = none
        _name(self, binding, tip)
        self.setRange(low - step if none else low, high)
        self.setSingleStep(step)
        self.setSpecialValueText(none)
        Manners(binding.draft, self)
        self.valueChanged.connect(self._tell)
        binding.follow(self._refresh)

    def _tell(self, value: int) -> None:
        none = bool(self._none) and value == self.minimum()
        self._binding.put(None if none else max(self._low, value), joins=True)
        self._refresh()

    def _refresh(self) -> None:
        value = self._binding.value()
        with QSignalBlocker(self):
            self.setValue(self.minimum() if value is None else min(int(value), self.maximum()))


class Portion(QWidget):
    """A slider from 0 to 1, shown as per cent."""

    def __init__(self, binding: Binding, *, low: int = 0, tip: str = "") -> None:
        """`low` is the least, in per cent."""
        super().__init__()
        self._binding = binding
        self.slider = QSlider(Qt.Orientation.Horizontal)
        """The slider, in per cent."""
        self._words = QLabel()
        self._words.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._words.setFixedWidth(self._words.fontMetrics().horizontalAdvance("100 %") + 2)
        self.slider.setRange(low, 100)
        self.slider.setSingleStep(1)
        self.slider.setPageStep(10)
        _name(self.slider, binding, tip)
        Manners(binding.draft, self.slider)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE)
        row.addWidget(self.slider, 1)
        row.addWidget(self._words)
        self.setFocusProxy(self.slider)
        self.slider.valueChanged.connect(self._tell)
        binding.follow(self._refresh)

    def _tell(self, percent: int) -> None:
        self._binding.put(percent / 100, joins=True)

    def _refresh(self) -> None:
        percent = round(float(self._binding.value() or 0) * 100)
        with QSignalBlocker(self.slider):
            self.slider.setValue(percent)
        self._words.setText(f"{percent} %")


def _name(control: QWidget, binding: Binding, tip: str) -> None:
    control.setAccessibleName(binding.words)
    control.setAccessibleDescription(tip)
    control.setToolTip(tip or binding.words)
