"""What the user can do with the selected strips."""

# pyright: reportUnknownParameterType=false, reportMissingImports=false, reportUntypedBaseClass=false
from __future__ import annotations

from collections.abc import Callable
from typing import Any

import bpy

from uprez.plugin.blender import errands
from uprez.plugin.blender.strips import FORMATS, chosen, named, scene_of
from uprez.plugin.blender.swap import ORIGINAL, TAKE, kind_of, note_of, put_in, show
from uprez.plugin.errors import ServiceError
from uprez.plugin.host import PanelRun, Sent, ServiceRun

FINISHED, CANCELLED = {"FINISHED"}, {"CANCELLED"}


class OnStrips(bpy.types.Operator):
    """What all operators on selected strips share."""

    bl_options = {"REGISTER", "UNDO"}  # noqa: RUF012 - Blender wants a plain set

    @classmethod
    def poll(cls, context: Any) -> bool:
        """Whether there is a sequence."""
        return scene_of(context).sequence_editor is not None

    def failed(self, *reasons: str) -> set[str]:
        """Tell why nothing was done, or not all."""
        for reason in reasons:
            self.report({"ERROR"}, reason)
        errands.say(reasons)
        return CANCELLED

    def send(self, context: Any, opened: Callable[..., PanelRun | ServiceRun], strips: list[Any]) -> list[str]:
        """Send strips, all in one go; the reasons why some or all were not."""
        scene = scene_of(context)
        choices = scene.uprez
        clips, reasons = self._sent(scene, strips)
        if not clips:
            return reasons
        kinds = ["IMAGE" if choices.pictures else kind for _, kind in clips.values()]
        formats = tuple(dict.fromkeys(FORMATS[kind][0] for kind in kinds))
        recipe = {"model": choices.model, "scale": choices.scale}
        try:
            run = opened(list(clips), choices.folder_path(), choices.handles, formats, recipe)
        except ServiceError as error:
            return [*reasons, str(error)]
        errands.begin(errands.Errand(scene.name, {clip.key: strip for clip, strip in clips.items()}, run))
        return reasons

    def told(self, reasons: list[str], begun: bool) -> set[str]:
        """Say what was not sent."""
        if reasons or not begun:
            self.failed(*(reasons or ["Select strips of movies or pictures first."]))
        return FINISHED if begun else CANCELLED

    def _sent(self, scene: Any, strips: list[Any]) -> tuple[dict[Sent, tuple[str, str]], list[str]]:
        clips: dict[Sent, tuple[str, str]] = {}
        reasons: list[str] = []
        for strip in strips:
            try:
                clips[errands.sent_of(scene, strip)] = strip.name, kind_of(strip)
            except ServiceError as error:
                reasons.append(f"'{strip.name}': {error}")
        return clips, reasons

    def shown(self, context: Any, which: str) -> set[str]:
        """Switch the selected strips that have a take."""
        scene = scene_of(context)
        strips = [strip for strip in chosen(scene) if note_of(strip) is not None]
        if not strips:
            return self.failed("None of the selected strips has been upscaled.")
        reasons: list[str] = []
        for strip in strips:
            try:
                show(scene, strip, which)
            except ServiceError as error:
                reasons.append(f"'{strip.name}': {error}")
        if reasons:
            self.failed(*reasons)
        return FINISHED


class OpenPanel(OnStrips):
    """Send the selected strips to the uprez panel, where model, size and looks are chosen and tried."""

    bl_idname = "uprez.open_panel"
    bl_label = "Open in uprez"
    bl_options = {"REGISTER"}  # noqa: RUF012

    def execute(self, context: Any) -> set[str]:
        """Open the panel."""
        before = len(errands.running())
        reasons = self.send(context, PanelRun.open, chosen(scene_of(context)))
        return self.told(reasons, len(errands.running()) > before)


class Upscale(OnStrips):
    """Upscale the selected strips with the settings below, and show the results in their place."""

    bl_idname = "uprez.upscale"
    bl_label = "Upscale"
    bl_options = {"REGISTER"}  # noqa: RUF012

    def execute(self, context: Any) -> set[str]:
        """Start the jobs."""
        before = len(errands.running())
        strips = chosen(scene_of(context))
        alike = [[strip for strip in strips if kind_of(strip) == kind] for kind in FORMATS]  # each kind is written as itself only
        reasons = [reason for each in alike for reason in self.send(context, ServiceRun.open, each)]
        return self.told(reasons, len(errands.running()) > before)


class BringBack(OnStrips):
    """Put what is finished into its strips."""

    bl_idname = "uprez.bring_back"
    bl_label = "Upscaled strips"
    bl_options = {"UNDO", "INTERNAL"}  # noqa: RUF012

    @classmethod
    def poll(cls, context: Any) -> bool:
        """Always: what comes back may be of another scene than the one that is looked at."""
        return True

    def execute(self, context: Any) -> set[str]:
        """Put them in; tell of those that are left out."""
        reasons: list[str] = []
        put = 0
        for back in errands.came_back():
            scene = errands.scene_named(back.scene)
            reasons += back.failures
            for name, path, taken in back.takes:
                strip = named(scene, name)
                try:
                    if strip is None:
                        raise ServiceError(f"There is no strip '{name}' any more.", "", f"Its frames are in {taken.path}.")
                    put_in(scene, strip, path, taken)
                    put += 1
                except ServiceError as error:
                    reasons.append(str(error))
                except (RuntimeError, LookupError) as error:  # Blender's own; the other strips shall have theirs
                    reasons.append(f"'{name}' keeps its media. {error}")
        if reasons:
            self.report({"WARNING"}, " ".join(reasons))
        errands.say(reasons)
        return FINISHED if put else CANCELLED


class ShowOriginal(OnStrips):
    """Let the selected strips show their original media."""

    bl_idname = "uprez.show_original"
    bl_label = "Show original"

    def execute(self, context: Any) -> set[str]:
        """Switch."""
        return self.shown(context, ORIGINAL)


class ShowUpscaled(OnStrips):
    """Let the selected strips show their upscaled media."""

    bl_idname = "uprez.show_upscaled"
    bl_label = "Show upscaled"

    def execute(self, context: Any) -> set[str]:
        """Switch."""
        return self.shown(context, TAKE)


class Stop(OnStrips):
    """Cancel all jobs that were started here, and close panels. What is done stays on the disk."""

    bl_idname = "uprez.stop"
    bl_label = "Stop"
    bl_options = {"REGISTER"}  # noqa: RUF012

    def execute(self, context: Any) -> set[str]:
        """Stop."""
        errands.end_all()
        return FINISHED


OPERATORS = (OpenPanel, Upscale, BringBack, ShowOriginal, ShowUpscaled, Stop)
