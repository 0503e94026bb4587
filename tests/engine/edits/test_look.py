from fractions import Fraction

import OpenImageIO
import pytest

from tests.media import clips
from uprez.core.errors import InputError
from uprez.engine.edits.look import look
from uprez.engine.edits.reading import edit_rate, read_options
from uprez.media.probe import probe

NTSC = Fraction(24000, 1001)


def test_a_movie(tmp_path):
    path = clips.movie(tmp_path / "a.mov", 12, rate=NTSC, timecode="01:00:00:05", reel="A001")
    found = look(str(path))
    assert (found.frames, found.rate, found.start, found.reel) == (12, NTSC, 86405, "A001")
    info = probe(path)
    assert (info.frames, info.rate, info.timecode.frame, info.reel) == (found.frames, found.rate, found.start, found.reel)


def test_a_movie_that_says_nothing(tmp_path):
    found = look(str(clips.movie(tmp_path / "a.mkv", 10, rate=25)))
    assert (found.frames, found.rate, found.start, found.reel) == (10, 25, None, "")


def test_pictures(tmp_path):
    attributes = {"FramesPerSecond": (OpenImageIO.TypeDesc("rational2i"), (24000, 1001))}
    clips.sequence(tmp_path / "s", 5, first=1001, attributes=attributes)
    clips.sequence(tmp_path / "t", 5)
    assert (look(f"{tmp_path}/s/shot.[1001-1005].exr").frames, look(f"{tmp_path}/s/shot.%04d.exr").rate) == (5, NTSC)
    assert look(f"{tmp_path}/t/shot.%04d.exr").rate is None


@pytest.mark.parametrize("name", ["sound.wav", "text.mov", "none.mov", "x.[1-5].exr"])
def test_what_is_no_media(tmp_path, name):
    (tmp_path / "text.mov").write_text("no movie")
    (tmp_path / "sound.wav").write_bytes(b"RIFF")
    assert look(str(tmp_path / name)) is None


@pytest.mark.parametrize(("text", "rate"), [("24", 24), ("23.976", NTSC), ("23.98", NTSC), ("24000/1001", NTSC), ("12.5", Fraction(25, 2))])
def test_rates(text, rate):
    assert edit_rate(text) == rate and edit_rate(None) is None


@pytest.mark.parametrize("text", ["", "x", "24/0", "-1", "0", "nan", "inf", "24/x"])
def test_what_is_no_rate(text):
    with pytest.raises(InputError):
        edit_rate(text)


def test_decisions():
    options = read_options({"missing": "hold", "deinterlace": None, "colour": None, "alpha": "straight"})
    assert (options.missing.value, options.deinterlace, options.colour, options.alpha.value) == ("hold", False, "", "straight")
    assert read_options({}).alpha is None
