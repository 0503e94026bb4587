"""The settings in the sidebar, kept with the scene."""

# pyright: reportUnknownParameterType=false, reportMissingImports=false, reportUntypedBaseClass=false, reportAttributeAccessIssue=false
from __future__ import annotations

from typing import Any

import bpy

_MODELS = (
    ("span", "Clean footage", "Fast and faithful, invents nothing"),
    ("compact", "Compressed or drawn", "Removes blocks and noise, a little flat"),
    ("rrdb", "Degraded footage", "Cleans and invents texture; slow"),
    ("lanczos", "Resample only", "No network"),
)


class Choices(bpy.types.PropertyGroup):
    """How strips are upscaled without the panel."""

    # Blender reads these as they are: annotations that are text, as this file's are, it does not evaluate in all versions.
    __annotations__ = {
        "model": bpy.props.EnumProperty(name="Model", items=_MODELS, default="span"),
        "scale": bpy.props.FloatProperty(name="Scale", description="Times the media's size", min=1, max=8, default=2, precision=2),
        "handles": bpy.props.IntProperty(name="Handles", description="Frames more at both ends of a strip", min=0, max=1000, default=12),
        "pictures": bpy.props.BoolProperty(
            name="Pictures for Movies",
            description="Write EXR for strips of movies too, and show these: Blender reads most movies with 8 bits",
            default=False,
        ),
        "folder": bpy.props.StringProperty(
            name="Folder", description="Where results go; empty for 'uprez' beside each media", subtype="DIR_PATH", default=""
        ),
    }

    def folder_path(self) -> str | None:
        """The folder of the results; None for the usual one."""
        return bpy.path.abspath(self.folder) if self.folder else None


def keep_choices(kept: bool) -> None:
    """Give every scene these settings, or take them away."""
    scene: Any = bpy.types.Scene
    if kept:
        scene.uprez = bpy.props.PointerProperty(type=Choices)
    else:
        del scene.uprez
