"""Enabling and disabling the extension."""

# pyright: reportUnknownParameterType=false, reportMissingImports=false
from __future__ import annotations

import bpy

from uprez.plugin.blender.choices import Choices, keep_choices
from uprez.plugin.blender.errands import forget_all
from uprez.plugin.blender.operators import OPERATORS
from uprez.plugin.blender.sidebar import Sidebar

_CLASSES = (Choices, *OPERATORS, Sidebar)


def register() -> None:
    """Add everything to Blender."""
    for each in _CLASSES:
        bpy.utils.register_class(each)
    keep_choices(True)


def unregister() -> None:
    """Take everything away again. Jobs go on in the service."""
    forget_all()
    keep_choices(False)
    for each in reversed(_CLASSES):
        bpy.utils.unregister_class(each)
