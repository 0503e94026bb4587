"""A result in place of the media itself: every use of it, in all timelines, then shows the result."""

from __future__ import annotations

from uprez.plugin.host import Taken
from uprez.plugin.resolve.api import ask, can
from uprez.plugin.resolve.bins import shows
from uprez.plugin.resolve.shown import Shown, first_file, lie_of, path_of, rate_of
from uprez.plugin.resolve.way import CannotPlace, LeftChanged, still_there


def replace_media(clip: Shown, taken: Taken) -> str:
    """Let the clip's media show the take's file; what was done, in words.

    Raises:
        CannotPlace: the take does not stand for all of the media, or Resolve refuses; all is as it was.
        LeftChanged: the media cannot be set back.
    """
    still_there(clip)
    name = next((name for name in ("ReplaceClipPreserveSubClip", "ReplaceClip") if can(clip.media, name)), None)
    if name is None:
        raise CannotPlace("This version of Resolve cannot replace media.")
    if taken.first != 0 or taken.frames != clip.sent.frames:
        raise CannotPlace("The take does not hold all frames of the media, so that it cannot stand in for it.")
    before, rate = path_of(clip.media), rate_of(ask(clip.media, "GetClipProperty", "FPS"))
    start = ask(clip.media, "GetClipProperty", "Start TC")
    getattr(clip.media, name)(taken.path if taken.number is None else taken.picture(taken.first))
    said = {key: ask(clip.media, "GetClipProperty", key) for key in ("Frames", "FPS", "Start TC")}
    same = str(said["Frames"]) == str(taken.frames) and rate_of(said["FPS"]) == rate and said["Start TC"] == start
    if same and shows(clip.media, taken) and clip.lie.agrees(lie_of(clip.item), 0):
        return f"replaces the media everywhere in the project (before: {before})"
    getattr(clip.media, name)(first_file(before))
    if path_of(clip.media) != before or lie_of(clip.item) != clip.lie:
        raise LeftChanged(f"The media could not be set back: replace it by {first_file(before)}.")
    raise CannotPlace("Resolve did not read the take as it reads the media.")
