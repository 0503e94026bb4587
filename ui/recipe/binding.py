"""What a control edits: one field of the draft's recipe or output."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QWidget

from uprez.ui.draft import Draft


@dataclass(frozen=True)
class Binding:
    """A field, and the words of its undo step."""

    draft: Draft
    part: Literal["recipe", "output"]
    field: str
    words: str
    """Name of the field in the interface."""

    def value(self) -> Any:
        """What the draft says now; None for a field that this version has not."""
        return (self.draft.recipe if self.part == "recipe" else self.draft.output).get(self.field)

    def put(self, value: Any, *, joins: bool = False) -> None:
        """Edit the draft; steps that `joins`, one after the other, are undone as one."""
        put = self.draft.set_recipe if self.part == "recipe" else self.draft.set_output
        text = QCoreApplication.translate("Binding", "Change {}").format(self.words.lower())
        put({self.field: value}, text=text, field=self.field if joins else "")

    def follow(self, refresh: Callable[[], None]) -> None:
        """Call `refresh` now and whenever the draft changes."""
        (self.draft.recipe_changed if self.part == "recipe" else self.draft.output_changed).connect(refresh)
        refresh()


class Manners(QObject):
    """Two habits of every editor here: undo keys undo the draft's edits, and a wheel that scrolls past changes nothing."""

    def __init__(self, draft: Draft, editor: QWidget) -> None:
        """Lasts as long as the editor."""
        super().__init__(editor)
        self._draft = draft
        editor.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        editor.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Take undo keys; leave the wheel to the column unless the editor has the focus."""
        if event.type() == QEvent.Type.Wheel and isinstance(watched, QWidget) and not watched.hasFocus():
            event.ignore()
            return True
        if event.type() not in (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress) or not isinstance(event, QKeyEvent):
            return False
        undo, redo = event.matches(QKeySequence.StandardKey.Undo), event.matches(QKeySequence.StandardKey.Redo)
        if not undo and not redo:
            return False
        event.accept()
        if event.type() == QEvent.Type.KeyPress:
            (self._draft.undo_stack.undo if undo else self._draft.undo_stack.redo)()
        return True
