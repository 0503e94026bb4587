"""What the panel remembers of its own: theme, language, window. Beside the service's state, so that one folder holds all."""

from __future__ import annotations

from PySide6.QtCore import QSettings

from uprez.plugin.places import state_folder


def settings() -> QSettings:
    """The panel's settings, a text file in the state folder."""
    return QSettings(str(state_folder() / "panel.ini"), QSettings.Format.IniFormat)
