"""What can be done with the entries that are marked, as actions with keys."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from uprez.ui.icons import icon
from uprez.ui.queue.entry import Action, Entry

translate = QCoreApplication.translate


@dataclass(frozen=True)
class Look:
    """How an action appears."""

    words: str
    """In menus."""
    sign: str
    """Name of its icon."""
    keys: str = ""
    """Its shortcut while the queue has the keyboard."""


def looks() -> dict[Action, Look]:
    """All actions in the order in which they are shown."""
    return {
        Action.PAUSE: Look(translate("QueueActions", "Pause"), "pause", "Space"),
        Action.RESUME: Look(translate("QueueActions", "Continue"), "play", "Space"),
        Action.CANCEL: Look(translate("QueueActions", "Cancel"), "stop", "Ctrl+."),
        Action.RETRY: Look(translate("QueueActions", "Try again"), "retry", "Ctrl+R"),
        Action.UP: Look(translate("QueueActions", "Move up"), "up", "Alt+Up"),
        Action.DOWN: Look(translate("QueueActions", "Move down"), "down", "Alt+Down"),
        Action.VIEW: Look(translate("QueueActions", "Open in the viewer"), "eye", "Return"),
        Action.FOLDER: Look(translate("QueueActions", "Show folder"), "folder", "Ctrl+Return"),
        Action.HOST: Look(translate("QueueActions", "Back to the host"), "back", "Ctrl+B"),
        Action.REPORT: Look(translate("QueueActions", "Copy report"), "copy", "Ctrl+Shift+C"),
        Action.REMOVE: Look(translate("QueueActions", "Remove from the list"), "trash", "Del"),
    }


def make_actions(owner: QWidget) -> dict[Action, QAction]:
    """The actions, their keys working in `owner` and all in it."""
    made: dict[Action, QAction] = {}
    for kind, look in looks().items():
        action = QAction(icon(look.sign), look.words, owner)
        action.setToolTip(f"{look.words} ({QKeySequence(look.keys).toString(QKeySequence.SequenceFormat.NativeText)})")
        if kind is not Action.RESUME:  # one key pauses and continues; two of the same would be ambiguous
            action.setShortcut(QKeySequence(look.keys))
        action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        owner.addAction(action)
        made[kind] = action
    return made


def fit_actions(actions: dict[Action, QAction], entries: list[Entry], *, host: bool) -> None:
    """Enable what the marked entries allow; the host's action is there only when there is a host."""
    actions[Action.HOST].setVisible(host)  # first: Qt disables what is not visible
    for kind, action in actions.items():
        action.setEnabled(any(entry.allows(kind) for entry in entries))
    resumable = actions[Action.RESUME].isEnabled() and not actions[Action.PAUSE].isEnabled()
    keys = QKeySequence(looks()[Action.PAUSE].keys)
    actions[Action.RESUME].setShortcut(keys if resumable else QKeySequence())
    actions[Action.PAUSE].setShortcut(QKeySequence() if resumable else keys)
