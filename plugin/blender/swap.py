"""A strip shows a take in its media's place, or its media again.

The strip itself stays, so that its effects, keys, modifiers, retiming and name stay with it; only its media changes, and
with it what depends on the media's length and size. Only where a movie becomes pictures, or pictures a movie, a strip of
the other type takes its place. What it was is written down in the custom property `uprez`.
"""

# pyright: reportUnknownParameterType=false, reportMissingImports=false
from __future__ import annotations

import json
import os
from dataclasses import replace
from typing import Any

from uprez.plugin.blender.looks import copy_looks, resize, trade_places
from uprez.plugin.blender.placing import Placed, moved
from uprez.plugin.blender.strips import CHANNELS, KEPT, Media, every, looked_at, media_of, named, paced, placed, siblings
from uprez.plugin.errors import ServiceError
from uprez.plugin.host import Taken

NOTE = "uprez"
"""Custom property of a strip that has a take: JSON with the media of both, and what changes between them."""
ORIGINAL, TAKE = "original", "take"


def note_of(strip: Any) -> dict[str, Any] | None:
    """What was written down when a strip got its take; None for one without."""
    try:
        note = json.loads(strip[NOTE])
        return note if isinstance(note, dict) and note["shows"] in (ORIGINAL, TAKE) else None  # pyright: ignore[reportUnknownVariableType]
    except (KeyError, ValueError, TypeError):
        return None


def kind_of(strip: Any) -> str:
    """The type of strip that shows its original media: another than its own while pictures stand for a movie."""
    note = note_of(strip)
    return str(strip.type if note is None else note[ORIGINAL]["kind"])


def original_of(strip: Any, media: Media, where: Placed) -> tuple[Media, Placed]:
    """The original media of a strip and where it would lie, from what the strip shows now and where."""
    note = note_of(strip)
    if note is None or note["shows"] == ORIGINAL:
        return media, where
    first = Media.of_facts(note[ORIGINAL])
    start = where.start - int(note["shift"])
    return first, replace(where, frames=first.frames, skip_start=first.skip_start, skip_end=first.skip_end, start=start)


def put_in(scene: Any, strip: Any, path: str, taken: Taken) -> None:
    """Show a take of the media at `path` in a strip. One that has a take already gets the new one in its place.

    Raises:
        ServiceError: the strip shows other media or frames by now, the take is of a kind that cannot play as the strip does,
            or a file cannot be read. It goes on showing what it did.
    """
    name, back = strip.name, show(scene, strip, ORIGINAL)
    try:
        _put_in(scene, named(scene, name), path, taken)
    except ServiceError:
        if back:
            show(scene, named(scene, name), TAKE)
        raise


def _put_in(scene: Any, strip: Any, path: str, taken: Taken) -> None:
    name, media = strip.name, media_of(strip)
    if media.source != path:
        raise ServiceError(f"'{name}' keeps its media.", f"It shows {media.source} by now, not {path}.", "Send the strip again.")
    where = placed(scene, strip, media)
    move = moved(where, taken.first, taken.last)
    if move is None:
        low, high = where.needed
        why = f"It shows frames {low} to {high} of its media; the take holds {taken.first} to {taken.last}."
        raise ServiceError(f"'{name}' keeps its media.", why, "Send the strip again.")
    fresh = _media(taken, (move.skip_start, move.skip_end))
    if fresh.kind != media.kind and paced(strip, media):
        made, wants = ("pictures", "a movie") if media.kind == "MOVIE" else ("a movie", "pictures")
        raise ServiceError(f"'{name}' keeps its media.", f"It plays at a speed of its own; {made} cannot.", f"Write {wants} instead.")
    _look(fresh)
    ratio = _ratio(media, taken)
    hidden = hidden_for(scene, strip)
    if hidden is not None and (fresh.kind != media.kind or hidden.type != media.kind):
        siblings(scene, hidden).remove(hidden)
        hidden = None
    if hidden is None:
        keep(scene, strip, media if fresh.kind == media.kind else fresh)
    if fresh.kind != media.kind and hidden_for(scene, strip) is None:
        raise ServiceError(f"'{name}' keeps its media.", "There is no empty channel for it.", "Clear a channel.")
    note: dict[str, Any] = {"shows": ORIGINAL, ORIGINAL: media.facts(), TAKE: fresh.facts(), "shift": move.shift, "ratio": ratio}
    strip[NOTE] = json.dumps({**note, "made_by": taken.facts})
    show(scene, strip, TAKE)


def show(scene: Any, strip: Any, which: str) -> bool:
    """Show the original or the take, wherever the strip stands now; False when it shows that already, or has no take.

    Raises:
        ServiceError: the files to be shown are gone, or the strip that keeps them is.
    """
    note = note_of(strip)
    if note is None or note["shows"] == which:
        return False
    media = Media.of_facts(note[which])
    _look(media)
    way = 1 if which == TAKE else -1
    shown, channel = (strip.frame_final_start, strip.frame_final_end), strip.channel
    start = round(strip.frame_start) + way * int(note["shift"])
    if media.kind == strip.type:
        fill(strip, media)
        put_at(strip, start, shown, channel)
    else:
        strip = _exchanged(scene, strip, start, shown)
    width, height = note["ratio"]
    resize(scene, strip, (width**way, height**way))
    strip[NOTE] = json.dumps({**note, "shows": which})
    return True


def _exchanged(scene: Any, strip: Any, start: int, shown: tuple[int, int]) -> Any:
    """Let the strip that shows the other kind of media take a strip's place, name, looks, effects and keys; give it."""
    other = hidden_for(scene, strip)
    if other is None:
        raise ServiceError(f"'{strip.name}' has lost its counterpart.", "The muted strip with its other media is gone.", "Undo that.")
    copy_looks(strip, other)
    put_at(other, start, shown, other.channel)
    trade_places(scene, strip, other)
    strip[KEPT] = other.name
    del other[KEPT], strip[NOTE]
    return other


def fill(strip: Any, media: Media) -> None:
    """Change what a strip shows; its place is another afterwards."""
    strip.animation_offset_start = strip.animation_offset_end = 0
    if media.kind == "MOVIE":
        strip.filepath = media.path
    else:
        strip.directory = media.path
        while len(strip.elements) > len(media.names):
            strip.elements.pop(index=len(strip.elements) - 1)
        for at, name in enumerate(media.names):
            if at < len(strip.elements):
                strip.elements[at].filename = name
            else:
                strip.elements.append(filename=name)
    strip.animation_offset_start, strip.animation_offset_end = media.skip_start, media.skip_end
    strip.alpha_mode = media.alpha_mode


def put_at(strip: Any, start: int, shown: tuple[int, int], channel: int) -> None:
    """Let content begin at `start`, and the strip show frames `shown`, the last not included.

    Raises:
        ServiceError: Blender puts it elsewhere.
    """
    strip.frame_start = start
    strip.frame_final_end = shown[1]  # no handle can pass the other: whichever way the strip goes, one of the two fits at once
    strip.frame_final_start, strip.frame_final_end = shown
    strip.channel = channel  # Blender moves a strip up where it lay over another for a moment
    if (strip.frame_final_start, strip.frame_final_end, strip.channel) != (*shown, channel):
        why = f"It lies at {strip.frame_final_start}-{strip.frame_final_end} in channel {strip.channel}."
        raise ServiceError(f"'{strip.name}' does not stay at its place.", why, "Undo, and try again.")


def keep(scene: Any, strip: Any, media: Media) -> None:
    """Lay a muted strip of `media` under a strip, where there is room: its original, or a take that is to trade places with it.

    Strips whose speed is another than their media's have none, as Blender's Python cannot make such a strip.
    """
    strips = siblings(scene, strip)
    channel = free_channel(strips, strip)
    if channel is None or paced(strip, media_of(strip)):
        return
    name, start = f"{strip.name} {'original' if media.kind == strip.type else 'other'}", round(strip.frame_start)
    if media.kind == "MOVIE":
        kept = strips.new_movie(name=name, filepath=media.path, channel=channel, frame_start=start, fit_method="ORIGINAL")
    else:
        kept = strips.new_image(name=name, filepath=media.file, channel=channel, frame_start=start, fit_method="ORIGINAL")
    kept.mute = True
    kept[KEPT] = strip.name
    copy_looks(strip, kept)
    fill(kept, media)
    put_at(kept, start, (strip.frame_final_start, strip.frame_final_end), channel)


def hidden_for(scene: Any, strip: Any) -> Any:
    """The muted strip that keeps a strip's other media; None when there is none."""
    return next((each for each in every(scene) if each.get(KEPT) == strip.name), None)


def free_channel(strips: Any, strip: Any) -> int | None:
    """The nearest channel below a strip, else above, that is empty over its length."""
    taken = {
        each.channel for each in strips if each.frame_final_start < strip.frame_final_end and strip.frame_final_start < each.frame_final_end
    }
    below, above = range(strip.channel - 1, 0, -1), range(strip.channel + 1, CHANNELS + 1)
    return next((channel for channel in (*below, *above) if channel not in taken), None)


def _media(taken: Taken, skips: tuple[int, int]) -> Media:
    """A take as a strip shows it."""
    if taken.number is None:
        return Media("MOVIE", taken.path, (), taken.frames, *skips, "STRAIGHT")
    alpha = "PREMUL" if taken.path.lower().endswith(".exr") else "STRAIGHT"
    names = tuple(os.path.basename(taken.picture(frame)) for frame in range(taken.first, taken.last + 1))
    return Media("IMAGE", os.path.dirname(taken.path) + os.sep, names, len(names), *skips, alpha)


def _ratio(media: Media, taken: Taken) -> tuple[float, float]:
    width, height = _look(media)
    return taken.width / width, taken.height / height


def _look(media: Media) -> tuple[int, int]:
    """Width and height of media that is there.

    Raises:
        ServiceError: it is not.
    """
    return looked_at(media.kind, media.file)[1]
