"""Edits in the forms that editors write."""

from fractions import Fraction

import opentimelineio as otio
import pytest

from tests.timeline.edits import clip, movie, saved, schema, time, timeline, touched
from uprez.core.errors import InputError
from uprez.timeline.fcpxml import parse_time
from uprez.timeline.read import read_edit

NTSC = Fraction(24000, 1001)
RESOURCES = """<resources>
  <format id="r1" frameDuration="1001/24000s" width="1920" height="1080"/>
  <format id="r2" frameDuration="1/25s"/>
  <asset id="a1" name="A" start="86486400/24000s" duration="240240/24000s" hasVideo="1" format="r1">
    <media-rep kind="proxy-media" src="file:///v/proxy.mov"/><media-rep kind="original-media" src="{url}"/></asset>
  <asset id="a2" name="B" src="B%20c.mov" start="0s" duration="10s" hasVideo="1" format="r2"/>
  <asset id="a3" name="sound" src="s.wav" duration="10s" hasVideo="0" hasAudio="1"/>
  <effect id="e1" name="Title"/>
  <media id="m1" name="inner"><sequence format="r1" duration="2002/24000s"><spine>
    <asset-clip ref="a1" offset="0s" start="86486400/24000s" duration="24024/24000s" name="in 1"/>
    <asset-clip ref="a1" offset="24024/24000s" start="86606520/24000s" duration="24024/24000s" name="in 2"/>
  </spine></sequence></media>
</resources>"""


def _fcpxml(folder, spine, name="cut.fcpxml"):
    resources = RESOURCES.format(url=(folder / "a b.mov").as_uri())
    project = f'<project name="P"><sequence format="r1" tcStart="3600s"><spine>{spine}</spine></sequence></project>'
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(
        f'<?xml version="1.0"?><!DOCTYPE fcpxml><fcpxml version="1.11">{resources}<library><event>{project}</event></library></fcpxml>'
    )
    return path


def _t(frames):
    return f"{frames * 1001}/24000s"


def _a(offset, first, length, more="", inside="", name="x"):
    """Frames from `first` on of the asset that starts at 01:00:03:15 (86400 frames at 24000/1001)."""
    at = f'offset="{3600 * 24000 + offset * 1001}/24000s"'
    return f'<asset-clip ref="a1" name="{name}" {at} start="{_t(86400 + first)}" duration="{_t(length)}" {more}>{inside}</asset-clip>'


def test_fcpxml_is_exact_at_ntsc_rates(tmp_path):
    touched(tmp_path, "a b.mov")
    edit = read_edit(_fcpxml(tmp_path, _a(0, 48, 50) + f'<gap offset="0s" duration="{_t(10)}"/>' + _a(60, 0, 48)))
    assert [(each.first, each.last, each.record, each.missing) for each in edit.clips] == [(48, 97, 0, False), (0, 47, 60, False)]
    assert (edit.name, edit.rate) == ("P", NTSC)
    assert edit.clips[0].path == str(tmp_path / "a b.mov")


@pytest.mark.parametrize("name", ["cut.xml", "cut.fcpxmld/Info.fcpxml"])
def test_fcpxml_under_other_names(tmp_path, name):
    path = _fcpxml(tmp_path, _a(0, 48, 50), name)
    assert read_edit(path.parent if "/" in name else path).clips[0].first == 48


def test_fcpxml_connected_clips_titles_and_transitions(tmp_path):
    over = f'<asset-clip ref="a2" name="over" lane="1" offset="{_t(86400 + 58)}" start="2s" duration="1s"/>'
    title = f'<title ref="e1" name="T" lane="2" offset="{_t(86460)}" duration="1s"/>'
    sound = '<asset-clip ref="a3" name="s" lane="-1" offset="0s" duration="1s"/>'
    fade = f'<transition name="d" offset="{3600 * 24000 + 45 * 1001}/24000s" duration="{_t(10)}"/>'
    edit = read_edit(_fcpxml(tmp_path, _a(0, 48, 50, inside=over + title + sound) + fade + _a(50, 100, 20)))
    found = [(each.name, each.first, each.last, each.record, each.track, each.head, each.tail) for each in edit.clips]
    assert found == [("x", 48, 102, 0, "V1", 0, 5), ("over", 50, 74, 10, "V2", 0, 0), ("x", 95, 119, 45, "V1", 5, 0)]
    assert any("'T' is a title" in note for note in edit.notes)


def test_fcpxml_compound_and_synced_clips(tmp_path):
    inner = f'<ref-clip ref="m1" name="c" offset="3600s" start="{_t(20)}" duration="{_t(8)}"/>'
    synced = (
        f'<sync-clip name="y" offset="{3600 * 24000 + 8 * 1001}/24000s" start="{_t(5)}" duration="{_t(10)}">'
        f'<asset-clip ref="a1" offset="0s" start="{_t(86400)}" duration="{_t(100)}" name="z"/></sync-clip>'
    )
    edit = read_edit(_fcpxml(tmp_path, inner + synced))
    assert [(each.name, each.first, each.last, each.record) for each in edit.clips] == [
        ("in 1", 20, 23, 0),
        ("in 2", 120, 123, 4),
        ("z", 5, 14, 8),
    ]


def test_fcpxml_speed(tmp_path):
    double = f'<timeMap><timept time="0s" value="{_t(86400)}"/><timept time="{_t(50)}" value="{_t(86500)}"/></timeMap>'
    ramp = '<timeMap><timept time="0s" value="0s"/><timept time="1s" value="2s"/><timept time="2s" value="3s"/></timeMap>'
    item = f'<asset-clip ref="a1" name="f" offset="3600s" start="{_t(10)}" duration="{_t(20)}">{double}</asset-clip>'
    slow = f'<asset-clip ref="a1" name="r" offset="{3600 * 24000 + 20 * 1001}/24000s" start="0s" duration="{_t(20)}">{ramp}</asset-clip>'
    edit = read_edit(_fcpxml(tmp_path, item + slow))
    assert [(each.first, each.last, each.speed) for each in edit.clips] == [(20, 59, 2), (None, None, None)]


def test_fcpxml_that_makes_no_sense(tmp_path):
    for spine in ('<asset-clip ref="nope" offset="3600s" duration="1s"/>', '<asset-clip ref="a1" offset="x" duration="1s"/>'):
        with pytest.raises(InputError):
            read_edit(_fcpxml(tmp_path, spine))
    assert parse_time("-3s") == -3
    with pytest.raises(InputError):
        parse_time("1/0s")


@pytest.mark.parametrize("rate", [24, 25, NTSC, Fraction(30000, 1001), Fraction(60000, 1001)])
def test_final_cut_7_xml(tmp_path, rate):
    touched(tmp_path, "a b.mov")
    url = (tmp_path / "a b.mov").as_uri()
    made = timeline(
        clip(movie(url, 0, 100, rate), 10, 20, rate), schema.Gap(duration=time(7, rate)), clip(movie(url, 0, 100, rate), 50, 9, rate)
    )
    made.global_start_time = time(0, rate)
    edit = read_edit(saved(made, tmp_path, "cut.xml", adapter_name="fcp_xml"))
    assert [(each.first, each.last, each.record, each.missing) for each in edit.clips] == [(10, 29, 0, False), (50, 58, 27, False)]
    assert edit.rate == rate


EDL = """TITLE: reel
FCM: {fcm}

001  A001     V     C        01:00:10:00 01:00:12:00 01:00:00:00 01:00:02:00
* FROM CLIP NAME: first
002  A002     V     C        02:00:00:{ff} 02:00:02:{ff} 01:00:02:00 01:00:03:00
M2   A002       {fps}                02:00:00:{ff}
"""


@pytest.mark.parametrize(("fcm", "ff", "rate"), [("NON-DROP FRAME", "12", 24), ("NON-DROP FRAME", "24", 25), ("NON-DROP FRAME", "29", 30)])
def test_edl_without_media(tmp_path, fcm, ff, rate):
    (tmp_path / "cut.edl").write_text(EDL.format(fcm=fcm, ff=ff, fps=f"{2 * rate:05.1f}"))
    edit = read_edit(tmp_path / "cut.edl")
    assert edit.rate == rate and all(each.missing for each in edit.clips) and len(edit.clips) == 2
    assert any("does not say its rate" in note for note in edit.notes)
    assert [(each.first, each.last, each.record) for each in edit.clips] == [
        (3610 * rate, 3612 * rate - 1, 0),
        (7200 * rate + int(ff), 7202 * rate + int(ff) - 1, 2 * rate),
    ]
    assert (edit.clips[1].speed, edit.start) == (2, 3600 * rate)


def test_edl_with_a_given_rate(tmp_path):
    (tmp_path / "cut.edl").write_text(EDL.format(fcm="NON-DROP FRAME", ff="12", fps="048.0"))
    edit = read_edit(tmp_path / "cut.edl", rate=NTSC)
    assert edit.rate == NTSC and not any("does not say its rate" in note for note in edit.notes)


def test_edl_in_drop_frame(tmp_path):
    (tmp_path / "cut.edl").write_text(
        "TITLE: d\nFCM: DROP FRAME\n001  A001     V     C        00:01:00;02 00:01:01;02 00:00:00;00 00:00:01;00\n* FROM CLIP NAME: a\n"
    )
    edit = read_edit(tmp_path / "cut.edl")
    assert edit.rate == Fraction(30000, 1001)
    assert [(each.first, each.last) for each in edit.clips] == [(1800, 1829)]


def test_aaf(tmp_path):
    touched(tmp_path, "a.mov")
    made = timeline(clip(movie((tmp_path / "a.mov").as_uri(), 0, 100), 10, 20, name="a"))
    path = tmp_path / "cut.aaf"
    otio.adapters.write_to_file(made, str(path), adapter_name="AAF", use_empty_mob_ids=True)
    edit = read_edit(path)
    assert [(each.first, each.last, each.record, each.missing) for each in edit.clips] == [(10, 29, 0, False)]


def test_otiod(tmp_path):
    (tmp_path / "cut.otiod" / "media").mkdir(parents=True)
    touched(tmp_path, "cut.otiod/media/a.mov")
    saved(timeline(clip(movie("media/a.mov"), 0, 5)), tmp_path / "cut.otiod", "content.otio")
    edit = read_edit(tmp_path / "cut.otiod")
    assert not edit.clips[0].missing
