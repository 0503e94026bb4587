"""Pictures through a real video encoder and back."""

from __future__ import annotations

import io
from typing import Any

import av
import numpy as np
from av.error import FFmpegError

from uprez.core.errors import ResourceError
from uprez.core.frame import Pixels

CODECS = ("libx264", "mpeg4", "mpeg2video")
"""Encoders that footage has met: streams and cameras, old web video, broadcast and discs."""
_RATE = 25


def coded(pictures: Pixels, codec: str, bits: float) -> Pixels:
    """Pictures (f, 3, H, W), 0 to 1, as `codec` leaves them at `bits` a pixel and frame, over all frames: errors travel in time.

    The same on every machine with the same FFmpeg: one thread. Sides are padded to even ones for 4:2:0.

    Raises:
        ResourceError: this FFmpeg lacks the encoder.
    """
    count, _, height, width = pictures.shape
    padded = np.pad(pictures, ((0, 0), (0, 0), (0, height % 2), (0, width % 2)), mode="edge")
    codes = np.rint(np.clip(padded, 0, 1) * 255).astype(np.uint8).transpose(0, 2, 3, 1)
    memory = io.BytesIO()
    try:
        with av.open(memory, "w", format="matroska") as movie:
            stream: Any = movie.add_stream(codec, rate=_RATE)
            stream.height, stream.width, stream.pix_fmt = codes.shape[1], codes.shape[2], "yuv420p"
            stream.codec_context.thread_count = 1
            stream.bit_rate = max(1000, round(bits * codes.shape[1] * codes.shape[2] * _RATE))
            for picture in codes:
                movie.mux(stream.encode(av.VideoFrame.from_ndarray(np.ascontiguousarray(picture), "rgb24")))
            movie.mux(stream.encode())
    except (FFmpegError, ValueError) as error:
        raise ResourceError(
            f"The encoder {codec} of FFmpeg does not work here.", why=f"{error}.", fix="Install PyAV from its own wheels, which have it."
        ) from error
    memory.seek(0)
    with av.open(memory, "r") as movie:
        found = [frame.to_ndarray(format="rgb24") for frame in movie.decode(video=0)][:count]
    while len(found) < count:  # an encoder that dropped a frame shows the one before
        found.append(found[-1])
    back = np.stack(found)[:, :height, :width].transpose(0, 3, 1, 2)
    return np.ascontiguousarray(back, np.float32) / np.float32(255)
