"""Clips and tracks flip between originals and takes."""

from uprez.plugin.resolve import choose
from uprez.plugin.resolve.place import place_all, switch


def brought(session, clip, taken):
    (placed,) = place_all(session, [clip], [taken])
    return placed


def test_the_latest_take_is_flipped_to(resolve, session, clip, disk):
    brought(session, clip, disk.taken(clip, 8, 72))
    clip.item.SelectTakeByIndex(1)
    brought(session, clip, disk.taken(clip, 8, 72, name="better"))
    clip.item.SelectTakeByIndex(1)
    assert switch(session, choose.marked_or_all(session)[0], on_tracks=False) == ["A: shows uprez's take."]
    assert clip.item.selected == 3


def test_switching(resolve, session, clip, disk):
    other = resolve.add(disk.movie("other.mov"), 100, 10, 0, name="B")
    brought(session, clip, disk.taken(clip, 8, 72))
    resolve.tracks.append({"name": "uprez", "items": [], "on": True})

    def flip(on_tracks=True):
        return switch(session, choose.marked_or_all(session)[0], on_tracks)

    assert flip() == ["A: shows the original.", "Video track 2, made by uprez, is off."]
    assert (clip.item.selected, resolve.tracks[1]["on"], resolve.tracks[0]["on"]) == (1, False, True)
    assert flip(on_tracks=False) == ["A: shows uprez's take."]
    assert (clip.item.selected, resolve.tracks[1]["on"], other.takes) == (2, False, [])
    resolve.quirks = {"stuck tracks", "no select"}
    flip(on_tracks=False)
    assert flip() == ["A: Resolve did not flip its takes.", "Resolve did not switch video track 2."]
