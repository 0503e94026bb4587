"""The button with the presets."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFileDialog, QInputDialog, QMenu, QMessageBox, QToolButton, QWidget

from uprez.ui.draft import Draft
from uprez.ui.errors import show_error
from uprez.ui.icons import icon
from uprez.ui.presets import SUFFIX, Preset, PresetError, Presets, write_preset


class PresetsButton(QToolButton):
    """Choose, save, rename, delete, export, import."""

    def __init__(self, draft: Draft, presets: Presets | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._draft = draft
        self.presets = presets or Presets()
        """What is kept."""
        self.setText(self.tr("Presets"))
        self.setIcon(icon("preset"))
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setProperty("role", "quiet")
        self.setAccessibleName(self.tr("Presets"))
        self.setToolTip(self.tr("Recipes and formats that are kept (Alt+P)"))
        self.setShortcut("Alt+P")
        menu = QMenu(self)
        menu.aboutToShow.connect(self.fill)
        self.setMenu(menu)

    def fill(self) -> None:
        """Make the menu anew from what is kept."""
        menu, names = self.menu(), self.presets.names()
        menu.clear()
        for name in names:
            menu.addAction(icon("preset"), name.replace("&", "&&"), partial(self._tried, partial(self.use, name)))
        if not names:
            none = QAction(self.tr("No presets yet"), menu)
            none.setEnabled(False)
            menu.addAction(none)
        menu.addSeparator()
        menu.addAction(icon("save"), self.tr("Save as preset…"), self.ask_save)
        menu.addAction(icon("open"), self.tr("Import…"), self.ask_import)
        acts = (("share", self.tr("Export"), self.ask_export), ("edit", self.tr("Rename"), self.ask_rename))
        for sign, words, act in (*acts, ("trash", self.tr("Delete"), self.ask_delete)):
            below = menu.addMenu(icon(sign), words)
            below.setEnabled(bool(names))
            for name in names:
                below.addAction(name.replace("&", "&&") + "…", partial(act, name))

    def use(self, name: str) -> None:
        """Set the draft to a preset.

        Raises:
            PresetError: it cannot be read.
        """
        self.presets.get(name).apply(self._draft, self.tr("Use preset {}").format(name))

    def ask_save(self) -> None:
        """Ask for a name and keep what the draft is set to."""
        name, agreed = QInputDialog.getText(self, self.tr("Save as preset"), self.tr("Name"))
        name = name.strip()
        if not agreed or not name:
            return
        if name in self.presets.names() and not self._sure(self.tr("Replace the preset “{}”?").format(name), self.tr("Replace")):
            return
        self._tried(lambda: self.presets.save(Preset.of(self._draft, name)))

    def ask_rename(self, name: str) -> None:
        """Ask for another name."""
        new, agreed = QInputDialog.getText(self, self.tr("Rename preset"), self.tr("Name"), text=name)
        if agreed and new.strip():
            self._tried(lambda: self.presets.rename(name, new.strip()))

    def ask_delete(self, name: str) -> None:
        """Ask, then throw away."""
        if self._sure(self.tr("Delete the preset “{}”?").format(name), self.tr("Delete")):
            self._tried(lambda: self.presets.delete(name))

    def ask_export(self, name: str) -> None:
        """Ask for a place and write the preset there."""
        path, _ = QFileDialog.getSaveFileName(self, self.tr("Export preset"), name + SUFFIX, self._kinds())
        if path:
            target = Path(path if path.endswith(SUFFIX) else path + SUFFIX)
            self._tried(lambda: write_preset(target, self.presets.get(name)))

    def ask_import(self) -> None:
        """Ask for files and keep them; a single one is used at once."""
        paths, _ = QFileDialog.getOpenFileNames(self, self.tr("Import presets"), "", self._kinds())
        self._tried(lambda: self.take_in(paths))

    def take_in(self, paths: list[str]) -> None:
        """Keep shared files; a single one is used at once.

        Raises:
            PresetError: one cannot be read or kept.
        """
        kept = [self.presets.take_in(Path(path)) for path in paths]
        if len(kept) == 1:
            self.use(kept[0].name)

    def _kinds(self) -> str:
        return self.tr("Presets (*{})").format(SUFFIX)

    def _sure(self, question: str, act: str) -> bool:
        box = QMessageBox(QMessageBox.Icon.NoIcon, "uprez", question, QMessageBox.StandardButton.Cancel, self)
        agreed = box.addButton(act, QMessageBox.ButtonRole.AcceptRole)
        box.exec()
        return box.clickedButton() is agreed

    def _tried(self, act: Callable[[], object]) -> None:
        try:
            act()
        except PresetError as error:
            show_error(self, error)
