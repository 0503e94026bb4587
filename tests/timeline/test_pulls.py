"""Which frames are upscaled: each that a chosen clip shows, once."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.timeline.edits import clip, movie, saved, schema, span, time, timeline, touched
from uprez.core.errors import InputError
from uprez.timeline.choosing import choose
from uprez.timeline.edit import Edit, EditClip
from uprez.timeline.pulls import media_in_order, pulls
from uprez.timeline.read import read_edit

LENGTH = 120
"""Frames of every media."""


def shot(index, path, first, last, *, frames=LENGTH, head=0, tail=0, **more):
    return EditClip(f"c{index}", path, None, first, last, 0, "V1", head=head, tail=tail, index=index, frames=frames, **more)


def edit(*clips):
    return Edit("cut", Fraction(24), 0, clips, ())


def parts(made):
    return [(each.path, each.first, each.last, [one.index for one in each.clips]) for each in made]


def test_clips_of_one_media_that_touch_share_a_pull():
    cut = edit(shot(1, "a", 10, 19), shot(2, "b", 0, 9), shot(3, "a", 20, 29), shot(4, "a", 40, 49), shot(5, "a", 15, 24))
    assert parts(pulls(cut, cut.clips)) == [("a", 10, 29, [1, 5, 3]), ("a", 40, 49, [4]), ("b", 0, 9, [2])]
    assert parts(pulls(cut, cut.clips, 5)) == [("a", 5, 54, [1, 5, 3, 4]), ("b", 0, 14, [2])]


def test_one_frame_between_keeps_them_apart():
    cut = edit(shot(1, "a", 10, 19), shot(2, "a", 21, 29), shot(3, "a", 33, 39))
    assert parts(pulls(cut, cut.clips)) == [("a", 10, 19, [1]), ("a", 21, 29, [2]), ("a", 33, 39, [3])]
    assert parts(pulls(cut, cut.clips, 1)) == [("a", 9, 30, [1, 2]), ("a", 32, 40, [3])]


def test_handles_end_with_the_media():
    cut = edit(shot(1, "a", 2, 118), shot(2, "b", 5, 6, frames=None))
    assert parts(pulls(cut, cut.clips, 8)) == [("a", 0, 119, [1]), ("b", 0, 14, [2])]
    with pytest.raises(InputError):
        pulls(cut, cut.clips, -1)


def test_a_clip_without_a_range_takes_all():
    cut = edit(shot(1, "a", None, None), shot(2, "a", 100, 110), shot(3, "b", None, None, frames=None), shot(4, "b", 7, 8, frames=None))
    made = pulls(cut, cut.clips, 3)
    assert parts(made) == [("a", 0, 119, [1, 2]), ("b", 0, None, [3, 4])]
    assert [each.frames for each in made] == [120, None]


def test_where_clips_meet_is_a_cut_whoever_is_chosen():
    cut = edit(shot(1, "a", 10, 19), shot(2, "a", 20, 29), shot(3, "a", 30, 39), shot(4, "b", 20, 29), shot(5, "a", 60, 69))
    (one,) = pulls(cut, cut.clips[1:2], 5)
    assert (one.first, one.last, one.cuts) == (15, 34, (20, 30))
    assert pulls(cut, cut.clips[1:2])[0].cuts == ()
    assert pulls(cut, cut.clips[:2])[0].cuts == (20,)
    assert pulls(cut, cut.clips[3:], 100)[1].cuts == ()


def test_clips_that_overlap_or_mix_or_change_speed_make_no_cut():
    overlap = edit(shot(1, "a", 10, 25), shot(2, "a", 20, 29))
    assert pulls(overlap, overlap.clips)[0].cuts == ()
    fast = edit(shot(1, "a", 10, 19, speed=Fraction(2)), shot(2, "a", 20, 29))
    assert pulls(fast, fast.clips)[0].cuts == ()
    mixed = edit(shot(1, "a", 10, 24, tail=5), shot(2, "a", 16, 29, head=4))
    assert pulls(mixed, mixed.clips)[0].cuts == (20,)


def test_missing_media_is_refused_by_name():
    cut = edit(shot(1, "a", 0, 9), shot(2, "/v/b.mov", 0, 9, missing=True, named="/v/b.mov"), shot(3, "", 0, 9, missing=True))
    with pytest.raises(InputError, match="2 chosen clips") as caught:
        pulls(cut, cut.clips)
    assert "2 'c2' (/v/b.mov)" in caught.value.why and "--media" in caught.value.fix
    assert parts(pulls(cut, cut.clips[:1])) == [("a", 0, 9, [1])]
    assert media_in_order(cut) == ("a", "/v/b.mov")


class TestChoosing:
    cut = Edit(
        "cut",
        Fraction(24),
        0,
        tuple(
            EditClip(name, "a", None, 0, 9, 0, track, index=index, number=number)
            for index, (name, track, number) in enumerate(
                [("sh010", "Video 1", 1), ("sh020", "Video 1", 1), ("a,b", "Top", 2), ("7", "Top", 2), ("sh010", "Top", 2)], 1
            )
        ),
        (),
    )

    @pytest.mark.parametrize(
        ("tracks", "clips", "chosen"),
        [
            ((), (), [1, 2, 3, 4, 5]),
            (("V2",), (), [3, 4, 5]),
            (("video 1",), (), [1, 2]),
            (("V1", "top"), (), [1, 2, 3, 4, 5]),
            ((), ("2,4-5",), [2, 4, 5]),
            ((), ("5", "1"), [1, 5]),
            ((), ("sh010",), [1, 5]),
            (("Top",), ("sh010",), [5]),
            ((), ("SH0*",), [1, 2, 5]),
            ((), ("a,b",), [3]),
            ((), ("7",), [4]),
            ((), (" 1 , sh020 ",), [1, 2]),
        ],
    )
    def test_words(self, tracks, clips, chosen):
        assert [clip.index for clip in choose(self.cut, tracks, clips)] == chosen

    @pytest.mark.parametrize(
        ("tracks", "clips", "says"),
        [
            (("V3",), (), "Video 1, Top"),
            ((), ("9",), "no clip '9'"),
            ((), ("4-9",), "no clip '4-9'"),
            ((), ("0",), "no clip '0'"),
            ((), ("nope",), "'sh010', 'sh020'"),
            (("V1",), ("3",), "track V1"),
            ((), (",",), "is chosen"),
        ],
    )
    def test_what_is_not_there(self, tracks, clips, says):
        with pytest.raises(InputError) as caught:
            choose(self.cut, tracks, clips)
        assert says in str(caught.value) and caught.value.fix


place = st.tuples(st.sampled_from("abc"), st.integers(0, LENGTH - 2), st.integers(1, 40), st.integers(0, 3))


@given(st.lists(place, min_size=1, max_size=12), st.integers(0, 30), st.data())
def test_every_chosen_frame_is_in_exactly_one_pull(places, handles, data):
    clips = [shot(n, path, first, min(first + length, LENGTH) - 1, tail=tail) for n, (path, first, length, tail) in enumerate(places, 1)]
    cut = edit(*clips)
    chosen = data.draw(st.lists(st.sampled_from(clips), min_size=1, unique=True))
    made = pulls(cut, chosen, handles)
    frames = [(each.path, frame) for each in made for frame in range(each.first, each.last + 1)]
    assert len(frames) == len(set(frames))
    shown = {(each.path, frame) for each in chosen for frame in range(each.first, each.last + 1)}
    near = {(path, frame + off) for path, frame in shown for off in (-handles, handles)}
    allowed = {(path, frame) for path, at in near | shown for frame in range(max(0, at - handles), min(LENGTH, at + handles + 1))}
    assert shown <= set(frames) <= allowed
    for each in made:
        assert all(each.first <= one.first and one.last <= each.last and one.path == each.path for one in each.clips)
        meets = {frame for frame in range(each.first + 1, each.last + 1) if _meet(clips, each.path, frame)}
        assert set(each.cuts) == meets
        assert list(each.cuts) == sorted(each.cuts)
    assert sorted(one.index for each in made for one in each.clips) == sorted(one.index for one in chosen)
    gaps = [(one, two) for one in made for two in made if one is not two and one.path == two.path]
    assert all(two.first > one.last + 1 or one.first > two.last + 1 for one, two in gaps)


def _meet(clips, path, frame):
    """Whether a clip of the media ends just before the frame and one begins at it, transitions left out."""
    bodies = [one.body for one in clips if one.path == path]
    return any(last == frame - 1 for _, last in bodies) and any(first == frame for first, _ in bodies)


item = st.tuples(
    st.sampled_from(["gap", "clip", "clip", "clip", "nested"]),
    st.sampled_from(["a", "b"]),
    st.integers(0, LENGTH - 12),
    st.integers(2, 12),
    st.integers(0, 2),
    st.integers(0, 2),
)
"""What it is, its media, its first frame, its length; frames of a transition before and after the cut that follows."""


@given(st.lists(item, min_size=1, max_size=8), st.sampled_from([24, 25, Fraction(24000, 1001), Fraction(60000, 1001)]), st.integers(0, 6))
def test_frames_lie_where_the_edit_says(tmp_path_factory, items, rate, handles):
    folder = tmp_path_factory.mktemp("edit")
    touched(folder, "a.mov", "b.mov")
    row, shown = _row(items, rate)
    cut = read_edit(saved(timeline(*row), folder))
    found = {
        (each.record + frame - each.first, each.path.rpartition("/")[2][0], frame)
        for each in cut.clips
        for frame in range(each.first, each.last + 1)
    }
    assert found == shown
    if cut.clips:
        pulled = [
            (each.path.rpartition("/")[2][0], frame)
            for each in pulls(cut, cut.clips, handles)
            for frame in range(each.first, each.last + 1)
        ]
        assert len(pulled) == len(set(pulled)) and {(name, frame) for _, name, frame in shown} <= set(pulled)
        assert all(0 <= frame < LENGTH for _, frame in pulled)


def _row(items, rate):
    """Items of a track, and (frame of the edit, media, frame of it) for everything that they show, counted frame by frame."""
    row, shown, at, lead = [], set(), 0, 0
    for (kind, name, first, length, before, after), following in zip(items, [*items[1:], ("gap",)], strict=True):
        made = clip(movie(f"{name}.mov", 1000, LENGTH, rate), 1000 + first, length, rate)
        if kind == "gap":
            row.append(schema.Gap(duration=time(length, rate)))
        elif kind == "nested":  # without its first frame
            row.append(schema.Stack("in", children=[schema.Track("t", [made])], source_range=span(1, length - 1, rate)))
            length -= 1
            shown |= {(at + n, name, first + 1 + n) for n in range(length)}
        else:
            row.append(made)
            shown |= {(at + n, name, first + n) for n in range(-lead, length) if first + n >= 0}
        lead = 0
        if kind == "clip" and following[0] != "nested":
            row.append(schema.Transition("mix", schema.TransitionTypes.SMPTE_Dissolve, time(before, rate), time(after, rate)))
            shown |= {(at + length + n, name, first + length + n) for n in range(after) if first + length + n < LENGTH}
            lead = before
        at += length
    row.append(schema.Gap(duration=time(5, rate)))
    return row, shown


def test_a_still_is_one_frame(tmp_path):
    touched(tmp_path, "logo.png", "plate.0007.exr", "plate.0006.exr", "s.0001.exr", "s.0002.exr")
    row = [clip(movie(name, 0, 48), 10, 20, name=name) for name in ("logo.png", "plate.0007.exr", "s.0001.exr")]
    cut = read_edit(saved(timeline(*row), tmp_path))
    assert [(each.path.rpartition("/")[2], each.first, each.last, each.effects, each.frames) for each in cut.clips] == [
        ("logo.png", 0, 0, ("still",), 1),
        ("plate.[7-7].exr", 0, 0, ("still",), 1),
        ("s.[1-48].exr", 10, 29, (), 48),
    ]
    assert sum("still picture" in note for note in cut.notes) == 2
