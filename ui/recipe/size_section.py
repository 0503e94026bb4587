"""How large the result gets."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QButtonGroup, QCheckBox, QComboBox, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from uprez.ui.draft import Draft
from uprez.ui.draft_models import fitted
from uprez.ui.recipe.binding import Manners
from uprez.ui.recipe.section import Section
from uprez.ui.spin import Spin
from uprez.ui.theme import SPACE

SCALES = (2, 3, 4)
"""Factors that have a button."""
PRESETS = (("HD", 1920, 1080), ("2K DCI", 2048, 1080), ("UHD", 3840, 2160), ("4K DCI", 4096, 2160), ("8K UHD", 7680, 4320))
"""Sizes that have a name."""
LARGEST = 16384
"""Side of the largest result in pixels."""


class SizeSection(Section):
    """Factor or output size, and what that comes to for the selected clip."""

    def __init__(self, draft: Draft, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Size"), parent=parent)
        self._draft = draft
        self._group = QButtonGroup(self)
        self.add(self._scale_row())
        self._preset = QComboBox()
        self._preset.setAccessibleName(self.tr("Output size"))
        for name, width, height in PRESETS:
            self._preset.addItem(f"{name}  {width} × {height}", (width, height))
        self._preset.addItem(self.tr("Own size"), None)
        Manners(draft, self._preset)
        self._preset.activated.connect(self._take_preset)
        self._width, self._height = self._side(self.tr("Width in pixels")), self._side(self.tr("Height in pixels"))
        self._keep = QCheckBox(self.tr("Keep the picture's shape"))
        self._keep.setToolTip(self.tr("Fit the picture into this size instead of stretching it"))
        self._keep.clicked.connect(self._take_keep)
        self._box = self._size_box()
        self.add(self._box)
        self._words = QLabel()
        self._words.setProperty("role", "muted")
        self._words.setWordWrap(True)
        self.add(self._words)
        for changed in (draft.recipe_changed, draft.selection_changed, draft.clip_changed, draft.models_changed):
            changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show what the draft says."""
        recipe = self._draft.recipe
        size = recipe["size"]
        for place, button in enumerate(self._group.buttons()):
            pressed = size is not None if place == len(SCALES) else size is None and recipe["scale"] == SCALES[place]
            with QSignalBlocker(button):
                button.setChecked(pressed)
        self._box.setVisible(size is not None)
        if size is not None:
            for spin, side in zip((self._width, self._height), size, strict=True):
                with QSignalBlocker(spin):
                    spin.setValue(int(side))
            found = next((at for at, (_, *sides) in enumerate(PRESETS) if sides == list(size)), len(PRESETS))
            self._preset.setCurrentIndex(found)
            self._keep.setChecked(bool(recipe["keep_shape"]))
        self._words.setText(self._result_words())

    def _result_words(self) -> str:
        clip, recipe = self._draft.selected, self._draft.recipe
        result = self._draft.size_for(clip.id) if clip else None
        said: list[str] = []
        if clip is not None and clip.size is not None and result is not None:
            said.append(self.tr("{} × {} becomes {} × {}.").format(*clip.size, *result))
            shape = fitted(clip.size, result)
            if abs(shape[0] - result[0]) > 2 or abs(shape[1] - result[1]) > 2:
                said.append(self.tr("The picture is stretched to another shape."))
        elif recipe["size"] is None and recipe["scale"] not in SCALES:
            said.append(self.tr("{} times as wide and high.").format(f"{self._draft.factor:g}"))
        card = self._draft.models.card(str(recipe["model"]), self._draft.factor)
        if card and card["factor"] and card["factor"] > 1 and self._draft.factor > card["factor"] + 0.01:
            said.append(self.tr("The model makes ×{}; resampling does the rest.").format(card["factor"]))
        return " ".join(said)

    def _scale_row(self) -> QWidget:
        row = QWidget()
        box = QHBoxLayout(row)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(SPACE // 2)
        names = [(f"×{scale}", self.tr("{} times as wide and high").format(scale)) for scale in SCALES]
        for place, (words, tip) in enumerate([*names, (self.tr("Size…"), self.tr("A width and height of your own"))]):
            button = QPushButton(words)
            button.setCheckable(True)
            button.setToolTip(tip)
            button.setAccessibleName(tip)
            self._group.addButton(button, place)
            box.addWidget(button, 1)
        self._group.setExclusive(False)
        self._group.idClicked.connect(self._take_button)
        return row

    def _size_box(self) -> QWidget:
        box = QWidget()
        rows = QVBoxLayout(box)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(SPACE)
        sides = QHBoxLayout()
        sides.setSpacing(SPACE)
        sides.addWidget(self._width, 1)
        sides.addWidget(QLabel("×"))
        sides.addWidget(self._height, 1)
        rows.addWidget(self._preset)
        rows.addLayout(sides)
        rows.addWidget(self._keep)
        return box

    def _side(self, name: str) -> Spin:
        spin = Spin()
        spin.setAccessibleName(name)
        spin.setToolTip(name)
        spin.setRange(1, LARGEST)
        Manners(self._draft, spin)
        spin.valueChanged.connect(self._take_sides)
        return spin

    def _take_keep(self, on: bool) -> None:
        self._draft.set_recipe({"keep_shape": on}, text=self.tr("Keep shape"))

    def _take_button(self, place: int) -> None:
        if place < len(SCALES):
            self._draft.set_recipe({"scale": float(SCALES[place])}, text=self.tr("Choose scale"))
        elif self._draft.recipe["size"] is None:
            self._draft.set_recipe({"size": [3840, 2160]}, text=self.tr("Choose size"))
        self.refresh()

    def _take_preset(self, place: int) -> None:
        size = self._preset.itemData(place)
        if size is not None:
            self._draft.set_recipe({"size": list(size)}, text=self.tr("Choose size"))
        else:
            self._width.setFocus()
            self._width.selectAll()

    def _take_sides(self) -> None:
        size = [self._width.value(), self._height.value()]
        self._draft.set_recipe({"size": size}, text=self.tr("Choose size"), field="size")
