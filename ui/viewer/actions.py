"""Everything that the keyboard does in a viewer: one table, for shortcuts, tooltips, menus and the shortcuts' help."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from uprez.ui.viewer.modes import Channels, Mode
from uprez.ui.viewer.state import ViewState

_CONTEXT = "ViewerActions"


@dataclass(frozen=True)
class Action:
    """One thing that can be done."""

    name: str
    """Short and lasting, for code."""
    group: str
    """English heading in the shortcuts' help."""
    text: str
    """English words."""
    keys: tuple[str, ...]
    """Key sequences, the one to show first."""
    run: Callable[[ViewState], object]
    """Does it."""

    def title(self) -> str:
        """The words in the user's language."""
        return QCoreApplication.translate(_CONTEXT, self.text)

    def heading(self) -> str:
        """The group in the user's language."""
        return QCoreApplication.translate(_CONTEXT, self.group)

    def hint(self) -> str:
        """The words with the first key, for tooltips."""
        shown = QKeySequence(self.keys[0]).toString(QKeySequence.SequenceFormat.NativeText) if self.keys else ""
        return f"{self.title()} ({shown})" if shown else self.title()


def _set_view(zoom: float | None) -> Callable[[ViewState], object]:
    return lambda state: state.set_view(zoom)


def _mode(mode: Mode) -> Callable[[ViewState], object]:
    return lambda state: state.set_mode(mode)


def _channels(channels: Channels) -> Callable[[ViewState], object]:
    return lambda state: state.set_channels(channels)


def _step(frames: int) -> Callable[[ViewState], object]:
    return lambda state: state.step(frames)


def _pan(x: int, y: int) -> Callable[[ViewState], object]:
    return lambda state: state.pan_by(x, y)


def _expose(stops: float) -> Callable[[ViewState], object]:
    return lambda state: state.set_look(exposure=state.look.exposure + stops)


_PLAY = "Playing"
_COMPARE = "Comparing"
_PLACE = "Zoom and place"
_LOOK = "Display"

ACTIONS = (
    Action("play", _PLAY, "Play or stop", ("Space",), lambda s: s.toggle_play()),
    Action("stop", _PLAY, "Stop", ("K",), lambda s: s.play(0)),
    Action("forward", _PLAY, "Play forwards, again: faster", ("L",), lambda s: s.shuttle(1)),
    Action("backward", _PLAY, "Play backwards, again: faster", ("J",), lambda s: s.shuttle(-1)),
    Action("next", _PLAY, "Next frame", ("Right",), _step(1)),
    Action("previous", _PLAY, "Previous frame", ("Left",), _step(-1)),
    Action("next10", _PLAY, "Ten frames on", ("Shift+Right",), _step(10)),
    Action("previous10", _PLAY, "Ten frames back", ("Shift+Left",), _step(-10)),
    Action("first", _PLAY, "First frame", ("Home",), lambda s: s.set_frame(s.first)),
    Action("last", _PLAY, "Last frame", ("End",), lambda s: s.set_frame(s.last)),
    Action("retry", _PLAY, "Read again what could not be read", ("R",), lambda s: s.retry()),
    Action("loop", _PLAY, "Play in a loop", ("Shift+L",), lambda s: s.set_loop(not s.loop)),
    Action("a", _COMPARE, "Show A", ("A",), _mode(Mode.A)),
    Action("b", _COMPARE, "Show B", ("B",), _mode(Mode.B)),
    Action("flip", _COMPARE, "Flip between A and B", ("X",), lambda s: s.flip()),
    Action("wipe", _COMPARE, "Wipe between A and B", ("W",), _mode(Mode.WIPE)),
    Action("wipe_left", _COMPARE, "Wipe to the left", ("[",), lambda s: s.set_wipe(s.wipe - 0.05)),
    Action("wipe_right", _COMPARE, "Wipe to the right", ("]",), lambda s: s.set_wipe(s.wipe + 0.05)),
    Action("difference", _COMPARE, "Difference of A and B, times eight", ("D",), _mode(Mode.DIFFERENCE)),
    Action("fit", _PLACE, "Fit the picture in", ("F",), _set_view(None)),
    Action("actual", _PLACE, "One pixel for each pixel", ("1",), _set_view(1.0)),
    Action("double", _PLACE, "Twice as large", ("2",), _set_view(2.0)),
    Action("fourfold", _PLACE, "Four times as large", ("4",), _set_view(4.0)),
    Action("half", _PLACE, "Half as large", ("5",), _set_view(0.5)),
    Action("zoom_in", _PLACE, "Zoom in", ("+", "="), lambda s: s.zoom_by(1)),
    Action("zoom_out", _PLACE, "Zoom out", ("-",), lambda s: s.zoom_by(-1)),
    Action("pan_left", _PLACE, "Look further left", ("Ctrl+Left",), _pan(-64, 0)),
    Action("pan_right", _PLACE, "Look further right", ("Ctrl+Right",), _pan(64, 0)),
    Action("pan_up", _PLACE, "Look further up", ("Ctrl+Up",), _pan(0, -64)),
    Action("pan_down", _PLACE, "Look further down", ("Ctrl+Down",), _pan(0, 64)),
    Action("region", _PLACE, "Draw a region", ("M",), lambda s: s.set_region_mode(not s.region_mode)),
    Action("no_region", _PLACE, "Take the whole picture", ("Shift+M",), lambda s: s.set_region(None)),
    Action("red", _LOOK, "Red only", ("Shift+R",), _channels(Channels.RED)),
    Action("green", _LOOK, "Green only", ("Shift+G",), _channels(Channels.GREEN)),
    Action("blue", _LOOK, "Blue only", ("Shift+B",), _channels(Channels.BLUE)),
    Action("luma", _LOOK, "Brightness only", ("Shift+Y",), _channels(Channels.LUMA)),
    Action("alpha", _LOOK, "Alpha only", ("Shift+A",), _channels(Channels.ALPHA)),
    Action("brighter", _LOOK, "Half a stop brighter", ("E",), _expose(0.5)),
    Action("darker", _LOOK, "Half a stop darker", ("Shift+E",), _expose(-0.5)),
    Action(
        "neutral",
        _LOOK,
        "Exposure and gamma as they were",
        ("0",),
        lambda s: s.set_look(exposure=0.0, gamma=1.0),
    ),
)
"""In the order of the help."""

_BY_NAME = {action.name: action for action in ACTIONS}


def action(name: str) -> Action:
    """An action by its name. Raises KeyError."""
    return _BY_NAME[name]


def bind(widget: QWidget, state: ViewState) -> None:
    """Give a widget and all in it the shortcuts of the table."""
    for one in ACTIONS:
        made = QAction(one.title(), widget)
        made.setObjectName(one.name)
        made.setShortcuts([QKeySequence(keys) for keys in one.keys])
        made.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        made.triggered.connect(_runner(one, state))
        widget.addAction(made)


def _runner(one: Action, state: ViewState) -> Callable[[], None]:
    def run() -> None:
        one.run(state)

    return run
