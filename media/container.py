"""Opening a movie with FFmpeg, and putting FFmpeg's reasons into our errors."""

from __future__ import annotations

import threading
from collections.abc import Generator, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import cast

import av
import av.logging
from av.container import InputContainer
from av.error import FFmpegError
from av.packet import Packet
from av.stream import Disposition
from av.video.codeccontext import VideoCodecContext
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from uprez.core.errors import InputError

_REFUSED = frozenset({"concat", "dash", "hls", "image2", "imf", "lavfi", "tty"})
"""Demuxers that open other files on a text's word, or draw text as pictures."""

_LIBVPX_VP8 = "libvpx"
_WITH_ALPHA = {"vp8": _LIBVPX_VP8, "vp9": "libvpx-vp9"}
"""Decoders that read the alpha which WebM keeps beside each picture; FFmpeg's own leave it out."""
_BT601 = 5
"""FFmpeg's AVCOL_SPC_BT470BG."""

_logging = threading.RLock()


@contextmanager
def ffmpeg_log(lines: list[str]) -> Generator[None]:
    """Add to `lines`, at the end, what FFmpeg logged as errors meanwhile; one thread at a time.

    Only for opening a file again that failed to open. Never while frames are decoded: a decoder's own threads wait for
    Python's lock to log, and letting go of that decoder, which holds the lock, waits for its threads for ever.
    """
    with _logging:
        before, skips = av.logging.get_level(), av.logging.get_skip_repeated()
        av.logging.set_level(av.logging.ERROR)
        av.logging.set_skip_repeated(False)
        try:
            with av.logging.Capture() as logs:
                try:
                    yield
                finally:
                    lines.extend(f"{name}: {message.strip()}" for _, name, message in logs)
        finally:
            av.logging.set_level(before)
            av.logging.set_skip_repeated(skips)


def reason(error: Exception, lines: list[str]) -> str:
    """One sentence or two of why FFmpeg failed, with the last of its log lines."""
    text = getattr(error, "strerror", None) or str(error)
    heard = list(dict.fromkeys(line for line in lines if line))[-3:]
    return f"FFmpeg says: {text}" + (f" ({'; '.join(heard)})." if heard else ".")


def open_movie(path: Path) -> InputContainer:
    """Open a movie for reading; nothing but the file itself is ever opened.

    Raises:
        InputError: the file cannot be read, or is no movie that FFmpeg knows.
    """
    try:
        container = _opened(path)
    except (FFmpegError, OSError, ValueError) as error:
        raise InputError(
            f"{path} cannot be opened as a movie.",
            why=_empty(path) or _why_not(path, error),
            fix="Check that it plays elsewhere and was copied whole; for pictures give their folder.",
        ) from error
    if container.format.name.split(",")[0] in _REFUSED:
        container.close()
        raise InputError(f"{path} is not a movie.", why=f"It is a text of kind '{container.format.name}'.", fix="Give the movie itself.")
    return container


def picture_stream(container: InputContainer, path: Path) -> VideoStream:
    """The stream with the moving picture; cover art does not count.

    Raises:
        InputError: there is none, or nothing here decodes it.
    """
    moving = [stream for stream in container.streams.video if not stream.disposition & Disposition.attached_pic]
    if not moving:
        held = sorted({stream.type for stream in container.streams}) or ["nothing"]
        raise InputError(f"{path} has no picture.", why=f"It holds {', '.join(held)} only.", fix="Give a file with video in it.")
    best = container.streams.best("video")
    stream = best if isinstance(best, VideoStream) and best in moving else moving[0]
    if stream.codec_context is None:  # pyright: ignore[reportUnnecessaryComparison]  # PyAV gives None for a codec that it lacks
        raise InputError(f"The video in {path} is of a kind that FFmpeg does not know.", fix="Convert it to ProRes or H.264 first.")
    return stream


def flow(container: InputContainer, stream: VideoStream, faults: list[Exception]) -> Iterator[VideoFrame]:
    """Frames as the decoder gives them, from where the container stands to its end.

    A packet that fails is added to `faults` and passed over; the frames around it still come.
    """
    decoder = _decoder(stream)
    try:
        for packet in container.demux(stream):
            if packet.size == 0 and packet.dts is not None:  # Theora's 'as before'; the end has no stamp
                continue
            try:
                yield from _pictures(decoder, packet)
            except FFmpegError as error:
                faults.append(error)
    except FFmpegError as error:  # the container breaks off here; what the decoder holds is still good
        faults.append(error)
        try:
            yield from _pictures(decoder, None)
        except FFmpegError as late:
            faults.append(late)


def has_side_alpha(stream: VideoStream) -> bool:
    """Whether a WebM picture says that alpha lies beside it."""
    stated = {key.lower(): value for key, value in stream.metadata.items()}
    return stream.codec_context.codec.canonical_name in _WITH_ALPHA and stated.get("alpha_mode") == "1"


def reads_side_alpha(stream: VideoStream) -> bool:
    """Whether this build of FFmpeg has the decoder for it."""
    return _WITH_ALPHA.get(stream.codec_context.codec.canonical_name, "") in av.codecs_available


def _decoder(stream: VideoStream) -> VideoCodecContext:
    """The stream's own decoder, or a fresh one that reads alpha."""
    own = stream.codec_context
    if not has_side_alpha(stream) or not reads_side_alpha(stream):
        return own
    decoder = cast(VideoCodecContext, VideoCodecContext.create(_WITH_ALPHA[own.codec.canonical_name], "r"))
    decoder.width, decoder.height = own.width, own.height
    decoder.thread_count = own.thread_count
    return decoder


def _pictures(decoder: VideoCodecContext, packet: Packet[VideoStream] | None) -> Iterator[VideoFrame]:
    for frame in decoder.decode(packet):
        if decoder.name == _LIBVPX_VP8:
            frame.colorspace = _BT601  # type: ignore[assignment]  # VP8 has no other (RFC 6386 section 9.2); libvpx leaves it open
        yield frame


def _opened(path: Path) -> InputContainer:
    # 'file:' keeps a name such as 'concat:x' a name; the white list keeps playlists from reaching elsewhere.
    return av.open(f"file:{path.absolute()}", options={"protocol_whitelist": "file"}, metadata_errors="replace")


def _why_not(path: Path, error: Exception) -> str:
    """Open once more, listening to FFmpeg's log."""
    lines: list[str] = []
    with ffmpeg_log(lines), suppress(FFmpegError, OSError, ValueError):
        _opened(path).close()
    return reason(error, lines)


def _empty(path: Path) -> str:
    try:
        return "The file is empty." if path.stat().st_size == 0 else ""
    except OSError:
        return ""
