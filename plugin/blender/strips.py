"""Strips of Blender's sequencer, read the same way in 4.2 to 5.x."""

# pyright: reportUnknownParameterType=false, reportMissingImports=false
from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from fractions import Fraction
from typing import Any

import bpy

from uprez.plugin.blender.placing import Placed, speed_of
from uprez.plugin.errors import ServiceError

_NUMBERED = re.compile(r"^(.*?)(\d+)(\.[^.\d][^.]*)$", re.DOTALL)
_FIND = "Find the file again in the strip's settings."
KINDS = ("MOVIE", "IMAGE")
"""Types of strips that show media."""
FORMATS = {"MOVIE": ("prores", "hevc", "ffv1"), "IMAGE": ("exr", "tiff", "png")}
"""Formats that a strip of each type can show, the best first: the first is written where nobody chooses."""
CHANNELS = 128
"""Blender has no more."""
KEPT = "uprez_kept_for"
"""Custom property of a muted strip that keeps an original: the name of the strip that it was."""


@dataclass(frozen=True)
class Media:
    """What a strip shows, as it can be put into it again."""

    kind: str
    """`MOVIE` or `IMAGE`."""
    path: str
    """The movie, or the folder of the pictures, as Blender has it: may start with `//`."""
    names: tuple[str, ...]
    """File names of the pictures; none for a movie."""
    frames: int
    skip_start: int
    """Frames left out before the content."""
    skip_end: int
    """And after."""
    alpha_mode: str

    @property
    def source(self) -> str:
        """The same for uprez: a full path, with the numbers of a sequence in brackets.

        Raises:
            ServiceError: the project was never saved, or the pictures are no numbered sequence.
        """
        if self.path.startswith("//") and not bpy.data.filepath:
            raise ServiceError(
                "The strip's file has no full path.", "It is relative to a project that was never saved.", "Save the project."
            )
        path = os.path.normpath(bpy.path.abspath(self.path))
        if self.kind == "MOVIE":
            return path
        if len(self.names) == 1 and not _NUMBERED.match(self.names[0]):
            return os.path.join(path, self.names[0])
        return os.path.join(path, _pattern(self.names))

    @property
    def file(self) -> str:
        """The movie, or the first picture, as Blender has it."""
        return self.path if self.kind == "MOVIE" else os.path.join(self.path, self.names[0])

    def facts(self) -> dict[str, Any]:
        """As JSON values. The path is kept in both of its forms, so that it is found after the project or the media moved."""
        relative = self.path.startswith("//")
        other = bpy.path.abspath(self.path) if relative else _relative(self.path)
        return {**asdict(self), "other_path": other}

    @classmethod
    def of_facts(cls, facts: dict[str, Any]) -> Media:
        """From JSON values."""
        fields: Any = {**facts, "names": tuple(facts["names"])}
        del fields["other_path"]
        media = cls(**fields)
        moved = replace(media, path=str(facts["other_path"] or media.path))
        return moved if not os.path.isfile(bpy.path.abspath(media.file)) and os.path.isfile(bpy.path.abspath(moved.file)) else media


def _relative(path: str) -> str:
    """The path from the project's folder, `//…`; empty where there is none."""
    if not bpy.data.filepath:
        return ""
    try:
        return bpy.path.relpath(path)
    except ValueError:  # another drive
        return ""


def _pattern(names: tuple[str, ...]) -> str:
    """`shot.[1001-1020].exr`.

    Raises:
        ServiceError: the names are not those of consecutive frames.
    """
    found = [_NUMBERED.match(name) for name in names]
    numbers = [int(match[2]) for match in found if match]
    around = {(match[1], match[3]) for match in found if match}
    if len(numbers) != len(names) or len(around) != 1 or numbers != list(range(numbers[0], numbers[0] + len(names))):
        raise ServiceError(
            "The strip's pictures are no sequence.",
            "Their names do not differ by numbers that follow each other.",
            "Send a strip of numbered pictures, without gaps.",
        )
    before, after = next(iter(around))
    return f"{before}[{numbers[0]}-{numbers[-1]}]{after}"


def scene_of(context: Any) -> Any:
    """The scene whose sequence is edited: from 5.0 on, the workspace has one of its own."""
    return getattr(getattr(context, "workspace", None), "sequencer_scene", None) or context.scene


def collection(owner: Any) -> Any:
    """The strips of an editor or of a meta strip."""
    found = getattr(owner, "strips", None)
    return found if found is not None else owner.sequences


def every(scene: Any) -> Any:
    """All strips of a scene, those in meta strips too."""
    editor = scene.sequence_editor
    if editor is None:
        return ()
    found = getattr(editor, "strips_all", None)
    return found if found is not None else editor.sequences_all


def named(scene: Any, name: str) -> Any:
    """The strip of this name; None when there is none."""
    found = every(scene)
    return found.get(name) if len(found) else None


def siblings(scene: Any, strip: Any) -> Any:
    """The collection that a strip lies in."""
    for owner in (scene.sequence_editor, *(each for each in every(scene) if each.type == "META")):
        if collection(owner).get(strip.name) == strip:
            return collection(owner)
    raise LookupError(strip.name)


def chosen(scene: Any) -> list[Any]:
    """Strips of movies and pictures that are selected where the user looks; those in a selected meta strip too."""
    editor = scene.sequence_editor
    if editor is None:
        return []
    stack = list(editor.meta_stack)
    return list(_showing(each for each in collection(stack[-1] if stack else editor) if each.select))


def _showing(strips: Any) -> Iterator[Any]:
    for strip in strips:
        if strip.type in KINDS and KEPT not in strip:
            yield strip
        elif strip.type == "META":
            yield from _showing(collection(strip))


def media_of(strip: Any) -> Media:
    """What a strip shows.

    Raises:
        ServiceError: its file cannot be read.
    """
    before, after, alpha = int(strip.animation_offset_start), int(strip.animation_offset_end), str(strip.alpha_mode)
    if strip.type == "IMAGE":
        names = tuple(str(element.filename) for element in strip.elements)
        return Media("IMAGE", str(strip.directory), names, len(names), before, after, alpha)
    frames, _ = looked_at("MOVIE", strip.filepath)
    return Media("MOVIE", str(strip.filepath), (), frames, before, after, alpha)


def looked_at(kind: str, path: str) -> tuple[int, tuple[int, int]]:
    """Frames, and width and height in pixels, of a movie or a picture, as Blender reads it: what strips say of these goes stale.

    Raises:
        ServiceError: it cannot be read.
    """
    read = bpy.data.movieclips if kind == "MOVIE" else bpy.data.images
    try:
        found = read.load(bpy.path.abspath(path), check_existing=False)
    except RuntimeError as error:
        raise ServiceError(
            "Blender cannot read the strip's file.", str(error).strip(), "Find the file again in the strip's settings."
        ) from error
    try:
        size = int(found.size[0]), int(found.size[1])
        frames = int(found.frame_duration)
    finally:
        read.remove(found)
    if not all(size):
        raise ServiceError(
            "Blender cannot read the strip's file.", f"{path} has no picture.", "Find the file again in the strip's settings."
        )
    return frames, size


def rate_of(scene: Any) -> Fraction:
    """Frames a second of a scene."""
    return Fraction(scene.render.fps / scene.render.fps_base).limit_denominator(1001)


def placed(scene: Any, strip: Any, media: Media) -> Placed:
    """Where a strip and its content lie."""
    length, frames = _lengths(strip, media)
    keyed = len(getattr(strip, "retiming_keys", ())) > 0
    speed = None if keyed else speed_of(float(strip.fps) if media.kind == "MOVIE" else 0.0, float(rate_of(scene)), length, frames)
    common: dict[str, Any] = {
        "frames": media.frames,
        "skip_start": media.skip_start,
        "skip_end": media.skip_end,
        "start": round(strip.frame_start),
        "shown_first": int(strip.frame_final_start),
        "shown_end": int(strip.frame_final_end),
    }
    if speed is None:
        return Placed(**common, all_of_it=True)
    return Placed(**common, speed=speed, reverse=bool(strip.use_reverse_frames), all_of_it=strip.strobe > 1)  # 0 and 1 leave nothing out


def paced(strip: Any, media: Media) -> bool:
    """Whether a strip plays at another speed than a frame of its media a frame of the timeline."""
    length, frames = _lengths(strip, media)
    return length != frames or len(getattr(strip, "retiming_keys", ())) > 0


def _lengths(strip: Any, media: Media) -> tuple[float, int]:
    """Of a strip's content: timeline frames, media frames."""
    length = strip.frame_final_duration + strip.frame_offset_start + strip.frame_offset_end
    return length, media.frames - media.skip_start - media.skip_end
