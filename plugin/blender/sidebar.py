"""The uprez tab in the sequencer's sidebar."""

# pyright: reportUnknownParameterType=false, reportMissingImports=false, reportUntypedBaseClass=false
from __future__ import annotations

import textwrap
from typing import Any

import bpy

from uprez.plugin.blender import errands
from uprez.plugin.blender.strips import chosen, scene_of
from uprez.plugin.blender.swap import TAKE, note_of
from uprez.plugin.host import ServiceRun

_LETTER = 7
"""Pixels of a letter of the interface, roughly, at a resolution scale of 1."""


class Sidebar(bpy.types.Panel):
    """Send, watch, switch."""

    bl_idname = "UPREZ_PT_sidebar"
    bl_label = "uprez"
    bl_space_type = "SEQUENCE_EDITOR"
    bl_region_type = "UI"
    bl_category = "uprez"

    def draw(self, context: Any) -> None:
        """Draw it."""
        scene = scene_of(context)
        strips = chosen(scene)
        column = self.layout.column()
        column.enabled = bool(strips)
        column.operator("uprez.open_panel", icon="WINDOW")
        box = self.layout.column(align=True)
        for name in ("model", "scale", "handles", "pictures", "folder"):
            box.prop(scene.uprez, name)
        box.operator("uprez.upscale", icon="FULLSCREEN_ENTER")
        self._progress()
        self._switch(strips)
        letters = max(20, int(context.region.width / (_LETTER * context.preferences.system.ui_scale)))
        for sentence in errands.said():
            for line in textwrap.wrap(sentence, letters):
                self.layout.label(text=line)

    def _progress(self) -> None:
        running = errands.running()
        for errand in running:
            if isinstance(errand.run, ServiceRun):
                done, total, words = errand.run.progress
                self.layout.progress(factor=done / total if total else 0.0, text=f"{done} of {total}. {words}" if total else words)
            else:
                self.layout.label(text="The panel is open.")
        if running:
            self.layout.operator("uprez.stop", icon="CANCEL")

    def _switch(self, strips: list[Any]) -> None:
        notes = [note for note in map(note_of, strips) if note is not None]
        if not notes:
            return
        taken = sum(note["shows"] == TAKE for note in notes)
        self.layout.label(text=f"{taken} of {len(notes)} show the upscaled media")
        row = self.layout.row(align=True)
        row.operator("uprez.show_original")
        row.operator("uprez.show_upscaled")
