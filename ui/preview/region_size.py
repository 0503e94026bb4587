"""Choosing a region by its size."""

from __future__ import annotations

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QComboBox, QToolButton, QWidget

from uprez.ui.icons import icon
from uprez.ui.preview import words
from uprez.ui.preview.region import PRESETS, Preset, Region, matching, placed
from uprez.ui.theme.tokens import CONTROL, ICON


class RegionPick(QToolButton):
    """Whether the region is being drawn in the picture."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setIcon(icon("region"))
        self.setIconSize(QSize(ICON, ICON))
        self.setFixedSize(CONTROL, CONTROL)
        self.setCheckable(True)
        self.setToolTip(self.tr("Draw the region in the picture"))
        self.setAccessibleName(self.tr("Draw the region"))


class RegionSize(QComboBox):
    """Small, medium, large or all of the picture; says so when it was drawn by hand."""

    chosen = Signal(object)
    """The Region of the chosen size, around the middle of the one before."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Empty until a region is shown."""
        super().__init__(parent)
        self._region: Region = (0, 0, 0, 0)
        self._size: tuple[int, int] | None = None
        self.setAccessibleName(self.tr("Size of the region"))
        self.setToolTip(self.tr("Part of the picture that is previewed, in pixels of the source"))
        self.activated.connect(self._choose)

    def show_region(self, region: Region, size: tuple[int, int] | None) -> None:
        """Show a region of a clip of this width and height; None while the clip is not known."""
        self._region, self._size = region, size
        width, height = size or (0, 0)
        now = matching(region, width, height) if size else None
        items: list[tuple[str, Preset | None]] = [(self._words(preset), preset) for preset in PRESETS]
        if now is None and size:
            items.insert(0, (self.tr("Drawn · {size}").format(size=words.size_words(region[2], region[3])), None))
        if [self.itemText(row) for row in range(self.count())] != [text for text, _ in items]:
            self.clear()
            for text, preset in items:
                self.addItem(text, preset)
        self.setCurrentIndex(PRESETS.index(now) if now else 0 if size else 1)

    def _words(self, preset: Preset) -> str:
        names = {"small": self.tr("Small"), "medium": self.tr("Medium"), "large": self.tr("Large"), "whole": self.tr("Whole picture")}
        if not preset.long:
            return names[preset.name]
        size = placed(preset, *self._size)[2:] if self._size else (preset.long, preset.short)
        return f"{names[preset.name]} · {words.size_words(*size)}"

    def _choose(self) -> None:
        preset = self.currentData()
        if isinstance(preset, Preset) and self._size is not None:
            x, y, width, height = self._region
            self.chosen.emit(placed(preset, *self._size, centre=(x + width / 2, y + height / 2)))
