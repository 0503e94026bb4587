"""HDR10's metadata and the pixels' aspect in finished movies, as ffprobe and uprez's own reader see them."""

from fractions import Fraction

import pytest

from tests.media import takes
from uprez.core.clip import ReadOptions
from uprez.core.errors import OutputError
from uprez.core.frame import Size
from uprez.core.job import Format
from uprez.core.mastering import ContentLight, MasteringDisplay
from uprez.media import matroska, quicktime
from uprez.media.assemble import assemble_movie
from uprez.media.movie_out import suffix_of
from uprez.media.probe import probe

MOVIES = [Format.PRORES, Format.HEVC, Format.FFV1]
P3 = MasteringDisplay(red=(34000, 16000), green=(13250, 34500), blue=(7500, 3000), white=(15635, 16450), darkest=1, brightest=40_000_000)
LIGHT = ContentLight(pixel=3210, picture=123)
WANTED = {
    "red_x": 0.68,
    "red_y": 0.32,
    "green_x": 0.265,
    "green_y": 0.69,
    "blue_x": 0.15,
    "blue_y": 0.06,
    "white_point_x": 0.3127,
    "white_point_y": 0.329,
    "min_luminance": 0.0001,
    "max_luminance": 4000.0,
}


def silent(text):
    raise AssertionError(f"unexpected note: {text}")


def joined(take, kind, folder):
    target = folder / f"whole{suffix_of(kind)}"
    assemble_movie(take, kind, takes.segments(take, kind, folder / "segments"), target, silent)
    return target


def stated(path, where):
    """Side data by name, as ffprobe finds it in a `stream` or on the first `frame`."""
    shown = "stream_side_data" if where == "stream" else "frame_side_data"
    (first, *_) = takes.ffprobe(path, f"{where}=index", shown, streams="v:0")[f"{where}s"]
    return {each["side_data_type"]: each for each in first.get("side_data_list", []) if "side_data_type" in each}


def display_of(found):
    return {key: float(Fraction(found["Mastering display metadata"][key])) for key in WANTED}


@pytest.mark.parametrize("kind", MOVIES)
def test_hdr_metadata_comes_back(tmp_path, kind):
    target = joined(takes.take(tag=takes.PQ, mastering=P3, light=LIGHT, frames=(0, 7)), kind, tmp_path)
    found = stated(target, "stream")
    assert display_of(found) == pytest.approx(WANTED, abs=1e-9)
    light = found["Content light level metadata"]
    assert (light["max_content"], light["max_average"]) == (3210, 123)
    info = probe(target, ReadOptions())
    assert (info.mastering, info.light, info.frames, info.notes) == (P3, LIGHT, 8, ())
    packets = takes.ffprobe(target, "packet=pts,flags", streams="v:0")["packets"]
    assert len(packets) == 8


def test_h265_states_it_in_its_pictures_too(tmp_path):
    take = takes.take(tag=takes.PQ, mastering=P3, light=LIGHT)
    (piece, _) = takes.segments(take, Format.HEVC, tmp_path)  # a segment's container states nothing
    assert not stated(piece, "stream")
    info = probe(piece, ReadOptions())
    assert (info.mastering, info.light) == (P3, LIGHT)


@pytest.mark.parametrize(("mastering", "light"), [(P3, None), (None, LIGHT)])
@pytest.mark.parametrize("kind", MOVIES)
def test_each_comes_alone(tmp_path, kind, mastering, light):
    info = probe(joined(takes.take(tag=takes.PQ, mastering=mastering, light=light), kind, tmp_path), ReadOptions())
    assert (info.mastering, info.light) == (mastering, light)


def test_nothing_is_added_where_nothing_is_known(tmp_path):
    for kind in MOVIES:
        assert not stated(joined(takes.take(), kind, tmp_path / str(kind)), "stream")


@pytest.mark.parametrize(("aspect", "size"), [(Fraction(4, 3), (66, 48)), (Fraction(10, 11), (64, 48)), (Fraction(64, 45), (360, 288))])
def test_matroska_states_the_shape_of_the_pixels(tmp_path, aspect, size):
    target = joined(takes.take(aspect=aspect, size=size), Format.FFV1, tmp_path)
    (picture,) = takes.ffprobe(target, "stream=sample_aspect_ratio,width,height", streams="v:0")["streams"]
    assert picture == {"width": size[0], "height": size[1], "sample_aspect_ratio": f"{aspect.numerator}:{aspect.denominator}"}
    assert probe(target, ReadOptions()).pixel_aspect == aspect


def test_the_shown_size_is_in_pixels_where_it_can_be_and_a_ratio_where_not():
    unit, wide, high = matroska._UNIT, matroska._SHOWN_WIDTH, matroska._SHOWN_HEIGHT
    assert matroska._shape(Size(720, 576), Fraction(16, 15)) == {unit: b"\0", wide: (768).to_bytes(2), high: (576).to_bytes(2)}
    assert matroska._shape(Size(64, 48), Fraction(10, 11)) == {unit: b"\3", wide: bytes([40]), high: bytes([33])}
    assert matroska._shape(Size(64, 48), Fraction(1)) == {}


def test_the_matroska_table_of_contents_still_points_at_what_it_names(tmp_path):
    take = takes.take(aspect=Fraction(4, 3), mastering=P3, light=LIGHT, metadata={"title": "Scene 12"})
    data = joined(take, Format.FFV1, tmp_path).read_bytes()
    segment = next(each for each in matroska._elements(data, 0, len(data)) if each.kind == matroska._SEGMENT)
    inside = list(matroska._elements(data, segment.body, segment.end))
    places = {each.place - segment.body: each.kind for each in inside}
    (head,) = [each for each in inside if each.kind == matroska._SEEK_HEAD]
    named = []
    for seek in matroska._elements(data, head.body, head.end):
        if seek.kind != matroska._SEEK:
            continue
        kind, place = (int.from_bytes(data[each.body : each.end]) for each in matroska._elements(data, seek.body, seek.end))
        assert places[place] == kind
        named.append(kind)
    assert matroska._TRACKS in named and len(named) >= 4
    assert inside[-1].end == len(data)
    for each in inside:  # every checksum is right
        if each.kind != matroska._VOID:
            body = data[each.body : each.end]
            assert matroska._summed(body) == body


def test_matroska_with_tags_of_megabytes(tmp_path):
    held = {"comment": "x" * (5 << 20)}
    take = takes.take(tag=takes.PQ, aspect=Fraction(4, 3), mastering=P3, light=LIGHT, metadata=held)
    info = probe(joined(take, Format.FFV1, tmp_path), ReadOptions())
    assert (info.mastering, info.light, info.pixel_aspect) == (P3, LIGHT, Fraction(4, 3))
    assert len(info.metadata["COMMENT"]) == 5 << 20


@pytest.mark.parametrize("container", [matroska, quicktime])
def test_a_file_of_another_layout_is_refused_and_left_alone(tmp_path, container):
    path = tmp_path / "strange"
    path.write_bytes(bytes(range(8, 200)))
    with pytest.raises(OutputError) as caught:
        if container is matroska:
            container.describe_picture(path, takes.take().size, Fraction(4, 3), P3, LIGHT)
        else:
            container.describe_picture(path, container.mastering_boxes(P3, LIGHT))
    assert caught.value.fix
    assert path.read_bytes() == bytes(range(8, 200))


def test_sound_and_timecode_stay_beside_the_boxes(tmp_path):
    boxes = quicktime.mastering_boxes(P3, LIGHT)
    target = joined(takes.take(tag=takes.PQ, mastering=P3, light=LIGHT, timecode="01:00:00:00"), Format.PRORES, tmp_path)
    said = takes.ffprobe(target, "stream=codec_type,codec_tag_string,color_transfer,nb_frames")
    assert [stream["codec_tag_string"] for stream in said["streams"]] == ["apch", "tmcd"]
    assert said["streams"][0]["color_transfer"] == "smpte2084"
    assert target.read_bytes().count(boxes) == 1
