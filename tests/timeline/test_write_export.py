"""Edits for each editor, read again."""

import re
import wave
from fractions import Fraction
from xml.etree import ElementTree

import av
import numpy as np
import opentimelineio as otio
import pytest
from click.testing import CliRunner

from tests.media import clips
from tests.timeline.edits import clip, movie, saved, schema, time, timeline, touched
from tests.timeline.melt import melt, needs_melt
from tests.timeline.writing import take
from uprez.core.errors import InputError
from uprez.engine.cli.timeline_export import command as export_command
from uprez.engine.cli.timeline_switch import command as switch_command
from uprez.timeline.fcpxml import parse_time
from uprez.timeline.read import read_edit
from uprez.timeline.write.export import HOSTS, export
from uprez.timeline.write_back import switch, write_back

RATE = Fraction(24000, 1001)
START = 86400


def _edit(folder, *, rate=RATE, pictures=False, dissolve=True, faster=True, size=(3840, 2160)):
    """Two tracks with gaps, a dissolve, a speed and sound; all of A is upscaled, B is not."""
    touched(folder, "A.mov", "B b.mov")
    a, b = (movie((folder / name).as_uri(), START, 100, rate) for name in ("A.mov", "B b.mov"))
    fade = [schema.Transition("d", schema.TransitionTypes.SMPTE_Dissolve, time(2, rate), time(3, rate))] if dissolve else []
    warp = [schema.LinearTimeWarp(time_scalar=2)] if faster else []
    items = [clip(a, START + 10, 20, rate, "one & é"), schema.Gap(duration=time(7, rate)), clip(b, START + 50, 9, rate, "two")]
    items += [*fade, clip(a, START + 30, 30, rate, "three"), clip(a, START + 20, 15, rate, "fast", warp)]
    made = timeline(*items, start=time(3600 * round(rate), rate))
    above = [schema.Gap(duration=time(12, rate)), clip(a, START + 61, 11, rate, "over")]
    made.tracks.append(schema.Track("V2", above, kind="Video"))
    made.tracks.append(schema.Track("A1", [clip(a, START + 10, 20, rate, "sound")], kind="Audio"))
    edit = saved(made, folder, "cut.otio")
    result = folder / "out" / ("A_4x.%04d.png" if pictures else "A_4x.mov")
    touched(folder, *([f"out/A_4x.{number:04}.png" for number in range(1001, 1101)] if pictures else ["out/A_4x.mov"]))
    done = folder / "up.otio"
    assert not write_back(edit, [take(folder / "A.mov", 0, 99, result, rate, 1001 if pictures else None, size)], done)
    return done


def _shown(path, rate=None):
    edit = read_edit(path, rate=rate)
    return [(re.sub(r".*/", "", each.path), each.first, each.last, each.record, each.head, each.tail, each.speed) for each in edit.clips]


@pytest.mark.parametrize("rate", [RATE, Fraction(30000, 1001), Fraction(60000, 1001), Fraction(25)])
@pytest.mark.parametrize(("host", "suffix"), [("resolve", ".xml"), ("premiere", ".xml"), ("premiere", ".otio"), ("finalcut", ".fcpxml")])
def test_all_of_the_edit_arrives(tmp_path, host, suffix, rate):
    edit = _edit(tmp_path, rate=rate)
    target = tmp_path / f"x{suffix}"
    export(edit, host, target)
    assert sorted(_shown(target)) == sorted(_shown(edit))
    assert {"A_4x.mov", "B b.mov"} == {each[0] for each in _shown(target)}
    assert read_edit(target).rate == rate and read_edit(target).start == read_edit(edit).start


@pytest.mark.parametrize("rate", [RATE, Fraction(25)])
def test_avid_gets_dissolves(tmp_path, rate):
    edit = _edit(tmp_path, rate=rate, faster=False)
    assert export(edit, "avid", tmp_path / "x.aaf") == ()
    assert _shown(tmp_path / "x.aaf") == _shown(edit)
    assert any(each[4] for each in _shown(edit))


def test_avid_gets_cross_fades(tmp_path):
    sound = movie((tmp_path / "A.mov").as_uri(), START, 100, 25)
    fade = schema.Transition("d", schema.TransitionTypes.SMPTE_Dissolve, time(2, 25), time(3, 25))
    whole = timeline(clip(sound, START, 40, 25))
    items = [clip(sound, START + 5, 20, 25), fade, clip(sound, START + 50, 20, 25)]
    whole.tracks.append(schema.Track("A1", items, kind="Audio"))
    assert export(saved(whole, tmp_path), "avid", tmp_path / "x.aaf") == ()
    (track,) = otio.adapters.read_from_file(str(tmp_path / "x.aaf"), adapter_name="AAF").audio_tracks()
    before, made, after = track
    assert (made.in_offset.value, made.out_offset.value) == (2, 3)
    assert [each.duration().value for each in (before, after)] == [20, 20]


def test_avid_gets_a_cut_where_a_dissolve_has_no_frames_and_is_told(tmp_path):
    edit = _edit(tmp_path, faster=False)
    text = edit.read_text().replace(f'"value": {START + 50}.0', f'"value": {START + 91}.0')  # to the last frame of its media
    edit.write_text(text)
    notes = export(edit, "avid", tmp_path / "x.aaf")
    assert any("is a cut" in note for note in notes)
    plain = {(name, record) for name, _, _, record, head, _, _ in _shown(edit) if not head}
    assert plain <= {(name, record) for name, _, _, record, *_ in _shown(tmp_path / "x.aaf")}


def test_avid_gets_a_list(tmp_path):
    edit = _edit(tmp_path, faster=False)
    notes = export(edit, "avid", tmp_path / "x.edl")
    assert any("one video track" in note for note in notes)
    assert [each[3] + each[4] for each in _shown(tmp_path / "x.edl", RATE)] == [0, 27, 34, 66]  # its dissolves begin at the cut
    lines = (tmp_path / "x.edl").read_text()
    assert "01:00:00:10 01:00:01:06 01:00:00:00 01:00:00:20" in lines and "A_4x" in lines


def test_kdenlive_and_flame_read_one_media(tmp_path):
    edit = _edit(tmp_path)
    for host in ("kdenlive", "flame"):
        target = tmp_path / f"{host}.otio"
        export(edit, host, target)
        assert '"Clip.1"' in target.read_text() and '"Clip.2"' not in target.read_text()
        assert _shown(target) == _shown(edit)


def test_pictures(tmp_path):
    edit = _edit(tmp_path, pictures=True)
    for host, suffix, name in (("resolve", ".xml", "A_4x.[1001-1100].png"), ("premiere", ".xml", "A_4x.1001.png")):
        notes = export(edit, host, tmp_path / f"{host}{suffix}")
        assert name in (tmp_path / f"{host}{suffix}").read_text()
        assert any("still" in note for note in notes) == (host == "premiere")
    assert any("leaves out" in note for note in export(edit, "kdenlive", tmp_path / "k.otio"))
    assert any("needs a movie" in note for note in export(edit, "finalcut", tmp_path / "f.fcpxml"))


def test_flame_gets_open_clips_with_both_versions(tmp_path):
    edit = _edit(tmp_path, pictures=True)
    notes = export(edit, "flame", tmp_path / "x.otio")
    made = sorted((tmp_path / "x_clips").glob("*.clip"))
    assert len(made) == 4 and "4 Open Clips" in notes[-1]
    root = ElementTree.parse(tmp_path / "x_clips" / "one & é.clip").getroot()
    paths = {feed.get("vuid"): feed.findtext("spans/span/path") for feed in root.iter("feed")}
    names = {each.get("uid"): each.findtext("name") for each in root.iter("version")}
    current = root.find("versions").get("currentVersion")
    assert names[current] == "upscaled" and paths[current] == str(tmp_path / "out" / "A_4x.[1001-1100].png")
    assert sorted(names.values()) == ["original", "upscaled"] and str(tmp_path / "A.mov") in paths.values()


@needs_melt
@pytest.mark.parametrize("host", ["shotcut", "kdenlive"])
def test_melt_renders_what_is_written_for_shotcut(tmp_path, host):
    edit = _edit(tmp_path, dissolve=False, size=(64, 48))
    many = [(tmp_path / "out" / "A_4x.mov", 1000), (tmp_path / "B b.mov", 0)]
    for path, more in many:
        pictures = (clips.picture(more + number) for number in range(100))
        clips.movie(path, pictures=pictures, rate=RATE, codec="prores_ks", pix_fmt="yuv422p10le")
    export(edit, host, tmp_path / "x.mlt")
    assert [each[:4] for each in _shown(tmp_path / "x.mlt")] == [each[:4] for each in _shown(edit)]
    melt(tmp_path / "x.mlt", tmp_path / "r.mkv", "vcodec=ffv1", "pix_fmt=yuv422p", "an=1")
    with av.open(str(tmp_path / "r.mkv")) as file:
        seen = [clips.read_number(frame.to_ndarray(format="rgb24")) for frame in file.decode(video=0)]
    base = [*range(1010, 1030), *[0] * 7, *range(50, 59), *range(1030, 1060), *range(1020, 1050, 2)]
    assert seen == base[:12] + list(range(1061, 1072)) + base[23:]


def _with_sound(folder):
    """Pictures and sound that do not lie together; one file gives both, another sound alone."""
    both = clips.movie(folder / "A.mov", 100, rate=25, codec="prores_ks", pix_fmt="yuv422p10le", audio=1)
    made = clips.movie(folder / "A_4x.mov", 100, rate=25, codec="prores_ks", pix_fmt="yuv422p10le", audio=1)
    samples = np.random.default_rng(1).integers(-9000, 9000, (48000 * 4, 2)).astype("<i2")
    with wave.open(str(folder / "music.wav"), "wb") as file:
        file.setparams((2, 2, 48000, len(samples), "NONE", ""))
        file.writeframes(samples.tobytes())
    a, music = movie(both.as_uri(), 1000, 100, 25), movie((folder / "music.wav").as_uri(), 0, 100, 25)
    whole = timeline(clip(a, 1010, 20, 25, "one"), clip(a, 1050, 30, 25, "two"), start=time(90000, 25))
    first = [schema.Gap(duration=time(5, 25)), clip(a, 1015, 20, 25, "voice")]
    second = [clip(music, 10, 12, 25, "music"), schema.Gap(duration=time(9, 25)), clip(music, 40, 40, 25, "more")]
    faster = clip(music, 0, 5, 25, "fast", [schema.LinearTimeWarp(time_scalar=2)])
    for name, items in (("Voice", first), ("Music", [*second, faster])):
        whole.tracks.append(schema.Track(name, items, kind="Audio"))
    edit = saved(whole, folder, "cut.otio")
    assert not write_back(edit, [take(both, 0, 99, made, 25)], folder / "up.otio")
    return folder / "up.otio", samples


@needs_melt
def test_sound_goes_to_shotcut_sample_for_sample(tmp_path):
    edit, samples = _with_sound(tmp_path)
    notes = export(edit, "shotcut", tmp_path / "x.mlt")
    assert "The sound 'fast' changes speed and was left out." in notes
    melt(tmp_path / "x.mlt", tmp_path / "x.wav", "acodec=pcm_s16le", "vn=1", "channels=2", "frequency=48000")
    with wave.open(str(tmp_path / "x.wav")) as file:
        heard = np.frombuffer(file.readframes(file.getnframes()), "<i2").reshape(-1, 2)
    frame = 1920
    assert len(heard) == 61 * frame
    assert np.array_equal(heard[50 * frame :], samples[69 * frame : 80 * frame])  # where nothing else sounds
    assert np.array_equal(heard[: 5 * frame], samples[10 * frame : 15 * frame])
    assert not np.array_equal(heard[21 * frame : 25 * frame], samples[40 * frame : 44 * frame])  # the voice sounds there too
    assert [each[:4] for each in _shown(tmp_path / "x.mlt")] == [each[:4] for each in _shown(edit)]


def test_sound_goes_to_final_cut_pro_beside_mute_pictures(tmp_path):
    edit, _ = _with_sound(tmp_path)
    export(edit, "finalcut", tmp_path / "x.fcpxml")
    root = ElementTree.parse(tmp_path / "x.fcpxml").getroot()
    sounds = [each for each in root.iter("asset-clip") if each.get("srcEnable") == "audio"]
    assert {each.get("name"): (each.get("lane"), each.get("start"), each.get("duration")) for each in sounds} == {
        "voice": ("-1", "203/5s", "4/5s"),
        "music": ("-2", "2/5s", "12/25s"),
        "more": ("-2", "8/5s", "8/5s"),
    }
    parents = {child: parent for parent in root.iter() for child in parent}
    for each in sounds:  # each hangs where it is heard
        parent = parents[each]
        place = parse_time(parent.get("offset")) + parse_time(each.get("offset")) - parse_time(parent.get("start"))
        assert (place - 3600) * 25 == {"voice": 5, "music": 0, "more": 21}[each.get("name")]
    assets = {each.get("name"): (each.get("hasVideo"), each.get("hasAudio")) for each in root.iter("asset")}
    assert assets == {"A_4x.mov": ("1", None), "A.mov": (None, "1"), "music.wav": (None, "1")}
    assert _shown(tmp_path / "x.fcpxml") == _shown(edit)
    switch(edit, "original")
    export(edit, "finalcut", tmp_path / "y.fcpxml")
    root = ElementTree.parse(tmp_path / "y.fcpxml").getroot()
    assert {each.get("srcEnable") for each in root.iter("asset-clip")} == {"video", "audio"}
    assert {each.get("name"): (each.get("hasVideo"), each.get("hasAudio")) for each in root.iter("asset")}["A.mov"] == ("1", "1")


def test_a_speed_where_clip_and_media_are_counted_at_different_rates(tmp_path):
    faster = clip(movie("/m/v.mov", 0, 960, 48), 24, 24, 24, "fast", [schema.LinearTimeWarp(time_scalar=2)])
    edit = saved(timeline(faster), tmp_path)
    assert not any("speed in a way" in note for note in export(edit, "resolve", tmp_path / "x.xml"))
    before, after = (read_edit(path).clips[0] for path in (edit, tmp_path / "x.xml"))
    assert Fraction(after.first) / after.counted_at == Fraction(before.first) / before.counted_at == 1
    assert (after.speed, after.record_length) == (before.speed, before.record_length) == (2, 24)


def test_what_cannot_be_written_is_refused(tmp_path):
    edit = _edit(tmp_path)
    for host in HOSTS:
        with pytest.raises(InputError):
            export(edit, host, tmp_path / "x.txt")
    with pytest.raises(InputError):
        export(edit, "premiere", edit)
    with pytest.raises(InputError):
        export(tmp_path / "none.otio", "premiere", tmp_path / "x.xml")


def test_commands(tmp_path):
    edit = _edit(tmp_path)
    run = CliRunner().invoke(switch_command, [str(edit), "--to", "original", "--clips", "1"])
    assert run.exit_code == 0, run.output
    assert [each[0] for each in _shown(edit)].count("A.mov") == 1
    run = CliRunner().invoke(export_command, [str(edit), "--for", "finalcut", "-o", str(tmp_path / "x.fcpxml")])
    assert run.exit_code == 0 and "Titles" in run.output and str(tmp_path / "x.fcpxml") in run.output
    switch(edit, "original")
    notes = export(edit, "kdenlive", tmp_path / "k.otio")
    assert any("original media" in note for note in notes)
    assert otio.adapters.read_from_file(str(tmp_path / "k.otio")).name == "cut"
