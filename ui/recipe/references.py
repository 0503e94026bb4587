"""Reference images: dropped, cropped, cut out, named, and put in order."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtGui import QIcon, QImage, QPainter, QPixmap, QShowEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QListWidgetItem, QToolButton, QVBoxLayout, QWidget

from uprez.core.errors import InputError
from uprez.plugin.client import ServiceError
from uprez.ui.draft import Draft
from uprez.ui.errors import show_error
from uprez.ui.icons import icon
from uprez.ui.link import Link
from uprez.ui.recipe.binding import Manners
from uprez.ui.recipe.crop_dialog import CropDialog
from uprez.ui.recipe.cut_out import CutOuts
from uprez.ui.recipe.picture_loader import PictureWork, load, renamed
from uprez.ui.recipe.reference_list import THUMB, ReferenceList
from uprez.ui.theme import SPACE

_PATH = int(Qt.ItemDataRole.UserRole)


class References(QWidget):
    """The list and its buttons. What a picture is called is its file's name without the ending."""

    def __init__(self, link: Link, draft: Draft, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._draft = draft
        self.cut_outs = CutOuts(link, self)
        """What cuts pictures out."""
        self._thumbs: dict[str, QIcon] = {}
        self.list = ReferenceList(self)
        """The pictures, in their order."""
        Manners(draft, self.list)
        self.list.dropped.connect(self.add)
        self.list.ordered.connect(self._take_order)
        self.list.removed.connect(self.remove)
        self.list.crop_wanted.connect(self.crop)
        self.list.moved.connect(self.shift)
        self.list.itemChanged.connect(self._rename)
        self.list.currentRowChanged.connect(self._enable)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(SPACE // 2)
        rows.addWidget(self.list)
        rows.addLayout(self._buttons())
        self.cut_outs.changed.connect(self._enable)
        self.cut_outs.made.connect(self._replace)
        self.cut_outs.failed.connect(self._tell_error)
        draft.recipe_changed.connect(self.refresh)
        self.refresh()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        """Look whether pictures can be cut out."""
        super().showEvent(event)
        self.cut_outs.look()

    def paths(self) -> list[str]:
        """The draft's reference images."""
        return [str(path) for path in self._draft.recipe["reference_images"]]

    def add(self, paths: list[str]) -> None:
        """Add pictures at the end."""
        self._put([*self.paths(), *paths], self.tr("Add reference images"))

    def remove(self) -> None:
        """Take the current picture out of the list; its file stays."""
        row, paths = self.list.currentRow(), self.paths()
        if 0 <= row < len(paths):
            self._put(paths[:row] + paths[row + 1 :], self.tr("Remove reference image"))
            self.list.setCurrentRow(min(row, len(paths) - 2))

    def shift(self, step: int) -> None:
        """Move the current picture by one place."""
        row, paths = self.list.currentRow(), self.paths()
        if 0 <= row < len(paths) and 0 <= row + step < len(paths):
            paths.insert(row + step, paths.pop(row))
            self._put(paths, self.tr("Move reference image"))
            self.list.setCurrentRow(row + step)

    def crop(self) -> None:
        """Open the current picture to cut a part out of it."""
        row, paths = self.list.currentRow(), self.paths()
        if 0 <= row < len(paths):
            dialog = CropDialog(paths[row], self)
            dialog.cropped.connect(partial(self._replace, paths[row]))
            dialog.open()

    def cut_out(self) -> None:
        """Cut the current picture out of its background."""
        row, paths = self.list.currentRow(), self.paths()
        if 0 <= row < len(paths) and self.cut_outs.network:
            self.cut_outs.start(paths[row])

    def refresh(self) -> None:
        """Show the draft's pictures."""
        paths, row = self.paths(), self.list.currentRow()
        if paths == [self.list.item(at).data(_PATH) for at in range(self.list.count())]:
            return
        with QSignalBlocker(self.list):
            self.list.clear()
            for path in paths:
                item = QListWidgetItem(self._thumbs.get(path, icon("image", "muted")), Path(path).stem)
                item.setData(_PATH, path)
                item.setToolTip(path)
                item.setFlags(item.flags() | Qt.ItemFlag.ItemIsEditable)
                self.list.addItem(item)
        self.list.setCurrentRow(min(row, len(paths) - 1))
        self.list.fit()
        for path in set(paths) - set(self._thumbs):
            self._start(partial(load, path, 3 * THUMB), partial(self._show_thumb, path), self._no_thumb)
        self._enable()

    def _buttons(self) -> QHBoxLayout:
        acts = (
            ("add", self.tr("Add reference images"), self._choose),
            ("crop", self.tr("Crop (Enter)"), self.crop),
            ("cut-out", self.tr("Cut out of its background"), self.cut_out),
            ("edit", self.tr("Rename (F2)"), lambda: self.list.editItem(self.list.currentItem())),
            ("up", self.tr("Move up (Alt+Up)"), lambda: self.shift(-1)),
            ("down", self.tr("Move down (Alt+Down)"), lambda: self.shift(1)),
            ("trash", self.tr("Remove (Delete)"), self.remove),
        )
        row = QHBoxLayout()
        row.setSpacing(SPACE // 2)
        self._needing: list[QToolButton] = []
        for sign, tip, act in acts:
            button = QToolButton(self)
            button.setProperty("role", "quiet")
            button.setIcon(icon(sign))
            button.setToolTip(tip)
            button.setAccessibleName(tip.split(" (")[0])
            button.clicked.connect(partial(_call, act))
            row.addWidget(button)
            if sign == "cut-out":
                self._cut = button
            elif sign != "add":
                self._needing.append(button)
        row.addStretch()
        return row

    def _enable(self) -> None:
        for button in self._needing:
            button.setEnabled(self.list.currentRow() >= 0)
        row, paths = self.list.currentRow(), self.paths()
        path = paths[row] if 0 <= row < len(paths) else ""
        self._cut.setEnabled(bool(path) and bool(self.cut_outs.network) and path not in self.cut_outs.busy)
        self._cut.setToolTip(self.cut_outs.tip())
        with QSignalBlocker(self.list):
            for at in range(self.list.count()):
                item = self.list.item(at)
                here = str(item.data(_PATH))
                item.setIcon(icon("clock", "accent") if here in self.cut_outs.busy else self._thumbs.get(here, icon("image", "muted")))

    def _choose(self) -> None:
        paths, _ = QFileDialog.getOpenFileNames(self, self.tr("Reference images"))
        if paths:
            self.add(paths)

    def _put(self, paths: list[str], text: str) -> None:
        self._draft.set_recipe({"reference_images": paths}, text=text)

    def _take_order(self) -> None:
        self._put([self.list.item(at).data(_PATH) for at in range(self.list.count())], self.tr("Move reference image"))

    def _replace(self, old: str, new: object) -> None:
        self._put([str(new) if path == old else path for path in self.paths()], self.tr("Change reference image"))

    def _rename(self, item: QListWidgetItem) -> None:
        path = str(item.data(_PATH))
        if item.text().strip() and item.text() != Path(path).stem:
            self._start(partial(renamed, path, item.text()), partial(self._replace, path), self._tell_error)
        else:
            with QSignalBlocker(self.list):
                item.setText(Path(path).stem)

    def _start(self, work: Callable[[], object], done: Callable[[object], None], failed: Callable[[InputError], None]) -> None:
        PictureWork(work, done, failed, self).start()

    def _show_thumb(self, path: str, picture: object) -> None:
        if isinstance(picture, QImage):
            self._thumbs[path] = _square(picture)
            with QSignalBlocker(self.list):
                for at in range(self.list.count()):
                    if self.list.item(at).data(_PATH) == path and path not in self.cut_outs.busy:
                        self.list.item(at).setIcon(self._thumbs[path])
            self.list.viewport().update()

    def _no_thumb(self, _: InputError) -> None:
        """The sign of a picture stays: the engine reads more kinds than the panel shows."""

    def _tell_error(self, error: InputError | ServiceError) -> None:
        show_error(self, error)


def _square(picture: QImage) -> QIcon:
    """A picture in the middle of a square, so that all names begin in one line."""
    side = max(picture.width(), picture.height())
    square = QPixmap(side, side)
    square.fill(Qt.GlobalColor.transparent)
    painter = QPainter(square)
    painter.drawImage((side - picture.width()) // 2, (side - picture.height()) // 2, picture)
    painter.end()
    return QIcon(square)


def _call(act: Callable[[], None]) -> None:
    act()
