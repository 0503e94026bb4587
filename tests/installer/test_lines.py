import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from uprez.core.errors import OutputError
from uprez.installer import lines

OURS = ("import nuke", 'nuke.pluginAddPath("./uprez-nuke")')
texts = st.lists(st.sampled_from([b"import os", b"", b"# a comment", b"if x:", b"    y()", b"\xff\xfe", b"# >>> other"])).flatmap(
    lambda rows: st.sampled_from([b"\n", b"\r\n"]).flatmap(lambda end: st.sampled_from([end.join(rows), end.join([*rows, b""])]))
)


@given(text=texts)
def test_what_is_put_in_comes_out_to_the_last_byte(tmp_path_factory, text):
    file = tmp_path_factory.mktemp("nuke") / "init.py"
    file.write_bytes(text)
    assert lines.add(file, OURS)
    assert file.read_bytes().startswith(text)
    assert lines.stand(file, OURS)
    once = file.read_bytes()
    assert not lines.add(file, OURS)
    assert lines.add(file, ("import other",))
    assert not lines.stand(file, OURS)
    assert lines.add(file, OURS)
    assert file.read_bytes() == once
    assert lines.remove(file)
    assert file.read_bytes() == text
    assert not lines.remove(file)


@given(text=texts, before=texts, after=texts)
def test_what_the_user_writes_around_ours_stays(tmp_path_factory, text, before, after):
    file = tmp_path_factory.mktemp("nuke") / "init.py"
    file.write_bytes(text)
    lines.add(file, OURS)
    before = before + b"\n" if before else b""
    file.write_bytes(before + file.read_bytes() + after)
    lines.remove(file)
    kept = (before + text).splitlines() + after.splitlines()
    assert file.read_bytes().splitlines() == kept


def test_a_file_that_we_made_goes_and_an_empty_one_of_the_user_stays(tmp_path):
    made, empty = tmp_path / "made.py", tmp_path / "empty.py"
    empty.touch()
    for file in (made, empty):
        lines.add(file, OURS)
        assert compile(file.read_bytes(), "init.py", "exec")
        assert lines.remove(file)
    assert not made.exists()
    assert empty.read_bytes() == b""


def test_lines_of_ours_end_as_the_others_do(tmp_path):
    file = tmp_path / "init.py"
    file.write_bytes(b"import os\r\n")
    lines.add(file, OURS)
    assert file.read_bytes().count(b"\n") == file.read_bytes().count(b"\r\n") == 5


def test_permissions_stay_and_a_link_is_followed(tmp_path):
    real, link = tmp_path / "dotfiles" / "init.py", tmp_path / "init.py"
    real.parent.mkdir()
    real.write_text("import os\n")
    real.chmod(0o640)
    link.symlink_to(real)
    lines.add(link, OURS)
    assert link.is_symlink()
    assert real.stat().st_mode & 0o777 == 0o640
    assert lines.stand(real, OURS)
    assert [path.name for path in real.parent.iterdir()] == ["init.py"]


@pytest.mark.parametrize("text", [b"i\0m\0", b"# >>> uprez: here\nimport nuke\n", b"# >>> uprez: a\n# >>> uprez: b\n# <<< uprez\n"])
def test_a_file_that_cannot_be_understood_is_left_alone(tmp_path, text):
    file = tmp_path / "init.py"
    file.write_bytes(text)
    with pytest.raises(OutputError, match="is not changed"):
        lines.add(file, OURS)
    assert file.read_bytes() == text


def test_a_file_that_cannot_be_written_stays_as_it_was(tmp_path, monkeypatch):
    file = tmp_path / "init.py"
    file.write_text("import os\n")

    def full(source, target):
        raise OSError(28, os.strerror(28))

    monkeypatch.setattr(lines.os, "replace", full)
    with pytest.raises(OutputError, match="No space left"):
        lines.add(file, OURS)
    assert [path.read_text() for path in tmp_path.iterdir()] == ["import os\n"]
