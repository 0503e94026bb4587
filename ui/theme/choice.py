"""Which theme is on, and putting it on an application or on a part of somebody else's."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, QSettings, Qt, Signal
from PySide6.QtGui import QColor, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication, QStyleFactory, QWidget

from uprez.ui.settings import settings
from uprez.ui.theme.sheet import part_sheet, style_sheet
from uprez.ui.theme.tokens import DARK, LIGHT, Colours

THEMES = ("system", "light", "dark")
"""What a user can choose."""
IMAGES = Path(__file__).resolve().parent / "images"

_KEY = "theme"


class Changes(QObject):
    """Tells who paints by himself that the colours are others now."""

    changed = Signal()
    """After the theme has changed."""


class _Choice:
    colours: Colours = DARK
    name: str = "system"
    changes: Changes | None = None
    follows: bool = False


def colours() -> Colours:
    """The colours that are on."""
    return _Choice.colours


def changes() -> Changes:
    """Connect to its `changed` to hear of another theme."""
    if _Choice.changes is None:
        _Choice.changes = Changes()
    return _Choice.changes


def remembered_theme() -> str:
    """What the user chose last: `system`, `light` or `dark`."""
    name = str(settings().value(_KEY, "system"))
    return name if name in THEMES else "system"


def apply_theme(app: QApplication, name: str, *, remember: bool = False) -> None:
    """Put a theme on a whole application: Fusion, palette, style sheet. `system` follows the desktop's choice.

    Raises:
        ValueError: not one of `THEMES`.
    """
    if name not in THEMES:
        raise ValueError(f"unknown theme {name!r}")
    if remember:
        store: QSettings = settings()
        store.setValue(_KEY, name)
    _Choice.name = name
    if not _Choice.follows:
        _Choice.follows = True
        app.setStyle(QStyleFactory.create("Fusion"))
        app.styleHints().colorSchemeChanged.connect(lambda: apply_theme(app, "system") if _Choice.name == "system" else None)
    chosen = _chosen(name)
    app.setPalette(_palette(chosen))
    app.setStyleSheet(style_sheet(chosen, IMAGES))
    _Choice.colours = chosen
    changes().changed.emit()


def dress(widget: QWidget, name: str = "system") -> None:
    """Put a theme on a widget and all in it, and leave the application around it as it is.

    `system` takes light or dark from the colours of the application that the widget stands in.
    """
    host = QGuiApplication.palette()
    dark_host = host.color(QPalette.ColorRole.Window).lightness() < host.color(QPalette.ColorRole.WindowText).lightness()
    chosen = (DARK if dark_host else LIGHT) if name == "system" else _chosen(name)
    _Choice.colours = chosen
    widget.setPalette(_palette(chosen))
    widget.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    widget.setStyleSheet(part_sheet(chosen, IMAGES))
    changes().changed.emit()


def _chosen(name: str) -> Colours:
    if name == "system":  # a desktop that does not say gets what grading rooms have
        return LIGHT if QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Light else DARK
    return LIGHT if name == "light" else DARK


def _palette(chosen: Colours) -> QPalette:
    role = QPalette.ColorRole
    table = {
        role.Window: chosen.surface,
        role.WindowText: chosen.text,
        role.Base: chosen.field,
        role.AlternateBase: chosen.raised,
        role.Text: chosen.text,
        role.PlaceholderText: chosen.muted,
        role.Button: chosen.raised,
        role.ButtonText: chosen.text,
        role.BrightText: chosen.bad,
        role.Light: chosen.hover,
        role.Midlight: chosen.raised,
        role.Mid: chosen.line,
        role.Dark: chosen.edge,
        role.Shadow: chosen.stage,
        role.Highlight: chosen.selected,
        role.HighlightedText: chosen.text,
        role.Accent: chosen.accent,
        role.Link: chosen.accent,
        role.LinkVisited: chosen.accent,
        role.ToolTipBase: chosen.raised,
        role.ToolTipText: chosen.text,
    }
    palette = QPalette()
    for key, value in table.items():
        palette.setColor(key, QColor(value))
    for key in (role.WindowText, role.Text, role.ButtonText, role.HighlightedText):
        palette.setColor(QPalette.ColorGroup.Disabled, key, QColor(chosen.faint))
    return palette
