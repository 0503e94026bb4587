"""What write-back does to the odd places of each format, and what it refuses."""

import os
from fractions import Fraction
from xml.etree import ElementTree

import aaf2
import opentimelineio as otio
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.timeline.edits import clip, movie, saved, schema, time, timeline, touched
from tests.timeline.writing import edl, fcpxml, take, xmeml
from uprez.core.errors import InputError, OutputError
from uprez.timeline.read import read_edit
from uprez.timeline.write.patch import Change, changed, reversed_changes
from uprez.timeline.write.xml_nodes import XmlText
from uprez.timeline.write_back import check, switch, write_back

RATE = Fraction(30000, 1001)


@given(st.text(max_size=40), st.lists(st.tuples(st.integers(0, 40), st.integers(0, 5), st.text(max_size=5)), max_size=6))
def test_changes_can_be_taken_back(text, wanted):
    changes, at = [], 0
    for start, length, new in sorted(wanted):
        if at <= start <= len(text):
            at = min(len(text), start + length)
            changes.append(Change(start, at, new))
            at += 1
    assert changed(changed(text, changes), reversed_changes(text, changes)) == text


def test_xml_keeps_its_places():
    text = "<?xml version='1.0'?><!-- <a> --><r a='1>2' é='ü'>\n  <x/>ä<![CDATA[<x>]]>\n  <y >t&amp;<z\n/></y >\n</r>"
    xml = XmlText(text)
    assert [(node.tag, xml.of(node)) for node in xml.root.walk()][1:] == [("x", "<x/>"), ("y", "<y >t&amp;<z\n/></y >"), ("z", "<z\n/>")]
    y = xml.root.find("y")
    assert (y.text, xml.inside(y), xml.root.attributes) == ("t&", "t&amp;<z\n/>", {"a": "1>2", "é": "ü"})
    z, x = y.find("z"), xml.root.find("x")
    made = [xml.new_attribute(xml.root, "a", 'q"<'), xml.new_text(z, "a<b"), xml.new_attribute(x, "k", "v"), xml.removed(x)][:3]
    new = XmlText(changed(text, made))
    assert (new.root.attributes["a"], new.root.find("y/z").text, new.root.find("x").attributes) == ('q"<', "a<b", {"k": "v"})
    with pytest.raises(InputError):
        XmlText("<a>" * 600 + "</a>" * 600)


def test_a_file_that_is_said_in_a_changed_clip_stays_known_to_the_others(tmp_path):
    edit, target = tmp_path / "cut.xml", tmp_path / "up.xml"
    edit.write_bytes(xmeml(tmp_path, RATE, count=3).encode())
    write_back(edit, [take(tmp_path / "A x.mov", 95, 130, "/t/A_4x.mov", RATE)], target)
    root = ElementTree.parse(target).getroot()
    said = {each.get("id"): each for each in root.iter("file") if len(each)}
    assert {each.get("id") for each in root.iter("file")} == set(said)
    assert [each.get("id") for each in root.iter("file") if len(each)] == list(dict.fromkeys(each.get("id") for each in root.iter("file")))
    made = next(each for name, each in said.items() if "uprez" in name)
    assert made.findtext("pathurl") == "file://localhost/t/A_4x.mov" and made.findtext("duration") == "36"
    assert made.findtext("timecode/frame") == str(107892 + 95) and made.findtext("timecode/string") == "01:00:03;05"
    assert made.findtext("media/video/samplecharacteristics/width") == "3840" and made.find("media/audio") is None
    item = next(each for each in root.iter("clipitem") if each.find("file") is not None and "uprez" in each.find("file").get("id"))
    ticks = Fraction(254016000000) / RATE
    assert (item.findtext("in"), item.findtext("pproTicksIn"), item.findtext("duration")) == ("5", str(int(5 * ticks)), "36")
    assert item.findtext("masterclipid") != "masterclip-A"
    assert {each.find("file").get("id") for each in root.iter("clipitem") if (each.get("id") or "").startswith("sound")} == {
        "file-A",
        "file-B",
        "file-missing",
    }


def test_sound_in_fcpxml_stays_with_the_media(tmp_path):
    edit, target = tmp_path / "cut.fcpxml", tmp_path / "up.fcpxml"
    text = fcpxml(tmp_path, RATE, count=2, sound="1").replace("<marker", '<adjust-volume amount="-3dB"/><marker', 1)
    edit.write_text(text, encoding="utf-8")
    write_back(edit, [take(tmp_path / "A x.mov", 95, 130, "/t/A_4x.mov", RATE)], target)
    root = ElementTree.parse(target).getroot()
    first = root.find(".//project/sequence/spine/asset-clip")
    sound = first.find("asset-clip")
    assert (first.get("ref"), first.get("srcEnable")) == ("uprez-asset-1", "video")
    assert (sound.get("ref"), sound.get("srcEnable"), sound.get("lane")) == ("A", "audio", "-1")
    assert sound.get("offset") == sound.get("start") == first.get("start") and sound.get("duration") == first.get("duration")
    assert first.find("adjust-volume") is None and sound.find("adjust-volume").get("amount") == "-3dB"
    assert [each.tag for each in first] == ["asset-clip", "marker"]
    asset = root.find(".//asset[@id='uprez-asset-1']")
    shape = root.find(f".//format[@id='{asset.get('format')}']")
    assert (shape.get("width"), shape.get("height"), shape.get("name")) == ("3840", "2160", None)
    assert asset.get("start") == f"{(86400 + 95) * 1001 // 1000}/30s" or Fraction(asset.get("start")[:-1]) == (86400 + 95) / RATE
    assert asset.get("hasAudio") is None and asset.find("media-rep").get("src") == "file:///t/A_4x.mov"


def test_old_fcpxml_has_no_media_rep(tmp_path):
    edit, target = tmp_path / "cut.fcpxml", tmp_path / "up.fcpxml"
    text = fcpxml(tmp_path, RATE, count=2).replace('version="1.11"', 'version="1.8"')
    edit.write_text(text.replace('<media-rep kind="original-media" ', "<media-rep "), encoding="utf-8")
    write_back(edit, [take(tmp_path / "A x.mov", 95, 130, "/t/A_4x.mov", RATE)], target)
    assert ElementTree.parse(target).getroot().find(".//asset[@id='uprez-asset-1']").get("src") == "file:///t/A_4x.mov"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "latin-1"])
def test_encodings_stay(tmp_path, encoding):
    kind = "xml" if encoding.startswith("utf-8") else "fcpxml"
    edit, target = tmp_path / f"cut.{kind}", tmp_path / f"up.{kind}"
    name = {"utf-8-sig": "UTF-8", "latin-1": "ISO-8859-1"}.get(encoding, encoding.upper())
    text = xmeml(tmp_path, RATE, count=3) if kind == "xml" else fcpxml(tmp_path, RATE, count=3)
    edit.write_bytes(text.replace("UTF-8", name).encode(encoding))
    before = [each.name for each in read_edit(edit).clips]
    write_back(edit, [take(tmp_path / "A x.mov", 0, 399, "/t/A_4x.mov", RATE)], target)
    after = read_edit(target)
    assert [each.name for each in after.clips] == before and "/t/A_4x.mov" in {each.path for each in after.clips}
    assert target.read_bytes()[:3] == edit.read_bytes()[:3]


def test_relative_media_is_found_from_another_folder(tmp_path):
    touched(tmp_path, "edits/m/A.mov", "edits/m/B.mov")
    made = timeline(clip(movie("m/A.mov"), 10, 20), clip(movie("m/B.mov"), 10, 20))
    edit = saved(made, tmp_path / "edits")
    done = take(tmp_path / "edits/m/A.mov", 5, 40, tmp_path / "t.mov", 24)
    for name in ("cut.otio", "cut.xml"):
        if name == "cut.xml":
            edit = saved(made, tmp_path / "edits", name, adapter_name="fcp_xml")
        write_back(edit, [done], tmp_path / "out" / name)
        found = read_edit(tmp_path / "out" / name)
        assert [each.path for each in found.clips] == [str(tmp_path / "t.mov"), str(tmp_path / "edits/m/B.mov")]
    text = fcpxml(tmp_path, RATE, count=2).replace((tmp_path / "A x.mov").as_uri(), "m/A.mov")
    (tmp_path / "edits" / "cut.fcpxml").write_text(text, encoding="utf-8")
    write_back(tmp_path / "edits" / "cut.fcpxml", [], tmp_path / "out" / "cut.fcpxml")
    assert str(tmp_path / "edits/m/A.mov") in {each.path for each in read_edit(tmp_path / "out" / "cut.fcpxml").clips}


def test_formats_that_are_folders(tmp_path):
    bundle = tmp_path / "cut.fcpxmld"
    bundle.mkdir()
    (bundle / "Info.fcpxml").write_text(fcpxml(tmp_path, RATE, count=2), encoding="utf-8")
    (bundle / "CurrentVersion.plist").write_text("kept")
    for target in (tmp_path / "up.fcpxmld", tmp_path / "up.fcpxml"):
        write_back(bundle, [take(tmp_path / "A x.mov", 0, 399, "/t/A_4x.mov", RATE)], target)
        assert "/t/A_4x.mov" in {each.path for each in read_edit(target).clips}
        switch(target, "original")
        assert "/t/A_4x.mov" not in {each.path for each in read_edit(target).clips}
    assert (tmp_path / "up.fcpxmld" / "CurrentVersion.plist").read_text() == "kept"
    touched(tmp_path, "cut.otiod/media/A.mov")
    saved(timeline(clip(movie("media/A.mov"), 0, 5)), tmp_path / "cut.otiod", "content.otio")
    write_back(tmp_path / "cut.otiod", [], tmp_path / "up.otio")
    assert read_edit(tmp_path / "up.otio").clips[0].path == str(tmp_path / "cut.otiod" / "media" / "A.mov")


def test_otio_keeps_the_original_and_says_what_made_the_take(tmp_path):
    pictures = schema.ImageSequenceReference(
        "s/", "p.", ".exr", 1001, 1, 24, 4, available_range=otio.opentime.TimeRange(time(1001), time(50))
    )
    edit = saved(timeline(clip(pictures, 1011, 5, name="a"), clip(movie("b.mov"), name="b")), tmp_path)
    done = take(tmp_path / "s" / "p.[1001-1050].exr", 8, 20, "/t/p_2x.%05d.exr", 24, 1009)
    assert write_back(edit, [done], tmp_path / "up.otio", key="BIG") == ()
    first = next(iter(otio.adapters.read_from_file(str(tmp_path / "up.otio")).find_clips()))
    assert (first.active_media_reference_key, set(first.media_references())) == ("BIG", {"BIG", "DEFAULT_MEDIA"})
    made = first.media_reference
    assert (made.name_prefix, made.start_frame, made.frame_zero_padding, made.target_url_base) == ("p_2x.", 1009, 5, "file:///t/")
    assert (made.available_range.start_time, made.available_range.duration) == (time(1009), time(13))
    assert first.source_range.start_time == time(1011)
    facts = made.metadata["uprez"]
    assert (facts["weights"], facts["seed"], facts["first"], facts["width"]) == ("ab-cd", "-1", 8, 3840)
    found = read_edit(tmp_path / "up.otio").clips[0]
    assert (found.path, found.first, found.last) == ("/t/p_2x.[1009-1021].exr", 2, 6)
    with pytest.raises(InputError):
        switch(tmp_path / "up.otio", "original", ["b"])
    switch(tmp_path / "up.otio", "original", ["a"], key="BIG")
    assert read_edit(tmp_path / "up.otio").clips[0].first == 10


@pytest.mark.parametrize("kind", ["xml", "edl"])
def test_a_file_that_was_edited_since_is_not_switched(tmp_path, kind):
    edit, target = tmp_path / f"cut.{kind}", tmp_path / f"up.{kind}"
    edit.write_bytes((xmeml(tmp_path, RATE, count=3) if kind == "xml" else edl(RATE, count=3)).encode())
    named = read_edit(edit, rate=RATE).clips[0].named
    base = 5000 if kind == "edl" else 0
    write_back(edit, [take(named, base + 95, base + 130, "/t/A_4x.mov", RATE)], target, rate=RATE)
    good = target.read_bytes()
    with pytest.raises(InputError, match="first"):
        write_back(target, [], tmp_path / f"again.{kind}")
    for bad in (good.replace(b"kept", b"KEPT", 1), good.replace(b'"version":1', b'"version":7'), good.replace(b'"back":[[', b'"back":[["')):
        assert bad != good
        target.write_bytes(bad)
        with pytest.raises(InputError):
            switch(target, "original")
        assert target.read_bytes() == bad
    with pytest.raises(InputError, match="cannot be switched"):
        switch(edit, "original")


def test_what_cannot_be_written_is_said_before(tmp_path):
    edit = tmp_path / "cut.xml"
    edit.write_bytes(xmeml(tmp_path, RATE).encode())
    assert any("one still" in each for each in check(edit, tmp_path / "up.xml"))
    assert any("runs backwards" in each for each in check(edit, tmp_path / "up.xml"))
    assert check(edit, tmp_path / "up.otio") == ()
    (tmp_path / "cut.edl").write_text(edl(RATE), encoding="utf-8")
    assert any("sound, titles" in each for each in check(tmp_path / "cut.edl", tmp_path / "up.otio"))
    for target in (tmp_path / "up.fcpxml", tmp_path / "up.edl", tmp_path / "up", edit):
        with pytest.raises(InputError):
            check(edit, target)
    (tmp_path / "link.xml").symlink_to(edit)
    with pytest.raises(InputError):
        check(edit, tmp_path / "link.xml")
    for name, text in (("a.xml", "<xmeml>"), ("b.fcpxml", "<fcpxml/>"), ("c.otio", "{"), ("d.aaf", "no"), ("e.mlt", "<mlt/>")):
        (tmp_path / name).write_text(text)
        with pytest.raises(InputError):
            check(tmp_path / name, tmp_path / f"up_{name}")
    with pytest.raises(InputError):
        check(tmp_path / "none.xml", tmp_path / "up.xml")


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is forbidden to the administrator")
def test_nothing_is_left_where_it_cannot_be_written(tmp_path):
    edit = tmp_path / "cut.xml"
    edit.write_bytes(xmeml(tmp_path, RATE).encode())
    (tmp_path / "shut").mkdir(mode=0o500)
    with pytest.raises(OutputError):
        write_back(edit, [], tmp_path / "shut" / "up.xml")


def test_a_target_below_a_file_is_refused(tmp_path):
    edit = tmp_path / "cut.xml"
    edit.write_bytes(xmeml(tmp_path, RATE, count=3).encode())
    (tmp_path / "file").write_text("x")
    with pytest.raises(OutputError):
        write_back(edit, [], tmp_path / "file" / "up.xml")
    assert (tmp_path / "file").read_text() == "x"


@pytest.mark.parametrize(("first", "fits"), [(180, True), (181, False)])
def test_a_take_between_two_frames_is_refused_by_name(tmp_path, first, fits):
    edit, target = tmp_path / "cut.xml", tmp_path / "up.xml"
    text = xmeml(tmp_path, Fraction(25), count=0)
    media = '<file id="file-A">'
    at = text.index(media)
    edit.write_text(text[:at] + text[at:].replace("<timebase>25", "<timebase>50", 1), encoding="utf-8")  # in and out count at 25
    before = read_edit(edit).clips[0]
    assert (before.first, before.last) == (200, 239)
    notes = write_back(edit, [take(tmp_path / "A x.mov", first, 260, "/t/A.mov", 50)], target)
    after = read_edit(target).clips[0]
    assert (after.path, after.first) == (("/t/A.mov", 20) if fits else (before.path, 200))
    assert any("'é A & 0' counts otherwise" in note for note in notes) != fits


def test_only_the_clips_that_are_meant_show_takes(tmp_path):
    for kind, text in (("xml", xmeml(tmp_path, RATE)), ("fcpxml", fcpxml(tmp_path, RATE))):
        edit, target = tmp_path / f"cut.{kind}", tmp_path / f"up.{kind}"
        edit.write_bytes(text.encode())
        done = take(tmp_path / "A x.mov", 0, 399, "/t/A_4x.mov", RATE)
        write_back(edit, [done], target, clips={1})
        assert [each.index for each in read_edit(target).clips if each.path == done.path] == [1]


def test_aaf_whose_files_have_their_own_timecode(tmp_path):
    touched(tmp_path, "a.mov")
    made = timeline(clip(movie((tmp_path / "a.mov").as_uri(), 0, 100), 10, 20, name="a"))
    edit, target = tmp_path / "cut.aaf", tmp_path / "up.aaf"
    otio.adapters.write_to_file(made, str(edit), adapter_name="AAF", use_empty_mob_ids=True)
    with aaf2.open(str(edit), "rw") as file:
        for mob in [each for each in file.content.sourcemobs() if "Length" in {one.name for one in each.descriptor.properties()}]:
            mob.slots[0].segment.mob_id = aaf2.mobid.MobID()  # no tape
            code = file.create.Timecode(fps=24, drop=False)
            code.start, code.length = 86400, 100
            slot = file.create.TimelineMobSlot(slot_id=9, edit_rate="24/1", segment=code)
            slot["PhysicalTrackNumber"].value = 1
            mob.slots.append(slot)
    before = read_edit(edit).clips[0]
    assert (before.start, before.first) == (3600, 10)
    write_back(edit, [take(tmp_path / "a.mov", 6, 40, "/t/a.mov", 24)], target)
    after = read_edit(target).clips[0]
    assert (after.path, after.start, after.first, after.frames) == ("/t/a.mov", 3600 + Fraction(6, 24), 4, 35)


def test_an_edit_that_was_read_already_is_not_read_again(tmp_path, monkeypatch):
    touched(tmp_path, "a.mov", "out/a_4x.mov")
    edit = saved(timeline(clip(movie("a.mov"), 10, 20)), tmp_path)
    read = read_edit(edit)

    def again(*_, **__):
        raise AssertionError("read again")

    monkeypatch.setattr("uprez.timeline.write_back.read_edit", again)
    made = take(read.clips[0].named, 0, 99, tmp_path / "out" / "a_4x.mov", 24)
    assert check(edit, tmp_path / "up.otio", read=read) == ()
    assert write_back(edit, [made], tmp_path / "up.otio", read=read) == ()
