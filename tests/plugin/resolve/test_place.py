"""A take comes back as a take, else on a new track, else in place of the media; nothing is believed that was not read again."""

import pytest

from tests.plugin.resolve.fake_clips import Item, Media
from tests.plugin.resolve.fake_resolve import TIMELINE_START, Timeline
from uprez.plugin.resolve import choose
from uprez.plugin.resolve.place import place_all


def state(resolve):
    """Everything about the timeline that must not change."""
    return [[(item.id, item.GetStart(), item.GetDuration(), item.shown) for item in track["items"]] for track in resolve.tracks]


def brought(session, clip, taken):
    (placed,) = place_all(session, [clip], [taken])
    return placed


@pytest.fixture
def neighbours(resolve, clip, disk):
    """The clip between two others, so that any move would be seen."""
    resolve.add(clip.media, 0, 10, 0)
    resolve.add(clip.media, 58, 10, 0)
    return clip


@pytest.mark.parametrize("quirk", ["", "inclusive take", "numbered"])
@pytest.mark.parametrize("number", [1001, 1, None])
@pytest.mark.parametrize(("first", "frames"), [(8, 72), (20, 48), (0, 100)])
def test_as_a_take(resolve, session, neighbours, disk, quirk, number, first, frames):
    resolve.quirks = {quirk}
    taken = disk.taken(neighbours, first, frames, number)
    before = state(resolve)
    placed = brought(session, neighbours, taken)
    assert placed.done, placed.text
    assert "is take 2 of the clip" in placed.text
    media, left, length = neighbours.item.shown
    assert media.GetClipProperty("File Path").startswith(str(disk.folder / "take."))
    assert (left, length) == (20 - first, 48)
    assert neighbours.item.start == TIMELINE_START + 10
    assert neighbours.item.takes[0] == before[0][0][3]  # the original, untouched
    assert state(resolve)[0][1:] == before[0][1:]
    assert len(neighbours.item.takes) == 2


def test_a_take_that_is_there_is_selected_again(resolve, session, clip, disk):
    taken = disk.taken(clip, 8, 72)
    brought(session, clip, taken)
    clip.item.SelectTakeByIndex(1)
    placed = brought(session, clip, taken)
    assert placed.done
    assert "selected again" in placed.text
    assert (clip.item.selected, len(clip.item.takes)) == (2, 2)


def test_a_take_that_is_there_with_other_frames_is_left_alone(resolve, session, clip, disk):
    taken = disk.taken(clip, 8, 72)
    brought(session, clip, taken)
    clip.item.SelectTakeByIndex(1)
    clip.item.takes[1] = (clip.item.takes[1][0], 3, 48)
    placed = brought(session, clip, taken)
    assert placed.done
    assert clip.item.selected == 1
    assert "video track 2" in placed.text


@pytest.mark.parametrize("quirk", ["no take", "no select", "hidden"])
def test_else_on_a_new_track(resolve, session, neighbours, disk, quirk, monkeypatch):
    resolve.quirks = {quirk}
    if quirk == "hidden":
        monkeypatch.setattr(Item, "hidden", frozenset({"AddTake"}))
    neighbours.item.properties = {"ZoomX": 1.5, "Opacity": 50.0}
    before = state(resolve)
    placed = brought(session, neighbours, disk.taken(neighbours, 8, 72))
    assert placed.done, placed.text
    assert placed.text == "A: lies on video track 2."
    assert state(resolve)[0] == before[0]
    assert (neighbours.item.takes, neighbours.item.selected) == ([], 0)
    (item,) = resolve.tracks[1]["items"]
    assert (item.start, item.shown[1:], resolve.tracks[1]["name"]) == (TIMELINE_START + 10, (12, 48), "uprez")
    assert (item.properties, item.graded_from) == ({"ZoomX": 1.5, "Opacity": 50.0}, neighbours.item)
    assert resolve.saved == 1


@pytest.mark.parametrize("quirk", ["", "numbered"])
@pytest.mark.parametrize("append", ["", "inclusive append"])
@pytest.mark.parametrize("delete", ["", "flaky delete"])
def test_the_track_holds_the_right_frames(resolve, session, clip, disk, quirk, append, delete):
    resolve.quirks = {"no take", quirk, append, delete}
    placed = brought(session, clip, disk.taken(clip, 0, 100))
    assert placed.done, placed.text
    assert [item.shown[1:] for item in resolve.tracks[1]["items"]] == [(20, 48)]
    assert resolve.page == "color"  # where the user was


def test_a_marked_part_lies_on_a_track_where_it_was(resolve, session, clip, disk):
    resolve.timeline.marks = {"video": {"in": 20, "out": 29}}
    (part,), _ = choose.marked(session)
    placed = brought(session, part, disk.taken(part, 18, 34))
    assert placed.done, placed.text
    (item,) = resolve.tracks[1]["items"]
    assert (item.start, item.shown[1:]) == (TIMELINE_START + 20, (12, 10))
    assert clip.item.takes == []


def test_clips_share_tracks_where_they_fit(resolve, session, disk):
    resolve.quirks = {"no take"}
    media = disk.movie()
    for at, track in ((0, 1), (10, 1), (5, 2)):
        resolve.add(media, at, 10, 20, track=track)
    clips, _ = choose.marked_or_all(session)
    placed = place_all(session, clips, [disk.taken(clip, 8, 72, name=f"take{clip.sent.key}") for clip in clips])
    assert [one.done for one in placed] == [True, True, True]
    assert [len(track["items"]) for track in resolve.tracks] == [2, 1, 2, 1]


def test_what_could_not_be_copied_is_said(resolve, session, clip, disk):
    resolve.quirks, resolve.stiff = {"no take", "no grades"}, {"ZoomX"}
    clip.item.properties["ZoomX"] = 2.0
    assert brought(session, clip, disk.taken(clip, 8, 72)).text == "A: lies on video track 2, without its grade, ZoomX."


@pytest.mark.parametrize(
    ("quirks", "said"),
    [({"no tracks"}, "did not add a track"), ({"no append"}, "frame for frame"), ({"no append", "lying append"}, "frame for frame")],
)
def test_else_in_place_of_the_media(resolve, session, clip, disk, quirks, said):
    resolve.quirks = {"no take", *quirks}
    placed = brought(session, clip, disk.taken(clip, 0, 100, None))
    assert placed.done, placed.text
    assert "replaces the media everywhere in the project (before: " in placed.text
    assert clip.media.GetClipProperty("File Path").endswith("take.mov")
    assert len(resolve.tracks) == 1
    assert resolve.saved == 0
    resolve.quirks |= {"no replace"}
    assert said in brought(session, clip, disk.taken(clip, 8, 72)).text


def test_an_append_that_failed_but_is_there_is_taken_away(resolve, session, clip, disk):
    resolve.quirks = {"no take", "late append"}
    placed = brought(session, clip, disk.taken(clip, 8, 72))
    assert not placed.done
    assert len(resolve.tracks) == 1


def test_replacing_needs_the_whole_media(resolve, session, clip, disk):
    resolve.quirks = {"no take", "no append"}
    placed = brought(session, clip, disk.taken(clip, 8, 72))
    assert not placed.done
    assert "does not hold all frames of the media" in placed.text
    assert placed.text.endswith("The take is in the bin uprez.")


@pytest.mark.parametrize("quirk", ["no replace", "wrong replace"])
def test_media_is_set_back(resolve, session, clip, disk, quirk):
    resolve.quirks = {"no take", "no append", quirk}
    path = clip.media.GetClipProperty("File Path")
    placed = brought(session, clip, disk.taken(clip, 0, 100, None))
    assert not placed.done
    assert "did not read the take as it reads the media" in placed.text
    assert (clip.media.GetClipProperty("File Path"), clip.media.frames) == (path, 100)


def test_media_that_cannot_be_set_back_is_said(resolve, session, clip, disk):
    resolve.quirks = {"no take", "no append", "stuck replace"}
    placed = brought(session, clip, disk.taken(clip, 0, 100, None))
    assert not placed.done
    assert "could not be set back: replace it by" in placed.text


def test_the_sequence_is_replaced_by_its_first_picture(resolve, session, disk):
    resolve.quirks = {"no take", "no append"}
    resolve.add(disk.sequence(frames=60), 0, 10, 5)
    (clip,), _ = choose.marked_or_all(session)
    placed = brought(session, clip, disk.taken(clip, 0, 60, 1))
    assert placed.done, placed.text
    assert clip.media.GetClipProperty("File Path").endswith("take.[0001-0060].exr")


def test_a_sequence_is_set_back(resolve, session, disk):
    resolve.quirks = {"no take", "no append", "wrong replace"}
    resolve.add(disk.sequence(frames=60), 0, 10, 5)
    (clip,), _ = choose.marked_or_all(session)
    assert not brought(session, clip, disk.taken(clip, 0, 60, 1)).done
    assert (clip.media.frames, clip.media.GetName()) == (60, "plate.[0001-0060].exr")


@pytest.mark.parametrize("method", ["ReplaceClip"])
def test_without_replacing(resolve, session, clip, disk, monkeypatch, method):
    resolve.quirks = {"no take", "no append"}
    monkeypatch.setattr(Media, "hidden", frozenset({method}))
    assert "cannot replace media" in brought(session, clip, disk.taken(clip, 0, 100, None)).text


def test_another_speed_takes_the_whole_media(resolve, session, disk):
    resolve.add(disk.movie(), 0, 10, 20, speed=2)
    (clip,), _ = choose.marked_or_all(session)
    placed = brought(session, clip, disk.taken(clip, 0, 100, None))
    assert placed.done, placed.text
    assert clip.item.shown[1:] == (20, 10)
    resolve.quirks = {"no take"}
    clip.item.SelectTakeByIndex(1)
    clip.item.FinalizeTake()
    placed = brought(session, clip, disk.taken(clip, 8, 72, name="part"))
    assert not placed.done
    assert "only a take of the whole media fits" in placed.text
    assert "speed cannot be set on a new track" in placed.text


def test_a_take_that_moves_the_clip_is_reported(resolve, session, clip, disk):
    resolve.quirks = {"wandering take"}
    placed = brought(session, clip, disk.taken(clip, 8, 72))
    assert not placed.done
    assert "undo the last step" in placed.text
    assert len(resolve.tracks) == 1


def test_a_take_that_moves_its_neighbours_is_taken_back(resolve, session, neighbours, disk):
    resolve.quirks = {"pushing take"}
    before = state(resolve)
    placed = brought(session, neighbours, disk.taken(neighbours, 8, 72))
    assert "video track 2" in placed.text
    assert state(resolve)[0] == before[0]


def test_a_wrong_take_that_stays_is_reported(resolve, session, clip, disk):
    resolve.quirks = {"inclusive take", "sticky take"}
    placed = brought(session, clip, disk.taken(clip, 8, 72))
    assert not placed.done
    assert "remove it from the clip's take selector" in placed.text
    assert clip.item.selected == 1


def test_a_wrong_clip_that_stays_is_reported(resolve, session, clip, disk):
    resolve.quirks = {"no take", "inclusive append", "no delete"}
    placed = brought(session, clip, disk.taken(clip, 8, 72))
    assert not placed.done
    assert "delete that track" in placed.text


def test_a_version_that_deletes_nothing(resolve, session, clip, disk, monkeypatch):
    resolve.quirks = {"no take", "inclusive append"}
    monkeypatch.setattr(Timeline, "hidden", frozenset({"DeleteClips"}))
    resolve.page = "edit"
    placed = brought(session, clip, disk.taken(clip, 8, 72))
    assert "delete that track" in placed.text


def test_a_clip_that_was_changed_meanwhile(resolve, session, clip, disk):
    clip.item.start += 5
    placed = brought(session, clip, disk.taken(clip, 8, 72))
    assert not placed.done
    assert "moved, trimmed or deleted" in placed.text
    assert clip.item.takes == []


def test_a_take_that_is_too_short(resolve, session, clip, disk):
    for first, frames in ((21, 60), (0, 67)):
        placed = brought(session, clip, disk.taken(clip, first, frames, name=f"t{first}"))
        assert not placed.done
        assert "does not hold all frames that the clip shows" in placed.text


@pytest.mark.parametrize(
    ("name", "quirk", "said"),
    [
        ("Untitled Project", "", "was never saved"),
        ("Film", "no save", "could not be saved"),
        ("Film", "lossy save", "1 clips on the new track were gone"),
    ],
)
def test_saving(resolve, session, clip, disk, name, quirk, said):
    resolve.name, resolve.quirks = name, {"no take", quirk}
    placed = brought(session, clip, disk.taken(clip, 8, 72))
    assert said in placed.text
