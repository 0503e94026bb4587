"""Which clips are meant, and what is sent of each."""

from fractions import Fraction

import pytest

from tests.plugin.resolve.fake_clips import Bare, Media
from tests.plugin.resolve.fake_resolve import TIMELINE_START, Timeline
from uprez.plugin.errors import ServiceError
from uprez.plugin.resolve import choose
from uprez.plugin.resolve.shown import Lie, part_of, rate_of


def sent(choice):
    return [(clip.sent.name, clip.sent.first, clip.sent.last) for clip in choice[0]]


def test_a_clip_is_sent_with_what_it_shows(clip):
    assert (clip.sent.first, clip.sent.last, clip.sent.frames, clip.sent.rate) == (20, 67, 100, None)
    assert clip.plain and clip.is_whole and clip.sent.is_movie
    assert clip.lie == Lie(TIMELINE_START + 10, 48, 20, (20, 68))


def test_a_sequence_says_its_numbers_and_rate(resolve, session, disk):
    resolve.rate = "23.976"
    resolve.add(disk.sequence(first=1001, frames=50), 0, 10, 5)
    (found,), _ = choose.marked_or_all(session)
    assert found.sent.path.endswith("plate.[1001-1050].exr")
    assert (found.sent.first, found.sent.last, found.sent.rate, found.sent.is_movie) == (5, 14, "24000/1001", False)


def test_selected_clips(resolve, session, disk):
    media = disk.movie()
    items = [resolve.add(media, at, 10, at, name=name) for at, name in ((0, "A"), (10, "B"), (20, "C"))]
    with pytest.raises(ServiceError, match="No clip is selected"):
        choose.selected(session)
    resolve.timeline.chosen = [items[2], items[0]]
    assert sent(choose.selected(session)) == [("A", 0, 9), ("C", 20, 29)]


def test_before_21_0_4_the_clip_under_the_playhead(resolve, session, disk, monkeypatch):
    monkeypatch.setattr(Timeline, "hidden", frozenset({"GetSelectedClips"}))
    with pytest.raises(ServiceError, match=r"under the playhead.*does not tell scripts what is selected"):
        choose.selected(session)
    resolve.add(disk.movie(), 0, 10, 0, name="A")
    resolve.timeline.under_playhead = resolve.add(disk.movie(), 10, 10, 0, name="B")
    assert sent(choose.selected(session)) == [("B", 0, 9)]


def test_marks_cut_clips(resolve, session, disk):
    media = disk.movie()
    resolve.add(media, 0, 10, 5, name="A")
    resolve.add(media, 10, 10, 40, name="B")
    resolve.add(media, 0, 20, 60, track=2, name="C")
    resolve.add(media, 40, 10, 60, name="far")
    resolve.timeline.marks = {"video": {"in": 8, "out": 12}}  # out is included
    assert sent(choose.marked(session)) == [("A", 13, 14), ("B", 40, 42), ("C", 68, 72)]
    resolve.timeline.marks = {"video": {"in": TIMELINE_START + 8, "out": TIMELINE_START + 12}}
    assert sent(choose.marked(session)) == [("A", 13, 14), ("B", 40, 42), ("C", 68, 72)]
    part, *_, last = choose.marked(session)[0]
    assert part_of(last, TIMELINE_START + 20, TIMELINE_START + 30) is None
    assert (part.offset, part.length, part.is_whole) == (8, 2, False)


def test_marks_leave_out_what_is_switched_off(resolve, session, disk):
    media = disk.movie()
    resolve.add(media, 0, 10, 0, name="A", enabled=False)
    resolve.add(media, 0, 10, 0, track=2, name="B")
    resolve.timeline.marks = {"video": {"in": 0, "out": 5}}
    resolve.tracks[1]["on"] = False
    with pytest.raises(ServiceError, match="No clip lies between"):
        choose.marked(session)
    resolve.tracks[1]["on"] = True
    assert sent(choose.marked(session)) == [("B", 0, 5)]


def test_without_marks(resolve, session, disk):
    with pytest.raises(ServiceError, match="No range is marked"):
        choose.marked(session)
    with pytest.raises(ServiceError, match="no clip in the timeline"):
        choose.marked_or_all(session)
    resolve.timeline.marks = {"audio": {"in": 0, "out": 5}}
    resolve.add(disk.movie(), 0, 10, 0, name="A")
    assert sent(choose.marked_or_all(session)) == [("A", 0, 9)]
    resolve.timeline.marks = {"video": {"in": 2, "out": 3}}
    assert sent(choose.marked_or_all(session)) == [("A", 2, 3)]


def test_clips_of_a_colour(resolve, session, disk):
    media = disk.movie()
    resolve.timeline.under_playhead = resolve.add(media, 0, 10, 0, name="A")
    with pytest.raises(ServiceError, match="no clip colour"):
        choose.coloured(session)
    resolve.timeline.under_playhead = resolve.add(media, 10, 10, 0, name="B", colour="Lime")
    resolve.add(media, 20, 10, 0, track=3, name="C", colour="Lime")
    resolve.add(media, 30, 10, 0, name="D", colour="Teal")
    assert [name for name, *_ in sent(choose.coloured(session))] == ["B", "C"]


def test_what_cannot_be_sent_is_named(resolve, session, disk):
    resolve.tracks[0]["items"].append(Bare(resolve, TIMELINE_START, 10, "Cross Dissolve"))
    resolve.add(Media(resolve, "", 100, "24"), 10, 10, 0, name="Compound")
    resolve.add(Media(resolve, "/nowhere/a.mov", 100, "24"), 20, 10, 0, name="Lost")
    resolve.add(Media(resolve, "/nowhere/a.[0001-0100].exr", 100, "24"), 30, 10, 0, name="Lost too")
    resolve.add(disk.movie(frames=5), 40, 10, 0, name="Short")
    clips, refused = choose.marked_or_all(session)
    assert clips == []
    words = ["no media of its own", "compound clip", "offline: /nowhere/a.mov", "offline", "frame 9 of 5"]
    assert all(word in line for word, line in zip(words, refused, strict=True))


@pytest.mark.parametrize(
    "more",
    [{"speed": 2}, {"speed": 0.5}, {"speed": 1, "backwards": True}],
    ids=["fast", "slow", "backwards"],
)
def test_another_speed_is_sent_whole(resolve, session, disk, more):
    resolve.add(disk.movie(), 0, 10, 20, **more)
    (found,), _ = choose.marked_or_all(session)
    assert not found.plain
    assert (found.sent.first, found.sent.last, found.sent.frames) == (None, None, 100)
    assert part_of(found, TIMELINE_START + 3, TIMELINE_START + 5) is found


def test_another_rate_and_stills_are_sent_whole(resolve, session, disk):
    resolve.add(disk.movie(fps="25"), 0, 10, 20)
    resolve.add(disk.movie("still.mov", frames=1), 20, 1, 0)
    clips, _ = choose.marked_or_all(session)
    assert [(clip.plain, clip.sent.first) for clip in clips] == [(False, None), (False, None)]


def test_an_unknown_speed_counts_as_the_medias_own(resolve, session, disk):
    """Clips of imported timelines read as 0 and 0; their speed is that of the media."""
    resolve.add(disk.movie(), 0, 10, 20, speed=0)
    (found,), _ = choose.marked_or_all(session)
    assert (found.plain, found.lie.source, found.sent.first) == (True, (0, 0), 20)


def test_clips_without_an_id_have_a_key(resolve, session, disk):
    for at in (0, 10):
        resolve.add(disk.movie(), at, 10, 0).id = ""
    keys = {clip.sent.key for clip in choose.marked_or_all(session)[0]}
    assert len(keys) == 2


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("23.976", Fraction(24000, 1001)),
        (23.976023976, Fraction(24000, 1001)),
        ("24.000", 24),
        (25.0, 25),
        ("29.97 DF", Fraction(30000, 1001)),
        ("59.94", Fraction(60000, 1001)),
        ("119.88", Fraction(120000, 1001)),
        ("12.5", Fraction(25, 2)),
        ("", None),
        (None, None),
        ("0", None),
        ("free", None),
    ],
)
def test_rates(said, meant):
    assert rate_of(said) == meant


def test_lies_that_agree():
    lie = Lie(100, 48, 20, (20, 68))
    assert lie.agrees(Lie(100, 48, 12, (12, 60)), 8)
    assert lie.agrees(Lie(100, 48, 12, (0, 0)), 8)
    assert lie.agrees(Lie(100, 48, 12, (12, 59)), 8)
    assert not lie.agrees(Lie(100, 48, 12, (12, 108)), 8)  # twice the speed
    assert not lie.agrees(Lie(100, 47, 12, (12, 59)), 8)
    assert not lie.agrees(Lie(101, 48, 12, (12, 60)), 8)
    assert not lie.agrees(Lie(100, 48, 13, (13, 61)), 8)
