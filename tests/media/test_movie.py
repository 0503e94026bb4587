"""Frames of movies: the right one, at the right time, turned, deinterlaced and refused as they should be."""

import random
import subprocess
from fractions import Fraction

import av
import numpy as np
import pytest

from tests.media import clips
from uprez.core.clip import Fields, ReadOptions
from uprez.core.colour import Alpha
from uprez.core.errors import InputError
from uprez.media.reader import open_clip

LONG = [
    (clips.long_gop, "long.mp4"),
    (clips.long_gop, "long.ts"),
    (clips.long_gop, "long.mpg"),
    (clips.long_gop, "long.mkv"),
    (clips.long_gop, "long.avi"),
    (clips.open_gop, "open.mp4"),
    (clips.open_gop, "open.ts"),
    (clips.hevc, "hevc.mp4"),
    (clips.prores, "prores.mov"),
    (clips.variable, "variable.mkv"),
    (clips.variable, "variable.mp4"),
]


def numbers(reader, first, last):
    return [clips.read_number(frame.rgb) for frame in reader.frames(first, last)]


@pytest.mark.parametrize(("make", "name"), LONG)
def test_any_range_in_any_order_is_frame_exact(tmp_path, make, name):
    with open_clip(make(tmp_path / name)) as reader:
        count = reader.info.frames
        assert numbers(reader, 0, count - 1) == list(range(count))
        whole = [frame.rgb for frame in reader.frames(0, count - 1)]
        chosen = random.Random(5)
        for _ in range(12):
            first = chosen.randrange(count)
            last = min(count - 1, first + chosen.randrange(6))
            for frame in reader.frames(first, last):
                assert np.array_equal(frame.rgb, whole[frame.number])
        assert [frame.number for frame in reader.frames(count - 2, count - 1)] == [count - 2, count - 1]


def test_ffmpeg_decodes_the_same_pixels(tmp_path):
    """Grey, so that no conversion stands between: luma codes of the independent program against ours undone."""
    path = clips.open_gop(tmp_path / "a.ts")
    command = ["ffmpeg", "-v", "error", "-i", str(path), "-vf", "extractplanes=y", "-f", "rawvideo", "-pix_fmt", "gray", "-"]
    codes = np.frombuffer(subprocess.run(command, capture_output=True, check=True).stdout, np.uint8).reshape(-1, 48, 64)
    red, blue = 0.2126, 0.0722
    with open_clip(path) as reader:
        assert reader.info.frames == len(codes)
        for number in (59, 0, 31, 12, 11):
            (frame,) = reader.frames(number, number)
            luma = 16 + 219 * (red * frame.rgb[0] + (1 - red - blue) * frame.rgb[1] + blue * frame.rgb[2])
            assert np.abs(luma - codes[number]).max() < 0.01


def test_stamps_are_kept(tmp_path):
    with open_clip(clips.variable(tmp_path / "v.mkv")) as reader:
        times = [frame.time for frame in reader.frames(0, reader.info.frames - 1)]
        assert times == [Fraction(stamp, 1000) for stamp in clips.VARIABLE_TIMES]
    with open_clip(clips.long_gop(tmp_path / "a.ts", rate=24)) as reader:  # its first stamp is not 0
        assert [frame.time for frame in reader.frames(0, 2)] == [0, Fraction(1, 24), Fraction(2, 24)]


def test_edit_list_shows_what_the_edit_shows(tmp_path):
    whole, cut = clips.long_gop(tmp_path / "whole.mp4"), tmp_path / "cut.mp4"
    subprocess.run(["ffmpeg", "-v", "error", "-ss", "1.03", "-i", str(whole), "-t", "1", "-c", "copy", str(cut)], check=True)
    with open_clip(cut) as reader:
        shown = numbers(reader, 0, reader.info.frames - 1)
        assert shown == list(range(26, 26 + len(shown))) and len(shown) >= 25
        assert numbers(reader, 3, 3) == [29]
        (first,) = reader.frames(0, 0)
        assert first.time == 0


@pytest.mark.parametrize("degrees", [90, 180, 270])
def test_rotation_is_applied(tmp_path, degrees):
    with open_clip(clips.rotated(tmp_path / "r.mp4", degrees)) as reader:
        assert numbers(reader, 0, 5) == list(range(6))
        (frame,) = reader.frames(0, 0)
        assert frame.size == reader.info.size and frame.rgb.flags.c_contiguous


def test_alpha_comes_straight(tmp_path):
    path = clips.prores_alpha(tmp_path / "a.mov")
    with open_clip(path) as reader:
        (frame,) = reader.frames(1, 1)
        assert frame.alpha is not None and frame.alpha.shape == (48, 64)
        assert np.abs(frame.alpha - np.linspace(0, 1, 64, dtype=np.float32)).max() < 0.0015  # the encoder takes 10 bits
        assert clips.read_number(frame.rgb) == 1  # the colour under clear alpha is not darkened
    with open_clip(path, ReadOptions(alpha=Alpha.NONE)) as reader:
        assert next(iter(reader.frames(0, 0))).alpha is None


@pytest.mark.parametrize(("codec", "name"), [("libvpx-vp9", "a.webm"), ("libvpx", "a.webm"), ("libvpx-vp9", "a.mkv")])
def test_alpha_beside_vp8_and_vp9_is_read(tmp_path, codec, name):
    path = clips.webm_alpha(tmp_path / name, codec=codec)
    with open_clip(path) as reader:
        assert (reader.info.alpha, reader.info.frames, reader.info.notes) == (Alpha.STRAIGHT, 30, ())
        whole = list(reader.frames(0, 29))
        for number, frame in enumerate(whole):
            assert clips.read_number(frame.rgb) == number
            want = (np.linspace(0, 32768, 64) + number * 512) / 65535
            assert np.abs(frame.alpha - want).mean() < 0.01  # the codec is lossy; 1 number is 0.008
            assert abs(float((frame.alpha - want).mean())) < 0.004
        for number in (25, 3, 19, 20):
            (frame,) = reader.frames(number, number)
            assert np.array_equal(frame.alpha, whole[number].alpha)
            assert np.array_equal(frame.rgb, whole[number].rgb)


def test_vp8_has_the_same_colour_with_and_without_its_alpha(tmp_path):
    path = clips.webm_alpha(tmp_path / "a.webm", 2, codec="libvpx", size=(1280, 320))
    plain = tmp_path / "plain.webm"
    subprocess.run(["ffmpeg", "-v", "error", "-i", str(path), "-c", "copy", "-metadata:s:v", "alpha_mode=0", str(plain)], check=True)
    with open_clip(path) as seen, open_clip(plain) as blind:
        assert (seen.info.alpha, blind.info.alpha) == (Alpha.STRAIGHT, Alpha.NONE)
        assert seen.info.tag == blind.info.tag
        (one,), (two,) = seen.frames(1, 1), blind.frames(1, 1)
        assert np.array_equal(one.rgb, two.rgb)


def test_without_libvpx_the_alpha_is_left_out_and_said(tmp_path, monkeypatch):
    path = clips.webm_alpha(tmp_path / "a.webm", 3)
    monkeypatch.setattr("uprez.media.container._WITH_ALPHA", {"vp9": "a-decoder-that-is-not-there"})
    with open_clip(path) as reader:
        assert reader.info.alpha is Alpha.NONE
        assert any("alpha is not read" in note for note in reader.info.notes)


def test_interlaced_is_refused_aloud(tmp_path):
    with pytest.raises(InputError, match="interlaced") as caught:
        open_clip(clips.interlaced(tmp_path / "i.mpg"))
    assert "--deinterlace" in caught.value.fix


@pytest.mark.parametrize("top_first", [True, False])
def test_deinterlacing_gives_whole_frames_that_do_not_depend_on_the_range(tmp_path, top_first):
    path = clips.interlaced(tmp_path / "i.mpg", top_first=top_first)
    with open_clip(path, ReadOptions(deinterlace=True)) as reader:
        assert reader.info.fields is (Fields.TOP_FIRST if top_first else Fields.BOTTOM_FIRST)
        whole = [frame.rgb for frame in reader.frames(0, reader.info.frames - 1)]
        assert len(whole) == reader.info.frames == 12
        for first, last in ((7, 9), (3, 3), (10, 11), (0, 1)):
            for frame in reader.frames(first, last):
                assert np.array_equal(frame.rgb, whole[frame.number])
    with av.open(str(path)) as container:
        woven = [frame.to_ndarray(format="gray").astype(float) / 255 for frame in container.decode(video=0)]
    for number in range(2, 10):
        combed = np.abs(woven[number][1:-2] - (woven[number][:-3] + woven[number][2:-1]) / 2).mean()
        grey = whole[number].mean(0)
        left = np.abs(grey[1:-2] - (grey[:-3] + grey[2:-1]) / 2).mean()
        assert left < 0.15 * combed
    # The field shown first is kept: the bar stands where it stood at the frame's time.
    for number in range(2, 10):
        start = int(np.argmax(whole[number].mean(0)[32] > 0.5))
        assert abs(start - number * 8 % 80) <= 1


@pytest.mark.parametrize(("make", "name", "frame"), [(clips.long_gop, "a.mp4", 20), (clips.prores, "a.mov", 3), (clips.hevc, "h.mp4", 25)])
def test_a_damaged_frame_is_named_and_the_others_still_come(tmp_path, make, name, frame):
    path = make(tmp_path / name)
    with av.open(str(path)) as container:
        packets = sorted((packet.pts, packet.pos, packet.size) for packet in container.demux(video=0) if packet.size)
    data = bytearray(path.read_bytes())
    _, position, size = packets[frame]
    data[position + 4 : position + size] = bytes(size - 4)
    path.write_bytes(data)
    with open_clip(path) as reader:
        with pytest.raises(InputError, match=f"Frame {frame} .*cannot be decoded") as caught:
            list(reader.frames(0, reader.info.frames - 1))
        assert caught.value.why and caught.value.fix
        assert numbers(reader, 0, 1) == [0, 1]
        last = reader.info.frames - 1
        assert numbers(reader, last, last) == [last]


def test_what_is_left_of_a_cut_off_movie_reads_to_its_end(tmp_path):
    for name in ("a.ts", "a.mkv", "a.mp4"):
        path = clips.long_gop(tmp_path / name, container_options={"movflags": "faststart"} if name == "a.mp4" else {})
        path.write_bytes(path.read_bytes()[: path.stat().st_size * 7 // 10])
        with open_clip(path) as reader:
            count = reader.info.frames
            assert numbers(reader, 0, count - 1) == list(range(count))


def test_stamps_that_run_backwards_are_counted_through(tmp_path):
    once = clips.long_gop(tmp_path / "a.ts").read_bytes()
    (tmp_path / "twice.ts").write_bytes(once + once)
    with open_clip(tmp_path / "twice.ts") as reader:
        assert reader.info.frames == 120 and reader.info.notes
        assert numbers(reader, 58, 62) == [58, 59, 0, 1, 2]
        assert numbers(reader, 3, 4) == [3, 4]


def test_a_change_of_size_is_refused_at_its_frame(tmp_path):
    small = clips.movie(tmp_path / "a.ts", 10, codec="mpeg2video").read_bytes()
    large = clips.movie(tmp_path / "b.ts", 10, codec="mpeg2video", size=(96, 64)).read_bytes()
    (tmp_path / "ab.ts").write_bytes(small + large)
    with open_clip(tmp_path / "ab.ts") as reader, pytest.raises(InputError, match="96x64; other frames are 64x48"):
        list(reader.frames(0, reader.info.frames - 1))


def test_ranges_outside_are_refused(tmp_path):
    with open_clip(clips.prores(tmp_path / "a.mov", 3)) as reader:
        for first, last in ((0, 3), (-1, 1), (2, 1)):
            with pytest.raises(InputError, match="0-2"):
                list(reader.frames(first, last))
        assert numbers(reader, 2, 2) == [2]


@pytest.mark.parametrize("size", [(2, 2), (16, 1080), (34, 18)])
def test_odd_shapes_and_one_frame(tmp_path, size):
    black = [np.full((size[1], size[0], 3), 128, np.uint8)]
    with open_clip(clips.movie(tmp_path / "a.mkv", codec="ffv1", size=size, pictures=black)) as reader:
        assert reader.info.frames == 1
        (frame,) = reader.frames(0, 0)
        assert frame.rgb.shape == (3, size[1], size[0])
