import pytest

from uprez.ui.preview import words


def plain(text):
    return text.replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0.4, "about 5 s"),
        (42, "about 40 s"),
        (59, "about 1 min"),
        (12 * 60 + 20, "about 12 min"),
        (3599, "about 1 h"),
        (6600, "1 h 50 min"),
        (7200, "about 2 h"),
        (51 * 3600, "2 d 3 h"),
    ],
)
def test_times_are_as_fine_as_they_can_be_known(qapp, seconds, said):
    assert plain(words.about(seconds)) == said


def test_sizes_go_by_tens_on_disk_and_by_twos_in_memory(qapp):
    assert plain(words.disk(4.2e9)) == "4.2 GB" and plain(words.disk(67e6)) == "67 MB" and plain(words.disk(12)) == "12 B"
    assert plain(words.memory(3.1 * 2**30)) == "3.1 GiB"


def test_the_price_names_what_is_known(qapp):
    estimate = {"seconds": 720, "memory_bytes": 3.1 * 2**30, "bytes": 4.2e9}
    assert plain(words.price(estimate)) == "about 12 min for the whole clip · 3.1 GiB memory · 4.2 GB on disk"
    assert plain(words.price({**estimate, "memory_bytes": None})) == "about 12 min for the whole clip · 4.2 GB on disk"


def test_differences_are_said_in_plain_words(qapp):
    recipe = {"model": "span", "strength": 1.0, "match_colour": True, "prompt": "a bridge"}
    assert words.differences({}, recipe) == "Current settings"
    changes = {"model": "lanczos", "strength": 0.6, "match_colour": False, "prompt": ""}
    assert plain(words.differences(changes, recipe)) == "instead of span · strength 60 % · colour not matched · without prompt"


def test_progress_is_said_in_frames_where_the_service_has_no_words(qapp):
    assert words.progress_words(None) == ""
    assert words.progress_words({"text": "", "done": 3, "total": 9, "seconds_left": None}) == "3 of 9 frames"
    assert plain(words.progress_words({"text": "Planning", "done": 0, "total": 0, "seconds_left": 21.0})) == "Planning · about 20 s left"
    assert plain(words.measuring({"seconds_left": 21.0})) == "Measuring… about 20 s left" and words.measuring(None) == "Measuring…"
