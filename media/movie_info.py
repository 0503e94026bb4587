"""What a movie says of itself, checked against what it holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
from av.container import InputContainer
from av.stream import Disposition
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from uprez.core.clip import AudioTrack, ClipInfo, Fields, ReadOptions
from uprez.core.colour import Alpha, ColourTag
from uprez.core.errors import InputError
from uprez.core.frame import Size
from uprez.core.time import Timecode
from uprez.media.colour.tags import tag_of_stream
from uprez.media.colour.yuv import YuvDecoder
from uprez.media.container import has_side_alpha, open_movie, picture_stream, reads_side_alpha
from uprez.media.decoder import MovieDecoder
from uprez.media.index import MovieIndex, index_movie
from uprez.media.interlace import seen_fields, stated_fields
from uprez.media.mastering import mastering_of
from uprez.media.orientation import Orientation
from uprez.media.side_data import side_data_of


@dataclass(frozen=True, slots=True)
class MovieSurvey:
    """Everything that reading a movie needs to know."""

    info: ClipInfo
    index: MovieIndex
    orientation: Orientation


def survey_movie(path: Path, options: ReadOptions, fingerprint: str) -> MovieSurvey:
    """Read a movie's header and packets, and a few of its frames.

    Raises:
        InputError: it is no movie, shows no frame, has pixels that have no exact decoding, or a rate was given for it.
    """
    if options.rate is not None:
        raise InputError(f"{path} is a movie and has its own rate.", fix="Give a rate only for numbered pictures.")
    index = index_movie(path)
    decoder = MovieDecoder(path, index)
    try:
        first = decoder.frame(0)
        fields = _fields(decoder, index, path)
    finally:
        decoder.close()
    with open_movie(path) as container:
        info = _described(path, container, index, first, options)
    matrix = side_data_of(first).get("DISPLAYMATRIX")
    orientation = Orientation.of_display_matrix(matrix) if matrix else Orientation()
    if orientation.swap:
        info = replace(info, pixel_aspect=1 / info.pixel_aspect)
    info = replace(info, size=orientation.size(info.size), rotation=orientation.degrees, fields=fields, fingerprint=fingerprint)
    return MovieSurvey(info, index, orientation)


def _described(path: Path, container: InputContainer, index: MovieIndex, first: VideoFrame, options: ReadOptions) -> ClipInfo:
    stream = picture_stream(container, path)
    tag, guessed = tag_of_stream(stream.codec_context, first, rate=index.rate)
    timecode, timecode_note = _timecode(container, stream, index.rate)
    mastering, light, mastering_note = mastering_of(first)
    aspect = stream.sample_aspect_ratio
    return ClipInfo(
        path=path,
        pattern="",
        size=Size(first.width, first.height),
        frames=index.frames,
        rate=index.rate,
        variable_rate=index.variable,
        tag=tag.with_space(options.colour) if options.colour else tag,
        guessed=guessed,
        bit_depth=max(component.bits for component in first.format.components),
        is_float=first.format.name.startswith(("gbrpf", "gbrapf", "grayf", "rgbf", "rgbaf")),
        pixel_format=first.format.name,
        codec=stream.codec_context.codec.canonical_name,
        alpha=_alpha(first, tag, options),
        pixel_aspect=Fraction(aspect) if aspect else Fraction(1),
        timecode=timecode,
        reel=_first_of(container, ("reel_name", "com.apple.proapps.reel", "reel")),
        metadata=_metadata(container),
        mastering=mastering,
        light=light,
        audio=tuple(_track(container, sound) for sound in container.streams.audio),
        notes=(*index.notes, *filter(None, [timecode_note, mastering_note]), *_notes(container, stream)),
    )


def _notes(container: InputContainer, stream: VideoStream) -> list[str]:
    pictures = [other for other in container.streams.video if not other.disposition & Disposition.attached_pic]
    notes = [f"Of {len(pictures)} pictures in it, the main one is read."] if len(pictures) > 1 else []
    if has_side_alpha(stream) and not reads_side_alpha(stream):
        notes.append("Its alpha is not read: the decoder for it, libvpx, is not in this build of FFmpeg.")
    return notes


def _fields(decoder: MovieDecoder, index: MovieIndex, path: Path) -> Fields:
    """The stream's word when it says interlaced; the pictures' when it says progressive or nothing, for such words lie."""
    with open_movie(path) as container:
        stated = stated_fields(picture_stream(container, path).codec_context.field_order)
    return seen_fields(decoder.frame, index) if stated in (None, Fields.PROGRESSIVE) else stated


def _alpha(first: VideoFrame, tag: ColourTag, options: ReadOptions) -> Alpha:
    """Straight when the pictures have alpha (ProRes 4444 and FFV1 keep it so), unless the user knows better."""
    _, alpha = YuvDecoder().decode(first, tag)
    if alpha is None:
        return Alpha.NONE
    return options.alpha or Alpha.STRAIGHT


def _timecode(container: InputContainer, stream: VideoStream, rate: Fraction) -> tuple[Timecode | None, str]:
    tracks = [stream, *(other for other in container.streams if other.type == "data")]
    text = _told((*(track.metadata for track in tracks), container.metadata), "timecode")
    if not text:
        return None, ""
    try:
        return Timecode.parse(text, rate), ""
    except InputError as error:
        return None, f"Its timecode is left out. {error.what}"


def _first_of(container: InputContainer, names: tuple[str, ...]) -> str:
    held = (container.metadata, *(stream.metadata for stream in container.streams))
    return next((found for name in names if (found := _told(held, name))), "")


def _told(held: Sequence[Mapping[str, str]], name: str) -> str:
    """What the first tags that have this name say; Matroska's are in capitals."""
    return next((value for tags in held for key, value in tags.items() if value and key.lower() == name), "")


def _metadata(container: InputContainer) -> dict[str, str]:
    """The file's metadata by name, and each stream's as `stream N: name`."""
    of_streams = {f"stream {stream.index}: {key}": value for stream in container.streams for key, value in stream.metadata.items()}
    return {**container.metadata, **of_streams}


def _track(container: InputContainer, sound: Any) -> AudioTrack:
    if sound.duration is not None and sound.time_base:
        seconds = sound.duration * sound.time_base
    else:
        seconds = Fraction(container.duration or 0, av.time_base)
    context = sound.codec_context
    return AudioTrack(
        index=sound.index,
        codec=context.codec.canonical_name if context else "unknown",
        channels=context.channels if context else 0,
        rate=context.sample_rate if context else 0,
        seconds=seconds,
        language=sound.language or "",
    )
