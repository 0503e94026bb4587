"""Telling interlaced from progressive pictures, and deinterlacing without a hidden conversion."""

import av
import numpy as np
import pytest

from tests.media import clips
from uprez.core.clip import Fields
from uprez.core.errors import InputError
from uprez.media.decoder import MovieDecoder
from uprez.media.index import index_movie
from uprez.media.interlace import deinterlaced, seen_fields, stated_fields


@pytest.mark.parametrize(
    ("order", "fields"),
    [(0, None), (1, Fields.PROGRESSIVE), (2, Fields.TOP_FIRST), (3, Fields.BOTTOM_FIRST), (4, Fields.BOTTOM_FIRST), (5, Fields.TOP_FIRST)],
)
def test_field_orders_are_named_by_the_field_shown_first(order, fields):
    assert stated_fields(order) is fields


@pytest.mark.parametrize("make", [clips.long_gop, clips.open_gop, clips.hevc, clips.rotated, clips.variable])
def test_progressive_pictures_with_fine_lines_stay_progressive(tmp_path, make):
    path = make(tmp_path / "a.mp4")
    index = index_movie(path)
    decoder = MovieDecoder(path, index)
    assert seen_fields(decoder.frame, index) is Fields.PROGRESSIVE
    decoder.close()


def test_a_format_that_would_be_converted_is_refused():
    frames = []
    for number in range(3):
        frame = av.VideoFrame.from_ndarray(np.zeros((16, 16, 3), np.uint16), format="rgb48le")
        frame.pts, frame.time_base = number, 1
        frames.append(frame)
    with pytest.raises(InputError, match="rgb48le"):
        list(deinterlaced(iter(frames), Fields.TOP_FIRST))
