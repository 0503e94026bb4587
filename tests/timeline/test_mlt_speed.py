"""Clips of MLT's projects that run backwards, or by a map of times: rendered by melt before and after, and read."""

from fractions import Fraction

import pytest

from tests.timeline import mlt_projects as mlt
from tests.timeline.melt import needs_melt
from tests.timeline.test_write_mlt import RATE, UPSCALED, _rendered, media  # noqa: F401
from tests.timeline.writing import take
from uprez.timeline.read import read_edit
from uprez.timeline.write_back import write_back


def warped(path, movie, speed, first, last):
    length = int(60 / abs(Fraction(speed)))
    said = [mlt.prop("warp_speed", speed), mlt.prop("warp_resource", movie)]
    producer = mlt.chain("w", f"{speed}:{movie}", length, RATE, *said, tag="producer", service="timewarp")
    path.write_text(mlt.shotcut([producer], [mlt.entry("w", first, last, RATE)], last - first + 1, RATE), encoding="utf-8")
    return path


@needs_melt
@pytest.mark.parametrize(("speed", "first", "last"), [("-2", 6, 20), ("-0.5", 25, 60)])
def test_backwards_over_a_part(tmp_path, media, speed, first, last):  # noqa: F811
    movie, made = media
    edit, target = warped(tmp_path / "cut.mlt", movie, speed, first, last), tmp_path / "up.mlt"
    shown = _rendered(edit)
    assert shown == sorted(shown, reverse=True) and 10 <= shown[-1] < shown[0] <= 50
    (read,) = read_edit(edit).clips
    assert read.first <= shown[-1] < shown[0] <= read.last
    assert not write_back(edit, [take(movie, 10, 50, made, RATE)], target)
    off = {abs(new - old - UPSCALED) for new, old in zip(_rendered(target), shown, strict=True)}
    assert off <= ({0, 1} if speed == "-0.5" else {0})  # melt counts half frames in floats, in any project
    (after,) = read_edit(target).clips
    assert (after.record, after.record_length, after.effects) == (read.record, read.record_length, read.effects)


def remapped(path, movie, keys, first, last, *more, name="time_map"):
    held = "".join([mlt.prop("mlt_service", "timeremap"), mlt.prop(name, keys), *more])
    chain = mlt.chain("c", movie, 60, RATE, f'<link id="link0">{held}</link>')
    path.write_text(mlt.shotcut([chain], [mlt.entry("c", first, last, RATE)], last - first + 1, RATE), encoding="utf-8")
    return path


def seconds(frames):
    return f"{float((frames + Fraction(1, 4)) / RATE):.6f}"  # inside a frame, so that no rounding decides


@needs_melt
@pytest.mark.parametrize(
    "keys",
    [[(0, 12), (10, 32), (20, 32), (40, 48)], [(0, 20), (15, 45), (30, 15)]],
    ids=["varying", "there and back"],
)
def test_a_map_of_times_over_a_part(tmp_path, media, keys, name="map"):  # noqa: F811
    movie, made = media
    text = ";".join(f"{mlt.clock(at, RATE)}={seconds(value)}" for at, value in keys)
    edit, target = remapped(tmp_path / "cut.mlt", movie, text, 6, 25, name=name), tmp_path / "up.mlt"
    shown = _rendered(edit)
    (read,) = read_edit(edit).clips
    assert read.first is not None and read.first <= min(shown) and max(shown) <= read.last
    assert read.first >= min(shown) - 2 and read.last <= max(shown) + 2
    assert not write_back(edit, [take(movie, 10, 50, made, RATE)], target)
    assert _rendered(target) == [number + UPSCALED for number in shown]


@pytest.mark.parametrize(
    ("keys", "name"), [("0=1;30=2", "speed_map"), ("0~=0;30=2", "time_map"), ("0=0;-1=2", "time_map"), ("0=0", "time_map")]
)
def test_what_does_not_say_how_it_runs_takes_all_of_its_media(tmp_path, media, keys, name):  # noqa: F811
    movie, made = media
    edit, target = remapped(tmp_path / "cut.mlt", movie, keys, 0, 9, name=name), tmp_path / "up.mlt"
    (read,) = read_edit(edit).clips
    assert (read.first, read.last, read.speed, read.effects) == (None, None, None, ("variable speed",))
    notes = write_back(edit, [take(movie, 10, 50, made, RATE)], target)
    assert read_edit(target).clips == read_edit(edit).clips and notes
    write_back(edit, [take(movie, 0, 59, made, RATE)], target)
    assert read_edit(target).clips[0].path == str(made)


def test_a_speed_of_0_keeps_its_media(tmp_path):
    producer = mlt.chain("w", "0:/m/a.mov", 60, RATE, mlt.prop("warp_speed", "0"), tag="producer", service="timewarp")
    edit, target = tmp_path / "cut.mlt", tmp_path / "up.mlt"
    edit.write_text(mlt.shotcut([producer], [mlt.entry("w", 0, 9, RATE)], 10, RATE), encoding="utf-8")
    notes = write_back(edit, [take("/m/a.mov", 0, 59, tmp_path / "a_4x.mov", RATE)], target)
    assert any("runs at a speed of 0, which MLT cannot show; it keeps its media" in note for note in notes)
    assert read_edit(target).clips == read_edit(edit).clips
