"""Whole files: old, or new, never half; and nothing left behind."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from uprez.core.errors import OutputError, ResourceError
from uprez.media import atomic


def test_a_file_appears_only_when_whole(tmp_path: Path):
    target = tmp_path / "deep" / "a.exr"
    with atomic.whole_file(target) as temp:
        assert temp.parent == target.parent
        assert temp.name.startswith(".")
        assert str(os.getpid()) in temp.name
        assert temp.suffix == ".exr"
        temp.write_bytes(b"new")
        assert not target.exists()
    assert target.read_bytes() == b"new"
    assert list(target.parent.iterdir()) == [target]


def test_an_error_keeps_the_old_file_and_leaves_nothing(tmp_path: Path):
    target = tmp_path / "a.txt"
    atomic.write_text_whole(target, "old\n")
    with pytest.raises(ZeroDivisionError), atomic.whole_file(target) as temp:
        temp.write_bytes(b"half")
        raise ZeroDivisionError
    assert target.read_text() == "old\n"
    assert list(tmp_path.iterdir()) == [target]


def test_text_is_written_byte_for_byte(tmp_path: Path):
    atomic.write_text_whole(tmp_path / "a.json", "grün\n")
    assert (tmp_path / "a.json").read_bytes() == b"gr\xc3\xbcn\n"


def test_a_busy_target_is_tried_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    refusals, real = [2], os.replace
    monkeypatch.setattr(atomic, "_RENAME_WAITS", (0.0, 0.0))

    def busy(source: Path, target: Path) -> None:
        if refusals[0]:
            refusals[0] -= 1
            raise PermissionError(13, "in use")
        real(source, target)

    monkeypatch.setattr(os, "replace", busy)
    atomic.write_text_whole(tmp_path / "a", "x")
    assert (tmp_path / "a").read_text() == "x"
    refusals[0] = 99
    with pytest.raises(OutputError, match="not allowed"):
        atomic.write_text_whole(tmp_path / "b", "x")
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


def test_a_full_disk_is_a_resource_error(tmp_path: Path):
    with pytest.raises(ResourceError, match="no room") as caught, atomic.whole_file(tmp_path / "a"):
        raise OSError(28, "No space left on device")
    assert caught.value.why
    assert caught.value.fix
    assert not list(tmp_path.iterdir())


def test_a_file_in_place_of_the_folder_is_an_output_error(tmp_path: Path):
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError):
        atomic.write_text_whole(tmp_path / "file" / "a", "x")


def test_sweep_removes_what_the_dead_left_and_only_that(tmp_path: Path):
    code = "import sys; from pathlib import Path; from uprez.media import atomic; p = atomic.temp_beside(Path(sys.argv[1])); p.write_bytes(b''); print(p)"
    dead = Path(
        subprocess.run([sys.executable, "-c", code, str(tmp_path / "a.mov")], capture_output=True, text=True, check=True).stdout.strip()
    )
    mine = atomic.temp_beside(tmp_path / "a.mov")
    foreign_young = tmp_path / ".uprez-00000000-1-0.exr"
    foreign_old = tmp_path / ".uprez-00000000-1-1.exr"
    others = [tmp_path / "a.mov", tmp_path / ".uprez-notes.txt"]
    for path in (mine, foreign_young, foreign_old, *others):
        path.write_bytes(b"")
    os.utime(foreign_old, (0, 0))
    assert sorted(atomic.sweep(tmp_path)) == sorted([dead, foreign_old])
    assert sorted(tmp_path.iterdir()) == sorted([mine, foreign_young, *others])


def test_sweep_knows_a_process_number_given_again(tmp_path: Path):
    mine = atomic.temp_beside(tmp_path / "a.mov")
    mine.write_bytes(b"")
    os.utime(mine, (0, 0))
    assert atomic.sweep(tmp_path) == [mine]
