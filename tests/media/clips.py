"""Makers of small synthetic clips, for the tests of every part.

Every picture carries its number as a bar code of 16 blocks, readable after any codec and after a
right rotation, so a test can tell which frame it was given:

    picture(number, size=(64, 48)) -> (H, W, 3) uint8
    read_number(rgb) -> int                      rgb: (3, H, W) float32 or (H, W, 3) uint8
    movie(path, frames=30, *, codec="libx264", pix_fmt="yuv420p", size=(64, 48), rate=25, ...) -> Path
    long_gop(path) / open_gop(path) / hevc(path) / prores(path) / prores_alpha(path) / variable(path)
    anamorphic(path) / rotated(path, degrees) / webm_alpha(path) / hdr(path, "pq"|"hlg") / interlaced(path) -> Path
    sequence(folder, frames=5, *, name="shot.%04d.exr", first=1, size=(64, 48), dtype="half", ...) -> Path

In a test: `from tests.media import clips`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import OpenImageIO
from av.filter import Graph
from numpy.typing import NDArray

BITS, COLUMNS = 16, 8
Picture = NDArray[np.uint8]

TAGS_709 = (1, 1, 1, 1)
"""H.273 primaries, transfer and matrix, and FFmpeg's range (1 limited, 2 full)."""
TAGS_PQ = (9, 16, 9, 1)
TAGS_HLG = (9, 18, 9, 1)


def picture(number: int, size: tuple[int, int] = (64, 48)) -> Picture:
    """A picture (H, W, 3) uint8 with `number` (0 to 65535) in its upper part and a moving coloured ramp below."""
    width, height = size
    y, x = np.mgrid[0:height, 0:width]
    ramp = np.stack([(x * 3 + number * 5) % 200 + 20, (y * 4 + number * 3) % 200 + 20, (x + y + 40) % 220 + 16], -1).astype(np.uint8)
    side, rows = width // COLUMNS, BITS // COLUMNS
    for bit in range(BITS):
        row, column = divmod(bit, COLUMNS)
        ramp[row * side : (row + 1) * side, column * side : (column + 1) * side] = 235 if number >> bit & 1 else 16
    assert rows * side <= height
    return ramp


def read_number(rgb: NDArray[Any]) -> int:
    """The number in a picture, (3, H, W) float with 1 at white or (H, W, 3) uint8."""
    grey = rgb.mean(0) if rgb.dtype.kind == "f" else rgb.mean(-1) / 255
    side = grey.shape[1] // COLUMNS
    number = 0
    for bit in range(BITS):
        row, column = divmod(bit, COLUMNS)
        block = grey[row * side : (row + 1) * side, column * side : (column + 1) * side]
        number |= int(block[side // 4 : -side // 4 or None, side // 4 : -side // 4 or None].mean() > 0.5) << bit
    return number


def movie(
    path: Path,
    frames: int = 30,
    *,
    codec: str = "libx264",
    pix_fmt: str = "yuv420p",
    size: tuple[int, int] = (64, 48),
    rate: Fraction | int = 25,
    options: Mapping[str, str] | None = None,
    times: Sequence[int] | None = None,
    tags: tuple[int, int, int, int] | None = TAGS_709,
    aspect: Fraction | None = None,
    rotation: int = 0,
    timecode: str = "",
    reel: str = "",
    metadata: Mapping[str, str] | None = None,
    audio: int = 0,
    pictures: Iterable[Picture] | None = None,
    alpha: Callable[[int], NDArray[np.uint16]] | None = None,
    graph: Sequence[tuple[str, str]] = (),
    container_options: Mapping[str, str] | None = None,
) -> Path:
    """Write a movie of numbered pictures, or of the given ones.

    times: presentation times of the frames in milliseconds, for a variable rate.
    tags: as `TAGS_709`; None for no colour tags. audio: number of 48 kHz stereo PCM or AAC tracks.
    alpha: frame number to (H, W) uint16; the pixel format must have alpha.
    graph: FFmpeg filters between picture and encoder, as (name, arguments).
    """
    with av.open(str(path), "w", container_options=dict(container_options or {})) as out:
        out.metadata.update(metadata or {})
        stream: Any = out.add_stream(codec, rate=Fraction(rate), options=dict(options or {}))
        context = stream.codec_context
        stream.width, stream.height, stream.pix_fmt = *size, pix_fmt
        if times is not None:
            context.time_base = Fraction(1, 1000)
        if tags:
            context.color_primaries, context.color_trc, context.colorspace, context.color_range = tags
        if aspect:
            context.sample_aspect_ratio = aspect
        if rotation:
            stream.set_display_rotation(rotation)
        for key, value in (("timecode", timecode), ("reel_name", reel)):
            if value:
                stream.metadata[key] = value
        sounds: list[Any] = [_sound_stream(out, path) for _ in range(audio)]
        filters = _graph(stream, graph) if graph else None
        source = pictures if pictures is not None else (picture(i, size) for i in range(frames))
        for index, pixels in enumerate(source):
            frame = _frame(pixels, pix_fmt, tags, alpha(index) if alpha else None)
            frame.pts = index if times is None else times[index]
            frame.time_base = 1 / Fraction(rate) if times is None else Fraction(1, 1000)
            for ready in _filtered(filters, frame):
                out.mux(stream.encode(ready))
            for track, sound in enumerate(sounds):
                out.mux(sound.encode(_tone(index, Fraction(rate), track)))
        for ready in _filtered(filters, None) if filters else ():
            out.mux(stream.encode(ready))
        for each in (stream, *sounds):
            out.mux(each.encode(None))
    return path


def _sound_stream(out: Any, path: Path) -> Any:
    codec = "pcm_s16le" if path.suffix in (".mov", ".mkv", ".avi") else "mp2" if path.suffix in (".ts", ".mpg") else "aac"
    return out.add_stream(codec, rate=48000, layout="stereo")


def _tone(index: int, rate: Fraction, track: int) -> av.AudioFrame:
    first, last = int(index * 48000 / rate), int((index + 1) * 48000 / rate)
    wave = (8000 * np.sin(np.arange(first, last) * (0.05 + 0.02 * track))).astype(np.int16)
    frame = av.AudioFrame.from_ndarray(np.repeat(wave, 2)[None], format="s16", layout="stereo")
    frame.sample_rate, frame.pts, frame.time_base = 48000, first, Fraction(1, 48000)
    return frame


def _frame(pixels: Picture, pix_fmt: str, tags: tuple[int, int, int, int] | None, alpha: NDArray[np.uint16] | None) -> Any:
    space = {9: 9, 5: 5, 6: 5}.get(tags[2] if tags else 1, 1)
    dark = {"dst_colorspace": space, "dst_color_range": tags[3] if tags else 1}
    if alpha is None:
        frame: Any = av.VideoFrame.from_ndarray(np.ascontiguousarray(pixels), format="rgb24")
    else:
        deep = np.concatenate([pixels.astype(np.uint16) * 257, alpha[..., None]], -1)
        frame = av.VideoFrame.from_ndarray(deep, format="rgba64le")
    frame = frame.reformat(format=pix_fmt, **({} if pix_fmt.startswith(("rgb", "gbr", "gray")) else dark))
    if tags:
        frame.color_primaries, frame.color_trc, frame.colorspace, frame.color_range = tags
    return frame


def _graph(stream: Any, steps: Sequence[tuple[str, str]]) -> Graph:
    graph = Graph()
    source = graph.add_buffer(
        width=stream.width, height=stream.height, format=av.VideoFormat(stream.pix_fmt), time_base=1 / stream.codec_context.framerate
    )
    graph.link_nodes(source, *(graph.add(name, arguments) for name, arguments in steps), graph.add("buffersink")).configure()
    return graph


def _filtered(graph: Graph | None, frame: Any) -> list[Any]:
    if graph is None:
        return [frame]
    graph.vpush(frame)
    ready: list[Any] = []
    while True:
        try:
            ready.append(graph.vpull())
        except (av.BlockingIOError, av.EOFError):
            return ready


def long_gop(path: Path, frames: int = 60, **more: Any) -> Path:
    """H.264 with B-frames and one key frame in 48; closed groups. The suffix of `path` chooses the container."""
    options = {"preset": "medium", "g": "48", "keyint_min": "48", "sc_threshold": "0", "bf": "3", "crf": "18"}
    return movie(path, frames, options=options, **more)


def open_gop(path: Path, frames: int = 60, **more: Any) -> Path:
    """H.264 with open groups of 12: B-frames before a key frame lean on the group before."""
    options = {"x264-params": "open-gop=1:keyint=12:min-keyint=12:scenecut=0:bframes=3:b-adapt=0", "crf": "18"}
    return movie(path, frames, options=options, **more)


def hevc(path: Path, frames: int = 40, *, pix_fmt: str = "yuv420p10le", **more: Any) -> Path:
    """H.265, 10 bits, key frame in 20."""
    options = {"x265-params": "keyint=20:bframes=3:log-level=none:pools=1", "crf": "18", "preset": "ultrafast"}
    return movie(path, frames, codec="libx265", pix_fmt=pix_fmt, options=options, **more)


def prores(path: Path, frames: int = 8, **more: Any) -> Path:
    """ProRes 422 HQ."""
    return movie(path, frames, codec="prores_aw", pix_fmt="yuv422p10le", **more)


def prores_alpha(path: Path, frames: int = 4, *, size: tuple[int, int] = (64, 48), **more: Any) -> Path:
    """ProRes 4444 whose alpha is a ramp from 0 at the left to 1 at the right."""
    ramp = np.broadcast_to(np.linspace(0, 65535, size[0]).astype(np.uint16), (size[1], size[0]))
    options = {"profile": "4444", "alpha_bits": "16"}
    return movie(path, frames, codec="prores_ks", pix_fmt="yuva444p10le", size=size, options=options, alpha=lambda _: ramp, **more)


def webm_alpha(path: Path, frames: int = 30, *, codec: str = "libvpx-vp9", size: tuple[int, int] = (64, 48), **more: Any) -> Path:
    """VP8 or VP9 with a key frame in 10, and alpha beside the pictures: a ramp from the left that brightens with the number."""
    ramp = np.linspace(0, 32768, size[0])
    options = {"auto-alt-ref": "0", "g": "10", "crf": "4", "b": "2M", "deadline": "realtime", "cpu-used": "8"}

    def alpha(number: int) -> NDArray[np.uint16]:
        return np.broadcast_to((ramp + number * 512).astype(np.uint16), (size[1], size[0]))

    return movie(path, frames, codec=codec, pix_fmt="yuva420p", size=size, options=options, alpha=alpha, **more)


VARIABLE_TIMES = (0, 33, 67, 100, 200, 233, 300, 400, 410, 500, 700, 733)
"""Milliseconds of the frames of `variable`."""


def variable(path: Path, **more: Any) -> Path:
    """H.264 at a variable rate, with B-frames; frame times are `VARIABLE_TIMES`."""
    return movie(path, len(VARIABLE_TIMES), times=VARIABLE_TIMES, options={"bf": "2", "g": "6", "crf": "18"}, **more)


def anamorphic(path: Path, aspect: Fraction = Fraction(16, 11), **more: Any) -> Path:
    """H.264 with pixels that are not square."""
    return movie(path, 4, aspect=aspect, **more)


def rotated(path: Path, degrees: int = 90, frames: int = 6, **more: Any) -> Path:
    """H.264 stored turned, with a display matrix: shown rightly, it is 48x64 (for 90 and 270) with its bar code upright.

    The pictures are numbered after being turned back by the reader.
    """
    shown = (48, 64) if degrees in (90, 270) else (64, 48)
    stored = (np.ascontiguousarray(np.rot90(picture(i, shown), -degrees // 90)) for i in range(frames))
    return movie(path, frames, rotation=degrees, pictures=stored, **more)


def hdr(path: Path, kind: str = "pq", frames: int = 4, **more: Any) -> Path:
    """H.265 10-bit BT.2020, tagged `pq` or `hlg`."""
    return hevc(path, frames, tags=TAGS_PQ if kind == "pq" else TAGS_HLG, **more)


def interlaced(path: Path, frames: int = 12, *, top_first: bool = True, flagged: bool = True, **more: Any) -> Path:
    """MPEG-2 of fields: a bar moves 4 pixels a field; `flagged` false stores the same fields with progressive flags."""
    size = (96, 64)
    fields = []
    for index in range(2 * frames):
        base = np.full((size[1], size[0], 3), 60, np.uint8)
        left = (index * 4) % (size[0] - 16)
        base[:, left : left + 16] = 220
        fields.append(base)
    woven = []
    for even, odd in zip(fields[::2], fields[1::2], strict=True):
        first, second = (even, odd) if top_first else (odd, even)
        frame = first.copy()
        frame[1::2] = second[1::2]
        woven.append(frame)
    order = "tff" if top_first else "bff"
    options = {"flags": "+ildct+ilme", "q": "2"} if flagged else {"q": "2"}
    steps = [("setfield", order if flagged else "prog")]
    return movie(path, frames, codec="mpeg2video", size=size, pictures=woven, options=options, graph=steps, **more)


def sequence(
    folder: Path,
    frames: int = 5,
    *,
    name: str = "shot.%04d.exr",
    first: int = 1,
    size: tuple[int, int] = (64, 48),
    dtype: str = "half",
    channels: Sequence[str] = ("R", "G", "B"),
    skip: Sequence[int] = (),
    attributes: Mapping[str, Any] | None = None,
    pixels: Callable[[int], NDArray[np.float32]] | None = None,
) -> Path:
    """Write numbered files of `picture(position)`, or of `pixels(position)` ((H, W, C) float32).

    skip: file numbers left out. attributes: OpenImageIO attributes; a value may be (TypeDesc, value).
    """
    folder.mkdir(parents=True, exist_ok=True)
    for position in range(frames):
        number = first + position
        if number in skip:
            continue
        data = pixels(position) if pixels else picture(position, size).astype(np.float32) / 255
        if data.shape[-1] < len(channels):
            solid = np.ones((*data.shape[:2], len(channels) - data.shape[-1]), np.float32)
            data = np.concatenate([data, solid], -1)
        write_picture(folder / (name % number), data[..., : len(channels)], dtype=dtype, channels=channels, attributes=attributes)
    return folder


def write_picture(
    path: Path,
    data: NDArray[Any],
    *,
    dtype: str = "half",
    channels: Sequence[str] = ("R", "G", "B"),
    attributes: Mapping[str, Any] | None = None,
) -> Path:
    """Write one picture, (H, W, C), with OpenImageIO."""
    spec = OpenImageIO.ImageSpec(data.shape[1], data.shape[0], data.shape[2], dtype)
    spec.channelnames = tuple(channels)
    if "A" in channels:
        spec.alpha_channel = list(channels).index("A")
    for key, value in (attributes or {}).items():
        spec.attribute(key, *value) if isinstance(value, tuple) else spec.attribute(key, value)
    out = OpenImageIO.ImageOutput.create(str(path))
    assert out is not None and out.open(str(path), spec), OpenImageIO.geterror()
    assert out.write_image(np.ascontiguousarray(data)), out.geterror()
    out.close()
    return path
