"""Sound of a take, decoded by the ffmpeg program from source and result and compared sample by sample."""

import subprocess
from dataclasses import replace
from fractions import Fraction
from functools import cache

import numpy as np
import pytest

from tests.media import takes
from uprez.core.clip import ReadOptions
from uprez.core.errors import InputError
from uprez.core.job import Format, Output
from uprez.core.time import FrameRange
from uprez.media.assemble import assemble_movie
from uprez.media.movie_out import MovieSegment, suffix_of
from uprez.media.reader import open_clip
from uprez.media.take import TakeSpec

PICTURE = ["-f", "lavfi", "-i", "testsrc=size=64x48:rate=24000/1001:duration=1"]


def tone(hertz, rate=48000, seconds=1):
    wave = f"aevalsrc='0.5*sin(2*PI*{hertz}*t*(1+t/3))|0.3*sin(2*PI*{hertz * 2}*t)':s={rate}:d={seconds}"
    return ["-f", "lavfi", "-i", wave]


SOURCES = {
    "pcm.mov": [
        *PICTURE,
        *tone(440),
        *tone(200),
        "-map",
        "0",
        "-map",
        "1",
        "-map",
        "2",
        "-c:v",
        "mpeg4",
        "-c:a:0",
        "pcm_s24le",
        "-c:a:1",
        "pcm_s16le",
        "-metadata:s:a:0",
        "language=eng",
        "-metadata:s:a:1",
        "language=fra",
    ],
    "float.mov": [*PICTURE, *tone(440, 44100), "-c:v", "mpeg4", "-c:a", "pcm_f32le"],
    "aac.mp4": [*PICTURE, *tone(440), "-c:v", "libx264", "-bf", "2", "-c:a", "aac"],
    "late.mp4": ["-itsoffset", "0.37", *tone(440), *PICTURE, "-c:v", "libx264", "-bf", "2", "-c:a", "aac"],
    "alac.mov": [*PICTURE, *tone(440), "-c:v", "mpeg4", "-c:a", "alac"],
    "mp3.mov": [*PICTURE, *tone(440), "-c:v", "mpeg4", "-c:a", "libmp3lame"],
    "flac.mkv": [*PICTURE, *tone(440), "-c:v", "libx264", "-c:a", "flac"],
    "opus.mkv": [*PICTURE, *tone(440), "-c:v", "libx264", "-c:a", "libopus"],
    "aac.ts": [*PICTURE, *tone(440), "-c:v", "libx264", "-c:a", "aac"],
    "pcm.avi": [*PICTURE, *tone(440), "-c:v", "mpeg4", "-c:a", "pcm_s16le"],
}
COPIED = {"pcm.mov": ["pcm_s24le", "pcm_s16le"], "float.mov": ["pcm_f32le"], "aac.mp4": ["aac"], "late.mp4": ["aac"]} | {
    "alac.mov": ["alac"],
    "mp3.mov": ["mp3"],
}
LOSSLESS = {"pcm.mov", "float.mov", "alac.mov", "flac.mkv", "pcm.avi"}


@pytest.fixture(scope="module")
def source(tmp_path_factory):
    """A call that gives the source of a name, made once."""
    folder = tmp_path_factory.mktemp("sound")

    def make(name):
        path = folder / name
        if not path.exists():
            ffmpeg(*SOURCES[name], str(path))
        return path

    return make


def ffmpeg(*arguments):
    return subprocess.run(["ffmpeg", "-v", "error", "-y", *arguments], check=True, capture_output=True).stdout


def made(path, folder, frames=None, kind=Format.PRORES, notes=None):
    """An identity take of a clip, its info and the movie."""
    with open_clip(path, ReadOptions()) as clip:
        take = TakeSpec.of(clip.info, frames or clip.info.range, clip.info.size, Output(folder="unused", formats=(kind,)))
        segment = MovieSegment(take, kind, folder / f"segment{suffix_of(kind)}", take.range.first)
        for frame in clip.frames(take.range.first, take.range.last):
            segment.write(frame)
        segment.close()
    target = folder / f"take{suffix_of(kind)}"
    assemble_movie(take, kind, [folder / f"segment{suffix_of(kind)}"], target, (notes if notes is not None else []).append)
    return take, target


@cache
def begins(path):
    """Times of the first picture and of each track's first sound, by ffprobe."""
    said = takes.ffprobe(path, "stream=index,codec_type", "frame=stream_index,best_effort_timestamp_time")
    times = {stream["index"]: [] for stream in said["streams"]}
    for frame in said["frames"]:
        times[frame["stream_index"]].append(Fraction(frame["best_effort_timestamp_time"]))
    seen, heard = ([min(times[each["index"]]) for each in said["streams"] if each["codec_type"] == kind] for kind in ("video", "audio"))
    return seen[0], heard


@cache
def samples(path, track):
    """All samples (n, 2) as ffmpeg decodes them, and the time of the first after the first picture, by ffprobe."""
    raw = ffmpeg("-i", str(path), "-map", f"0:a:{track}", "-f", "f32le", "-c:a", "pcm_f32le", "-")
    seen, heard = begins(path)
    return np.frombuffer(raw, np.float32).reshape(-1, 2), heard[track] - seen


CASES = [
    *((name, frames, Format.PRORES) for name in SOURCES for frames in (None, FrameRange(9, 20))),
    *((name, None, Format.FFV1) for name in ("pcm.mov", "aac.mp4", "opus.mkv")),
]


@pytest.mark.parametrize(("name", "frames", "kind"), CASES)
def test_sound_is_the_sources_to_the_sample(source, tmp_path, name, frames, kind):
    notes = []
    take, target = made(source(name), tmp_path, frames, kind, notes)
    if frames is None and kind is Format.PRORES:
        copied_or_said(name, target, notes)
    for track in range(len(take.source.audio)):
        before, offset = samples(source(name), track)
        after, moved = samples(target, track)
        rate = take.source.audio[track].rate
        start = (frames.first if frames else 0) / take.rate
        shift = round((moved + start - offset) * rate)  # place of the result's first sample in the source
        coarse = kind is Format.FFV1 and rate % 1000  # Matroska counts milliseconds
        assert abs(float((moved + start - offset) * rate) - shift) < 0.51 if not coarse else True
        assert shift >= 0
        want = before[shift : shift + len(after)]
        if frames is None:
            assert len(before) - shift == len(after)
        elif name != "late.mp4":
            assert len(after) == round(len(frames) / take.rate * rate)
            assert moved == 0
        worst = np.abs(after - want).max()
        assert worst == 0 if name in LOSSLESS or (frames is None and kind is Format.PRORES and name in COPIED) else worst < 5e-7


def copied_or_said(name, target, notes):
    """What QuickTime holds to the sample is copied; what is decoded is said, unless it was PCM and stays it."""
    codecs = [stream["codec_name"] for stream in takes.ffprobe(target, "stream=codec_name", streams="a")["streams"]]
    assert codecs == COPIED.get(name, ["pcm_s16le" if name == "pcm.avi" else "pcm_s24le"])
    if name in COPIED or name == "pcm.avi":
        assert not notes
    else:
        assert "pcm_s24le" in notes[0]


def test_tracks_keep_order_and_language(source, tmp_path):
    _, target = made(source("pcm.mov"), tmp_path, FrameRange(3, 9))
    streams = takes.ffprobe(target, "stream=codec_name", "stream_tags=language", streams="a")["streams"]
    assert [stream["codec_name"] for stream in streams] == ["pcm_s24le", "pcm_s16le"]
    assert [stream.get("tags", {}).get("language", "eng") for stream in streams] == ["eng", "fra"]


def test_sound_and_picture_are_interleaved(source, tmp_path):
    _, target = made(source("pcm.mov"), tmp_path)
    kinds = [packet["codec_type"] for packet in takes.ffprobe(target, "packet=codec_type,pos")["packets"]]
    positions = sorted(takes.ffprobe(target, "packet=codec_type,pos")["packets"], key=lambda packet: int(packet["pos"]))
    first, last = (positions[: len(kinds) // 4], positions[-len(kinds) // 4 :])
    assert {packet["codec_type"] for packet in first} >= {"audio", "video"}
    assert {packet["codec_type"] for packet in last} >= {"audio", "video"}


def test_no_audio_when_not_wanted(source, tmp_path):
    with open_clip(source("pcm.mov"), ReadOptions()) as clip:
        take = TakeSpec.of(clip.info, FrameRange(0, 1), clip.info.size, Output(folder="unused", audio=False))
        segment = MovieSegment(take, Format.PRORES, tmp_path / "s.mov", 0)
        for frame in clip.frames(0, 1):
            segment.write(frame)
        segment.close()
    assemble_movie(take, Format.PRORES, [tmp_path / "s.mov"], tmp_path / "t.mov", print)
    assert not takes.ffprobe(tmp_path / "t.mov", "stream=codec_type", streams="a")["streams"]


def test_a_hole_is_silent_and_said(tmp_path):
    clip = tmp_path / "hole.mkv"
    ffmpeg(
        *PICTURE,
        *tone(440),
        "-af",
        "aselect='not(between(t,0.4,0.6))'",
        "-fps_mode",
        "passthrough",
        "-c:v",
        "libx264",
        "-c:a",
        "pcm_s16le",
        str(clip),
    )
    notes = []
    _, target = made(clip, tmp_path, notes=notes)
    assert any("hole" in note and "silent" in note for note in notes)
    heard, _ = samples(target, 0)
    assert not heard[round(0.43 * 48000) : round(0.58 * 48000)].any()
    assert np.abs(heard[round(0.7 * 48000) :]).max() > 0.3
    assert abs(len(heard) - 48000) < 100


def test_damaged_sound_is_said_and_stays_in_place(source, tmp_path):
    data = bytearray(source("flac.mkv").read_bytes())
    with open_clip(source("flac.mkv"), ReadOptions()) as clip:
        index = clip.info.audio[0].index
    spots = [int(p["pos"]) for p in takes.ffprobe(source("flac.mkv"), "packet=pos,stream_index")["packets"] if p["stream_index"] == index]
    for spot in spots[4:6]:
        data[spot + 8 : spot + 40] = bytes(32)
    broken = tmp_path / "broken.mkv"
    broken.write_bytes(data)
    notes = []
    _, target = made(broken, tmp_path, notes=notes)
    assert any("damaged" in note or "hole" in note for note in notes)
    good, _ = samples(source("flac.mkv"), 0)
    heard, _ = samples(target, 0)
    assert len(heard) == len(good)
    assert np.array_equal(heard[-10000:], good[-10000:])


def test_a_track_that_is_gone_is_an_error(source, tmp_path):
    with open_clip(source("pcm.mov"), ReadOptions()) as clip:
        take = TakeSpec.of(clip.info, FrameRange(0, 1), clip.info.size, Output(folder="unused"))
        segment = MovieSegment(take, Format.PRORES, tmp_path / "s.mov", 0)
        for frame in clip.frames(0, 1):
            segment.write(frame)
        segment.close()
    silent = tmp_path / "silent.mov"
    ffmpeg("-i", str(source("pcm.mov")), "-an", "-c", "copy", str(silent))
    gone = replace(take, source=replace(take.source, path=silent))
    with pytest.raises(InputError, match="Audio track 1"):
        assemble_movie(gone, Format.PRORES, [tmp_path / "s.mov"], tmp_path / "t.mov", print)
    assert not (tmp_path / "t.mov").exists()
