"""The settings of one candidate, in a small window under its button."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QCheckBox, QComboBox, QFrame, QGridLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from uprez.ui.draft_models import DraftModels
from uprez.ui.preview.choices import YARDSTICK
from uprez.ui.preview.comparison import Comparison
from uprez.ui.preview.percent import PercentSlider
from uprez.ui.spin import Spin
from uprez.ui.theme.tokens import SPACE


class CandidateSettings(QFrame):
    """Strength, grain return, stabiliser and what else the candidate's model takes. Each change is told to the comparison."""

    def __init__(self, comparison: Comparison, key: str, models: DraftModels, parent: QWidget | None = None) -> None:
        """`models` say which conditions the candidate's model takes."""
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setProperty("role", "card")
        self.setAccessibleName(self.tr("Settings of candidate {number}").format(number=key))
        self._comparison, self._key = comparison, key
        recipe = comparison.recipe(key)
        model = str(recipe["model"])
        rows = QVBoxLayout(self)
        rows.setContentsMargins(2 * SPACE, 2 * SPACE, 2 * SPACE, 2 * SPACE)
        rows.setSpacing(2 * SPACE)
        self._rows = QGridLayout()
        self._rows.setHorizontalSpacing(2 * SPACE)
        self._rows.setVerticalSpacing(SPACE)
        self._rows.setColumnMinimumWidth(1, 22 * SPACE)
        rows.addLayout(self._rows)
        self._mixing(recipe)
        if model != YARDSTICK:
            self._stabiliser(recipe)
        self._conditions(recipe, lambda field: models.takes(model, field))
        back = QPushButton(self.tr("As in the recipe"), self)
        back.setProperty("role", "quiet")
        back.setToolTip(self.tr("Take all settings of the recipe again; the model stays"))
        back.clicked.connect(self._reset)
        rows.addWidget(back, 0, Qt.AlignmentFlag.AlignRight)

    def open_under(self, button: QWidget) -> None:
        """Show it below a button, inside the screen."""
        self.adjustSize()
        place = button.mapToGlobal(QPoint(button.width() - self.width(), button.height() + SPACE // 2))
        screen = button.screen().availableGeometry()
        place.setX(min(max(place.x(), screen.left()), screen.right() - self.width()))
        place.setY(min(max(place.y(), screen.top()), screen.bottom() - self.height()))
        self.move(place)
        self.show()
        first = self._rows.itemAtPosition(0, 1)
        if first is not None and (widget := first.widget()) is not None:
            widget.setFocus()

    def _mixing(self, recipe: dict[str, Any]) -> None:
        strength = PercentSlider(self.tr("Strength"), self.tr("How much of the model's detail is used; at 0 % it is the source, enlarged"))
        strength.set_value(float(recipe["strength"]))
        strength.changed.connect(partial(self._set, "strength"))
        self._row(self.tr("Strength"), strength)
        grain = PercentSlider(self.tr("Grain return"), self.tr("How much of the source's own grain is given back"))
        grain.set_value(float(recipe.get("grain", 0.0)))
        grain.changed.connect(partial(self._set, "grain"))
        self._row(self.tr("Grain return"), grain)
        colour = QCheckBox(self.tr("Match the source's colour"), self)
        colour.setChecked(bool(recipe["match_colour"]))
        colour.toggled.connect(partial(self._set, "match_colour"))
        self._row(self.tr("Colour"), colour)

    def _stabiliser(self, recipe: dict[str, Any]) -> None:
        items = [("auto", self.tr("Where it helps")), ("on", self.tr("Always")), ("off", self.tr("Never"))]
        self._row(self.tr("Stabilise"), self._choice("stabilise", items, recipe, self.tr("Stabilise")))

    def _conditions(self, recipe: dict[str, Any], takes: Callable[[str], bool]) -> None:
        if takes("quality"):
            items = [("standard", self.tr("Standard")), ("fast", self.tr("Fast"))]
            self._row(self.tr("Quality"), self._choice("quality", items, recipe, self.tr("Quality")))
        if takes("steps"):
            steps = Spin(self)
            steps.setRange(0, 1000)
            steps.setSpecialValueText(self.tr("The model's own"))
            steps.setValue(int(recipe.get("steps") or 0))
            steps.setAccessibleName(self.tr("Steps"))
            steps.valueChanged.connect(self._set_steps)
            self._row(self.tr("Steps"), steps)
        for field, name in (("prompt", self.tr("Prompt")), ("negative_prompt", self.tr("Negative prompt"))):
            if takes(field):
                self._row(name, self._line(field, name, recipe))

    def _choice(self, field: str, items: Sequence[tuple[str, str]], recipe: dict[str, Any], name: str) -> QComboBox:
        box = QComboBox(self)
        box.setAccessibleName(name)
        for value, words in items:
            box.addItem(words, value)
        box.setCurrentIndex(max(0, box.findData(recipe.get(field))))
        box.activated.connect(partial(self._chosen, field, box))
        return box

    def _line(self, field: str, name: str, recipe: dict[str, Any]) -> QLineEdit:
        line = QLineEdit(str(recipe.get(field, "")), self)
        line.setAccessibleName(name)
        line.editingFinished.connect(lambda: self._set(field, line.text()))
        return line

    def _row(self, name: str, control: QWidget) -> None:
        label = QLabel(name, self)
        label.setBuddy(control)
        row = self._rows.rowCount() if self._rows.count() else 0
        self._rows.addWidget(label, row, 0)
        self._rows.addWidget(control, row, 1)

    def _set_steps(self, value: int) -> None:
        self._set("steps", value or None)

    def _chosen(self, field: str, box: QComboBox, _: int) -> None:
        self._set(field, box.currentData())

    def _set(self, field: str, value: Any) -> None:
        if self._comparison.has(self._key):
            self._comparison.change(self._key, {field: value})

    def _reset(self) -> None:
        if self._comparison.has(self._key):
            self._comparison.reset(self._key)
        self.close()
