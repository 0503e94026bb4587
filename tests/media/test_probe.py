"""What probing says of clips, held against ffprobe and against how the clips were made."""

import json
import subprocess
from fractions import Fraction

import numpy as np
import pytest

from tests.media import clips
from uprez.core.clip import Fields, ReadOptions
from uprez.core.colour import Alpha, Matrix, Primaries, Range, Transfer
from uprez.core.errors import InputError
from uprez.core.frame import Size
from uprez.media.probe import probe


def ffprobe(path, *fields):
    """What the independent program says of the picture."""
    command = ["ffprobe", "-v", "error", "-count_frames", "-select_streams", "v:0", "-show_streams", "-of", "json", str(path)]
    stream = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)["streams"][0]
    return tuple(stream.get(field) for field in fields)


@pytest.mark.parametrize(
    ("make", "name"),
    [
        (clips.long_gop, "long.mp4"),
        (clips.long_gop, "long.ts"),
        (clips.long_gop, "long.mkv"),
        (clips.open_gop, "open.mov"),
        (clips.hevc, "hevc.mp4"),
        (clips.prores, "prores.mov"),
        (clips.prores_alpha, "alpha.mov"),
        (clips.variable, "variable.mkv"),
        (clips.anamorphic, "anamorphic.mp4"),
        (clips.interlaced, "interlaced.mpg"),
        (clips.hdr, "pq.mp4"),
    ],
)
def test_ffprobe_agrees(tmp_path, make, name):
    path = make(tmp_path / name)
    info = probe(path)
    frames, width, height, pixels, codec, transfer, aspect = ffprobe(
        path, "nb_read_frames", "width", "height", "pix_fmt", "codec_name", "color_transfer", "sample_aspect_ratio"
    )
    assert (info.frames, info.size, info.pixel_format, info.codec) == (int(frames), Size(width, height), pixels, codec)
    assert transfer == {Transfer.BT709: "bt709", Transfer.PQ: "smpte2084"}[info.tag.transfer]
    assert info.pixel_aspect == (Fraction(aspect.replace(":", "/")) if aspect else 1)
    assert info.guessed == ()
    assert not info.is_sequence and info.fingerprint and info.notes == ()


def test_rates(tmp_path):
    assert (probe(clips.long_gop(tmp_path / "a.mp4", rate=Fraction(24000, 1001))).rate) == Fraction(24000, 1001)
    rounded = probe(clips.long_gop(tmp_path / "a.mkv", rate=Fraction(30000, 1001)))  # Matroska rounds stamps to milliseconds
    assert (rounded.rate, rounded.variable_rate) == (Fraction(30000, 1001), False)
    for name in ("v.mkv", "v.mp4"):
        varying = probe(clips.variable(tmp_path / name))
        assert varying.variable_rate and varying.rate == Fraction(11 * 1000, 733)


def test_colour_alpha_and_depth(tmp_path):
    alpha = probe(clips.prores_alpha(tmp_path / "a.mov"))
    assert (alpha.alpha, alpha.bit_depth, alpha.is_float) == (Alpha.STRAIGHT, 12, False)
    assert probe(tmp_path / "a.mov", ReadOptions(alpha=Alpha.PREMULTIPLIED)).alpha is Alpha.PREMULTIPLIED
    assert probe(tmp_path / "a.mov", ReadOptions(alpha=Alpha.NONE)).alpha is Alpha.NONE
    hlg = probe(clips.hdr(tmp_path / "h.mp4", "hlg")).tag
    assert (hlg.primaries, hlg.transfer, hlg.matrix, hlg.range) == (Primaries.BT2020, Transfer.HLG, Matrix.BT2020_NCL, Range.LIMITED)
    full = probe(clips.movie(tmp_path / "f.mp4", 2, tags=(1, 1, 1, 2)))
    assert full.tag.range is Range.FULL
    untagged = probe(clips.movie(tmp_path / "u.mp4", 2, tags=None))
    assert {"primaries", "transfer", "matrix"} <= set(untagged.guessed)
    named = probe(tmp_path / "u.mp4", ReadOptions(colour="ARRI LogC4"))
    assert named.tag.space == "ARRI LogC4"


@pytest.mark.parametrize("degrees", [90, 180, 270])
def test_rotation_and_aspect(tmp_path, degrees):
    info = probe(clips.rotated(tmp_path / "r.mp4", degrees, aspect=Fraction(4, 3)))
    assert info.rotation == degrees
    assert info.size == (Size(48, 64) if degrees != 180 else Size(64, 48))
    assert info.pixel_aspect == (Fraction(3, 4) if degrees != 180 else Fraction(4, 3))


def test_timecode_reel_sound_and_metadata(tmp_path):
    path = clips.prores(
        tmp_path / "a.mov", 4, rate=Fraction(30000, 1001), timecode="01:00:00;02", reel="A001C002", audio=2, metadata={"comment": "take 7"}
    )
    info = probe(path)
    assert (str(info.timecode), info.reel) == ("01:00:00;02", "A001C002")
    assert info.timecode and info.timecode.drop
    assert [(track.codec, track.channels, track.rate, track.index) for track in info.audio] == [
        ("pcm_s16le", 2, 48000, 1),
        ("pcm_s16le", 2, 48000, 2),
    ]
    assert info.audio[0].seconds == Fraction(int(4 * 48000 * 1001 / 30000), 48000)
    assert info.metadata["comment"] == "take 7"
    assert info.metadata["stream 0: timecode"] == "01:00:00;02"


def test_fields_stated_and_seen(tmp_path):
    for top_first, fields in ((True, Fields.TOP_FIRST), (False, Fields.BOTTOM_FIRST)):
        for flagged in (True, False):  # false: the same fields under flags that say progressive
            path = clips.interlaced(tmp_path / f"{top_first}{flagged}.mpg", top_first=top_first, flagged=flagged)
            assert probe(path).fields is fields
    assert probe(clips.rotated(tmp_path / "fine lines.mp4", 90)).fields is Fields.PROGRESSIVE


def test_hidden_frames_of_an_edit_list_do_not_count(tmp_path):
    whole, cut = clips.long_gop(tmp_path / "whole.mp4"), tmp_path / "cut.mp4"
    subprocess.run(["ffmpeg", "-v", "error", "-ss", "1.03", "-i", str(whole), "-t", "1", "-c", "copy", str(cut)], check=True)
    (shown,) = ffprobe(cut, "nb_read_frames")
    (listed,) = ffprobe(cut, "nb_frames")
    assert probe(cut).frames == int(shown) < int(listed)


def test_fingerprint_follows_the_content(tmp_path):
    a, b = clips.prores(tmp_path / "a.mov", 2), clips.prores(tmp_path / "b.mov", 2)
    assert probe(a).fingerprint == probe(b).fingerprint
    with b.open("r+b") as file:
        file.seek(-1, 2)
        file.write(b"\1")
    assert probe(a).fingerprint != probe(b).fingerprint


BROKEN = {
    "text.mov": b"this is no movie\n" * 50,
    "text.txt": b"hello world\n" * 50,
    "empty.mp4": b"",
    "noise.mkv": bytes(np.random.default_rng(1).integers(0, 256, 5000, np.uint8)),
    "list.m3u8": b"#EXTM3U\n#EXTINF:1,\n/etc/hostname\n",
    "list.ffconcat": b"ffconcat version 1.0\nfile a.mov\n",
}


@pytest.mark.parametrize("name", BROKEN)
def test_what_is_no_movie_is_refused_with_a_reason(tmp_path, name):
    clips.prores(tmp_path / "a.mov", 1)
    (tmp_path / name).write_bytes(BROKEN[name])
    with pytest.raises(InputError) as caught:
        probe(tmp_path / name)
    assert name in caught.value.what and caught.value.why and caught.value.fix


def test_ffmpeg_says_why_a_movie_without_its_end_cannot_be_opened(tmp_path):
    path = clips.prores(tmp_path / "a.mov")
    path.write_bytes(path.read_bytes()[:3000])
    with pytest.raises(InputError) as caught:
        probe(path)
    assert "moov atom not found" in caught.value.why


def test_sound_alone_and_wrong_options_are_refused(tmp_path):
    both, sound = clips.prores(tmp_path / "a.mov", 2, audio=1), tmp_path / "sound.mov"
    subprocess.run(["ffmpeg", "-v", "error", "-i", str(both), "-vn", "-c", "copy", str(sound)], check=True)
    with pytest.raises(InputError, match=r"no picture.*audio"):
        probe(sound)
    with pytest.raises(InputError, match="own rate"):
        probe(both, ReadOptions(rate=Fraction(24)))
    with pytest.raises(InputError, match="does not exist"):
        probe(tmp_path / "nothing.mov")


@pytest.mark.parametrize("name", ["a.ts", "a.mkv", "fast.mp4"])
def test_a_cut_off_movie_counts_what_is_left_and_says_so(tmp_path, name):
    path = clips.long_gop(tmp_path / name, container_options={"movflags": "faststart"} if name == "fast.mp4" else {})
    path.write_bytes(path.read_bytes()[: path.stat().st_size * 7 // 10])
    info = probe(path)
    assert 20 < info.frames < 50
    assert (info.rate, info.variable_rate) == (25, False)
    assert bool(info.notes) is (name != "a.ts")  # a transport stream says nowhere how long it is


def test_a_copy_from_the_middle_starts_at_its_first_whole_frame(tmp_path):
    path = clips.long_gop(tmp_path / "a.ts")
    path.write_bytes(path.read_bytes()[188 * 60 :])
    info = probe(path)
    assert info.frames == 12 and "first" in info.notes[0]  # the second key frame is number 48 of 60
