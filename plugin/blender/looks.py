"""How a strip shows its media: what is copied to another strip, and what changes with the size of the pictures."""

# pyright: reportUnknownParameterType=false, reportMissingImports=false
from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import bpy

from uprez.plugin.blender.strips import CHANNELS, every

_PLAIN = ("BOOLEAN", "INT", "FLOAT", "STRING", "ENUM")
_PARTS = ("transform", "crop", "colorspace_settings")
_ITS_OWN = frozenset(
    {"name", "filepath", "directory", "channel", "type", "mute", "lock", "alpha_mode", "stream_index", "use_proxy", "show_retiming_keys"}
)
_SCALES = ("transform.scale_x", "transform.scale_y")
_CROPS = ("crop.min_x", "crop.max_x", "crop.min_y", "crop.max_y")


def copy_looks(source: Any, target: Any) -> None:
    """Give a strip the blending, colour, transform, crop and modifiers of another; not its place, name or media."""
    _copy_plain(source, target, _ITS_OWN)
    for part in _PARTS:
        _copy_plain(getattr(source, part), getattr(target, part), frozenset())
    if bpy.app.background and bpy.app.version >= (5, 0):
        return  # 5.0 without a window crashes when a modifier is added
    for modifier in list(target.modifiers):
        target.modifiers.remove(modifier)
    for modifier in source.modifiers:
        _copy_plain(modifier, target.modifiers.new(modifier.name, modifier.type), frozenset({"type"}))


def trade_places(scene: Any, strip: Any, other: Any) -> None:
    """Give `other` a strip's name, channel, effects and keys; the strip gets its channel and is muted."""
    name, channel, spare = strip.name, strip.channel, other.channel
    at_rest = other.name
    strip.mute, other.mute, other.lock = True, strip.mute, strip.lock
    used = {each.channel for each in every(scene)}
    aside = next((free for free in range(CHANNELS, 0, -1) if free not in used), spare)
    for each, place in ((strip, aside), (other, channel), (strip, spare)):
        each.channel = place
    other.name = f"{name} to be"
    strip.name = at_rest
    moving = [curve for curve in curves_of(scene, strip)]  # Blender has renamed them with the strip
    other.name = name
    for curve in moving:
        curve.data_path = curve.data_path.replace(_in_path(strip), _in_path(other), 1)
    for each in every(scene):
        for socket in ("input_1", "input_2"):
            if getattr(each, socket, None) == strip:
                setattr(each, socket, other)
        for modifier in each.modifiers:
            if getattr(modifier, "input_mask_strip", None) == strip:
                modifier.input_mask_strip = other


def _in_path(strip: Any) -> str:
    return f'_all["{bpy.utils.escape_identifier(strip.name)}"]'


def _copy_plain(source: Any, target: Any, left_out: frozenset[str]) -> None:
    for field in source.bl_rna.properties:
        name = field.identifier
        if field.is_readonly or field.type not in _PLAIN or name in left_out or name.startswith(("frame_", "animation_", "select")):
            continue
        with suppress(AttributeError, TypeError, ValueError):  # the other type of strip has no such property or value
            setattr(target, name, getattr(source, name))


def resize(scene: Any, strip: Any, ratio: tuple[float, float]) -> None:
    """Show pictures that are `ratio` times as wide and high at the same place and size: scale, crop, and the keys of these."""
    for at, path in enumerate(_SCALES):
        setattr(strip.transform, path.split(".")[1], getattr(strip.transform, path.split(".")[1]) / ratio[at])
        _multiply_keys(scene, strip, path, 1 / ratio[at])
    for path in _CROPS:
        factor = ratio[path.endswith("y")]
        setattr(strip.crop, path.split(".")[1], round(getattr(strip.crop, path.split(".")[1]) * factor))
        _multiply_keys(scene, strip, path, factor)


def _multiply_keys(scene: Any, strip: Any, path: str, factor: float) -> None:
    for curve in curves_of(scene, strip):
        if not curve.data_path.endswith(f"].{path}"):
            continue
        for key in curve.keyframe_points:
            key.co[1] *= factor
            key.handle_left[1] *= factor
            key.handle_right[1] *= factor
        curve.update()


def curves_of(scene: Any, strip: Any) -> Iterator[Any]:
    """The animation curves of a strip."""
    for curve in _curves(scene):
        if curve.data_path.startswith("sequence_editor.") and _in_path(strip) in curve.data_path:
            yield curve


def _curves(scene: Any) -> Iterator[Any]:
    data = scene.animation_data
    action = None if data is None else data.action
    if action is None:
        return
    if hasattr(action, "fcurves"):
        yield from action.fcurves
        return
    for layer in action.layers:
        for piece in layer.strips:
            bag = piece.channelbag(scene.animation_data.action_slot)
            yield from bag.fcurves if bag is not None else ()
