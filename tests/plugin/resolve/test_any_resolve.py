"""Whatever a version of Resolve does: what is said to be done shows the right frames, and the rest is as it was."""

import itertools
import os
import tempfile

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.plugin.resolve.fake_clips import Media
from tests.plugin.resolve.fake_resolve import TIMELINE_START, Resolve
from uprez.plugin.host import Taken
from uprez.plugin.resolve.api import open_session
from uprez.plugin.resolve.choose import marked_or_all
from uprez.plugin.resolve.place import place_all

QUIRKS = (
    *("no take", "no select", "inclusive take", "wandering take", "pushing take", "sticky take", "numbered"),
    *("no tracks", "no append", "lying append", "late append", "inclusive append", "no delete", "flaky delete", "no grades"),
    *("no replace", "wrong replace", "stuck replace", "no import", "no bins", "no new bins", "no save"),
)
FRAMES = 60
LEFT_CHANGED = ("undo the last step", "take selector", "delete that track", "could not be set back")
NUMBERS = itertools.count()


def shown(item, offset):
    """The frame of its media that an item shows, `offset` frames after its start."""
    return item.shown[1] + offset


@settings(max_examples=150, deadline=None)
@given(
    quirks=st.sets(st.sampled_from(QUIRKS), max_size=4),
    left=st.integers(0, 30),
    length=st.integers(1, 20),
    before=st.integers(0, 40),
    after=st.integers(0, 40),
    number=st.sampled_from([None, 0, 1, 1001]),
    marks=st.none() | st.tuples(st.integers(0, 60), st.integers(0, 20)),
)
def test_what_is_done_is_right(quirks, left, length, before, after, number, marks):
    folder = os.path.join(_FOLDER.name, str(next(NUMBERS)))
    os.mkdir(folder)
    resolve = Resolve()
    session = open_session({"resolve": resolve})
    movie = os.path.join(folder, "shot.mov")
    media = Media(resolve, movie, FRAMES, "24")
    for at, frames in ((0, 10), (10, length), (10 + length, 10)):
        resolve.add(media, at, frames, left if at == 10 else 0, name=f"at {at}")
    resolve.timeline.marks = {} if marks is None else {"video": {"in": marks[0], "out": marks[0] + marks[1]}}
    open(movie, "w").close()
    if marks is not None and marks[0] >= resolve.timeline.GetEndFrame() - TIMELINE_START:
        return
    clips = [clip for clip in marked_or_all(session)[0] if clip.sent.name == "at 10"]
    if not clips:
        return
    (clip,) = clips
    first, last = max(0, clip.sent.first - before), min(FRAMES - 1, clip.sent.last + after)
    taken = _taken(resolve, folder, clip.sent.key, first, last, number)
    resolve.movie_frames[movie] = FRAMES
    was = _state(resolve)
    resolve.quirks = quirks
    (placed,) = place_all(session, [clip], [taken])
    if any(word in placed.text for word in LEFT_CHANGED):
        assert not placed.done
        return
    now = _state(resolve)
    if not placed.done:
        assert now == was
        return
    place = clip.lie.start + clip.offset
    (item,) = [
        item
        for track in resolve.tracks
        for item in track["items"]
        if item.GetStart() <= place < item.GetEnd() and "take" in os.path.basename(item.media.GetClipProperty("File Path"))
    ]
    for offset in range(clip.length):
        assert shown(item, place - item.GetStart() + offset) + taken.first == clip.sent.first + offset
    if "track" in placed.text:
        assert (item.GetStart(), item.GetEnd()) == (place, place + clip.length)
    if "replaces" not in placed.text:
        assert [(start, end) for start, end, _ in now[0]] == [(start, end) for start, end, _ in was[0]]
        assert [one for one in now[0] if one[0] != clip.lie.start] == [one for one in was[0] if one[0] != clip.lie.start]


_FOLDER = tempfile.TemporaryDirectory(prefix="uprez-resolve-")


def _taken(resolve, folder, key, first, last, number):
    frames = last - first + 1
    if number is None:
        path = os.path.join(folder, "take.mov")
        open(path, "w").close()
        resolve.movie_frames[path] = frames
    else:
        path = os.path.join(folder, "take.%04d.exr")
        for one in {number, number + frames - 1}:
            open(path % one, "w").close()
    return Taken(key, path, number, first, last, 3840, 2160, "24", {})


def _state(resolve):
    """Start, end and what is shown of all items, by track."""
    return [
        [(item.GetStart(), item.GetEnd(), (item.media.GetClipProperty("File Path"), *item.shown[1:])) for item in track["items"]]
        for track in resolve.tracks
    ]
