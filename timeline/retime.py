"""Speed changes: which time of its media a clip really shows."""
# pyright: reportUnknownParameterType=false
# OpenTimelineIO has no types.

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Any

import opentimelineio as otio

from uprez.timeline.span import Span, exact_rate

_NAMED = re.compile(r"time *(remap|warp|map)|retim|speed|revers|freeze", re.IGNORECASE)
"""Names of effects that change speed."""
_SPEEDS = ("speed ", "reverse", "freeze", "variable speed")
"""How words on speed begin."""
_FASTEST = 10_000
"""Times; what says more is no speed."""
_FINAL_CUT_7 = "fcp_xml"
"""Where OpenTimelineIO keeps what it read of a Final Cut Pro 7 XML and has no place for."""
Points = Sequence[tuple[Fraction, Fraction]]
"""Times of a clip and of its media that belong together, in seconds, in the clip's order."""


@dataclass(frozen=True, slots=True)
class Retime:
    """How a clip runs through its media."""

    speed: Fraction | None = Fraction(1)
    """Seconds of media for one of the edit; None when it varies or runs backwards."""
    start: Fraction | None = None
    """Time of the media at the clip's first; None where the clip counts in its media's time."""
    used: Span | None = None
    """Time of the media that holds all that is shown, where `speed` is None and that much is known."""
    effects: tuple[str, ...] = ()
    """See `EditClip.effects`."""
    pace: Fraction | None = None
    """The steady speed below 0, where `speed` is None for running backwards and the edit says from where."""


def steady(speed: Fraction, start: Fraction | None = None) -> Retime:
    """The same speed all along, forwards or standing."""
    return Retime(speed, start, effects=speed_words(speed))


def speed_words(speed: Fraction | None) -> tuple[str, ...]:
    """A speed as `EditClip.effects` has it; None for one that varies."""
    if speed is None:
        return ("variable speed",)
    if speed < 0:
        return (_reverse(-speed),)
    return () if speed == 1 else ("freeze",) if speed == 0 else (f"speed {float(speed):.4g}",)


def without_speed(effects: Sequence[str]) -> tuple[str, ...]:
    """`EditClip.effects` without what tells of speed."""
    return tuple(each for each in effects if not each.startswith(_SPEEDS))


def backwards(own: Span, whole: Span, speed: Fraction) -> Retime:
    """A steady speed below 0 for the time `own` of a clip that fills `whole`.

    Formats differ in whether the clip's first time is where it starts to run back, or where it arrives: both are taken.
    """
    pace, gone, left = abs(speed), own.start - whole.start, whole.end - own.start
    from_start = Span(whole.start - (own.end - whole.start) * pace, whole.start - gone * pace)
    to_start = Span(whole.start + (whole.end - own.end) * pace, whole.start + left * pace)
    used = Span(min(from_start.start, to_start.start), max(from_start.end, to_start.end))
    return Retime(None, used=used, effects=(_reverse(pace),))


def mapped(points: Points, own: Span, *, frame: Fraction, curved: bool = False) -> Retime:
    """What a map of times says of the time `own` of a clip; `curved` when it is not straight between its points.

    `frame` is the length of one frame of the media: what is met on the way back is the frame that begins there.
    """
    straight = slope(points)
    if straight is not None:
        return steady(straight, points[0][1] + (own.start - points[0][0]) * straight)
    if len(points) < 2 or any(two[0] <= one[0] for one, two in pairwise(points)):
        return Retime(None, effects=("variable speed",))
    slopes = {(two[1] - one[1]) / (two[0] - one[0]) for one, two in pairwise(points)}
    curved = curved and len(slopes) > 1
    inside = [value for time, value in points if own.start <= time <= own.end]
    ends = [value for end in (own.start, own.end) for value in _values(points, end, curved=curved)]
    used = Span(min(inside + ends), max(inside + ends) + frame)
    if len(slopes) == 1:
        return Retime(None, ends[0], used, (_reverse(-max(slopes)),), pace=max(slopes))
    return Retime(None, used=used, effects=("reverse" if max(slopes) < 0 else "variable speed",))


def slope(points: Points) -> Fraction | None:
    """Seconds of media a second of the clip, when it is the same all along and not backwards; else None."""
    slopes = {(two[1] - one[1]) / (two[0] - one[0]) if two[0] > one[0] else Fraction(-1) for one, two in pairwise(points)}
    return slopes.pop() if len(slopes) == 1 and min(slopes) >= 0 else None


def _values(points: Points, time: Fraction, *, curved: bool) -> list[Fraction]:
    """Media times at a time of the clip: both ends of the stretch where it is curved; the outer stretches go on straight."""
    pairs = list(pairwise(points))
    one, two = next(((one, two) for one, two in pairs if time <= two[0]), pairs[-1])
    if curved and one[0] < time < two[0]:
        return [one[1], two[1]]
    return [one[1] + (time - one[0]) * (two[1] - one[1]) / (two[0] - one[0])]


def _reverse(pace: Fraction) -> str:
    return "reverse" if pace == 1 else f"reverse, speed {float(pace):.4g}"


def retime_of(item: otio.core.Item, own: Span, whole: Span, media_start: Fraction) -> Retime:
    """How an item of OpenTimelineIO runs in the time `own` of the `whole` that it fills; its media begins at `media_start`."""
    speed, others = Fraction(1), list[str]()
    for effect in item.effects:
        if isinstance(effect, otio.schema.LinearTimeWarp):
            scalar = float(effect.time_scalar)
            if not math.isfinite(scalar) or abs(scalar) > _FASTEST:
                return Retime(None, effects=("variable speed",))
            speed *= Fraction(scalar).limit_denominator(10_000)
        elif isinstance(effect, otio.schema.TimeEffect) or _NAMED.search(f"{effect.effect_name} {effect.name}"):
            known = _final_cut_7(effect, item, own, media_start)
            return known or Retime(None, effects=("variable speed",))
        else:
            others.append(effect.name or effect.effect_name or "an effect")
    found = backwards(own, whole, speed) if speed < 0 else steady(speed, whole.start + (own.start - whole.start) * speed)
    return Retime(found.speed, found.start, found.used, (*found.effects, *dict.fromkeys(others)))


def _final_cut_7(effect: otio.schema.Effect, item: otio.core.Item, own: Span, media_start: Fraction) -> Retime | None:
    """The time remap of a Final Cut Pro 7 XML, whose clips count in time that is remapped already.

    Its graph, where there is one, gives a frame of the media for frames of the clip; else a speed in percent and whether it
    runs backwards. Source: Apple, "Final Cut Pro XML Interchange Format", Time Remapping.
    """
    said: Any = effect.metadata.get(_FINAL_CUT_7)
    if not isinstance(said, Mapping) or item.source_range is None:
        return None
    listed: Any = said.get("parameter", ())
    every = [listed] if isinstance(listed, Mapping) else list(listed)
    parameters = {str(each.get("parameterid", "")): each for each in every if isinstance(each, Mapping)}
    rate = exact_rate(item.source_range.duration.rate)
    points = [(media_start + time / rate, media_start + value / rate) for time, value in _keyframes(parameters.get("graphdict", {}))]
    if len(points) > 1:
        return mapped(points, own, frame=1 / rate, curved=True)
    percent = _fraction(parameters.get("speed", {}).get("value"))
    flags = [str(parameters.get(name, {}).get("value", "")).upper() for name in ("reverse", "variablespeed")]
    if percent is None or percent <= 0 or flags[0] == "TRUE" or flags[1] not in ("", "0", "FALSE"):
        return Retime(None, effects=("reverse" if flags[0] == "TRUE" or (percent or 0) < 0 else "variable speed",))
    return steady(percent / 100, media_start + (own.start - media_start) * percent / 100)


def _keyframes(graph: Mapping[str, Any]) -> list[tuple[Fraction, Fraction]]:
    listed: Any = graph.get("keyframe", ())
    every = [listed] if isinstance(listed, Mapping) else list(listed)
    found = [(_fraction(each.get("when")), _fraction(each.get("value"))) for each in every if isinstance(each, Mapping)]
    return sorted({time: value for time, value in found if time is not None and value is not None}.items())


def _fraction(text: Any) -> Fraction | None:
    try:
        return Fraction(str(text).strip()).limit_denominator(_FASTEST)
    except (ValueError, ZeroDivisionError):
        return None
