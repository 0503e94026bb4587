"""CMX3600 lists as different editors write them."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from uprez.core.errors import InputError
from uprez.core.time import Timecode
from uprez.timeline.read import read_edit

NTSC = Fraction(30000, 1001)


def read(folder, text, **options):
    (folder / "cut.edl").write_text("TITLE: cut\nFCM: NON-DROP FRAME\n\n" + text)
    return read_edit(folder / "cut.edl", **options)


def event(number, reel, source, record, *, channel="V", kind="C", rate=24):
    at = [Timecode(frame, Fraction(rate)) for frame in (*source, *record)]
    return f"{number:03}  {reel:8} {channel:5} {kind:8} {at[0]} {at[1]} {at[2]} {at[3]}\n"


def places(edit):
    return [(each.name, each.first, each.last, each.record) for each in edit.clips]


def test_a_dissolve_goes_on_in_the_clip_before(tmp_path):
    text = event(1, "A", (100, 148), (0, 48)) + "* FROM CLIP NAME: one\n"
    text += event(2, "A", (148, 148), (48, 48)) + event(2, "B", (200, 248), (48, 96), kind="D    012")
    text += "* FROM CLIP NAME: one\n* TO CLIP NAME: two\n"
    edit = read(tmp_path, text, rate=Fraction(24))
    assert places(edit) == [("one", 100, 159, 0), ("two", 200, 247, 48)]
    assert [(each.head, each.tail, each.record_length) for each in edit.clips] == [(0, 12, 60), (0, 0, 48)]


def test_a_dissolve_without_the_line_it_comes_from(tmp_path):
    text = event(1, "A", (100, 148), (0, 48)) + event(2, "B", (200, 248), (48, 96), kind="D    012") + "* FROM CLIP NAME: two\n"
    assert places(read(tmp_path, text, rate=Fraction(24))) == [("A", 100, 159, 0), ("two", 200, 247, 48)]


def test_a_dissolve_from_what_no_line_before_shows(tmp_path):
    text = event(1, "A", (300, 300), (0, 0)) + event(1, "B", (200, 248), (0, 48), kind="D    012") + "* FROM CLIP NAME: one\n"
    edit = read(tmp_path, text, rate=Fraction(24))
    assert sorted(places(edit)) == [("B", 200, 247, 0), ("one", 300, 311, 0)]


def test_a_wipe_from_black_has_one_clip(tmp_path):
    text = event(1, "BL", (0, 0), (0, 0)) + event(1, "B", (200, 248), (0, 48), kind="W001 012")
    assert places(read(tmp_path, text, rate=Fraction(24))) == [("B", 200, 247, 0)]


@pytest.mark.parametrize(
    ("motion", "source", "frames", "speed"),
    [
        ("048.0", (100, 196), (100, 195), Fraction(2)),
        ("048.0", (100, 148), (100, 195), Fraction(2)),  # the list gives the length of the edit on both sides
        ("012.0", (100, 124), (100, 123), Fraction(1, 2)),
        ("023.98", (100, 148), (100, 147), Fraction(1)),
        ("000.0", (100, 101), (100, 100), Fraction(0)),
        ("-024.0", (100, 148), (52, 147), None),
        ("-048.0", (100, 196), (4, 195), None),
    ],
)
def test_motion(tmp_path, motion, source, frames, speed):
    text = event(1, "A", source, (0, 48)) + f"* FROM CLIP NAME: one\nM2   A       {motion}                00:00:04:04\n"
    (clip,) = read(tmp_path, text, rate=Fraction(24)).clips
    assert ((clip.first, clip.last), clip.speed) == (frames, speed)
    assert clip.record_length == 48


def test_what_runs_backwards_at_full_speed_is_said(tmp_path):
    edit = read(tmp_path, event(1, "A", (100, 148), (0, 48)) + "M2   A       -024.0                00:00:04:04\n", rate=Fraction(24))
    assert edit.clips[0].effects == ("reverse",)
    assert any("runs backwards" in note for note in edit.notes)


def test_a_freeze_by_comment(tmp_path):
    edit = read(tmp_path, event(1, "A", (100, 148), (0, 48)) + "* FREEZE FRAME\n", rate=Fraction(24))
    assert [(each.first, each.last) for each in edit.clips] == [(100, 100)]


def test_lengths_that_differ_without_a_speed_are_said(tmp_path):
    edit = read(tmp_path, event(1, "A", (100, 196), (0, 48)), rate=Fraction(24))
    assert places(edit) == [("A", 100, 195, 0)]
    assert any("96 frames for 48" in note for note in edit.notes)


def test_sound_bars_and_black_are_left_out(tmp_path):
    text = event(1, "A", (0, 24), (0, 24), channel="A") + event(2, "A", (0, 24), (0, 24), channel="A2") + event(3, "BARS", (0, 24), (0, 24))
    text += (
        event(4, "BL", (0, 24), (24, 48)) + event(5, "C", (0, 24), (48, 72), channel="B") + event(6, "D", (0, 24), (72, 96), channel="AA/V")
    )
    text += event(7, "E", (0, 24), (72, 96), channel="V2") + event(8, "F", (0, 24), (72, 96), channel="NONE")
    edit = read(tmp_path, text, rate=Fraction(24))
    assert [(each.name, each.track) for each in edit.clips] == [("C", "V1"), ("D", "V1"), ("E", "V2")]
    assert any("bars" in note for note in edit.notes)


def test_a_list_of_sound_alone_has_no_clips(tmp_path):
    edit = read(tmp_path, event(1, "A", (0, 24), (0, 24), channel="A"), rate=Fraction(24))
    assert edit.clips == () and "No clip with media was found." in edit.notes


def test_what_names_the_media(tmp_path):
    text = event(1, "A001", (0, 24), (0, 24)) + "* FROM CLIP NAME: one\n* SOURCE FILE: A001_C002.mov\n"
    text += event(2, "AX", (0, 24), (24, 48)) + "* FROM CLIP NAME: two\n" + event(3, "AX", (0, 24), (48, 72)) + "* SOURCE FILE: /v/x.mov\n"
    edit = read(tmp_path, text, rate=Fraction(24))
    assert [(each.named, each.reel, each.path) for each in edit.clips] == [
        ("A001", "A001", ""),
        ("two", "", ""),
        ("/v/x.mov", "", "/v/x.mov"),
    ]


def test_frame_counts_instead_of_timecode_and_one_code_across_midnight(tmp_path):
    text = "001  A   V  C  100 148 00:00:00:00 00:00:02:00\n002  A   V  C  23:59:59:00 00:00:01:00 00:00:02:00 00:00:04:00\n"
    edit = read(tmp_path, text, rate=Fraction(24))
    assert [(each.first, each.last) for each in edit.clips] == [(100, 147), (86399 * 24, 86401 * 24 - 1)]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "001  A   V  C  00:00:00:00 00:00:01:00 00:00:00:00\n",
        "001  A   V  C  00:00:00:30 00:00:01:00 00:00:00:00 00:00:01:00\n",
        "001  A   V  C  00:00:70:00 00:00:01:00 00:00:00:00 00:00:01:00\n",
    ],
)
def test_lists_that_make_no_sense(tmp_path, text):
    with pytest.raises(InputError, match="cannot be read as an edit"):
        read(tmp_path, text, rate=Fraction(24))


def test_the_line_that_makes_no_sense_is_named(tmp_path):
    with pytest.raises(InputError, match="Line 5"):
        read(tmp_path, event(1, "A", (0, 24), (0, 24)) + "002  A   V  C  00:00:00:00 00:00:01:00 00:00:00\n", rate=Fraction(24))


cuts = st.lists(st.tuples(st.integers(0, 200_000), st.integers(1, 500), st.integers(0, 20)), min_size=1, max_size=8)


@given(
    st.sampled_from([Fraction(24), Fraction(24000, 1001), Fraction(25), NTSC, Fraction(60000, 1001)]),
    st.booleans(),
    cuts,
    st.integers(0, 10**6),
)
def test_every_frame_is_exact_at_any_rate(tmp_path_factory, rate, drop, cuts, start):
    drop = drop and rate.denominator == 1001 and round(rate) % 30 == 0
    lines, expected, at = [f"FCM: {'DROP' if drop else 'NON-DROP'} FRAME"], [], 0
    for number, (first, length, gap) in enumerate(cuts, 1):
        at += gap if expected else 0
        codes = [Timecode(frame, rate, drop) for frame in (first, first + length, start + at, start + at + length)]
        lines.append(f"{number:03}  R{number:<7} V     C        {codes[0]} {codes[1]} {codes[2]} {codes[3]}")
        expected.append((first, first + length - 1, at))
        at += length
    path = tmp_path_factory.mktemp("edl") / "cut.edl"
    path.write_text("\n".join(lines))
    edit = read_edit(path, rate=rate)
    assert [(each.first, each.last, each.record) for each in edit.clips] == expected
    assert (edit.rate, edit.start, edit.drop) == (rate, start, drop)
