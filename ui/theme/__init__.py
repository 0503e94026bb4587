"""The look: tokens, palette and style sheet, light and dark.

Widgets take colours from their palette, or from `colours()` when they paint. The style sheet knows these values of
the property `role`: on QLabel `heading`, `muted`, `good`, `warn`, `bad`; on buttons `primary`, `quiet`, `danger`; on
QFrame `card`, `column`, `line`.
"""

from uprez.ui.theme.choice import THEMES, apply_theme, changes, colours, dress, remembered_theme
from uprez.ui.theme.tokens import CONTROL, DARK, ICON, LIGHT, RADIUS, SPACE, Colours

__all__ = [
    "CONTROL",
    "DARK",
    "ICON",
    "LIGHT",
    "RADIUS",
    "SPACE",
    "THEMES",
    "Colours",
    "apply_theme",
    "changes",
    "colours",
    "dress",
    "remembered_theme",
]
