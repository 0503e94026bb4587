import pytest

from uprez.ui.sources.dropped import look_into


@pytest.fixture
def folder(tmp_path):
    def make(*names):
        for name in names:
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).touch()
        return tmp_path

    return make


def inside(folder, *paths):
    found = look_into([str(folder / path) for path in paths] or [str(folder)])
    return [str(path).removeprefix(f"{folder}/") for path in found.sources]


def test_a_folder_gives_each_sequence_and_movie(folder):
    names = [f"a.{number:04}.exr" for number in (1001, 1002, 1004)] + [f"b_{number:03}.png" for number in (1, 2)]
    root = folder(*names, "take.mov", "still.tif", "notes.txt", ".hidden.mov", "more/c.0001.dpx", "more/c.0002.dpx")
    assert inside(root) == ["a.%04d.exr", "b_%03d.png", "still.tif", "take.mov", "more/c.%04d.dpx"]


def test_numbers_without_zeros_are_one_sequence(folder):
    assert inside(folder("f9.png", "f10.png", "f11.png")) == ["f%d.png"]


def test_numbers_of_another_width_are_another_sequence(folder):
    assert inside(folder("f_0009.png", "f_0010.png", "f_009.png", "f_010.png")) == ["f_%04d.png", "f_%03d.png"]


def test_dropped_frames_are_one_clip(folder):
    root = folder(*(f"a.{number:04}.exr" for number in range(5)))
    assert inside(root, "a.0001.exr", "a.0003.exr") == ["a.%04d.exr"]
    assert inside(root, "a.0002.exr") == ["a.0002.exr"]


def test_a_name_that_a_pattern_cannot_hold_is_given_by_its_first_file(folder):
    assert inside(folder("100%_01.png", "100%_02.png")) == ["100%_01.png"]


def test_timelines_are_told_by_their_ending(folder):
    root = folder("cut.otio", "cut.EDL", "bundle.otiod/media/a.mov", "cut.kdenlive", "b.mov")
    found = look_into([str(root / name) for name in ("cut.otio", "cut.EDL", "bundle.otiod", "cut.kdenlive", "b.mov")])
    assert len(found.timelines) == 4
    assert len(found.sources) == 1


def test_an_empty_folder_is_said_to_be_empty(folder):
    root = folder("x/readme.txt")
    assert look_into([str(root)]).passed_over == (str(root),)
