"""One step of undo."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QUndoCommand

from uprez.ui.draft_clip import Prepared

_MERGES = 1


class DraftEdit(QUndoCommand):
    """From one state of the draft to another. Steps with the same `field`, one after the other, become one."""

    def __init__(self, text: str, before: Prepared, after: Prepared, put: Callable[[Prepared], None], *, field: str = "") -> None:
        """`put` makes a state the draft's; `field` names what is typed or dragged, empty for a step of its own."""
        super().__init__(text)
        self._before = before
        self._after = after
        self._put = put
        self._field = field

    def undo(self) -> None:
        """Go back."""
        self._put(self._before)

    def redo(self) -> None:
        """Go on."""
        self._put(self._after)

    def id(self) -> int:
        """Whether the next step may be joined to this one."""
        return _MERGES if self._field else -1

    def mergeWith(self, other: QUndoCommand) -> bool:  # noqa: N802
        """Take the next step in, if it goes on in the same field."""
        if not isinstance(other, DraftEdit) or other._field != self._field:
            return False
        self._after = other._after
        self.setObsolete(self._after == self._before)
        return True
