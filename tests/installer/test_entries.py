import pytest

from uprez.installer import entries

KDE = "[Binary]\n{1-2}=/usr/bin/ffmpeg\n\n[Ids]\n{1-2}=My Job\nz=Last\n\n[Parameters]\n{1-2}=-i {source} C:\\\\a\n"
OURS = {"Ids": {"uprez-a": "A", "uprez-b": "B"}, "Output": {"uprez-a": "uprez.mov"}, "Binary": {"uprez-a": "C:\\b"}}


def test_what_is_put_is_read_back_beside_what_was_there():
    made = entries.put(KDE, OURS)
    found = entries.read(made)
    assert found["Ids"] == {"{1-2}": "My Job", "z": "Last", "uprez-a": "A", "uprez-b": "B"}
    assert found["Binary"] == {"{1-2}": "/usr/bin/ffmpeg", "uprez-a": "C:\\b"}
    assert found["Output"] == {"uprez-a": "uprez.mov"}
    assert found["Parameters"] == {"{1-2}": "-i {source} C:\\a"}
    assert made.count("[Ids]") == 1


@pytest.mark.parametrize(
    "text", ["", KDE, KDE.replace("\n", "\r\n"), "[Ids]\na=1\n", "# mine\n[Ids][$i]\na[de]=1\n", "[Ids]\na=1"], ids=repr
)
def test_taken_out_again_the_rest_is_as_before(text):
    left = entries.without(entries.put(text, OURS), "uprez-")
    assert left == text or left == text + "\n"


def test_an_empty_group_of_others_stays():
    text = "[Ids]\n\n[Other]\na=1\n"
    assert entries.without(text, "uprez-") == text


def test_lines_keep_the_ends_that_the_file_has():
    assert "uprez-a=A\r\n" in entries.put(KDE.replace("\n", "\r\n"), OURS)
