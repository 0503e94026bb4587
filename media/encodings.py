"""How each movie format is encoded: codec, pixel format, options; and what it cannot hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any

import av
from av.error import FFmpegError

from uprez.core.colour import Alpha, ColourTag, Matrix, Primaries, Range, Transfer
from uprez.core.errors import OutputError
from uprez.core.job import Format, ProresProfile
from uprez.media.colour.coding import written_matrix
from uprez.media.mastering import x265_settings
from uprez.media.take import TakeSpec

_SUFFIX = {Format.PRORES: ".mov", Format.HEVC: ".mov", Format.FFV1: ".mkv"}
_AW_PROFILE = {
    ProresProfile.PROXY: "Proxy",
    ProresProfile.LT: "LT",
    ProresProfile.STANDARD: "Standard",
    ProresProfile.HQ: "HQ",
    ProresProfile.P4444: "4444",
    ProresProfile.XQ: "XQ",
}
"""prores_aw takes its profile as a property, prores_ks as an option; each ignores the other's way."""
_PRORES_FOURCC = {
    ProresProfile.PROXY: "apco",
    ProresProfile.LT: "apcs",
    ProresProfile.STANDARD: "apcn",
    ProresProfile.HQ: "apch",
    ProresProfile.P4444: "ap4h",
    ProresProfile.XQ: "ap4x",
}
_VARIABLE_TICK = Fraction(1, 90000)
"""Time base of a movie whose frames come at a variable rate: cameras and phones count in it."""
_FFMPEG_RANGE = {Range.LIMITED: 1, Range.FULL: 2}
_PRORES_PRIMARIES = (1, 5, 6, 9, 11, 12)
_PRORES_TRANSFERS = (1, 16, 18)
_PRORES_MATRICES = (Matrix.BT709, Matrix.SMPTE170M, Matrix.BT2020_NCL)
"""H.273 codes that a ProRes picture can state."""
_BT709_CURVES = {6: 1, 14: 1, 15: 1}
"""H.273 gives BT.601's and BT.2020's curves the function of BT.709's."""
_PROGRESSIVE = 1
_SLICES_FROM = 64 * 64
"""Pixels from which FFV1 pictures are cut into slices that are coded in parallel."""


@dataclass(frozen=True, slots=True)
class Encoding:
    """All that an encoder is told, the same for every segment of a take."""

    codec: str
    """FFmpeg's name of the encoder."""
    pixel_format: str
    tag: ColourTag
    """Colour as the codes are written."""
    options: Mapping[str, str] = field(default_factory=dict[str, str])
    profile: str = ""
    fourcc: str = ""
    """Sample entry; the muxer cannot tell it from packets that are copied."""
    time_base: Fraction = Fraction(1, 24)
    """Seconds a tick of the frames' stamps."""

    @property
    def codes(self) -> tuple[int, int, int]:
        """H.273 primaries, transfer and matrix as the container states them."""
        return int(self.tag.primaries), int(self.tag.transfer), int(self.tag.matrix)

    @property
    def picture_codes(self) -> tuple[int, int, int]:
        """The same as each picture's own header states them; ProRes knows few (SMPTE RDD 36 section 5.1.1)."""
        primaries, transfer, matrix = self.codes
        if self.codec.startswith("prores"):
            transfer = _BT709_CURVES.get(transfer, transfer)
            primaries = primaries if primaries in _PRORES_PRIMARIES else int(Primaries.UNSPECIFIED)
            transfer = transfer if transfer in _PRORES_TRANSFERS else int(Transfer.UNSPECIFIED)
        return primaries, transfer, matrix


def suffix_of(format: Format) -> str:
    """File ending of a movie format, with the dot."""
    return _SUFFIX[format]


def encoding_of(take: TakeSpec, format: Format) -> Encoding:
    """How `take` is encoded as `format`.

    ProRes: as the user asked; HQ by default, 4444 with alpha; prores_ks for odd widths, which prores_aw
    refuses; colour matrices that ProRes cannot name become BT.709's. HEVC: Main 10, 4:2:0, which
    everything plays. FFV1: version 3, R'G'B' of 16 bits, intra.
    Y'CbCr is written in limited range whatever the source's, as players expect.

    Raises:
        OutputError: the format cannot hold the take's alpha or size.
    """
    limited = replace(take.tag, matrix=written_matrix(take.tag, take.size.width, take.size.height), range=Range.LIMITED)
    tick = _VARIABLE_TICK if take.source.variable_rate else 1 / take.rate
    if format is Format.PRORES:
        return replace(_prores(take, limited), time_base=tick)
    if format is Format.HEVC:
        return replace(_hevc(take, limited), time_base=tick)
    if format is Format.FFV1:
        return replace(_ffv1(take), time_base=tick)
    raise OutputError(f"'{format}' is not a movie format.", fix="Choose prores, hevc or ffv1.")


def _prores(take: TakeSpec, tag: ColourTag) -> Encoding:
    alpha = take.alpha is not Alpha.NONE
    profile = take.output.prores_profile or (ProresProfile.P4444 if alpha else ProresProfile.HQ)
    full = profile in (ProresProfile.P4444, ProresProfile.XQ)
    if alpha and not full:
        raise OutputError(
            f"ProRes '{profile}' cannot hold the clip's alpha.",
            why="Only 4444 and 4444 XQ have an alpha channel.",
            fix="Choose profile 4444 or 4444xq, or drop the alpha (--alpha none).",
        )
    if take.size.width % 2 and not full:
        raise OutputError(
            f"ProRes '{profile}' cannot hold pictures of {take.size}.",
            why="Its colour is stored for two pixels at a time; at an odd width FFmpeg's encoders lose that of the last column.",
            fix="Give an even width (--size), or choose profile 4444.",
        )
    if tag.matrix not in _PRORES_MATRICES:
        same = tag.matrix is Matrix.BT470BG  # the same numbers under another name
        wide = tag.primaries is Primaries.BT2020
        tag = replace(tag, matrix=Matrix.SMPTE170M if same else Matrix.BT2020_NCL if wide else Matrix.BT709)
    layout = ("yuva444p10le" if alpha else "yuv444p10le") if full else "yuv422p10le"
    if prores_encoder(take) == "aw":
        return Encoding("prores_aw", layout, tag, profile=_AW_PROFILE[profile], fourcc=_PRORES_FOURCC[profile])
    options = {"profile": profile.value, "vendor": "apl0", "alpha_bits": "16" if alpha else "0"}
    return Encoding("prores_ks", layout, tag, options, fourcc=_PRORES_FOURCC[profile])


def prores_encoder(take: TakeSpec) -> str:
    """`aw` or `ks`: the user's choice, but `ks` for odd widths."""
    return "ks" if take.size.width % 2 else take.output.prores_encoder


def _hevc(take: TakeSpec, tag: ColourTag) -> Encoding:
    if take.alpha is not Alpha.NONE:
        raise OutputError(
            "H.265 cannot hold the clip's alpha.",
            why="No common player reads alpha from H.265.",
            fix="Write prores, ffv1 or exr, or drop the alpha (--alpha none).",
        )
    if take.size.width % 2 or take.size.height % 2:
        raise OutputError(
            f"H.265 cannot hold pictures of {take.size}.",
            why="Its colour is stored for 2x2 pixels at a time, so width and height must be even.",
            fix="Give an even --size, or write prores, ffv1 or exr.",
        )
    # Threads are fixed where they change bits; the SEI with x265's settings names the machine's threads.
    # No B-frames: x265 stamps segments of one or two frames at random with them, and pieces join without reordering.
    settings = "log-level=none:info=0:bframes=0:open-gop=0:frame-threads=2:keyint=48:min-keyint=1"
    chroma = 2 if tag.matrix is Matrix.BT2020_NCL or (tag.primaries is Primaries.BT2020 and tag.matrix is Matrix.UNSPECIFIED) else 0
    mastering = x265_settings(take.source.mastering, take.source.light)
    params = ":".join(filter(None, [settings, f"chromaloc={chroma}", mastering]))
    options = {"crf": f"{take.output.hevc_crf:g}", "preset": "medium", "x265-params": params}
    return Encoding("libx265", "yuv420p10le", tag, options, fourcc="hvc1")


def _ffv1(take: TakeSpec) -> Encoding:
    layout = "gbrap16le" if take.alpha is not Alpha.NONE else "gbrp16le"
    slices = "16" if take.size.area >= 16 * _SLICES_FROM else "4" if take.size.area >= _SLICES_FROM else "1"
    options = {"level": "3", "g": "1", "slicecrc": "1", "slices": slices}
    return Encoding("ffv1", layout, replace(take.tag, matrix=Matrix.RGB, range=Range.FULL), options)


def set_up(context: Any, take: TakeSpec, encoding: Encoding) -> None:
    """Tell an encoder (an `av.VideoCodecContext`) all of it, before it is opened."""
    context.width, context.height = take.size.width, take.size.height
    context.pix_fmt = encoding.pixel_format
    context.time_base = encoding.time_base
    context.options = dict(encoding.options)
    if encoding.profile:
        context.profile = encoding.profile
    context.thread_type = "AUTO"  # PyAV's default, slices, leaves prores_aw on one thread
    context.thread_count = 0
    describe(context, take, encoding)


def describe(context: Any, take: TakeSpec, encoding: Encoding) -> None:
    """Write on a stream's context what the container says of it: rate, aspect, scan, colour, sample entry."""
    context.framerate = take.rate
    context.sample_aspect_ratio = take.pixel_aspect
    if encoding.fourcc:
        context.codec_tag = encoding.fourcc
    context.color_primaries, context.color_trc, context.colorspace = encoding.codes
    context.color_range = _FFMPEG_RANGE[encoding.tag.range]
    context.field_order = _PROGRESSIVE


def check_format(take: TakeSpec, format: Format) -> None:
    """Refuse now what a writer would refuse later: alpha, odd sizes, sizes that the encoder does not take.

    Raises:
        OutputError: `take` cannot be written as `format`.
    """
    if not format.is_movie:
        return
    encoding = encoding_of(take, format)
    context = av.CodecContext.create(encoding.codec, "w")
    set_up(context, take, encoding)
    try:
        context.open(strict=False)
    except FFmpegError as error:
        raise OutputError(
            f"Pictures of {take.size} cannot be written as {format}.",
            why=f"FFmpeg's encoder {encoding.codec} refuses them: {error.strerror}.",
            fix="Choose another --size, or write exr.",
        ) from error
