"""A take in the script: what comes out of the Switch at each frame, and what is left when Nuke does something else."""

import json

import pytest
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

from tests.plugin.nuke.fake_nodes import Blur, Group
from uprez.plugin.errors import ServiceError
from uprez.plugin.nuke import build
from uprez.plugin.nuke.build import place, show, switch_of
from uprez.plugin.nuke.timing import START_AT, Timing, timing_of

HD, UHD8 = (1920, 1080), (7680, 4320)


def state(nuke):
    return [(node.fullName(), node.inputs(), {name: knob.value() for name, knob in node.knobs().items()}) for node in nuke.nodes_]


def test_a_take_beside_its_read(nuke, disk):
    read = disk.sequence()
    said = place(read, disk.taken("plate", 0, 100, job="abc", model="span"))
    assert said == "plate: plate_uprez is shown by plate_takes, in the take's size."
    switch = switch_of(read)
    assert switch.picture(1010) == (f"{disk.folder}/take/take.%04d.exr", 1010, UHD8)
    assert show(switch, 0)
    assert switch.picture(1010) == (f"{disk.folder}/plate.%04d.exr", 1010, UHD8)
    switch["uprez_size"].setValue("of the original")
    assert switch.picture(1010) == (f"{disk.folder}/plate.%04d.exr", 1010, HD)
    assert show(switch, -1)
    assert switch.picture(1010) == (f"{disk.folder}/take/take.%04d.exr", 1010, HD)
    take = next(node for node in nuke.nodes_ if node.name() == "plate_uprez")
    assert take["uprez_job"].value() == "abc"
    assert json.loads(take["uprez_facts"].value()) == {"job": "abc", "model": "span"}
    assert [node.Class() for node in nuke.nodes_] == ["Read", "Read", "Switch", "Reformat", "Reformat"]
    assert len(nuke.undone) == 1


def test_what_hangs_on_the_read_hangs_on_the_switch(nuke, disk):
    read, blur, merge = disk.sequence(), nuke.add(Blur, "Blur1"), nuke.add(Blur, "Merge1")
    blur.setInput(0, read)
    merge.setInput(2, read)
    merge.setInput(0, blur)
    before = blur.picture(1010)[2]
    said = place(read, disk.taken("plate", 0, 100))
    assert "in the original's size" in said  # nothing downstream moves
    switch = switch_of(read)
    assert (blur.input(0), merge.input(0), merge.input(1), merge.input(2)) == (switch, blur, None, switch)
    assert blur.picture(1010) == (f"{disk.folder}/take/take.%04d.exr", 1010, before)
    nuke.undone[-1].undo()
    assert (blur.input(0), merge.input(2), switch_of(read), len(nuke.nodes_)) == (read, read, None, 3)


def test_the_selection_stays(nuke, disk):
    read, other = disk.sequence(), nuke.add(Blur, "Blur1")
    other["selected"].setValue(True)
    place(read, disk.taken("plate", 0, 100))
    assert nuke.selectedNodes() == [other]


def test_a_second_take_is_one_more_input(nuke, disk):
    read, blur = disk.sequence(), nuke.add(Blur, "Blur1")
    blur.setInput(0, read)
    place(read, disk.taken("plate", 0, 100))
    place(read, disk.taken("plate", 0, 100, name="better"))
    switch = switch_of(read)
    assert switch["uprez_show"].values() == ["original", "upscaled", "upscaled 2"]
    assert blur.picture(1010)[0].endswith("better.%04d.exr")
    said = place(read, disk.taken("plate", 0, 100))  # the first again
    assert said == "plate: the take was there, and is shown again."
    assert blur.picture(1010)[0].endswith("take.%04d.exr")
    assert switch.inputs() == 3


def test_inside_a_group(nuke, disk):
    group = nuke.add(Group, "Group1")
    read = disk.sequence(group=group)
    outside = disk.sequence()  # of the same name, elsewhere
    place(outside, disk.taken("plate", 0, 100))
    nuke.nodes_[:] = [node for node in nuke.nodes_ if node.Class() != "Reformat"]
    place(read, disk.taken("Group1.plate", 0, 100))
    assert {node.group for node in nuke.nodes_ if node.Class() == "Reformat"} == {group}
    assert switch_of(read).fullName() == "Group1.plate_takes"
    assert nuke.context == []


@pytest.mark.parametrize(("typed", "wanted"), [("sRGB", "sRGB"), (0, "default (linear)"), ("AlexaV3LogC", "AlexaV3LogC")])
def test_the_take_has_the_originals_colour_space(nuke, disk, typed, wanted):
    read = disk.sequence()
    read["colorspace"].setValue(typed)
    place(read, disk.taken("plate", 0, 100))
    take = next(node for node in nuke.nodes_ if node.name() == "plate_uprez")
    assert take["colorspace"].value() in (wanted, wanted.removeprefix("default (").removesuffix(")"))


def test_a_movies_default_is_not_that_of_its_pictures(nuke, disk):
    read = disk.movie()
    read["premultiplied"].setValue(True)
    read["after"].setValue("black")
    place(read, disk.taken("clip", 0, 100))
    take = next(node for node in nuke.nodes_ if node.name() == "clip_uprez")
    assert (take["colorspace"].value(), take["premultiplied"].value(), take["after"].value()) == ("sRGB", True, "black")


@pytest.mark.parametrize(
    ("quirk", "said"),
    [
        ("broken", "has an error"),
        ("no spaces", "in other colours"),
        ("no expressions", "does not show the take"),
    ],
)
def test_nothing_is_left_of_a_take_that_nuke_does_not_read(nuke, disk, quirk, said):
    read, blur = disk.movie(), nuke.add(Blur, "Blur1")
    blur.setInput(0, read)
    before = state(nuke)
    nuke.quirks = {quirk}
    with pytest.raises(ServiceError, match=said):
        place(read, disk.taken("clip", 0, 100))
    assert state(nuke) == before
    assert blur.input(0) is read
    assert nuke.undone == []


def test_size_and_timing_are_read_again(nuke, disk, monkeypatch):
    read = disk.sequence()
    before = state(nuke)
    taken = disk.taken("plate", 0, 100)
    nuke.sizes[f"{disk.folder}/take"] = HD
    with pytest.raises(ServiceError, match="sees 1920x1080; the take has 7680x4320"):
        place(read, taken)
    nuke.sizes[f"{disk.folder}/take"] = UHD8
    monkeypatch.setattr(Timing, "write_to", lambda timing, read: None)
    read["last"].setValue(1050)
    with pytest.raises(ServiceError, match="It plays"):
        place(read, taken)
    read["last"].setValue(1100)
    assert state(nuke) == before


def test_a_take_without_all_frames_is_refused(nuke, disk):
    read = disk.sequence()
    with pytest.raises(ServiceError, match="plays 1001 to 1100; the take holds 1011 to 1060"):
        place(read, disk.taken("plate", 10, 50, 1011))
    read["frame_mode"].setValue("start at")
    read["frame"].setValue("later")
    read["first"].setValue(900)
    with pytest.raises(ServiceError, match="'later', not a number"):
        place(read, disk.taken("plate", 0, 100))


def test_a_knob_that_this_version_lacks(nuke, disk):
    read = disk.sequence()
    read._knobs.pop("auto_alpha")
    assert "is shown" in place(read, disk.taken("plate", 0, 100))


def test_an_expression_of_the_switch_is_respected(nuke, disk):
    read = disk.sequence()
    place(read, disk.taken("plate", 0, 100))
    switch = switch_of(read)
    switch["which"].setExpression("0")
    assert not show(switch, -1)


def test_build_names_the_knobs_once():
    assert len({build.SHOW, build.SIZE, build.ORIGINAL, build.FACTS}) == 4


# Whatever the original's timing, the take plays the same frames of the media

FRAMES = 40


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    low=st.integers(-5, 1200),
    trim=st.tuples(st.integers(-3, 15), st.integers(-3, 15)),
    handles=st.tuples(st.integers(0, 5), st.integers(0, 5)),
    mode=st.sampled_from([(0, ""), (0, "frame*2"), (0, "frame-7"), (1, "1"), (1, "1001"), (2, "0"), (2, "-12"), (2, "100")]),
    number=st.sampled_from(["same", 1001, 1, None]),
)
@example(low=1, trim=(-3, 0), handles=(0, 0), mode=(0, ""), number=1001)
@example(low=1001, trim=(5, 5), handles=(2, 2), mode=(0, "frame-7"), number=None)
def test_the_same_frames_at_the_same_time(nuke, disk, low, trim, handles, mode, number):
    nuke.nodes_.clear()
    read = disk.sequence("plate", low, low + FRAMES - 1)
    first, last = low + trim[0], low + FRAMES - 1 - trim[1]
    read["first"].setValue(first)
    read["last"].setValue(last)
    read["frame_mode"].setValue(mode[0])
    read["frame"].setValue(mode[1])
    begin, end = max(0, trim[0] - handles[0]), min(FRAMES - 1, FRAMES - 1 - trim[1] + handles[1])
    number = low + begin if number == "same" else number
    taken = disk.taken("plate", begin, end - begin + 1, number)
    place(read, taken)
    switch = switch_of(read)
    shown = [read.picture(at)[1] for at in range(-1300, 1300)]
    played = [at for at, now, then in zip(range(-1300, 1300), shown, shown[1:], strict=False) if now != then]  # not held
    assume(played)
    for at in (*played[:6], played[len(played) // 2], *played[-6:], played[0] - 5, played[-1] + 5):
        show(switch, 0)
        there = min(max(switch.picture(at)[1], low), low + FRAMES - 1) - low  # where files lack, Nuke holds the nearest
        show(switch, -1)
        got = switch.picture(at)[1]
        assert got - (taken.number if taken.number is not None else 1) + taken.first == there, (at, there, got)


def test_a_start_moves_with_missing_files(nuke, disk):
    read = disk.sequence()
    read["first"].setValue(991)
    read["frame_mode"].setValue(START_AT)
    read["frame"].setValue("1")
    assert timing_of(read, disk.taken("plate", 0, 100)) == Timing(1001, 1100, START_AT, "11")
