from fractions import Fraction

import opentimelineio as otio
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.timeline.edits import clip, movie, saved, schema, span, time, timeline, touched
from uprez.core.errors import InputError
from uprez.core.job import Source
from uprez.timeline.read import edit_facts, read_edit
from uprez.timeline.span import exact_rate

NTSC = Fraction(24000, 1001)


def _frames(edit):
    return [(each.first, each.last, each.record) for each in edit.clips]


def test_frames_are_counted_from_the_medias_first(tmp_path):
    touched(tmp_path, "a b.mov")
    gap = schema.Gap(duration=time(10))
    url = (tmp_path / "a b.mov").as_uri()
    edit = read_edit(saved(timeline(clip(movie(url, 86400, 100), 86410, 20), gap, clip(movie(url, 86400, 100))), tmp_path))
    assert _frames(edit) == [(10, 29, 0), (0, 99, 30)]
    assert {each.path for each in edit.clips} == {str(tmp_path / "a b.mov")}
    assert not any(each.missing for each in edit.clips)
    assert (edit.name, edit.rate, edit.notes) == ("cut", 24, ())


def test_facts_are_sources_of_jobs(tmp_path):
    touched(tmp_path, "a.mov", "s/p.1001.exr")
    pictures = schema.ImageSequenceReference("s", "p.", ".exr", 1001, 1, float(NTSC), 4, available_range=span(1001, 50, NTSC))
    edit = read_edit(saved(timeline(clip(movie("a.mov"), 5, 10), clip(pictures, 1011, 5, NTSC, "seq")), tmp_path))
    facts = edit_facts(edit)
    assert set(facts) == {"name", "clips", "notes"}
    assert facts["clips"][0] == {
        "name": "shot",
        "source": {"path": str(tmp_path / "a.mov"), "first": 5, "last": 14},
        "record_first": 0,
        "missing": False,
    }
    source = Source.model_validate(facts["clips"][1]["source"])
    assert (source.path, source.first, source.last) == (str(tmp_path / "s" / "p.[1001-1050].exr"), 10, 14)
    assert source.options.rate == NTSC


def test_a_sequence_starts_where_the_edit_says_whatever_else_is_there(tmp_path):
    from uprez.media.locate import locate

    touched(tmp_path, *(f"s/p 50%.{number:04}.exr" for number in range(990, 1060)))
    pictures = schema.ImageSequenceReference("s", "p 50%.", ".exr", 1001, 1, 24, 4, available_range=span(0, 50))
    (found,) = read_edit(saved(timeline(clip(pictures, 10, 5)), tmp_path)).clips
    assert (found.first, found.last, found.missing) == (10, 14, False)
    sequence = locate(found.path)
    assert (sequence.first, sequence.frames, sequence.path(1001).name) == (1001, 50, "p 50%.1001.exr")


@pytest.mark.parametrize("url", ["s/p.1001.exr", "s/p.[1001-1050].exr", "s/p.%04d.exr", "s/p.####.exr"])
def test_addresses_that_stand_for_many_pictures(tmp_path, url):
    touched(tmp_path, "s/p.1001.exr", "s/p.1002.exr")
    (found,) = read_edit(saved(timeline(clip(movie((tmp_path / "s").as_uri()[:-1] + url, 0, 50), 3, 4)), tmp_path)).clips
    assert not found.missing
    assert (found.first, found.last, found.rate) == (3, 6, 24)


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("file:///v/a%20b%231.mov", "/v/a b#1.mov"),
        ("file:///v/a b#1.mov", "/v/a b#1.mov"),
        ("file://localhost/v/a.mov", "/v/a.mov"),
        ("file:///C%3A/v/a%20b.mov", "C:/v/a b.mov"),
        ("file:///C:/v/a.mov", "C:/v/a.mov"),
        ("C:\\v\\a.mov", "C:\\v\\a.mov"),
        ("file://server/share/a%20b.mov", "//server/share/a b.mov"),
        ("/v/../v/100%.mov", "/v/100%.mov"),
    ],
)
def test_paths_of_other_machines(tmp_path, url, path):
    edit = read_edit(saved(timeline(clip(movie(url))), tmp_path))
    assert [(each.path, each.missing) for each in edit.clips] == [(path, True)]
    assert any("not at" in note for note in edit.notes)


def test_relative_paths_start_at_the_edit(tmp_path):
    touched(tmp_path, "media/a b.mov", "media/c%20d.mov")
    edit = read_edit(saved(timeline(clip(movie("../media/a%20b.mov")), clip(movie("../media/c%20d.mov"))), tmp_path / "media", "x.otio"))
    assert [each.missing for each in edit.clips] == [False, False]


def test_what_is_no_file_is_said(tmp_path):
    bars = clip(schema.GeneratorReference("bars", "SMPTEBars", span(0, 10)), 0, 5, name="bars")
    lost = clip(schema.MissingReference(), 0, 5, name="lost")
    edit = read_edit(saved(timeline(clip(movie("https://a.b/c.mov"), name="web"), bars, lost), tmp_path))
    assert [each.name for each in edit.clips] == ["lost"]
    assert edit.clips[0].missing and edit.clips[0].path == ""
    assert any("'web'" in note for note in edit.notes) and any("'bars'" in note for note in edit.notes)


def test_transitions_bring_their_handles(tmp_path):
    first, second = clip(movie("a.mov"), 10, 20), clip(movie("b.mov"), 30, 20)
    fade = schema.Transition("mix", schema.TransitionTypes.SMPTE_Dissolve, time(4), time(6))
    edit = read_edit(saved(timeline(first, fade, second), tmp_path))
    assert _frames(edit) == [(10, 35, 0), (26, 49, 16)]
    assert [(each.head, each.tail) for each in edit.clips] == [(0, 6), (4, 0)]


def test_handles_end_where_the_media_ends(tmp_path):
    first, second = clip(movie("a.mov", 0, 32), 10, 20), clip(movie("b.mov"), 1, 20)
    fade = schema.Transition("mix", schema.TransitionTypes.SMPTE_Dissolve, time(4), time(6))
    edit = read_edit(saved(timeline(first, fade, second), tmp_path))
    assert [(each.first, each.last) for each in edit.clips] == [(10, 31), (0, 20)]


def test_nested_edits_are_opened(tmp_path):
    inner = schema.Stack(
        "inner",
        children=[
            schema.Track("a", [clip(movie("a.mov"), 0, 10), clip(movie("b.mov"), 50, 10)]),
            schema.Track("b", [schema.Gap(duration=time(8)), clip(movie("c.mov"), 0, 4)]),
            schema.Track("s", [clip(movie("s.wav"), 0, 20)], kind=schema.TrackKind.Audio),
        ],
        source_range=span(5, 10),
    )
    edit = read_edit(saved(timeline(clip(movie("x.mov"), 0, 100), inner), tmp_path))
    assert [(each.path[-5:], each.first, each.last, each.record) for each in edit.clips] == [
        ("x.mov", 0, 99, 0),
        ("a.mov", 5, 9, 100),
        ("b.mov", 50, 54, 105),
        ("c.mov", 0, 3, 103),
    ]


def test_speed(tmp_path):
    fast = schema.LinearTimeWarp(time_scalar=2.0)
    back = schema.LinearTimeWarp(time_scalar=-1.0)
    odd = schema.TimeEffect("ramp")
    remap = schema.Effect("", "Time Remap")
    edit = read_edit(
        saved(
            timeline(
                *(clip(movie("a.mov"), 10, 20, name=f"c{n}", effects=[each]) for n, each in enumerate([fast, back, odd, remap])),
                clip(movie("a.mov"), 10, 20, name="still", effects=[schema.FreezeFrame()]),
            ),
            tmp_path,
        )
    )
    assert [(each.first, each.last) for each in edit.clips] == [(10, 49), (0, 29), (None, None), (None, None), (10, 10)]
    assert [each.speed for each in edit.clips] == [2, None, None, None, 0]
    assert sum("its speed" in note or "the speed" in note or "is a still" in note for note in edit.notes) == 5


def test_a_trimmed_nested_clip_with_speed(tmp_path):
    fast = schema.LinearTimeWarp(time_scalar=2.0)
    inner = schema.Track("inner", [clip(movie("a.mov"), 10, 20, effects=[fast])], source_range=span(5, 10))
    assert _frames(read_edit(saved(timeline(inner), tmp_path))) == [(20, 39, 0)]


def test_other_rates_take_every_frame_that_is_touched(tmp_path):
    edit = read_edit(saved(timeline(clip(movie("a.mov", 0, 250, 25), 24, 24, 24), clip(movie("b.mov", 0, 250, 48), 1, 2, 24)), tmp_path))
    assert _frames(edit) == [(25, 49, 0), (2, 5, 24)]
    assert any("25" in note and "touches" in note for note in edit.notes)


@pytest.mark.parametrize("rate", [Fraction(24000, 1001), Fraction(30000, 1001), Fraction(60000, 1001), 24, 25, 50, Fraction(25, 2)])
def test_rates_behind_floats(rate):
    assert exact_rate(float(rate)) == rate
    assert exact_rate(round(float(rate), 2)) == rate


@given(
    st.sampled_from([24, 25, 30, 50, Fraction(24000, 1001), Fraction(30000, 1001), Fraction(60000, 1001)]),
    st.integers(0, 10**7),
    st.lists(st.tuples(st.integers(0, 5000), st.integers(1, 5000)), min_size=1, max_size=5),
)
def test_every_frame_is_exact_at_any_rate(tmp_path_factory, rate, start, cuts):
    items = [clip(movie("a.mov", start, 10000, rate), start + first, length, rate) for first, length in cuts]
    edit = read_edit(saved(timeline(*items), tmp_path_factory.mktemp("edit")))
    records = [sum(length for _, length in cuts[:n]) for n in range(len(cuts))]
    assert _frames(edit) == [(first, first + length - 1, at) for (first, length), at in zip(cuts, records, strict=True)]
    assert edit.rate == rate


def test_drop_frame_timecode(tmp_path):
    rate = Fraction(30000, 1001)
    start = otio.opentime.from_timecode("01:00:00;00", float(rate))
    media = schema.ExternalReference("a.mov", otio.opentime.TimeRange(start, time(3000, rate)))
    used = otio.opentime.TimeRange(otio.opentime.from_timecode("01:01:00;02", float(rate)), time(10, rate))
    edit = read_edit(saved(timeline(schema.Clip("a", media, used), start=start), tmp_path))
    assert _frames(edit) == [(1800, 1809, 0)]
    assert edit.start == 107892


def test_what_is_switched_off_is_left_out(tmp_path):
    off = clip(movie("a.mov"), 0, 10, name="off")
    off.enabled = False
    made = timeline(off, clip(movie("b.mov"), 0, 5))
    made.tracks.append(schema.Track("V2", [clip(movie("c.mov"), 0, 5)]))
    made.tracks[1].enabled = False
    edit = read_edit(saved(made, tmp_path))
    assert _frames(edit) == [(0, 4, 10)]
    assert len([note for note in edit.notes if "switched off" in note]) == 2


def test_more_than_the_media_has(tmp_path):
    edit = read_edit(saved(timeline(clip(movie("a.mov", 0, 100), 90, 20, name="over"), clip(movie("a.mov"), 500, 9, name="far")), tmp_path))
    assert _frames(edit) == [(90, 99, 0), (None, None, 20)]
    assert any("'over'" in note for note in edit.notes) and any("'far'" in note for note in edit.notes)


def test_the_active_reference_counts(tmp_path):
    item = clip(movie("a.mov"), 0, 10)
    item.set_media_references({"DEFAULT_MEDIA": movie("a.mov"), "proxy": movie("p.mov")}, "proxy")
    assert read_edit(saved(timeline(item), tmp_path)).clips[0].path.endswith("p.mov")


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("a.mp4", b"", "no timeline file"),
        ("a.otio", b"", "cannot be read"),
        ("a.otio", b"{}", "cannot be read|not hold one"),
        ("a.otio", b'{"OTIO_SCHEMA": "Clip.2", "name": "x"}', "cannot be read"),
        ("a.otio", b'{"OTIO_SCHEMA": "Timeline.99", "name": "x"}', "cannot be read|not hold one"),
        ("a.otio", b'{"OTIO_SCHEMA": "Timeline.1", "tracks": 3}', "cannot be read"),
        ("a.otioz", b"PK", "packed"),
        ("a.xml", b"<html/>", "cannot be read|not hold one"),
        ("a.xml", b"<xmeml>", "cannot be read"),
        ("a.xml", b"", "cannot be read"),
        ("a.fcpxml", b"<fcpxml/>", "not hold one edit"),
        ("a.fcpxml", b"\xff\xfe", "cannot be read"),
        ("a.edl", b"\x00\xff not an edl 01 02", "cannot be read"),
        ("a.aaf", b"not an aaf", "cannot be read"),
    ],
)
def test_files_that_are_no_edit(tmp_path, name, content, says):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(InputError, match=says) as caught:
        read_edit(tmp_path / name)
    assert caught.value.fix


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(InputError, match="does not exist"):
        read_edit(tmp_path / "a.otio")
    with pytest.raises(InputError, match="cannot be read"):
        read_edit(tmp_path / ("x" * 5000))


def test_several_edits_in_a_file_are_named(tmp_path):
    both = schema.SerializableCollection("bin", [timeline(name="one"), timeline(name="two")])
    with pytest.raises(InputError, match="'one', 'two'"):
        read_edit(saved(both, tmp_path))
    one = schema.SerializableCollection("bin", [timeline(clip(movie("a.mov"), 0, 3), name="one")])
    assert read_edit(saved(one, tmp_path)).name == "one"


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_times_that_make_no_sense(tmp_path, value):
    item = schema.Clip("a", movie("a.mov"), otio.opentime.TimeRange(time(0), otio.opentime.RationalTime(value, 24)))
    with pytest.raises(InputError):
        read_edit(saved(timeline(item), tmp_path))
