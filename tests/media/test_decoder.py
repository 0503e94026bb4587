"""The decoder's nets: seeks that land wrong, frames that lean on what was not decoded."""

from dataclasses import replace

import numpy as np
import pytest

from tests.media import clips
from uprez.media.decoder import MovieDecoder
from uprez.media.index import index_movie


def pixels(decoder, number):
    return decoder.frame(number).to_ndarray(format="gray")


@pytest.mark.parametrize("name", ["a.ts", "a.mp4", "a.mkv"])
@pytest.mark.parametrize("lies", ["all", "none", "last"])
def test_a_wrong_word_on_where_decoding_starts_gives_right_frames(tmp_path, name, lies):
    """Leading B-frames of an open group cannot be decoded from the key frame after them: the decoder must go further back."""
    path = clips.open_gop(tmp_path / name, 40)
    index = index_movie(path)
    keys = {"all": index.pts, "none": index.keys[:0], "last": index.keys[-1:]}[lies]
    honest, misled = MovieDecoder(path, index), MovieDecoder(path, replace(index, keys=keys))
    whole = [pixels(honest, number) for number in range(index.frames)]
    for number in (39, 23, 22, 21, 11, 35, 34, 0, 10):
        assert np.array_equal(pixels(misled, number), whole[number])
    honest.close()
    misled.close()
