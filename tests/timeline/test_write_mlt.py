"""Projects of Shotcut and Kdenlive: read, written back, and rendered by melt, the program behind both."""

import re
from fractions import Fraction

import av
import numpy as np
import pytest
from PIL import Image

from tests.media import clips
from tests.timeline import mlt_projects as mlt
from tests.timeline.melt import melt, needs_melt
from tests.timeline.writing import take
from uprez.core.errors import InputError
from uprez.timeline.read import read_edit
from uprez.timeline.write_back import switch, write_back

RATE = Fraction(24000, 1001)
MIX = """<transition id="mix0"><property name="a_track">0</property><property name="b_track">1</property>
  <property name="mlt_service">mix</property><property name="always_active">1</property><property name="sum">1</property></transition>"""
UPSCALED = 1000
"""Added to the numbers in a take's pictures."""


@pytest.fixture(scope="module")
def media(tmp_path_factory):
    """A movie whose pictures carry their numbers, and upscaled frames 10 to 50 of it."""
    folder = tmp_path_factory.mktemp("media")
    movie = clips.movie(folder / "a b.mov", 60, rate=RATE, codec="prores_ks", pix_fmt="yuv422p10le", audio=1)
    pictures = [clips.picture(UPSCALED + number, (128, 96)) for number in range(10, 51)]
    made = clips.movie(folder / "take.mov", pictures=pictures, size=(128, 96), rate=RATE, codec="prores_ks", pix_fmt="yuv422p10le")
    return movie, made


def _project(kind, folder, movie, name="cut"):
    warp = mlt.chain(
        "warp",
        f"2:{movie}",
        30,
        RATE,
        *(mlt.prop("warp_speed", "2"), mlt.prop("warp_resource", movie), mlt.prop("kdenlive:id", "7")),
        tag="producer",
        service="timewarp",
    )
    items = [mlt.entry("chain0", 12, 25, RATE), mlt.blank(5, RATE), mlt.entry("chain0", 30, 50, RATE)]
    items += [mlt.entry("warp", 10, 19, RATE), mlt.entry("chain0", 0, 5, RATE)]
    path = folder / f"{name}.{kind}"
    if kind == "mlt":
        producers = [mlt.chain("chain0", movie, 60, RATE, mlt.prop("shotcut:caption", "A"), mlt.prop("shotcut:hash", "old")), warp]
        path.write_text(mlt.shotcut(producers, items, 56, RATE), encoding="utf-8")
        return path

    def chain(name, *more):
        return mlt.chain(name, movie.name, 60, RATE, mlt.prop("kdenlive:id", "7"), *more)

    bins = [("bin0", chain("bin0", mlt.prop("kdenlive:clipname", "A")), 59)]
    timeline = [chain("chain0", mlt.prop("set.test_audio", "1")), chain("chain1", mlt.prop("set.test_image", "1")), warp]
    sound = [mlt.entry("chain1", 12, 25, RATE)]
    path.write_text(mlt.kdenlive(bins, timeline, items, sound, 56, RATE, str(movie.parent)), encoding="utf-8")
    return path


def _rendered(project):
    """The numbers in the pictures that melt makes of a project."""
    target = project.with_suffix(".mkv")
    melt(project, target, "vcodec=ffv1", "pix_fmt=yuv422p", "an=1")
    with av.open(str(target)) as file:
        return [clips.read_number(frame.to_ndarray(format="rgb24")) for frame in file.decode(video=0)]


def _heard(project):
    """The sound that melt makes of a project, and its length in samples."""
    target = project.with_suffix(".wav")
    melt(project, target, "acodec=pcm_s16le", "vn=1")
    with av.open(str(target)) as file:
        return np.concatenate([frame.to_ndarray() for frame in file.decode(audio=0)], axis=1)


SHOWN = [*range(12, 26), *[0] * 5, *range(30, 51), *range(20, 40, 2), *range(6)]


@pytest.mark.parametrize("kind", ["mlt", "kdenlive"])
def test_clips_of_projects(tmp_path, media, kind):
    edit = read_edit(_project(kind, tmp_path, media[0]))
    found = [(each.first, each.last, each.record, each.speed, each.number) for each in edit.clips]
    assert found == [(12, 25, 0, 1, 1), (30, 50, 19, 1, 1), (20, 39, 40, 2, 1), (0, 5, 50, 1, 1)]
    assert {each.path for each in edit.clips} == {str(media[0])} and not any(each.missing for each in edit.clips)
    assert (edit.rate, {each.track for each in edit.clips}) == (RATE, {"Vé1" if kind == "mlt" else "Main"})
    assert edit.clips[0].name == "A"


def test_the_black_under_all_tracks_is_none_whatever_it_is_called(tmp_path, media):
    path = _project("kdenlive", tmp_path, media[0])
    black = '<property name="kdenlive:playlistid">black_track</property>'
    text = path.read_text(encoding="utf-8").replace('id="black"', 'id="producer0"').replace('producer="black"', 'producer="producer0"')
    path.write_text(re.sub(r'(<producer id="producer0"[^>]*>)', rf"\1{black}", text), encoding="utf-8")  # as Kdenlive 24.12 writes it
    assert {each.number for each in read_edit(path).clips} == {1}


@needs_melt
@pytest.mark.parametrize("kind", ["mlt", "kdenlive"])
def test_melt_renders_pixels_of_the_take(tmp_path, media, kind):
    movie, made = media
    edit, target = _project(kind, tmp_path, movie), tmp_path / "elsewhere" / f"up.{kind}"
    assert _rendered(edit) == SHOWN
    notes = write_back(edit, [take(movie, 10, 50, made, RATE)], target)
    assert notes == ("'A' shows frames that are in no one take; it keeps its media.",)
    upscaled = [number + UPSCALED for number in SHOWN[:14]] + SHOWN[14:19] + [number + UPSCALED for number in SHOWN[19:50]] + SHOWN[50:]
    assert _rendered(target) == upscaled
    switch(target, "original", ["1"])
    assert _rendered(target) == SHOWN[:14] + upscaled[14:]


@needs_melt
def test_melt_renders_numbered_pictures(tmp_path, media):
    movie = media[0]
    (tmp_path / "out").mkdir()
    for number in range(10, 51):
        Image.fromarray(clips.picture(UPSCALED + number, (128, 96))).save(tmp_path / "out" / f"t.{number + 1001:04d}.png")
    edit, target = _project("mlt", tmp_path, movie), tmp_path / "up.mlt"
    write_back(edit, [take(movie, 10, 50, tmp_path / "out" / "t.%04d.png", RATE, 1011)], target)
    read = read_edit(target)
    assert read.clips[0].path == str(tmp_path / "out" / "t.[1011-1051].png") and not read.clips[0].missing
    assert [(each.first, each.last) for each in read.clips[:2]] == [(2, 15), (20, 40)]
    assert _rendered(target)[:14] == [number + UPSCALED for number in SHOWN[:14]]


@needs_melt
@pytest.mark.parametrize("faded", [False, True])
def test_sound_is_the_originals(tmp_path, media, faded):
    movie, made = media
    edit, target = _project("mlt", tmp_path, movie), tmp_path / "up.mlt"
    text = edit.read_text(encoding="utf-8").replace("<transition ", f"{MIX}<transition ", 1)
    if faded:  # as Shotcut writes a transition between two clips
        fade = """<tractor id="fade" in="0" out="5"><track producer="chain0" in="20" out="25"/><track producer="chain0" in="30" out="35"/>
          <transition><property name="a_track">0</property><property name="b_track">1</property><property name="mlt_service">luma</property>
          </transition></tractor><playlist id="playlist0">"""
        text = text.replace('<playlist id="playlist0">', fade)
        text = re.sub("<blank[^>]*>", '<entry producer="fade" in="0" out="4"/>', text)
    edit.write_text(text, encoding="utf-8")
    before = _heard(edit)
    write_back(edit, [take(movie, 10, 50, made, RATE)], target)
    after = _heard(target)
    assert np.abs(before).max() > 1000 and before.shape == after.shape
    assert np.array_equal(before, after)
    assert [each.path for each in read_edit(target).clips].count(str(made)) == (5 if faded else 3)
    assert len(read_edit(target).clips) == len(read_edit(edit).clips)


def test_kdenlive_finds_the_take_in_its_bin(tmp_path, media):
    edit, target = _project("kdenlive", tmp_path, media[0]), tmp_path / "up.kdenlive"
    write_back(edit, [take(media[0], 10, 50, media[1], RATE)], target)
    text = target.read_text(encoding="utf-8")
    (entry,) = re.findall(r'<entry producer="(uprez-bin-\d+)"', text)
    assert text.index(f'id="{entry}"') < text.index('id="main_bin"')
    new = {
        re.search(r'kdenlive:id">(\d+)', each)[1]
        for each in re.findall(r'<(?:chain|producer) id="uprez.*?</(?:chain|producer)>', text, re.S)
    }
    assert new == {"8"}
    assert '<entry producer="chain1"' in text  # sound stays


def test_pictures_that_mlt_cannot_show_are_refused_by_name(tmp_path, media):
    edit = _project("mlt", tmp_path, media[0])
    notes = write_back(edit, [take(media[0], 0, 59, "/x/a.%04d.exr", RATE, 1)], tmp_path / "up.mlt")
    assert any("make a movie" in note for note in notes)
    assert read_edit(tmp_path / "up.mlt").clips == read_edit(edit).clips


def test_nested_and_switched_off(tmp_path, media):
    rate = Fraction(25)
    inner = """<tractor id="t0" in="0" out="9"><property name="shotcut:transition">lumaMix</property>
      <track producer="chain0" in="5" out="14"/><track producer="chain0" in="30" out="39"/></tractor>"""
    chain = mlt.chain("chain0", media[0], 60, rate)
    text = mlt.shotcut([chain, inner], ['<entry producer="t0" in="2" out="7"/>', mlt.entry("chain0", 1, 3, rate)], 9, rate)
    path = tmp_path / "n.mlt"
    path.write_text(text, encoding="utf-8")
    found = [(each.first, each.last, each.record) for each in read_edit(path).clips]
    assert found == [(7, 12, 0), (32, 37, 0), (1, 3, 6)]
    path.write_text(text.replace('<track producer="playlist0"/>', '<track producer="playlist0" hide="both"/>'), encoding="utf-8")
    edit = read_edit(path)
    assert not edit.clips and any("switched off" in note for note in edit.notes)


def test_backwards_and_proxies(tmp_path, media):
    movie = media[0]
    back = [mlt.prop("warp_speed", "-1"), mlt.prop("warp_resource", movie)]
    proxy = [mlt.prop("kdenlive:proxy", "/p/x.mkv"), mlt.prop("kdenlive:originalurl", movie)]
    producers = [
        mlt.chain("w", f"-1:{movie}", 60, RATE, *back, tag="producer", service="timewarp"),
        mlt.chain("p", "/p/x.mkv", 60, RATE, *proxy),
    ]
    path = tmp_path / "n.mlt"
    path.write_text(mlt.shotcut(producers, [mlt.entry("w", 0, 9, RATE), mlt.entry("p", 3, 4, RATE)], 12, RATE), encoding="utf-8")
    first, second = read_edit(path).clips
    assert (first.first, first.last, first.speed, first.effects) == (50, 59, None, ("reverse",))
    assert (second.path, second.first, second.missing) == (str(movie), 3, False)


@pytest.mark.parametrize(
    "text", ["<mlt/>", "<mlt><profile/></mlt>", "<a/>", "nothing", '<mlt><profile frame_rate_num="25"/></mlt>', "\x00"]
)
def test_what_is_no_project(tmp_path, text):
    path = tmp_path / "cut.mlt"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError):
        read_edit(path)


@pytest.mark.parametrize(("index", "kept"), [("-1", True), ("1", False)])
def test_a_mute_clip_stays_mute(tmp_path, media, index, kept):
    chain = mlt.chain("c", media[0], 60, RATE, mlt.prop("audio_index", index), mlt.prop("video_index", 0), mlt.prop("meta.media.width", 64))
    edit, target = tmp_path / "cut.mlt", tmp_path / "up.mlt"
    edit.write_text(mlt.shotcut([chain], [mlt.entry("c", 12, 25, RATE)], 14, RATE), encoding="utf-8")
    write_back(edit, [take(media[0], 10, 50, media[1], RATE)], target)
    text = target.read_text(encoding="utf-8")
    copy = text[text.index('id="uprez-1"') : text.index('id="c"')]
    assert ("audio_index" in copy) == kept and "video_index" not in copy and "meta.media.width" not in copy
    assert ('hide="audio"' in text) != kept
