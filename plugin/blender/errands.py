"""Strips that are being worked on: in the panel, or by the service. Looked after by a timer, as Blender is not for threads."""

# pyright: reportUnknownParameterType=false, reportMissingImports=false
from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import bpy

from uprez.plugin.blender.strips import FORMATS, media_of, placed, rate_of, scene_of
from uprez.plugin.blender.swap import original_of
from uprez.plugin.errors import ServiceError
from uprez.plugin.host import PanelRun, Sent, ServiceRun, Taken

_LOOK = 0.5
"""Seconds between two looks at what runs."""


@dataclass(frozen=True)
class Errand:
    """Strips of a scene, and what works on them."""

    scene: str
    strips: dict[str, tuple[str, str]]
    """Names and types of the strips by the keys that were sent."""
    run: PanelRun | ServiceRun


@dataclass(frozen=True)
class Back:
    """What came back, to be put in by the operator that can be undone."""

    scene: str
    takes: tuple[tuple[str, str, Taken], ...]
    """With the names of their strips, and the media that was sent."""
    failures: tuple[str, ...]
    """Sentences."""


_running: list[Errand] = []
_back: list[Back] = []
_said: list[str] = []


def sent_of(scene: Any, strip: Any) -> Sent:
    """What a strip shows of its original media, for uprez.

    Raises:
        ServiceError: it cannot be sent, and why.
    """
    media, where = original_of(strip, *_now(scene, strip))
    first, last = where.needed
    return Sent(f"{scene.name}/{strip.name}", strip.name, media.source, first, last, str(rate_of(scene)), media.frames)


def _now(scene: Any, strip: Any) -> tuple[Any, Any]:
    media = media_of(strip)
    return media, placed(scene, strip, media)


def begin(errand: Errand) -> None:
    """Look after an errand from now on."""
    _running.append(errand)
    _said.clear()
    if not bpy.app.timers.is_registered(tick):
        bpy.app.timers.register(tick, first_interval=_LOOK, persistent=True)


def tick() -> float | None:
    """Bring back what has ended. Gives the seconds to the next look, None when nothing runs any more."""
    for errand in [each for each in _running if each.run.poll()]:
        _running.remove(errand)
        _back.append(_gathered(errand))
    if _back:
        bpy.ops.uprez.bring_back("EXEC_DEFAULT", True)
    redraw()
    return _LOOK if _running else None


def _gathered(errand: Errand) -> Back:
    try:
        suited = {kind: errand.run.taken(formats) for kind, formats in FORMATS.items()}
        paths = {clip.key: clip.path for clip in errand.run.clips}
        takes = tuple(
            (name, paths[key], taken) for key, (name, kind) in errand.strips.items() for taken in suited[kind] if taken.key == key
        )
        failures = tuple(f"'{clip.name}': {why}" for clip, why in errand.run.failures())
    except ServiceError as error:
        return Back(errand.scene, (), (str(error),))
    return Back(errand.scene, takes, failures)


def came_back() -> list[Back]:
    """What came back since the last call."""
    found = list(_back)
    _back.clear()
    return found


def running() -> tuple[Errand, ...]:
    """What is under way."""
    return tuple(_running)


def end_all() -> None:
    """Give up everything: panels close, jobs are cancelled."""
    for errand in _running:
        errand.run.end()
    redraw()


def forget_all() -> None:
    """End the timer; panels close, jobs go on in the service."""
    if bpy.app.timers.is_registered(tick):
        bpy.app.timers.unregister(tick)
    for errand in _running:
        if isinstance(errand.run, PanelRun):
            errand.run.end()
    _running.clear()
    _back.clear()


def say(sentences: Iterable[str]) -> None:
    """Show sentences in the sidebar until something else is begun."""
    _said[:] = list(sentences)
    redraw()


def said() -> tuple[str, ...]:
    """What the sidebar shows."""
    return tuple(_said)


def redraw() -> None:
    """Have all sequencers drawn again."""
    for window in bpy.context.window_manager.windows if bpy.context.window_manager else ():
        for area in window.screen.areas:
            if area.type == "SEQUENCE_EDITOR":
                area.tag_redraw()


def scene_named(name: str) -> Any:
    """The scene of this name, or the one that is edited where there is none any more."""
    return bpy.data.scenes.get(name) or scene_of(bpy.context)
