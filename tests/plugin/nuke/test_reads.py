"""What is sent of a Read."""

import sys

import pytest

from tests.plugin.nuke.fake_knobs import String_Knob
from tests.plugin.nuke.fake_nodes import Group, Read
from uprez.plugin.errors import ServiceError
from uprez.plugin.host import Sent
from uprez.plugin.nuke import api, reads


def test_a_sequence(nuke, disk):
    read = disk.sequence(first=1001, last=1100)
    read["first"].setValue(1010)
    read["last"].setValue(1019)
    assert reads.sent_of(read) == Sent("plate", "plate", f"{disk.folder}/plate.[1001-1100].exr", 9, 18, "24", 100)


@pytest.mark.parametrize("pattern", ["plate.####.exr", "plate.%04d.exr"])
def test_both_ways_to_write_a_pattern(nuke, disk, pattern):
    read = disk.sequence()
    read["file"].fromUserText(f"{disk.folder}/{pattern} 1001-1100")
    assert reads.sent_of(read).path == f"{disk.folder}/plate.[1001-1100].exr"


@pytest.mark.parametrize(("fps", "rate"), [(24, "24"), (23.976, "24000/1001"), (23.976024, "24000/1001"), (12.5, "25/2"), (0, None)])
def test_a_sequence_has_the_scripts_rate(nuke, disk, fps, rate):
    nuke.root()["fps"].setValue(fps)
    assert reads.sent_of(disk.sequence()).rate == rate
    assert reads.sent_of(disk.movie()).rate is None


def test_a_movie_counts_from_one(nuke, disk):
    read = disk.movie(frames=50)
    read["first"].setValue(11)
    assert reads.sent_of(read) == Sent("clip", "clip", f"{disk.folder}/clip.mov", 10, 49, None, 50)


def test_one_picture(nuke, disk):
    (disk.folder / "matte.exr").touch()
    read = nuke.add(Read, "Read1")
    read["file"].fromUserText(f"{disk.folder}/matte.exr")
    sent = reads.sent_of(read)
    assert (sent.path, sent.first, sent.last, sent.frames) == (f"{disk.folder}/matte.exr", 0, 0, 1)


def test_a_range_beyond_the_files_ends_with_them(nuke, disk):
    read = disk.sequence()
    read["first"].setValue(900)
    read["last"].setValue(1200)
    sent = reads.sent_of(read)
    assert (sent.first, sent.last, sent.frames) == (0, 99, 100)


def test_expressions_and_relative_paths(nuke, disk):
    (disk.folder / "shot.mov").touch()
    nuke.movies["[value root.shot].mov"] = (1, 10)
    read = nuke.add(Read, "Read1")
    read["file"].fromUserText("[value root.shot].mov")
    assert reads.sent_of(read).path == f"{disk.folder}/shot.mov"
    nuke.home = ""
    assert "starts nowhere (shot.mov)" in reads.sent_of(read)


def test_what_cannot_be_sent_is_named(nuke, disk):
    read = nuke.add(Read, "Read1")
    assert reads.sent_of(read) == "Read1 has no file."
    read["file"].fromUserText(f"{disk.folder}/a.%V.%04d.exr 1-10")
    assert "several views" in reads.sent_of(read)
    read["file"].fromUserText(f"{disk.folder}/lost.%04d.exr 1-10")
    assert reads.sent_of(read) == f"Read1 is offline: {disk.folder}/lost.0001.exr is not there."
    read["file"].fromUserText(f"{disk.folder}/lost.mov")
    assert "is offline" in reads.sent_of(read)
    beyond = disk.sequence()
    beyond["first"].setValue(2000)
    beyond["last"].setValue(2010)
    assert "no frame of its files: it plays 2000 to 2010 of 1001 to 1100" in reads.sent_of(beyond)
    beyond.addKnob(String_Knob(reads.OURS))
    assert "shows a take of uprez's" in reads.sent_of(beyond)


def test_reads_of_the_selection_and_all(nuke, disk):
    group = nuke.add(Group, "Group1")
    inside, outside = disk.sequence("b", group=group), disk.sequence("a")
    ours = disk.sequence("ours")
    ours.addKnob(String_Knob(reads.OURS))
    assert reads.all_reads() == [inside, outside]
    assert reads.chosen_reads() == []
    for node in (inside, outside):
        node["selected"].setValue(True)
    assert reads.chosen_reads() == [inside, outside]
    assert [sent.key for sent in reads.sent_and_refused([inside, outside, ours])[0]] == ["Group1.b", "a"]
    assert len(reads.sent_and_refused([inside, outside, ours])[1]) == 1


def test_outside_of_nuke(monkeypatch):
    monkeypatch.delitem(sys.modules, "nuke", raising=False)
    with pytest.raises(ServiceError, match="not Nuke"):
        api.nuke()
