"""What comes home when the model changes nothing: the whole path, judged by independent programs."""

import json
import subprocess

import numpy as np
import OpenImageIO as oiio
import pytest

import uprez
from tests.media import clips
from uprez.core.colour import Transfer


def pictures(folder, depth="half"):
    return [np.asarray(oiio.ImageInput.open(str(file)).read_image(depth)) for file in sorted(folder.glob("*.exr"))]


def codes(movie):
    """Y, Cb and Cr codes of all frames of a 4:2:2 10-bit movie, as the ffmpeg program decodes them."""
    command = ["ffmpeg", "-v", "error", "-i", str(movie), "-f", "rawvideo", "-pix_fmt", "yuv422p10le", "-"]
    return np.frombuffer(subprocess.run(command, check=True, capture_output=True).stdout, np.uint16).astype(int)


def shown(movie):
    command = ["ffprobe", "-v", "error", "-show_streams", "-show_format", "-of", "json", str(movie)]
    return json.loads(subprocess.run(command, check=True, capture_output=True).stdout)


def wide(at):
    """Scene-linear light from far below 0 to the top of half, a different picture for each number."""
    rng = np.random.default_rng(at)
    values = np.exp2(rng.uniform(-14, 15.9, (24, 32, 4))) * rng.choice([-0.001, 1, 1, 1], (24, 32, 4))
    values[..., 3] = rng.random((24, 32))
    return values.astype(np.float16).astype(np.float32)


def smooth(at):
    """Slow colour waves from black to white (96, 128, 3): what ProRes itself keeps from one generation to the next."""
    y, x = np.mgrid[0:96, 0:128]
    waves = [np.sin(x / 40 + at / 5 + shift) * np.cos(y / 33 - shift) for shift in (0.0, 1.0, 2.0)]
    return np.round(127.5 + 127.5 * np.stack(waves, -1)).astype(np.uint8)


def test_identity_on_exr_is_exact_to_half_precision(tmp_path):
    source = clips.sequence(tmp_path / "in", 3, dtype="half", size=(32, 24), channels=("R", "G", "B", "A"), pixels=wide)
    result = uprez.upscale(source, tmp_path / "out", model="identity", scale=1, formats=("exr",))
    for before, after in zip(pictures(source), pictures(result.files[0]), strict=True):
        np.testing.assert_array_equal(after, before)


@pytest.mark.parametrize("colour", [None, "ACEScct"])
def test_exr_of_video_says_what_its_numbers_mean_and_is_read_so_again(tmp_path, colour):
    source = clips.prores(tmp_path / "in.mov", 2)
    result = uprez.upscale(source, tmp_path / "out", model="identity", scale=1, formats=("exr",), colour=colour)
    before, after = uprez.probe(source).tag, uprez.probe(result.files[0]).tag
    assert (after.space, after.transfer) == ((colour, Transfer.UNSPECIFIED) if colour else ("", before.transfer))
    assert colour or after.primaries is before.primaries


def test_identity_on_10_bit_prores_stays_within_one_code_of_the_codec_alone(tmp_path):
    source = clips.prores(tmp_path / "in.mov", 6, size=(128, 96), pictures=[smooth(at) for at in range(6)])
    result = uprez.upscale(source, tmp_path / "out", model="identity", scale=1, formats=("prores",))
    alone = tmp_path / "alone.mov"
    command = ["ffmpeg", "-v", "error", "-i", str(source), "-c:v", "prores_aw", "-profile:v", "3", str(alone)]
    subprocess.run(command, check=True)
    before, after, without_us = codes(source), codes(result.files[0]), codes(alone)
    assert np.abs(after - without_us).max() <= 1
    assert np.mean(after == without_us) > 0.999
    assert np.abs(after - before).max() <= np.abs(without_us - before).max()


@pytest.mark.parametrize("kind", ["pq", "hlg"])
def test_hdr_comes_home_as_hdr(tmp_path, kind):
    source = clips.hdr(tmp_path / "in.mov", kind)
    result = uprez.upscale(source, tmp_path / "out", model="lanczos", scale=2, formats=("prores",))
    stream = shown(result.files[0])["streams"][0]
    expected = {"pq": "smpte2084", "hlg": "arib-std-b67"}[kind]
    assert (stream["color_transfer"], stream["color_primaries"], stream["color_space"]) == (expected, "bt2020", "bt2020nc")


def test_timecode_sound_and_length_come_home(tmp_path):
    source = clips.movie(tmp_path / "in.mov", 50, audio=2, timecode="01:02:03:04")
    result = uprez.upscale(source, tmp_path / "out", model="lanczos", scale=2, formats=("prores",))
    video, *others = shown(result.files[0])["streams"]
    assert (video["width"], video["height"], video["nb_frames"], video["profile"]) == (128, 96, "50", "HQ")
    assert [stream["codec_type"] for stream in others].count("audio") == 2
    assert any(stream.get("tags", {}).get("timecode") == "01:02:03:04" for stream in others)
    sounds = []
    for movie in (source, result.files[0]):
        for track in range(2):
            command = ["ffmpeg", "-v", "error", "-i", str(movie), "-map", f"0:a:{track}", "-f", "s16le", "-"]
            sounds.append(subprocess.run(command, check=True, capture_output=True).stdout)
    assert sounds[:2] == sounds[2:]


def test_a_variable_rate_keeps_its_timestamps(tmp_path):
    source = clips.variable(tmp_path / "in.mkv")
    result = uprez.upscale(source, tmp_path / "out", model="lanczos", scale=2, formats=("prores",), window=5)
    command = ["ffprobe", "-v", "error", "-select_streams", "v", "-show_entries", "packet=pts_time", "-of", "csv=p=0", str(result.files[0])]
    times = [float(line.strip(",")) for line in subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()]
    np.testing.assert_allclose(np.array(times) * 1000, clips.VARIABLE_TIMES, atol=0.6)


def test_extra_channels_and_alpha_grow_in_register(tmp_path):
    def step(at):
        data = np.zeros((24, 32, 5), np.float32)
        data[:, 16:] = 0.5
        return data

    source = clips.sequence(tmp_path / "in", 1, dtype="float", size=(32, 24), channels=("R", "G", "B", "A", "depth.Z"), pixels=step)
    result = uprez.upscale(source, tmp_path / "out", model="span-x2", scale=2, formats=("exr",))
    file = oiio.ImageInput.open(str(next(result.files[0].glob("*.exr"))))
    assert set(file.spec().channelnames) == {"R", "G", "B", "A", "depth.Z"}
    data = dict(zip(file.spec().channelnames, np.moveaxis(np.asarray(file.read_image("float")), -1, 0), strict=True))
    for name, plane in data.items():
        crossing = int(np.argmax(plane[24] > 0.25))
        assert crossing == 32, f"the edge of {name} lies at {crossing}"


def test_a_depth_of_infinity_stays_where_it_is(tmp_path):
    def far(at):
        data = np.full((24, 32, 4), 0.25, np.float32)
        data[:, 16:, 3] = np.inf
        return data

    source = clips.sequence(tmp_path / "in", 1, dtype="float", size=(32, 24), channels=("R", "G", "B", "depth.Z"), pixels=far)
    result = uprez.upscale(source, tmp_path / "out", model="lanczos", scale=2, formats=("exr",))
    file = oiio.ImageInput.open(str(next(result.files[0].glob("*.exr"))))
    depth = np.asarray(file.read_image("float"))[..., file.spec().channelnames.index("depth.Z")]
    assert (depth[:, :32] == 0.25).all() and np.isinf(depth[:, 32:]).all()
