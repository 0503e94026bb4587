"""Movie segments: tags and pixels as ffprobe and ffmpeg see them, kills, full disks, impossible sizes."""

import itertools
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from tests.media import takes
from uprez.core.clip import ReadOptions
from uprez.core.colour import Alpha, ColourTag, Matrix, Primaries, Range, Transfer
from uprez.core.errors import OutputError, ResourceError
from uprez.core.job import Format, ProresProfile
from uprez.media.colour.yuv import YuvDecoder
from uprez.media.encodings import check_format, encoding_of
from uprez.media.movie_out import MovieSegment, suffix_of
from uprez.media.reader import open_clip

av = pytest.importorskip("av")
MOVIES = [Format.PRORES, Format.HEVC, Format.FFV1]


def write(take, kind, path, frames=3):
    segment = MovieSegment(take, kind, path, take.range.first)
    for number in range(take.range.first, take.range.first + frames):
        segment.write(takes.frame(take, number))
    segment.close()
    return path


def stream(path):
    names = (
        "codec_tag_string,profile,pix_fmt,color_range,color_space,color_transfer,color_primaries,field_order,sample_aspect_ratio,nb_frames"
    )
    return takes.ffprobe(path, f"stream={names}", streams="v")["streams"][0]


def decoded(path, tag=takes.REC709):
    """Float pictures (3, H, W) and alphas of a file."""
    convert = YuvDecoder()
    with av.open(str(path)) as movie:
        return [tuple(None if plane is None else plane.copy() for plane in convert.decode(frame, tag)) for frame in movie.decode(video=0)]


@pytest.mark.parametrize("encoder", ["aw", "ks"])
@pytest.mark.parametrize(
    ("profile", "fourcc", "name", "pixels"),
    [
        (ProresProfile.PROXY, "apco", "Proxy", "yuv422p10le"),
        (ProresProfile.LT, "apcs", "LT", "yuv422p10le"),
        (ProresProfile.STANDARD, "apcn", "Standard", "yuv422p10le"),
        (ProresProfile.HQ, "apch", "HQ", "yuv422p10le"),
        (ProresProfile.P4444, "ap4h", "4444", "yuv444p12le"),
        (ProresProfile.XQ, "ap4x", "XQ", "yuv444p12le"),
    ],
)
def test_prores_is_the_profile_asked_for(tmp_path, encoder, profile, fourcc, name, pixels):
    take = takes.take(prores_profile=profile, prores_encoder=encoder, aspect=Fraction(16, 11))
    path = write(take, Format.PRORES, tmp_path / "a.mov")
    assert stream(path) == {
        "codec_tag_string": fourcc,
        "profile": name,
        "pix_fmt": pixels,
        "color_range": "tv",
        "color_space": "bt709",
        "color_transfer": "bt709",
        "color_primaries": "bt709",
        "field_order": "progressive",
        "sample_aspect_ratio": "16:11",
        "nb_frames": "3",
    }
    data = path.read_bytes()
    assert b"colrnclc" + bytes([0, 1, 0, 1, 0, 1]) in data
    assert b"fiel\x01\x00" in data
    header = data.index(b"icpf") + 4
    assert data[header + 4 : header + 8] == b"apl0" if encoder == "ks" else data[header + 4 : header + 8].isalnum()
    assert data[header + 14 : header + 17] == bytes([1, 1, 1])


def test_profile_is_hq_or_4444_with_alpha_when_none_is_asked(tmp_path):
    assert encoding_of(takes.take(), Format.PRORES).profile == "HQ"
    assert encoding_of(takes.take(alpha=Alpha.STRAIGHT), Format.PRORES).profile == "4444"


@pytest.mark.parametrize("profile", ["proxy", "lt", "standard", "hq"])
def test_alpha_in_a_422_profile_is_refused(tmp_path, profile):
    with pytest.raises(OutputError, match="alpha") as caught:
        MovieSegment(takes.take(alpha=Alpha.STRAIGHT, prores_profile=profile), Format.PRORES, tmp_path / "a.mov", 0)
    assert "4444" in caught.value.fix
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("tag", "codes"),
    [
        (takes.PQ, (9, 16, 9)),
        (ColourTag(Primaries.BT2020, Transfer.HLG, Matrix.BT2020_NCL), (9, 18, 9)),
        (ColourTag(Primaries.SMPTE170M, Transfer.SMPTE170M, Matrix.SMPTE170M, Range.FULL), (6, 6, 6)),
        (ColourTag(Primaries.DISPLAY_P3, Transfer.SRGB, Matrix.RGB, Range.FULL), (12, 13, 1)),
    ],
)
@pytest.mark.parametrize("kind", [Format.PRORES, Format.HEVC])
def test_every_tag_arrives(tmp_path, kind, tag, codes):
    take = takes.take(tag=tag, size=(1280, 64))
    path = write(take, kind, tmp_path / "a.mov", 1)
    assert b"colrnclc" + bytes([0, codes[0], 0, codes[1], 0, codes[2]]) in path.read_bytes()
    if kind is Format.PRORES:  # a ProRes picture has few words: BT.601's curve is BT.709's, sRGB's has no name
        codes = (codes[0], {6: 1, 13: 2}.get(codes[1], codes[1]), codes[2])
    with av.open(str(path)) as movie:
        frame = next(movie.decode(video=0))
        assert (int(frame.color_primaries), int(frame.color_trc), int(frame.colorspace), int(frame.color_range)) == (*codes, 1)


@pytest.mark.parametrize("matrix", [Matrix.FCC, Matrix.BT470BG, Matrix.SMPTE240M, Matrix.YCGCO])
def test_matrices_that_prores_cannot_name_still_give_the_right_colours(tmp_path, matrix):
    take = takes.take(tag=ColourTag(Primaries.BT709, Transfer.BT709, matrix), prores_profile="4444xq")
    path = write(take, Format.PRORES, tmp_path / "a.mov", 1)
    with open_clip(path, ReadOptions()) as clip:
        assert clip.info.guessed == ()
        rgb = next(iter(clip.frames(0, 0))).rgb
    assert np.abs(rgb - takes.frame(take, 0).rgb).max() * 1023 < 4


@pytest.mark.parametrize("kind", MOVIES)
def test_pixels_come_back(tmp_path, kind):
    take = takes.take(size=(128, 96), alpha=Alpha.NONE if kind is Format.HEVC else Alpha.STRAIGHT, hevc_crf=1)
    path = write(take, kind, tmp_path / f"a{suffix_of(kind)}")
    largest, mean = {Format.PRORES: (3, 0.75), Format.HEVC: (6, 1), Format.FFV1: (0.0079, 0.0041)}[kind]  # of a 10-bit code
    for number, (rgb, alpha) in enumerate(decoded(path)):
        want = takes.frame(take, number)
        inner = (slice(None), slice(4, -4), slice(4, -4))
        assert np.abs(rgb - want.rgb)[inner].max() * 1023 <= largest
        assert np.abs(rgb - want.rgb)[inner].mean() * 1023 <= mean
        if want.alpha is not None:
            assert np.abs(alpha - want.alpha).max() * 1023 <= (largest if kind is Format.FFV1 else 1.3)


@pytest.mark.parametrize("encoder", ["aw", "ks"])
@pytest.mark.parametrize("profile", ["hq", "4444", "4444xq"])
def test_an_identity_round_trip_stays_within_one_code_of_luma(tmp_path, profile, encoder):
    take = takes.take(size=(256, 128), prores_profile=profile, prores_encoder=encoder)

    def luma(path):
        with av.open(str(path)) as movie:
            frame = next(movie.decode(video=0))
        codes = np.frombuffer(frame.planes[0], np.uint16).reshape(128, -1)[:, :256]
        return codes / (4 if "12" in frame.format.name else 1)

    first = write(take, Format.PRORES, tmp_path / "a.mov", 1)
    again = MovieSegment(take, Format.PRORES, tmp_path / "b.mov", 0)
    again.write(replace(takes.frame(take, 0), rgb=decoded(first)[0][0]))
    again.close()
    assert np.abs(luma(first) - luma(tmp_path / "b.mov")).max() <= 1


def test_premultiplied_colour_becomes_straight(tmp_path):
    take = takes.take(alpha=Alpha.PREMULTIPLIED)
    rgb, alpha = decoded(write(take, Format.FFV1, tmp_path / "a.mkv", 1))[0]
    want = takes.frame(take, 0)
    assert np.abs(rgb - want.rgb / want.alpha).max() * 65535 < 0.51
    assert np.abs(alpha - want.alpha).max() * 65535 < 0.51


def test_ffmpeg_decodes_the_same_pixels(tmp_path):
    take = takes.take(alpha=Alpha.STRAIGHT)
    path = write(take, Format.FFV1, tmp_path / "a.mkv", 1)
    command = ["ffmpeg", "-v", "error", "-i", str(path), "-f", "rawvideo", "-pix_fmt", "gbrap16le", "-"]
    planes = np.frombuffer(subprocess.run(command, capture_output=True, check=True).stdout, np.uint16).reshape(4, 48, 64)
    want = takes.frame(take, 0)
    codes = [np.rint(plane.astype(np.float64) * 65535) for plane in (want.rgb[1], want.rgb[2], want.rgb[0], want.alpha)]
    assert np.array_equal(planes, np.array(codes, np.uint16))


@pytest.mark.parametrize("kind", MOVIES)
def test_equal_frames_give_equal_bytes_on_any_number_of_cores(tmp_path, kind):
    take = takes.take(size=(320, 240))
    path = write(take, kind, tmp_path / f"a{suffix_of(kind)}", 6)
    code = f"""import os; os.sched_setaffinity(0, {{sorted(os.sched_getaffinity(0))[0]}})
from pathlib import Path; from tests.media import takes; from tests.media.test_movie_out import write; from uprez.core.job import Format
write(takes.take(size=(320, 240)), Format("{kind}"), Path({str(tmp_path)!r}) / "b{suffix_of(kind)}", 6)"""
    if not hasattr(os, "sched_setaffinity"):
        pytest.skip("cannot hold a process to one core here")
    subprocess.run([sys.executable, "-c", code], check=True)
    assert path.read_bytes() == (tmp_path / f"b{suffix_of(kind)}").read_bytes()


@pytest.mark.parametrize("size", [(63, 47), (1, 1), (17, 3), (2, 2), (16, 8640)])
@pytest.mark.parametrize(("kind", "profile"), [(Format.PRORES, "4444"), (Format.FFV1, None)])
def test_odd_sizes_come_out_whole(tmp_path, kind, profile, size):
    take = takes.take(size=size, prores_profile=profile)
    rgb, _ = decoded(write(take, kind, tmp_path / f"a{suffix_of(kind)}", 1))[0]
    assert rgb.shape == (3, size[1], size[0])
    assert np.abs(rgb - takes.frame(take, 0).rgb).max() * 1023 < 5


def test_odd_heights_are_fine_for_422_and_odd_widths_are_refused(tmp_path):
    take = takes.take(size=(64, 47))
    rgb, _ = decoded(write(take, Format.PRORES, tmp_path / "a.mov", 1))[0]
    assert np.abs(rgb - takes.frame(take, 0).rgb).mean() * 1023 < 1.5
    with pytest.raises(OutputError, match="63x48") as caught:
        check_format(takes.take(size=(63, 48)), Format.PRORES)
    assert "4444" in caught.value.fix


@pytest.mark.parametrize("size", [(63, 48), (64, 47), (1, 1), (2, 2), (16, 8640)])
def test_sizes_that_h265_cannot_hold_are_refused_before_a_file_is_made(tmp_path, size):
    with pytest.raises(OutputError) as caught:
        check_format(takes.take(size=size), Format.HEVC)
    assert caught.value.why
    assert caught.value.fix
    with pytest.raises(OutputError):
        MovieSegment(takes.take(size=size), Format.HEVC, tmp_path / "a.mov", 0)
    assert not list(tmp_path.iterdir())


def test_every_other_format_is_let_through():
    for kind in Format:
        check_format(takes.take(alpha=Alpha.NONE), kind)
    with pytest.raises(OutputError, match="alpha"):
        check_format(takes.take(alpha=Alpha.STRAIGHT), Format.HEVC)


def test_variable_times_are_kept(tmp_path):
    take = takes.take(variable=True, frames=(0, 4))
    times = [Fraction(0), Fraction(33, 1000), Fraction(67, 1000), Fraction(200, 1000), Fraction(1001, 3000)]
    for kind, tick in ((Format.PRORES, Fraction(1, 90000)), (Format.FFV1, Fraction(1, 1000))):
        path = tmp_path / f"v{suffix_of(kind)}"
        segment = MovieSegment(take, kind, path, 0)
        for number, at in enumerate(times):
            segment.write(takes.frame(take, number, time=at))
        segment.close()
        with av.open(str(path)) as movie:
            got = [frame.pts * frame.time_base for frame in movie.decode(video=0)]
        assert all(abs(a - b) <= tick / 2 for a, b in zip(got, times, strict=True))


def test_frames_out_of_order_are_a_fault_of_the_caller(tmp_path):
    take = takes.take()
    segment = MovieSegment(take, Format.FFV1, tmp_path / "a.mkv", 0)
    with pytest.raises(ValueError, match="does not follow"):
        segment.write(takes.frame(take, 1))
    segment.abandon()


def test_abandoning_leaves_nothing(tmp_path):
    take = takes.take()
    for kind, frames in itertools.product(MOVIES, (0, 2)):
        segment = MovieSegment(take, kind, tmp_path / f"a{suffix_of(kind)}", 0)
        for number in range(frames):
            segment.write(takes.frame(take, number))
        segment.abandon()
        assert not list(tmp_path.iterdir())


@pytest.mark.skipif(os.name != "posix", reason="kills a process")
@pytest.mark.parametrize("kind", MOVIES)
def test_a_killed_segment_still_opens_and_never_has_its_name(tmp_path, kind):
    code = f"""import sys; from pathlib import Path; from tests.media import takes
from uprez.core.job import Format; from uprez.media.movie_out import MovieSegment
take = takes.take(size=(320, 240), frames=(0, 9999)); segment = MovieSegment(take, Format("{kind}"), Path(sys.argv[1]), 0)
for number in range(9999): segment.write(takes.frame(take, number)); print(number, flush=True)"""
    target = tmp_path / f"a{suffix_of(kind)}"
    with subprocess.Popen([sys.executable, "-c", code, str(target)], stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        for line in child.stdout:
            if int(line) >= 150:
                break
        child.send_signal(signal.SIGKILL)
    left = list(tmp_path.iterdir())
    assert len(left) == 1
    assert left[0] != target
    said = takes.ffprobe(left[0], "packet=pts", "stream=codec_name", streams="v")
    assert len(said["packets"]) >= 30
    assert said["streams"][0]["codec_name"] == {Format.PRORES: "prores", Format.HEVC: "hevc", Format.FFV1: "ffv1"}[kind]


@pytest.mark.skipif(os.name != "posix" or os.geteuid() != 0, reason="mounts a tiny disk")
@pytest.mark.parametrize("kind", MOVIES)
def test_a_full_disk_is_said_and_leaves_nothing(tmp_path, kind):
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(tmp_path)], capture_output=True).returncode:
        pytest.skip("may not mount a disk here")
    try:
        take = takes.take(size=(320, 240), frames=(0, 999))
        segment = MovieSegment(take, kind, tmp_path / "out" / f"a{suffix_of(kind)}", 0)
        noise = np.random.default_rng(0).random((3, 240, 320), np.float32)
        with pytest.raises(ResourceError, match="no room"):
            for number in range(60):
                frame = takes.frame(take, number)
                frame.rgb[:] = np.roll(noise, number, 2)
                segment.write(frame)
            segment.close()
        segment.abandon()
        assert not list((tmp_path / "out").iterdir())
    finally:
        time.sleep(0.05)
        subprocess.run(["umount", str(tmp_path)], check=True)
