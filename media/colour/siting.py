"""Reads where a frame's chroma sits, which PyAV does not expose, from FFmpeg's own report."""

from __future__ import annotations

import re
import threading
from fractions import Fraction

import av
import av.filter
import av.logging

from uprez.media.colour.coding import Siting

FFMPEG_NAMES = {
    Siting.LEFT: "left",
    Siting.CENTRE: "center",
    Siting.TOP_LEFT: "topleft",
    Siting.TOP: "top",
    Siting.BOTTOM_LEFT: "bottomleft",
    Siting.BOTTOM: "bottom",
}
"""What FFmpeg's filters call the chroma positions."""
_log_level = threading.Lock()


def stated_siting(frame: av.VideoFrame) -> Siting | None:
    """The chroma location that the decoder gave the frame; None when it is unspecified.

    FFmpeg's `showinfo` filter prints it; takes about a millisecond, so ask once a clip.
    """
    graph = av.filter.Graph()
    source = graph.add_buffer(width=frame.width, height=frame.height, format=frame.format, time_base=frame.time_base or Fraction(1, 25))
    show, sink = graph.add("showinfo", "checksum=0"), graph.add("buffersink")
    source.link_to(show)
    show.link_to(sink)
    graph.configure()
    with _log_level:  # the level is one for the process
        before = av.logging.get_level()
        av.logging.set_level(av.logging.INFO)
        try:
            with av.logging.Capture() as lines:
                graph.vpush(frame)
                graph.vpull()
        finally:
            av.logging.set_level(before)
    found = re.search(r"\bcl:(\w+)", "".join(line[2] for line in lines))
    return next((siting for siting, name in FFMPEG_NAMES.items() if found and name == found[1]), None)
