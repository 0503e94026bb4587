"""Edits of every form, upscaled and read again: the pictures at each place are those that were there."""

from fractions import Fraction

import opentimelineio as otio
import pytest
from click.testing import CliRunner

from tests.media import clips
from tests.timeline.edits import clip, movie, saved, schema, time, timeline
from uprez.engine.cli.group import cli
from uprez.engine.edits.look import look
from uprez.media.reader import open_clip
from uprez.timeline.read import read_edit
from uprez.timeline.search import Search

RATE = Fraction(24000, 1001)
FRAMES = 48
START = 86400
"""Timecode of the media, in frames: one hour."""
SHOWN = [(10, 12, 0), (22, 6, 12), (2, 5, 25)]
"""First frame, length, and place in the edit."""


@pytest.fixture(scope="module")
def media(tmp_path_factory):
    return clips.movie(tmp_path_factory.mktemp("media") / "a b.mov", FRAMES, rate=RATE, timecode="01:00:00:00")


def written(kind, media, folder):
    """The same edit in a form; its second clip goes on where the first ends."""
    path = folder / f"cut.{kind}"
    if kind == "fcpxml":
        path.write_text(_fcpxml(media))
    elif kind == "edl":
        path.write_text(_edl())
    elif kind in ("mlt", "kdenlive"):
        path.write_text(_mlt(media))
    else:
        row, at = [], 0
        for first, length, place in SHOWN:
            if place > at:
                row.append(schema.Gap(duration=time(place - at, RATE)))
            row.append(clip(movie(media.as_uri(), START, FRAMES, RATE), START + first, length, RATE, f"c{place}"))
            at = place + length
        options = {"xml": {"adapter_name": "fcp_xml"}, "aaf": {"adapter_name": "AAF", "use_empty_mob_ids": True}}
        saved(timeline(*row, start=time(0, RATE)), folder, path.name, **options.get(kind, {}))
    return path


def _fcpxml(media):
    def at(frames):
        return f"{frames * 1001}/24000s"

    items = [
        f'<asset-clip ref="a" name="c{place}" offset="{at(place)}" start="{at(START + first)}" duration="{at(length)}"/>'
        for first, length, place in SHOWN
    ]
    items.insert(2, f'<gap offset="{at(18)}" start="0s" duration="{at(7)}"/>')
    asset = f'<asset id="a" name="a" start="{at(START)}" duration="{at(FRAMES)}" hasVideo="1" format="f">'
    return f"""<?xml version="1.0"?><!DOCTYPE fcpxml><fcpxml version="1.11"><resources>
<format id="f" frameDuration="1001/24000s" width="64" height="48"/>{asset}<media-rep kind="original-media" src="{media.as_uri()}"/></asset>
</resources><library><event><project name="cut"><sequence format="f" duration="{at(30)}" tcStart="0s"><spine>
{"".join(items)}</spine></sequence></project></event></library></fcpxml>"""


def _edl():
    lines = ["TITLE: cut", "FCM: NON-DROP FRAME", ""]
    for number, (first, length, place) in enumerate(SHOWN, 1):
        codes = [otio.opentime.to_timecode(time(frame, 24)) for frame in (START + first, START + first + length, place, place + length)]
        lines += [f"{number:03}  AX       V     C        {' '.join(codes)}", "* FROM CLIP NAME: a b.mov"]
    return "\n".join(lines) + "\n"


def _mlt(media):
    entries = "".join(f'<entry producer="p" in="{first}" out="{first + length - 1}"/>' for first, length, _ in SHOWN[:2])
    entries += f'<blank length="7"/><entry producer="p" in="{SHOWN[2][0]}" out="{SHOWN[2][0] + SHOWN[2][1] - 1}"/>'
    return f"""<?xml version="1.0"?><mlt version="7.0.0" producer="main">
<profile width="64" height="48" frame_rate_num="24000" frame_rate_den="1001" progressive="1"/>
<producer id="p" in="0" out="{FRAMES - 1}"><property name="length">{FRAMES}</property><property name="resource">{media}</property>
<property name="mlt_service">avformat</property></producer>
<playlist id="v1">{entries}</playlist><tractor id="main" in="0" out="29"><track producer="v1"/></tractor></mlt>"""


def numbers(found):
    with open_clip(found.path) as reader:
        assert reader.info.size.width == 128
        return [clips.read_number(frame.rgb) for frame in reader.frames(found.first, found.last)]


@pytest.mark.parametrize("kind", ["otio", "xml", "fcpxml", "edl", "aaf", "mlt", "kdenlive"])
def test_pictures_lie_where_they_were(media, tmp_path, kind):
    edit, out = written(kind, media, tmp_path), tmp_path / "out"
    options = ["--model", "lanczos", "--handles", "2", "--to", "prores", "--media", str(media.parent)]
    result = CliRunner().invoke(cli, ["timeline", "upscale", str(edit), "-o", str(out), *options])
    assert result.exit_code == 0, result.stderr
    targets = {out / f"cut_uprez.{kind}", out / "cut_uprez.otio"}
    assert {str(target) for target in targets} == set(result.stdout.split("\n")) & {str(target) for target in targets}
    (made,) = out.glob("*.mov")
    assert made.name == "a b_0-29_2x.mov"
    for target in targets:
        read = read_edit(target, rate=RATE if target.suffix == ".edl" else None, search=Search([out], look))
        assert [numbers(each) for each in read.clips] == [list(range(first, first + length)) for first, length, _ in SHOWN]
        assert [each.record for each in read.clips] == [place for _, _, place in SHOWN]
        assert {each.path for each in read.clips} == {str(made)}
