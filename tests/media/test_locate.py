"""What a typed path means, on folders of empty files."""

import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from uprez.core.errors import InputError
from uprez.media.locate import Movie, Sequence, locate


def touch(folder: Path, *names: str) -> Path:
    folder.mkdir(exist_ok=True)
    for name in names:
        (folder / name).touch()
    return folder


def sequence(source: str | Path) -> Sequence:
    found = locate(source)
    assert isinstance(found, Sequence)
    return found


@pytest.mark.parametrize("typed", ["", "a.0002.exr", "a.%04d.exr", "a.####.exr", "a.@@@@.exr", "a.#.exr", "a.%d.exr", "a.[1-4].exr"])
def test_every_spelling_finds_the_sequence(tmp_path, typed):
    touch(tmp_path, "a.0001.exr", "a.0002.exr", "a.0004.exr", ".a.0009.exr", "notes.txt")
    found = sequence(tmp_path / typed if typed else tmp_path)
    assert found.pattern == "a.%04d.exr"
    assert (found.first, found.last, found.frames) == (1, 4, 4)
    assert found.missing == (3,)
    assert found.path(4) == tmp_path / "a.0004.exr"


def test_one_frame_brings_only_its_own_siblings(tmp_path):
    touch(tmp_path, "a_1.png", "a_2.png", "b_1.png", "a_1.exr", "a_x.png")
    assert list(sequence(tmp_path / "a_2.png").files.values()) == ["a_1.png", "a_2.png"]


def test_a_lone_picture_is_one_frame(tmp_path):
    touch(tmp_path, "still.png", "plate_4k.tif")
    assert (sequence(tmp_path / "still.png").pattern, sequence(tmp_path / "still.png").frames) == ("still.png", 1)
    numbered = sequence(touch(tmp_path / "one", "DSC_0042.jpg") / "DSC_0042.jpg")
    assert (numbered.pattern, numbered.first, numbered.frames) == ("DSC_%04d.jpg", 42, 1)
    assert sequence(tmp_path / "one").pattern == "DSC_%04d.jpg"


def test_a_range_restricts_and_counts_what_is_missing_at_its_ends(tmp_path):
    touch(tmp_path, *(f"a.{number:03}.dpx" for number in range(3, 9)))
    found = sequence(tmp_path / "a.[1-5].dpx")
    assert (found.first, found.last, found.missing, found.pattern) == (1, 5, (1, 2), "a.%03d.dpx")


def test_negative_numbers(tmp_path):
    touch(tmp_path, "a.-0002.exr", "a.-0001.exr", "a.0000.exr", "a.0001.exr")
    for typed in ("a.-0001.exr", "a.0001.exr", "a.%04d.exr", "a.[-2-1].exr"):
        found = sequence(tmp_path / typed)
        assert (found.first, found.last, found.missing) == (-2, 1, ())
        assert found.path(-2).name == "a.-0002.exr"
    dashed = touch(tmp_path / "dashed", "shot-0001.exr", "shot-0002.exr")
    assert sequence(dashed).first == 1  # a dash after a letter is no sign
    printf = touch(tmp_path / "printf", "a.-001.exr", "a.0000.exr", "a.0001.exr")  # C's %04d counts the sign
    assert sequence(printf).first == -1


def test_unpadded_numbers_grow(tmp_path):
    touch(tmp_path, *(f"f{number}.png" for number in range(8, 12)))
    for typed in ("f9.png", "f10.png", "f#.png", "f%d.png"):
        assert (sequence(tmp_path / typed).pattern, sequence(tmp_path / typed).frames) == ("f%01d.png", 4)


def test_two_paddings_are_refused_in_a_folder_and_told_apart_by_a_frame(tmp_path):
    touch(tmp_path, "a.0001.png", "a.0002.png", "a.7.png")
    with pytest.raises(InputError, match=r"two ways.*a\.7\.png"):
        locate(tmp_path)
    assert sequence(tmp_path / "a.0002.png").frames == 2
    assert sequence(tmp_path / "a.7.png").frames == 1
    assert sequence(tmp_path / "a.%04d.png").frames == 2


def test_several_sequences_in_a_folder_are_named(tmp_path):
    touch(tmp_path, "a.001.exr", "a.002.exr", "b.001.exr", "slate.png")
    with pytest.raises(InputError, match=r"3 sequences.*a\.#\.exr, b\.#\.exr, slate\.png"):
        locate(tmp_path)


def test_nothing_there(tmp_path):
    touch(tmp_path / "movies", "take.mov")
    with pytest.raises(InputError, match=r"no picture.*take\.mov"):
        locate(tmp_path / "movies")
    with pytest.raises(InputError, match="empty"):
        locate(touch(tmp_path / "none"))
    for typed in ("no.mov", "a.%04d.exr", "a.####.exr", "nowhere/a.%04d.exr"):
        with pytest.raises(InputError):
            locate(tmp_path / typed)


def test_movies_and_odd_names(tmp_path):
    touch(tmp_path, "a#b 100%.mov", "x[1-2].mov", "100%.0001.png", "100%.0002.png")
    assert locate(tmp_path / "a#b 100%.mov") == Movie(tmp_path / "a#b 100%.mov")
    assert locate(tmp_path / "x[1-2].mov") == Movie(tmp_path / "x[1-2].mov")
    found = sequence(tmp_path / "100%.0001.png")
    assert found.pattern % 2 == "100%.0002.png"


@settings(max_examples=25, deadline=None)
@given(
    numbers=st.sets(st.integers(0, 12000), min_size=2, max_size=12),
    padding=st.integers(1, 6),
    prefix=st.sampled_from(["shot.", "a_v2_", "x-", "", "né "]),
)
def test_pattern_names_every_file(numbers, padding, prefix):
    with tempfile.TemporaryDirectory() as folder:
        names = {number: f"{prefix}{number:0{padding}}.tif" for number in numbers}
        touch(Path(folder), *names.values())
        for found in (sequence(folder), sequence(Path(folder) / names[max(numbers)])):
            assert dict(found.files) == names
            assert all(found.pattern % number == names[number] for number in numbers)
            assert set(found.missing) | numbers == set(range(min(numbers), max(numbers) + 1))
