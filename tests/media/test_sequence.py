"""Sequences of pictures: every layout that EXR, DPX, TIFF, PNG and JPEG come in, read as the files hold it."""

import subprocess
from fractions import Fraction

import numpy as np
import OpenImageIO
import pytest

from tests.media import clips
from uprez.core.clip import Missing, ReadOptions
from uprez.core.colour import Alpha, Matrix, Primaries, Range, Transfer
from uprez.core.errors import InputError
from uprez.core.frame import Size
from uprez.media.picture import Values
from uprez.media.probe import probe
from uprez.media.reader import open_clip

TYPE = OpenImageIO.TypeDesc
RNG = np.random.default_rng(3)
AP0 = (0.7347, 0.2653, 0.0, 1.0, 0.0001, -0.077, 0.32168, 0.33767)
BT2020 = (0.708, 0.292, 0.170, 0.797, 0.131, 0.046, 0.3127, 0.3290)


def only(source, options=ReadOptions()):  # noqa: B008 - frozen
    with open_clip(source, options) as reader:
        (frame,) = reader.frames(0, 0)
        return frame, reader.info


def test_frames_numbers_and_times(tmp_path):
    clips.sequence(tmp_path / "s", 5, first=1001)
    with open_clip(tmp_path / "s" / "shot.1003.exr", ReadOptions(rate=Fraction(24000, 1001))) as reader:
        info = reader.info
        assert (info.pattern, info.first_number, info.frames, info.size) == ("shot.%04d.exr", 1001, 5, Size(64, 48))
        frames = list(reader.frames(1, 3))
        assert [clips.read_number(frame.rgb) for frame in frames] == [frame.number for frame in frames] == [1, 2, 3]
        assert frames[2].time == 3 * Fraction(1001, 24000)
        with pytest.raises(InputError, match="0-4"):
            list(reader.frames(3, 5))


def test_half_float_and_values_beyond_the_picture_survive(tmp_path):
    wild = np.array([-5.5, 0, 1e-5, 0.18, 1, 7.25, 60000, 0.5], np.float32).reshape(1, 8, 1).repeat(3, 2)
    for dtype, depth in (("half", 16), ("float", 32)):
        path = clips.write_picture(tmp_path / f"{dtype}.exr", wild, dtype=dtype)
        frame, info = only(path)
        assert (info.bit_depth, info.is_float) == (depth, True)
        assert np.array_equal(frame.rgb[0], (wild.astype(np.float16) if dtype == "half" else wild)[..., 0].astype(np.float32))


def test_oiiotool_sees_the_same_values(tmp_path):
    data = RNG.random((3, 4, 3), np.float32)
    path = clips.write_picture(tmp_path / "a.exr", data, dtype="float", attributes={"compression": "zip"})
    printed = subprocess.run(["oiiotool", "--info", "-v", "--dumpdata", str(path)], capture_output=True, text=True, check=True).stdout
    values = [[float(word) for word in line.split(":")[1].split()] for line in printed.splitlines() if line.strip().startswith("Pixel (")]
    frame, _ = only(path)
    assert np.allclose(frame.rgb.transpose(1, 2, 0).reshape(-1, 3), values, atol=1e-5)


@pytest.mark.parametrize(
    ("name", "bits", "levels"),
    [
        ("a.dpx", 10, 1023),
        ("a.dpx", 12, 4095),
        ("a.dpx", 16, 65535),
        ("a.dpx", 8, 255),
        ("a.tif", 16, 65535),
        ("a.png", 16, 65535),
        ("a.png", 8, 255),
    ],
)
def test_integer_codes_become_exact_fractions(tmp_path, name, bits, levels):
    codes = np.linspace(0, levels, 24).round().astype(np.uint32).reshape(2, 4, 3)
    stored = codes.astype(np.uint8) if bits == 8 else (codes << (16 - bits) | codes >> max(0, 2 * bits - 16)).astype(np.uint16)
    path = clips.write_picture(tmp_path / name, stored, dtype=str(stored.dtype), attributes={"oiio:BitsPerSample": bits})
    frame, info = only(path)
    assert info.bit_depth == bits and not info.is_float
    assert np.abs(frame.rgb - codes.transpose(2, 0, 1) / levels).max() < 1e-7


def test_ffmpeg_reads_the_same_codes_from_dpx(tmp_path):
    codes = np.arange(48 * 8 * 3, dtype=np.uint16).reshape(8, 48, 3) * 7 % 1024
    path = clips.write_picture(tmp_path / "a.dpx", codes << 6 | codes >> 4, dtype="uint16", attributes={"oiio:BitsPerSample": 10})
    command = ["ffmpeg", "-v", "error", "-i", str(path), "-f", "rawvideo", "-pix_fmt", "gbrp10le", "-"]
    green, blue, red = np.frombuffer(subprocess.run(command, capture_output=True, check=True).stdout, "<u2").reshape(3, 8, 48)
    frame, _ = only(path)
    assert np.array_equal(np.rint(frame.rgb * 1023), np.stack([red, green, blue]))


def test_alpha_is_left_as_it_is_stored(tmp_path):
    data = RNG.random((6, 8, 4), np.float32)
    cases = [("a.exr", {}, Alpha.PREMULTIPLIED), ("a.png", {}, Alpha.STRAIGHT), ("b.tif", {}, Alpha.PREMULTIPLIED)]
    cases.append(("u.tif", {"oiio:UnassociatedAlpha": 1}, Alpha.STRAIGHT))
    for name, attributes, alpha in cases:
        codes = np.round(data * 65535).astype(np.uint16)
        stored = data if name == "a.exr" else codes
        if name == "b.tif":
            stored = np.minimum(codes, codes[..., 3:])  # a multiplied colour is not above its alpha
        path = clips.write_picture(
            tmp_path / name, stored, dtype="float" if name == "a.exr" else "uint16", channels="RGBA", attributes=attributes
        )
        frame, info = only(path)
        assert info.alpha is alpha, name
        expected = stored.astype(np.float32) / (1 if name == "a.exr" else np.float32(65535))
        if name != "a.png":  # OpenImageIO's own writers multiply a PNG's colour back out
            assert np.abs(frame.rgb - expected[..., :3].transpose(2, 0, 1)).max() < 1e-6, name
        assert frame.alpha is not None and np.abs(frame.alpha - expected[..., 3]).max() < 1e-6
        assert only(path, ReadOptions(alpha=Alpha.NONE))[0].alpha is None


def test_layers_data_and_grey(tmp_path):
    names = ("R", "G", "B", "A", "diffuse.R", "diffuse.G", "diffuse.B", "Z")
    data = RNG.random((4, 6, 8), np.float32)
    frame, info = only(clips.write_picture(tmp_path / "layers.exr", data, dtype="float", channels=names))
    assert info.extra_channels == names[4:] or set(info.extra_channels) == set(names[4:])
    for index, name in enumerate(names[4:], 4):
        assert np.array_equal(frame.extra[name], data[..., index])
    grey, _ = only(clips.write_picture(tmp_path / "y.exr", data[..., :1], dtype="float", channels=["Y"]))
    assert np.array_equal(grey.rgb, data[..., :1].transpose(2, 0, 1).repeat(3, 0))
    layer, info = only(clips.write_picture(tmp_path / "l.exr", data[..., :4], dtype="float", channels=["c.R", "c.G", "c.B", "c.A"]))
    assert info.alpha is Alpha.PREMULTIPLIED and info.extra_channels == () and np.array_equal(layer.rgb[2], data[..., 2])
    with pytest.raises(InputError, match=r"no colour.*N\.x"):
        probe(clips.write_picture(tmp_path / "n.exr", data[..., :3], dtype="float", channels=["N.x", "N.y", "N.z"]))


def test_whole_number_channels_keep_every_bit(tmp_path):
    mixed = OpenImageIO.ImageSpec(2, 1, 4, "half")
    mixed.channelnames = ("R", "G", "B", "id")
    mixed.channelformats = tuple(TYPE(kind) for kind in ("half", "half", "half", "uint"))
    ids = OpenImageIO.ImageSpec(2, 1, 1, "uint")
    ids.channelnames = ("object",)
    for number, spec in enumerate((mixed, ids)):
        spec.attribute("oiio:subimagename", f"p{number}")
    path, codes = tmp_path / "id.exr", np.array([[[16777217], [4294967294]]], np.uint32)
    out = OpenImageIO.ImageOutput.create(str(path))
    assert out.open(str(path), (mixed, ids)) and out.write_image(np.array([[[0.25, 0.5, 1, 1], [0, 0, 0, 0]]], np.float32))
    assert out.open(str(path), ids, "AppendSubimage") and out.write_image(codes)
    out.close()
    frame, _ = only(path)
    assert frame.rgb[:, 0, 0].tolist() == [0.25, 0.5, 1]
    assert frame.extra["id"].dtype == np.uint32 and frame.extra["id"].tolist() == [[4294967295, 0]]
    assert np.array_equal(frame.extra["p1.object"], codes[..., 0])


def test_tiles_windows_and_parts(tmp_path):
    data = RNG.random((20, 24, 3), np.float32)
    tiled = tmp_path / "tiled.exr"
    spec = OpenImageIO.ImageSpec(24, 20, 3, "float")
    spec.tile_width = spec.tile_height = 16
    out = OpenImageIO.ImageOutput.create(str(tiled))
    assert out.open(str(tiled), spec) and out.write_image(data)
    out.close()
    assert np.array_equal(only(tiled)[0].rgb, data.transpose(2, 0, 1))

    window = tmp_path / "window.exr"
    spec = OpenImageIO.ImageSpec(24, 20, 3, "float")
    spec.x, spec.y, spec.full_x, spec.full_y, spec.full_width, spec.full_height = -4, 3, 0, 0, 30, 18
    out = OpenImageIO.ImageOutput.create(str(window))
    assert out.open(str(window), spec) and out.write_image(data)
    out.close()
    frame, info = only(window)
    assert info.size == Size(30, 18)
    assert np.array_equal(frame.rgb[:, 3:, :20], data.transpose(2, 0, 1)[:, :15, 4:])
    assert not frame.rgb[:, :3].any() and not frame.rgb[:, :, 20:].any()


def test_the_part_with_colour_is_the_picture(tmp_path):
    path, depth, colour = tmp_path / "parts.exr", RNG.random((4, 6, 1), np.float32), RNG.random((4, 6, 3), np.float32)
    specs = []
    for name, channels in (("depth", ["Z"]), ("beauty", ["R", "G", "B"])):
        spec = OpenImageIO.ImageSpec(6, 4, len(channels), "float")
        spec.channelnames = tuple(channels)
        spec.attribute("oiio:subimagename", name)
        specs.append(spec)
    out = OpenImageIO.ImageOutput.create(str(path))
    assert out.open(str(path), tuple(specs)) and out.write_image(depth)
    assert out.open(str(path), specs[1], "AppendSubimage") and out.write_image(colour)
    out.close()
    frame, info = only(path)
    assert info.extra_channels == ("depth.Z",)
    assert np.array_equal(frame.rgb, colour.transpose(2, 0, 1)) and np.array_equal(frame.extra["depth.Z"], depth[..., 0])


def test_attributes_timecode_rate_reel_and_aspect(tmp_path):
    attributes = {
        "smpte:TimeCode": (TYPE("timecode"), (0x10203004, 0)),
        "FramesPerSecond": (TYPE("rational"), (24000, 1001)),
        "chromaticities": (TYPE("float[8]"), BT2020),
        "reelName": "A007",
        "PixelAspectRatio": 2.0,
        "studio/shot": "sh010",
    }
    clips.sequence(tmp_path / "s", 3, attributes=attributes)
    with open_clip(tmp_path / "s") as reader:
        info, (frame,) = reader.info, reader.frames(2, 2)
    assert (str(info.timecode), info.rate, info.reel, info.pixel_aspect) == ("10:20:30:04", Fraction(24000, 1001), "A007", 2)
    assert info.tag.primaries is Primaries.BT2020 and np.allclose(info.tag.chromaticities, BT2020)
    assert frame.attributes["studio/shot"] == "sh010" == info.metadata["studio/shot"]
    packed = frame.attributes["smpte:TimeCode"]
    assert isinstance(packed, Values) and (packed.type, tuple(packed)) == ("timecode", (0x10203004, 0))
    assert frame.attributes["chromaticities"].type == "float[8]"
    dpx = {"smpte:TimeCode": (TYPE("timecode"), (0x01020304, 0)), "dpx:FrameRate": 23.976, "dpx:Transfer": "ITU-R 709-4"}
    info = probe(clips.sequence(tmp_path / "d", 2, name="d.%03d.dpx", dtype="uint16", attributes=dpx))
    assert (str(info.timecode), info.rate, info.tag.transfer) == ("01:02:03:04", Fraction(24000, 1001), Transfer.BT709)


def test_what_tags_are_taken(tmp_path):
    data = RNG.random((4, 4, 3), np.float32)

    def tag(name, dtype, **attributes):
        return probe(
            clips.write_picture(tmp_path / name, data, dtype=dtype, attributes={key.replace("_", ":"): v for key, v in attributes.items()})
        ).tag

    linear = tag("a.exr", "half")
    assert (linear.transfer, linear.matrix, linear.range) == (Transfer.LINEAR, Matrix.RGB, Range.FULL)
    assert tag("f.tif", "float").transfer is Transfer.LINEAR
    for name, dtype in (("a.png", "uint8"), ("i.tif", "uint16"), ("a.jpg", "uint8")):
        assert (tag(name, dtype).transfer, tag(name, dtype).range) == (Transfer.SRGB, Range.FULL)
    assert tag("l.dpx", "uint16", dpx_Transfer="Printing density").transfer is Transfer.UNSPECIFIED
    assert any("log" in note for note in probe(tmp_path / "l.dpx").notes)
    aces = clips.write_picture(tmp_path / "aces.exr", data, attributes={"chromaticities": (TYPE("float[8]"), AP0)})
    assert probe(aces).tag.primaries is Primaries.UNSPECIFIED and len(probe(aces).tag.chromaticities) == 8
    assert probe(aces, ReadOptions(colour="ACES2065-1")).tag.space == "ACES2065-1"


def test_pictures_stored_turned_come_upright(tmp_path):
    upright = clips.picture(9, (48, 64))
    stored = np.ascontiguousarray(np.rot90(upright))  # orientation 6: turn clockwise to show
    frame, info = only(clips.write_picture(tmp_path / "phone.tif", stored, dtype="uint8", attributes={"Orientation": 6}))
    assert info.size == Size(48, 64) and info.rotation == 270
    assert np.array_equal(np.rint(frame.rgb * 255).astype(np.uint8).transpose(1, 2, 0), upright)
    assert frame.attributes["Orientation"] == 1


def test_missing_frames(tmp_path):
    clips.sequence(tmp_path / "s", 8, skip=(3, 4, 7))
    assert probe(tmp_path / "s").missing == (3, 4, 7)
    with pytest.raises(InputError, match=r"lacks 3 frames.*3-4 and 7") as caught:
        open_clip(tmp_path / "s")
    assert "--missing hold" in caught.value.fix
    with open_clip(tmp_path / "s", ReadOptions(missing=Missing.HOLD)) as reader:
        assert [clips.read_number(frame.rgb) for frame in reader.frames(0, 7)] == [0, 1, 1, 1, 4, 5, 5, 7]
    with open_clip(tmp_path / "s", ReadOptions(missing=Missing.BLACK)) as reader:
        frames = list(reader.frames(1, 4))
        assert [frame.rgb.any() for frame in frames] == [True, False, False, True]
        assert [frame.number for frame in frames] == [1, 2, 3, 4]
    with open_clip(tmp_path / "s" / "shot.[0-2].exr", ReadOptions(missing=Missing.HOLD)) as reader:
        assert [clips.read_number(frame.rgb) for frame in reader.frames(0, 2)] == [0, 0, 1]  # the start takes the one after


def test_a_half_written_file_is_named(tmp_path):
    clips.sequence(tmp_path / "s", 3, pixels=lambda _: RNG.random((64, 64, 3), np.float32))
    path = tmp_path / "s" / "shot.0002.exr"
    path.write_bytes(path.read_bytes()[: path.stat().st_size * 9 // 10])
    with open_clip(tmp_path / "s") as reader:
        assert len(list(reader.frames(0, 0))) == 1
        with pytest.raises(InputError, match=r"shot\.0002\.exr cannot be read") as caught:
            list(reader.frames(0, 2))
    assert "OpenImageIO says" in caught.value.why
    (tmp_path / "s" / "shot.0003.exr").write_bytes(b"")
    with pytest.raises(InputError, match=r"shot\.0003\.exr cannot be read"):
        probe(tmp_path / "s")


def test_frames_that_differ_are_named(tmp_path):
    clips.sequence(tmp_path / "s", 3)
    clips.write_picture(tmp_path / "s" / "shot.0002.exr", np.zeros((48, 66, 3), np.float32))
    with pytest.raises(InputError, match=r"shot\.0002\.exr differs.*66x48.*64x48"):
        probe(tmp_path / "s")
    clips.write_picture(tmp_path / "s" / "shot.0002.exr", np.zeros((48, 64, 4), np.float32), channels="RGBA")
    with pytest.raises(InputError, match=r"shot\.0002\.exr differs.*channels R, G, B, A"):
        probe(tmp_path / "s")


@pytest.mark.parametrize("size", [(1, 1), (16, 8640)])
def test_extreme_sizes(tmp_path, size):
    path = clips.write_picture(tmp_path / "a.png", np.full((size[1], size[0], 3), 7, np.uint8), dtype="uint8")
    frame, info = only(path)
    assert info.size == Size(*size) == frame.size
