"""Assembled movies: frames, tags and timecode as ffprobe sees them, and what happens when something is missing or killed."""

import os
import signal
import subprocess
import sys
from fractions import Fraction

import numpy as np
import pytest

from tests.media import takes
from uprez.core.colour import Alpha
from uprez.core.errors import OutputError
from uprez.core.job import Format
from uprez.media.assemble import assemble_movie
from uprez.media.colour.yuv import YuvDecoder
from uprez.media.movie_out import MovieSegment, suffix_of

av = pytest.importorskip("av")
MOVIES = [Format.PRORES, Format.HEVC, Format.FFV1]
APPLE = {"com.apple.quicktime.make": "ARRI", "title": "Scene 12", "encoder": "old", "major_brand": "qt  ", "stream 0: handler_name": "x"}


def silent(text):
    raise AssertionError(f"unexpected note: {text}")


def joined(take, kind, folder, cuts=(4, 5), name="whole"):
    target = folder / f"{name}{suffix_of(kind)}"
    assemble_movie(take, kind, takes.segments(take, kind, folder / "segments", cuts), target, silent)
    return target


@pytest.mark.parametrize("kind", MOVIES)
def test_every_frame_is_there_in_order_and_untouched(tmp_path, kind):
    take = takes.take(frames=(10, 21), hevc_crf=2)
    target = joined(take, kind, tmp_path, (14, 15))
    alone = [packet for piece in sorted((tmp_path / "segments").iterdir()) for packet in packets(piece)]
    assert packets(target) == alone
    convert = YuvDecoder()
    with av.open(str(target)) as movie:
        for number, frame in enumerate(movie.decode(video=0), start=10):
            assert abs(frame.pts * frame.time_base - (number - 10) / take.rate) < Fraction(1, 1900)
            moved = convert.decode(frame, take.tag)[0][2].mean() - takes.frame(take, number).rgb[2].mean()
            assert abs(moved) * 1023 < 2  # from frame to frame it is 4.8
    assert number == 21


def packets(path):
    with av.open(str(path)) as movie:
        return [bytes(packet) for packet in movie.demux(video=0) if packet.size]


@pytest.mark.parametrize("kind", MOVIES)
def test_the_same_again_is_the_same_bytes(tmp_path, kind):
    take = takes.take(metadata=APPLE)
    assert joined(take, kind, tmp_path, name="a").read_bytes() == joined(take, kind, tmp_path, name="b").read_bytes()


@pytest.mark.parametrize("kind", [Format.PRORES, Format.HEVC])
def test_tags_timecode_reel_and_metadata(tmp_path, kind):
    take = takes.take(tag=takes.PQ, aspect=Fraction(4, 3), metadata=APPLE)
    said = takes.ffprobe(joined(take, kind, tmp_path), "stream", "stream_tags", "format_tags")
    picture, clock = said["streams"]
    assert picture["nb_frames"] == "12"
    assert picture["start_time"] == "0.000000"
    assert (picture["r_frame_rate"], picture["avg_frame_rate"]) == ("24000/1001", "24000/1001")
    assert picture["codec_tag_string"] == {Format.PRORES: "apch", Format.HEVC: "hvc1"}[kind]
    assert (picture["color_primaries"], picture["color_transfer"], picture["color_space"]) == ("bt2020", "smpte2084", "bt2020nc")
    assert picture["sample_aspect_ratio"] == "4:3"
    assert picture["field_order"] == "progressive"
    assert clock["codec_tag_string"] == "tmcd"
    assert clock["tags"]["timecode"] == "01:00:00:00"
    assert clock["tags"]["reel_name"] == "A001C002"
    tags = said["format"]["tags"]
    assert tags["com.apple.quicktime.make"] == "ARRI"
    assert tags["title"] == "Scene 12"
    assert tags["com.apple.quicktime.software"].startswith("uprez ")
    assert "creation_time" not in tags
    assert "stream 0: handler_name" not in tags


@pytest.mark.parametrize(
    ("rate", "timecode", "first", "want"),
    [
        (Fraction(30000, 1001), "00:00:59;28", 2, "00:01:00;02"),
        (Fraction(30000, 1001), "00:00:59:28", 2, "00:01:00:00"),
        (Fraction(60000, 1001), "23:59:59;59", 0, "23:59:59;59"),
        (Fraction(25), "10:00:00:00", 30, "10:00:01:05"),
        (Fraction(50), "10:00:00:49", 0, "10:00:00:49"),
    ],
)
@pytest.mark.parametrize("kind", [Format.PRORES, Format.FFV1])
def test_start_timecode_moves_with_the_range(tmp_path, kind, rate, timecode, first, want):
    take = takes.take(rate=rate, timecode=timecode, frames=(first, first + 2))
    said = takes.ffprobe(joined(take, kind, tmp_path, ()), "stream_tags")
    codes = [value for stream in said["streams"] for key, value in stream.get("tags", {}).items() if key.lower() == "timecode"]
    assert set(codes) == {want}


def test_no_timecode_gives_none_and_no_note(tmp_path):
    take = takes.take(timecode="")
    assert [stream["codec_type"] for stream in takes.ffprobe(joined(take, Format.PRORES, tmp_path), "stream")["streams"]] == ["video"]


@pytest.mark.parametrize("encoder", ["aw", "ks"])
@pytest.mark.parametrize(
    ("profile", "fourcc"),
    [("proxy", "apco"), ("lt", "apcs"), ("standard", "apcn"), ("hq", "apch"), ("4444", "ap4h"), ("4444xq", "ap4x")],
)
def test_every_prores_keeps_its_name(tmp_path, profile, fourcc, encoder):
    take = takes.take(prores_profile=profile, prores_encoder=encoder, frames=(0, 2))
    (picture,) = takes.ffprobe(joined(take, Format.PRORES, tmp_path, (2,)), "stream=codec_tag_string,nb_frames", streams="v")["streams"]
    assert picture == {"codec_tag_string": fourcc, "nb_frames": "3"}


def test_alpha_survives(tmp_path):
    take = takes.take(alpha=Alpha.STRAIGHT)
    with av.open(str(joined(take, Format.PRORES, tmp_path))) as movie:
        frame = next(movie.decode(video=0))
    assert frame.format.name == "yuva444p12le"
    alpha = YuvDecoder().decode(frame, take.tag)[1]
    assert np.abs(alpha - takes.frame(take, 0).alpha).max() * 1023 < 1.3


def test_variable_times_are_kept_across_segments(tmp_path):
    take = takes.take(variable=True, frames=(3, 8), timecode="")
    times = [Fraction(n, 1000) for n in (100, 133, 400, 1001, 1034, 2000)]
    paths = []
    for first, stop in ((3, 5), (5, 9)):
        paths.append(tmp_path / f"{first}.mov")
        segment = MovieSegment(take, Format.PRORES, paths[-1], first)
        for number in range(first, stop):
            segment.write(takes.frame(take, number, time=times[number - 3]))
        segment.close()
    assemble_movie(take, Format.PRORES, paths, tmp_path / "all.mov", silent)
    with av.open(str(tmp_path / "all.mov")) as movie:
        assert [frame.pts * frame.time_base for frame in movie.decode(video=0)] == [time - times[0] for time in times]


def test_segments_that_are_not_the_take_are_refused(tmp_path):
    take = takes.take()
    paths = takes.segments(take, Format.PRORES, tmp_path, (4, 8))
    foreign = tmp_path / "foreign.mov"
    subprocess.run(
        ["ffmpeg", "-v", "error", "-f", "lavfi", "-i", "color=size=64x48", "-frames:v", "4", "-c:v", "prores", str(foreign)], check=True
    )
    broken = tmp_path / "broken.mov"
    broken.write_bytes(paths[1].read_bytes()[:500])
    target = tmp_path / "out" / "all.mov"
    for wrong in (paths[:2], paths[1:], [paths[0], paths[2]], [paths[1], paths[0], paths[2]], [], [paths[0], foreign, paths[2]]):
        with pytest.raises(OutputError) as caught:
            assemble_movie(take, Format.PRORES, wrong, target, silent)
        assert caught.value.fix
    with pytest.raises(OutputError, match=r"broken\.mov"):
        assemble_movie(take, Format.PRORES, [paths[0], broken, paths[2]], target, silent)
    assert not target.parent.exists() or not list(target.parent.iterdir())


def test_the_source_is_never_written_over(tmp_path):
    take = takes.take(path=tmp_path / "clip.mov")
    (tmp_path / "clip.mov").write_bytes(b"the camera original")
    with pytest.raises(OutputError, match="source"):
        assemble_movie(take, Format.PRORES, takes.segments(take, Format.PRORES, tmp_path / "s"), tmp_path / "clip.mov", silent)
    assert (tmp_path / "clip.mov").read_bytes() == b"the camera original"


def test_what_cannot_be_carried_is_said(tmp_path):
    notes = []
    odd = takes.take(size=(63, 48), prores_profile="4444")
    assemble_movie(odd, Format.PRORES, takes.segments(odd, Format.PRORES, tmp_path / "a"), tmp_path / "odd.mov", notes.append)
    assert len(notes) == 1
    assert "prores_ks" in notes[0]


@pytest.mark.skipif(os.name != "posix", reason="kills a process")
@pytest.mark.parametrize("kind", MOVIES)
def test_a_killed_assembly_opens_and_is_not_the_movie(tmp_path, kind):
    take = takes.take(size=(320, 240), frames=(0, 95))
    takes.segments(take, kind, tmp_path / "segments", (48,))
    code = f"""import sys, time; from pathlib import Path; from tests.media import takes; from uprez.core.job import Format
from uprez.media import assemble
real = assemble._pictures
def slow(*more):
    for count, timed in enumerate(real(*more)):
        yield timed
        if count == 90: print("now", flush=True); time.sleep(60)
assemble._pictures = slow
folder = Path({str(tmp_path)!r})
assemble.assemble_movie(takes.take(size=(320, 240), frames=(0, 95)), Format("{kind}"), sorted((folder / "segments").iterdir()),
                        folder / "out" / "all{suffix_of(kind)}", print)"""
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == "now\n"
        child.send_signal(signal.SIGKILL)
    (left,) = (tmp_path / "out").iterdir()
    assert left.name.startswith(".uprez-")
    assert len(takes.ffprobe(left, "packet=pts", streams="v")["packets"]) >= 48
