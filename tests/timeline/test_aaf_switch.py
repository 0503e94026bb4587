"""Clips of an AAF flipped between original and take, in the file itself."""

import shutil
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import aaf2
import pytest

from tests.timeline.edits import clip, movie, saved, schema, time, timeline, touched
from tests.timeline.writing import take
from uprez.core.errors import InputError
from uprez.timeline.read import read_edit
from uprez.timeline.write.aaf import places_of
from uprez.timeline.write.aaf_media import keep_pair, pair_of
from uprez.timeline.write_back import check, switch, write_back

RATE = Fraction(24000, 1001)


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """An edit, and the same with takes of two of its three clips."""
    folder = tmp_path_factory.mktemp("aaf")
    touched(folder, "A.mov", "B.mov")
    a, b = (movie((folder / f"{name}.mov").as_uri(), 86400, 200, RATE) for name in "AB")
    items = [clip(a, 86450, 20, RATE, "one"), clip(b, 86410, 9, RATE, "two"), clip(a, 86480, 30, RATE, "three")]
    whole = timeline(*items, start=time(86400, RATE))
    whole.tracks.append(schema.Track("A1", [clip(a, 86450, 20, RATE, "sound")], kind="Audio"))
    edit = saved(whole, folder, "cut.aaf", adapter_name="AAF", use_empty_mob_ids=True)
    (media,) = {each.named for each in read_edit(edit).clips if each.name == "one"}
    assert not write_back(edit, [take(media, 40, 120, folder / "A_4x.mov", RATE)], folder / "up.aaf")
    return folder


@pytest.fixture
def edit(made, tmp_path):
    return Path(shutil.copy(made / "cut.aaf", tmp_path))


@pytest.fixture
def up(made, tmp_path):
    return Path(shutil.copy(made / "up.aaf", tmp_path))


def uses(path):
    """What the clips use, by the file alone: less than reading the edit, and much faster."""
    with aaf2.open(str(path), "r") as file:
        return [(each.clip.mob.name, each.clip.start, each.clip.length) for each in places_of(file)]


def test_it_goes_to_the_original_and_back_as_a_whole_or_by_clips(edit, up):
    before, shown = uses(edit), uses(up)
    assert [each.path[-8:] for each in read_edit(up).clips].count("A_4x.mov") == 2
    assert not switch(up, "original")
    assert read_edit(up).clips == read_edit(edit).clips
    assert uses(up) == before
    notes = switch(up, "take", ("two", "three"))
    assert notes == ("'two' has no take.",)
    assert uses(up) == [*before[:2], shown[2]]
    assert not switch(up, "take")  # one of them is there already
    assert uses(up) == shown


def test_an_edit_that_shows_takes_is_no_source(up, tmp_path):
    with pytest.raises(InputError, match="shows takes"):
        check(up, tmp_path / "again.aaf")


def test_an_aaf_without_takes_is_refused_and_stays(edit):
    before = edit.read_bytes()
    with pytest.raises(InputError, match="No clip has a take"):
        switch(edit, "original")
    assert edit.read_bytes() == before


def changed(path, number, **values):
    with aaf2.open(str(path), "rw") as file:
        held = list(places_of(file))[number].clip
        for name, value in values.items():
            setattr(held, name, value)


def test_a_clip_that_was_moved_in_its_media_since_stays_right(edit, up):
    before = uses(edit)
    assert [each[1:] for each in uses(up)] == [(10, 20), (10, 9), (40, 30)]  # frames 50 and 80 of the original are 10 and 40 of the take
    changed(up, 0, start=15)
    switch(up, "original")
    assert uses(up) == [(before[0][0], 55, 20), *before[1:]]
    changed(up, 0, start=110)  # frames 110 to 129: the take ends at 120
    notes = switch(up, "take")
    assert notes == ("'one' shows frames now that its take does not hold; it was left.",)
    assert [each[1:] for each in uses(up)] == [(110, 20), (10, 9), (40, 30)]


def test_a_clip_that_was_given_other_media_since_is_left(edit, up):
    with aaf2.open(str(up), "rw") as file:
        held = [each.clip for each in places_of(file)]
        held[0].mob_id = held[1].mob_id
    notes = switch(up, "original")
    assert notes == ("'two' shows other media now; it was left.",)
    assert uses(up)[2] == uses(edit)[2]


def test_a_clip_that_is_counted_faster_than_its_media(edit, up):
    with aaf2.open(str(up), "rw") as file:
        held = list(places_of(file))
        slots = [slot for mob in file.content.compositionmobs() for slot in mob.slots]
        for slot in slots:
            slot.edit_rate = float(2 * RATE)
        for clip, (start, length) in zip((each.clip for each in held), [(20, 40), (20, 18), (80, 60)], strict=True):
            clip.start, clip.length = start, length
            pair = pair_of(clip)
            if pair is not None:
                keep_pair(clip, replace(pair, shift=2 * pair.shift))
    before = uses(up)
    changed(up, 0, start=230)  # frames 230 to 269 of 400, which are 115 to 134 of 200
    before[0] = (before[0][0], 230, 40)
    switch(up, "original")
    assert [each[1:] for each in uses(up)] == [(310, 40), (20, 18), (160, 60)]
    assert len(switch(up, "take")) == 1  # the take has 81 frames, 162 of the composition's
    changed(up, 0, start=100)
    switch(up, "take")
    assert uses(up)[0] == (before[0][0], 20, 40)
