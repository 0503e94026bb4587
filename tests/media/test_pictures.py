"""Picture files, held against oiiotool, exrheader and the frames that went in."""

import os
import re
import subprocess
from concurrent.futures import ThreadPoolExecutor
from fractions import Fraction

import numpy as np
import OpenImageIO
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.media import clips, takes
from uprez.core.clip import ReadOptions
from uprez.core.colour import Alpha, ColourTag, Primaries, Transfer
from uprez.core.errors import OutputError, ResourceError
from uprez.core.frame import Frame
from uprez.core.job import ExrCompression, Format
from uprez.core.time import FrameRange, Timecode
from uprez.media import atomic, pictures
from uprez.media.exr_header import gamut_of, timecode_bits
from uprez.media.picture import Values
from uprez.media.pictures import PictureWriter
from uprez.media.reader import open_clip
from uprez.media.take import TakeSpec

LOSSLESS = [kind for kind in ExrCompression if kind not in (ExrCompression.B44, ExrCompression.DWAA, ExrCompression.DWAB)]


def wild(take: TakeSpec, number: int = 12, **more) -> Frame:
    """A frame of values far below 0 and above 1."""
    rng = np.random.default_rng(number)
    shape = (3, take.size.height, take.size.width)
    alpha = rng.random(shape[1:], np.float32) if take.alpha is not Alpha.NONE else None
    return Frame(rng.normal(0.5, 4, shape).astype(np.float32), take.tag, number, number / take.rate, alpha=alpha, **more)


def read(path, kind="float", part=0):
    config = OpenImageIO.ImageSpec()
    config.attribute("oiio:UnassociatedAlpha", 1)
    file = OpenImageIO.ImageInput.open(str(path), config)
    assert file.seek_subimage(part, 0)
    return file.read_image(part, 0, 0, file.spec().nchannels, kind), file.spec()


@pytest.fixture
def tiny_disk(tmp_path):
    """A call that gives a folder on a disk of its own, with so many bytes free."""
    mounted = []

    def make(room):
        folder = tmp_path / f"disk{len(mounted)}"
        folder.mkdir()
        if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(folder)], capture_output=True).returncode:
            pytest.skip("may not mount a disk here")
        mounted.append(folder)
        (folder / "filling").write_bytes(bytes(max(0, (1 << 20) - room - 8192)))
        return folder

    yield make
    for folder in mounted:
        subprocess.run(["umount", str(folder)], check=True)


def write(take, frame, tmp_path, kind=Format.EXR):
    return PictureWriter(take, kind, tmp_path / f"shot_{kind}").write(frame)


def exrheader(path):
    return subprocess.run(["exrheader", str(path)], capture_output=True, text=True, check=True).stdout


@pytest.mark.parametrize("tiled", [False, True])
@pytest.mark.parametrize("compression", ExrCompression)
def test_every_compression_is_the_one_asked_for(tmp_path, compression, tiled):
    take = takes.take(size=(150, 131), exr_compression=compression, exr_tiled=tiled)
    frame = wild(take) if compression in LOSSLESS else takes.frame(take, 12)
    pixels, spec = read(write(take, frame, tmp_path))
    assert spec.getattribute("compression") == compression.value
    assert (spec.tile_width, spec.tile_height) == ((64, 64) if tiled else (0, 0))
    want = frame.rgb.astype(np.float16).transpose(1, 2, 0)
    if compression in LOSSLESS:
        assert np.array_equal(pixels.astype(np.float16), want)
    else:
        assert np.abs(pixels - want).max() < 0.05


def test_another_compression_than_asked_is_an_error(tmp_path, monkeypatch):
    take = takes.take()
    writer = PictureWriter(take, Format.EXR, tmp_path)
    monkeypatch.setattr(writer, "_style", pictures.ExrStyle("half", "htj2k", False))  # OpenImageIO writes zip for this name
    with pytest.raises(OutputError, match="htj2k"):
        writer.write(takes.frame(take, 3))
    assert not list(tmp_path.iterdir())


def test_half_overflow_is_clamped_and_float_is_exact(tmp_path):
    take = takes.take()
    frame = takes.frame(take, 3)
    frame.rgb[0, 0, :3] = [1e6, -1e6, 65519]
    pixels, _ = read(write(take, frame, tmp_path / "half"))
    assert pixels[0, :3, 0].tolist() == [65504, -65504, 65504]
    exact = takes.take(exr_depth="float")
    pixels, spec = read(write(exact, frame, tmp_path / "float"))
    assert str(spec.format) == "float"
    assert np.array_equal(pixels, frame.rgb.transpose(1, 2, 0))


def test_the_header_says_what_the_take_is(tmp_path):
    take = takes.take(tag=takes.PQ, aspect=Fraction(2), frames=(10, 20))
    said = exrheader(write(take, takes.frame(take, 15), tmp_path))
    assert "FramesPerSecond (type rational): 24000/1001" in said
    assert "time 01:00:00:15" in said
    assert "drop frame 0" in said
    assert "pixelAspectRatio (type float): 2" in said
    assert 'reelName (type string): "A001C002"' in said
    assert 'Software (type string): "uprez ' in said
    assert re.search(r"red   \(0\.708 0\.292\)\s+green \(0\.17 0\.797\)\s+blue  \(0\.131 0\.046\)\s+white \(0\.3127 0\.329\)", said)
    assert "16-bit floating-point" in said


def test_drop_frame_timecode_and_pairs_above_thirty(tmp_path):
    take = takes.take(rate=Fraction(30000, 1001), timecode="00:00:59;28", frames=(0, 9))
    said = exrheader(write(take, takes.frame(take, 2), tmp_path / "a"))
    assert "time 00:01:00:02" in said  # two labels are skipped at the minute
    assert "drop frame 1" in said
    fast = takes.take(rate=Fraction(50), timecode="10:00:00:49", frames=(0, 9))
    said = exrheader(write(fast, takes.frame(fast, 0), tmp_path / "b"))
    assert "time 10:00:00:24" in said
    assert "field/phase 1" in said


@given(st.integers(0, 24 * 3600 * 24 - 1))
def test_timecode_bits_are_oiios_own(frame):
    timecode = Timecode(frame, Fraction(24))
    bits = timecode_bits(timecode)
    spec = OpenImageIO.ImageSpec()
    spec.attribute("smpte:TimeCode", OpenImageIO.TypeDesc("timecode"), bits)
    assert spec.get_string_attribute("smpte:TimeCode") == str(timecode)


def test_above_sixty_frames_a_second_there_is_no_timecode():
    assert timecode_bits(Timecode(0, Fraction(120))) is None


def test_the_sources_own_attributes_come_home(tmp_path):
    source = clips.sequence(
        tmp_path / "in",
        3,
        first=995,
        dtype="half",
        attributes={
            "owner": "the studio",
            "worldToCamera": (OpenImageIO.TypeDesc("matrix"), tuple(float(i) for i in range(16))),
            "isoSpeed": 800.0,
            "smpte:KeyCode": (OpenImageIO.TypeDesc("keycode"), (1, 2, 3, 4, 5, 4, 64)),
            "compression": "piz",
            "chromaticities": (OpenImageIO.TypeDesc("float[8]"), (0.68, 0.32, 0.265, 0.69, 0.15, 0.06, 0.314, 0.351)),
            "FramesPerSecond": (OpenImageIO.TypeDesc("rational"), (25, 1)),
            "smpte:TimeCode": (OpenImageIO.TypeDesc("timecode"), (0x10203004, 0x55)),
            "DateTime": "2020:02:03 04:05:06",
        },
    )
    with open_clip(source, ReadOptions()) as clip:
        take = TakeSpec.of(clip.info, FrameRange(0, 2), clip.info.size, takes.take().output)
        frame = next(iter(clip.frames(1, 1)))
    path = PictureWriter(take, Format.EXR, tmp_path / "out_exr").write(frame)
    assert path == tmp_path / "out_exr" / "out.0996.exr"
    said = exrheader(path)
    assert 'owner (type string): "the studio"' in said
    assert "(0 1 2 3" in said
    assert "isoSpeed (type float): 800" in said
    assert "compression (type compression): zip" in said
    assert "red   (0.68 0.32)" in said
    assert "FramesPerSecond (type rational): 25/1" in said
    assert "time 10:20:30:05" in said  # the frame after the one that the first file names
    assert "user data 0x55" in said
    assert "2020:02:03 04:05:06" in said
    assert "keyCode (type keycode)" in said


def test_extra_channels_keep_names_types_and_values(tmp_path):
    take = takes.take(alpha=Alpha.PREMULTIPLIED, extra=("depth.Z", "normal.X", "id"))
    rng = np.random.default_rng(1)
    shape = (take.size.height, take.size.width)
    extra = {
        "depth.Z": (rng.random(shape) * 1e7).astype(np.float32),
        "normal.X": rng.random(shape).astype(np.float16),
        "id": rng.integers(0, 2**32, shape, dtype=np.uint32),
    }
    frame = wild(take, extra=extra)
    path = write(take, frame, tmp_path)
    pixels, spec = read(path)
    assert spec.channelnames == ("R", "G", "B", "A", "depth.Z", "normal.X")
    assert [str(kind) for kind in spec.channelformats] == ["half", "half", "half", "half", "float", "half"]
    assert np.array_equal(pixels[..., 4], extra["depth.Z"])
    assert np.array_equal(pixels[..., 5], extra["normal.X"])
    assert np.array_equal(pixels[..., 0], frame.rgb[0].astype(np.float16))
    numbers, spec = read(path, "uint", part=1)
    assert spec.channelnames == ("id",)
    assert np.array_equal(numbers[..., 0], extra["id"])
    assert "32-bit unsigned integer" in exrheader(path)


def test_half_data_channels_of_the_source_stay_half(tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    clips.write_picture(
        folder / "a.0001.exr", np.random.default_rng(2).random((48, 64, 4)).astype(np.float32), channels=("R", "G", "B", "Z")
    )
    with open_clip(folder, ReadOptions()) as clip:
        take = TakeSpec.of(clip.info, clip.info.range, clip.info.size, takes.take(exr_depth="float").output)
        frame = next(iter(clip.frames(0, 0)))
    pixels, spec = read(PictureWriter(take, Format.EXR, tmp_path / "out_exr").write(frame))
    assert [str(kind) for kind in spec.channelformats] == ["float", "float", "float", "half"]
    assert np.array_equal(pixels[..., 3], frame.extra["Z"])


@pytest.mark.parametrize("alpha", [Alpha.STRAIGHT, Alpha.PREMULTIPLIED])
def test_exr_alpha_is_premultiplied(tmp_path, alpha):
    take = takes.take(alpha=alpha, exr_depth="float")
    frame = takes.frame(take, 4)
    pixels, spec = read(write(take, frame, tmp_path))
    want = frame.rgb * frame.alpha if alpha is Alpha.STRAIGHT else frame.rgb
    assert spec.alpha_channel == 3
    assert np.array_equal(pixels[..., :3], want.transpose(1, 2, 0))
    assert np.array_equal(pixels[..., 3], frame.alpha)


def test_a_take_without_alpha_writes_none_and_a_frame_without_it_is_solid(tmp_path):
    bare = takes.take()
    frame = takes.frame(takes.take(alpha=Alpha.STRAIGHT), 4)
    assert read(write(bare, frame, tmp_path / "a"))[1].channelnames == ("R", "G", "B")
    keyed = takes.take(alpha=Alpha.STRAIGHT)
    pixels, _ = read(write(keyed, takes.frame(bare, 4), tmp_path / "b"))
    assert (pixels[..., 3] == 1).all()


@pytest.mark.parametrize("alpha", Alpha)
@pytest.mark.parametrize("kind", [Format.TIFF, Format.PNG])
def test_sixteen_bit_codes_are_rounded_half_to_even(tmp_path, kind, alpha):
    take = takes.take(alpha=alpha)
    frame = takes.frame(take, 5)
    pixels, spec = read(write(take, frame, tmp_path, kind), "uint16")
    rgb = frame.rgb.astype(np.float64)
    if alpha is Alpha.PREMULTIPLIED and kind is Format.PNG:
        rgb = (frame.rgb / frame.alpha).astype(np.float64)
    assert str(spec.format) == "uint16"
    assert np.array_equal(pixels[..., :3], np.rint(np.clip(rgb, 0, 1) * 65535).astype(np.uint16).transpose(1, 2, 0))
    if alpha is Alpha.NONE:
        assert spec.nchannels == 3
        return
    assert np.array_equal(pixels[..., 3], np.rint(frame.alpha.astype(np.float64) * 65535).astype(np.uint16))
    if kind is Format.TIFF:
        assert int(spec.getattribute("tiff:UnassociatedAlpha") or 0) == (alpha is Alpha.STRAIGHT)


def test_codes_come_back_exactly_and_values_outside_are_clipped(tmp_path):
    take = takes.take(size=(256, 256))
    codes = np.arange(65536, dtype=np.uint16).reshape(256, 256)
    rgb = np.stack([codes, codes[::-1], codes.T]).astype(np.float32) / np.float32(65535)
    pixels, _ = read(write(take, Frame(rgb, take.tag, 0, Fraction(0)), tmp_path, Format.PNG), "uint16")
    assert np.array_equal(pixels[..., 0], codes)
    assert np.array_equal(pixels[..., 2], codes.T)
    pixels, _ = read(write(take, Frame(rgb * 3 - 1, take.tag, 1, Fraction(0)), tmp_path, Format.TIFF), "uint16")
    assert pixels.min() == 0
    assert pixels.max() == 65535


def test_png_states_hdr_and_does_not_call_everything_srgb(tmp_path):
    def chunks(tag):
        take = takes.take(tag=tag)
        data = write(take, takes.frame(take, 0), tmp_path, Format.PNG).read_bytes()
        return {name: data[data.index(name) + 4 :][:4] for name in (b"cICP", b"sRGB", b"gAMA") if name in data[:300]}

    assert chunks(takes.PQ) == {b"cICP": bytes([9, 16, 0, 1])}
    assert chunks(ColourTag()) == {}
    assert set(chunks(ColourTag(Primaries.BT709, Transfer.SRGB))) == {b"cICP", b"sRGB", b"gAMA"}


def test_numbers_are_the_sources_own_with_gaps_or_start_at_1001(tmp_path):
    movie = PictureWriter(takes.take(frames=(10, 20)), Format.EXR, tmp_path / "clip_2x_exr")
    assert movie.path_of(10).name == "clip_2x.1011.exr"
    numbered = takes.take(path=tmp_path / "in", pattern="shot_%06d.dpx", first_number=86400)
    assert PictureWriter(numbered, Format.TIFF, tmp_path / "out").path_of(7).name == "out.086407.tif"


def test_many_threads_write_the_same_bytes_as_one(tmp_path):
    take = takes.take(size=(200, 150), alpha=Alpha.STRAIGHT)
    frames = [wild(take, number) for number in range(8)]
    one, many = (PictureWriter(take, Format.EXR, tmp_path / name / "s") for name in ("one", "many"))
    alone = [one.write(frame).read_bytes() for frame in frames]
    with ThreadPoolExecutor(4) as pool:
        together = [path.read_bytes() for path in pool.map(many.write, frames)]
    assert alone == together
    assert not [path for path in (tmp_path / "many" / "s").iterdir() if path.name.startswith(".")]


def test_sizes_at_the_edge(tmp_path):
    for size in ((1, 1), (16, 8640), (65, 1)):
        for kind in (Format.EXR, Format.TIFF, Format.PNG):
            for tiled in {False, kind is Format.EXR}:
                take = takes.take(size=size, exr_tiled=tiled)
                pixels, _ = read(write(take, takes.frame(take, 0), tmp_path / str(tiled), kind))
                assert pixels.shape[:2] == size[::-1]


@pytest.mark.skipif(os.name != "posix" or os.geteuid() != 0, reason="mounts a tiny disk")
@pytest.mark.parametrize("kind", [Format.EXR, Format.TIFF, Format.PNG])
@pytest.mark.parametrize("tiled", [False, True])
def test_a_full_disk_is_said_and_leaves_nothing(tiny_disk, kind, tiled):
    take = takes.take(size=(400, 300), exr_tiled=tiled, exr_compression=ExrCompression.ZIP)
    for room in (0, 5_000, 200_000):
        folder = tiny_disk(room) / "out"
        with pytest.raises(ResourceError, match="no room"):
            PictureWriter(take, kind, folder).write(wild(take))
        assert not folder.exists() or not list(folder.iterdir())


def test_output_among_the_sources_files_is_refused(tmp_path):
    source = takes.take(path=tmp_path, pattern="a.%04d.exr")
    for folder in (tmp_path, tmp_path / "sub" / "out"):
        with pytest.raises(OutputError, match="source"):
            PictureWriter(source, Format.EXR, folder)
    PictureWriter(source, Format.EXR, tmp_path.parent / f"{tmp_path.name}_up")
    with pytest.raises(OutputError):
        atomic.check_not_source(tmp_path / "x.mov", takes.take(path=tmp_path / "x.mov").source)
    with pytest.raises(OutputError):
        PictureWriter(takes.take(), Format.PRORES, tmp_path)


@pytest.mark.parametrize(
    ("space", "red_x", "white_x"),
    [
        ("ACEScg", 0.713, 0.32168),
        ("ACES2065-1", 0.7347, 0.32168),
        ("ARRI LogC4", 0.7347, 0.3127),
        ("S-Log3 S-Gamut3.Cine", 0.766, 0.3127),
        ("V-Log V-Gamut", 0.73, 0.3127),
        ("sRGB Encoded Rec.709 (sRGB)", 0.64, 0.3127),
        ("Linear P3-D65", 0.68, 0.3127),
    ],
)
def test_named_spaces_have_their_published_gamut(space, red_x, white_x):
    gamut = gamut_of(ColourTag(Primaries.BT709, chromaticities=(0.1,) * 8, space=space))
    assert gamut is not None
    assert (gamut[0], gamut[6]) == (red_x, white_x)


def test_gamut_falls_back_to_the_clips_own():
    own = (0.7, 0.3, 0.2, 0.7, 0.1, 0.05, 0.3, 0.3)
    assert gamut_of(ColourTag(Primaries.BT709, chromaticities=own)) == own
    assert gamut_of(ColourTag(chromaticities=own, space="studio magic")) == own
    assert gamut_of(ColourTag(Primaries.BT709, space="studio magic")) is None
    assert gamut_of(ColourTag()) is None


def test_attribute_types_are_the_readers_own(tmp_path):
    take = takes.take()
    frame = Frame(
        takes.frame(take, 0).rgb, take.tag, 0, Fraction(0), attributes={"m": Values.of("matrix33", tuple(map(float, range(9)))), "n": 3}
    )
    said = exrheader(write(take, frame, tmp_path))
    assert "m (type m33f)" in said
    assert "n (type int): 3" in said
