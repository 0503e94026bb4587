"""Tracks of flat edits in what Shotcut and Final Cut Pro read: no sound twice, every file long enough, each track apart."""

import re
from xml.etree import ElementTree

import pytest

from tests.timeline.edits import clip, movie, saved, schema, time, timeline
from uprez.timeline.fcpxml import parse_time
from uprez.timeline.read import read_edit
from uprez.timeline.write.export import export

RATED = "<rate><timebase>25</timebase><ntsc>FALSE</ntsc></rate>"
WRITTEN = [("shotcut", "x.mlt"), ("finalcut", "x.fcpxml")]


def exported(edit, host, name):
    """The file as XML, and the notes."""
    target = edit.with_name(name)
    notes = export(edit, host, target)
    return ElementTree.parse(target).getroot(), notes


def entries(root):
    """Of each playlist of MLT: its title, and what it shows of which producer from which frame of the edit on."""
    found = []
    for playlist in root.iter("playlist"):
        at, held = 0, []
        for each in playlist:
            if each.tag == "blank":
                at += int(each.get("length"))
            if each.tag == "entry":
                first, last = int(each.get("in")), int(each.get("out"))
                held.append((at, each.get("producer"), first, last))
                at += last - first + 1
        found.append((playlist.findtext("property[@name='shotcut:name']"), held))
    return found[1:]  # the first is the background


def on_audio(edit, *tracks):
    for name, items in tracks:
        edit.tracks.append(schema.Track(name, items, kind="Audio"))
    return edit


def stereo(folder):
    """A sequence as Premiere writes it: each channel of a file is a clip item on a track of its own."""
    media = "<media><audio><channelcount>2</channelcount></audio></media>"
    whole = f'<file id="f"><name>s.wav</name><pathurl>file:///m/s.wav</pathurl>{RATED}<duration>50</duration>{media}</file>'
    tracks = ""
    for channel, file in ((1, whole), (2, '<file id="f"/>')):
        source = f"<sourcetrack><mediatype>audio</mediatype><trackindex>{channel}</trackindex></sourcetrack>"
        times = "<duration>50</duration><start>0</start><end>40</end><in>5</in><out>45</out>"
        tracks += f'<track><clipitem id="a{channel}"><name>s</name>{RATED}{times}{file}{source}</clipitem></track>'
    code = f"<timecode>{RATED}<string>00:00:00:00</string><frame>0</frame><displayformat>NDF</displayformat></timecode>"
    sequence = (
        f'<sequence id="s"><name>s</name><duration>50</duration>{RATED}{code}<media><video><track/></video><audio>{tracks}</audio></media>'
    )
    path = folder / "cut.xml"
    path.write_text(f'<?xml version="1.0"?><!DOCTYPE xmeml><xmeml version="4">{sequence}</sequence></xmeml>')
    return path


@pytest.mark.parametrize(("host", "name"), WRITTEN)
def test_channels_of_one_file_are_heard_once(tmp_path, host, name):
    root, notes = exported(stereo(tmp_path), host, name)
    if host == "shotcut":
        ((_, held),) = entries(root)
        assert [each[2:] for each in held] == [(5, 44)]
    else:
        (held,) = root.iter("asset-clip")
        assert (held.get("start"), held.get("duration")) == ("1/5s", "8/5s")
    assert [note for note in notes if "several tracks" in note] == [
        "Sound that lies on several tracks at once, as the channels of its file do, is written once, with all its channels."
    ]


def test_the_same_file_at_other_times_is_no_second_channel(tmp_path):
    music = movie("/m/s.wav", 0, 100, 25)
    edit = on_audio(timeline(start=time(0, 25)), ("A", [clip(music, 0, 20, 25)]), ("B", [clip(music, 1, 20, 25)]))
    root, notes = exported(saved(edit, tmp_path), "shotcut", "x.mlt")
    assert [held[0][2:] for _, held in entries(root)] == [(0, 19), (1, 20)]
    assert not any("several tracks" in note for note in notes)


@pytest.mark.parametrize("kind", ["Video", "Audio"])
@pytest.mark.parametrize(("host", "name"), WRITTEN)
def test_media_of_unknown_length_lasts_to_the_end_of_its_last_use(tmp_path, host, name, kind):
    media = schema.ExternalReference("/m/v.mov")
    edit = schema.Timeline("t")
    edit.tracks.append(schema.Track("V1", [clip(media, 0, 50, 25), clip(media, 500, 50, 25), clip(media, 9, 50, 25)], kind=kind))
    edit.tracks.append(schema.Track("V2", [clip(schema.ExternalReference("/m/w.mov"), 0, 5, 25)], kind="Video"))  # it says the rate
    root, _ = exported(saved(edit, tmp_path), host, name)
    if host == "shotcut":
        lengths = {
            each.findtext("property[@name='resource']"): (each.get("out"), each.findtext("property[@name='length']"))
            for each in root.iter("producer")
        }
        assert lengths["/m/v.mov"] == ("549", "550")
    else:
        (asset,) = [each for each in root.iter("asset") if each.get("name") == "v.mov"]
        assert parse_time(asset.get("duration")) == 22


def test_an_asset_lasts_to_the_end_of_its_sound(tmp_path):
    media = schema.ExternalReference("/m/v.mov")
    edit = on_audio(timeline(clip(media, 0, 50, 25)), ("A", [clip(media, 100, 50, 25)]))
    root, _ = exported(saved(edit, tmp_path), "finalcut", "x.fcpxml")
    (asset,) = root.iter("asset")
    assert parse_time(asset.get("duration")) == 6


def test_tracks_of_sound_with_one_name_stay_apart(tmp_path):
    one, two = (movie(f"/m/{name}.wav", 0, 100, 25) for name in ("one", "two"))
    edit = on_audio(timeline(start=time(0, 25)), ("Audio", [clip(one, 0, 20, 25, "one")]), ("Audio", [clip(two, 0, 30, 25, "two")]))
    path = saved(edit, tmp_path)
    root, _ = exported(path, "shotcut", "x.mlt")
    assert [(name, [(at, last) for at, _, _, last in held]) for name, held in entries(root)] == [("Audio", [(0, 19)]), ("Audio", [(0, 29)])]
    root, _ = exported(path, "finalcut", "x.fcpxml")
    assert {each.get("name"): each.get("lane") for each in root.iter("asset-clip")} == {"one": "-1", "two": "-2"}


@pytest.mark.parametrize(("host", "name"), WRITTEN)
def test_tracks_of_pictures_with_one_name_keep_their_order(tmp_path, host, name):
    edit = schema.Timeline("t")
    for track, before, shown in (("V", 0, "low"), ("M", 50, "mid"), ("V", 50, "top")):
        items = [schema.Gap(duration=time(before, 25))] if before else []
        edit.tracks.append(schema.Track(track, [*items, clip(movie(f"/m/{shown}.mov", 0, 90, 25), 0, 50, 25, shown)], kind="Video"))
    path = saved(edit, tmp_path)
    exported(path, host, name)
    written = read_edit(path.with_name(name)).clips
    assert [re.sub(r".*/|\.mov", "", each.path) for each in sorted(written, key=lambda each: each.number)] == ["low", "mid", "top"]
    assert len({each.number for each in written}) == 3
