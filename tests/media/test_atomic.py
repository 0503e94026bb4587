"""Whole files: old, or new, never half; and nothing left behind."""

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tests.media import takes
from uprez.core.colour import Alpha
from uprez.core.errors import OutputError, ResourceError
from uprez.core.job import Format
from uprez.media import atomic
from uprez.media.movie_out import MovieSegment, suffix_of
from uprez.media.pictures import PictureWriter


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
    code = """import sys; from pathlib import Path; from uprez.media import atomic
temp = atomic.temp_beside(Path(sys.argv[1])); temp.touch(); print(temp)"""
    child = subprocess.run([sys.executable, "-c", code, str(tmp_path / "a.mov")], capture_output=True, text=True, check=True)
    dead = Path(child.stdout.strip())
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


def test_too_little_room_is_said_before_starting(tmp_path: Path):
    with pytest.raises(ResourceError, match="does not fit") as caught:
        atomic.check_writable(tmp_path / "new" / "folder", 1 << 60)
    assert "GB are free" in caught.value.why
    atomic.check_writable(tmp_path / "new" / "folder", 1000)
    assert list((tmp_path / "new" / "folder").iterdir()) == []


def test_a_place_that_cannot_be_a_folder_is_said(tmp_path: Path):
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError):
        atomic.check_writable(tmp_path / "file", 1)


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="needs a place that even root cannot write")
def test_an_unwritable_folder_is_said():
    with pytest.raises(OutputError):
        atomic.check_writable(Path("/proc/self/uprez"), 1)


def test_room_grows_with_what_is_asked_for():
    small = atomic.estimate_bytes(takes.take(formats=(Format.EXR,)), 10)
    assert small == pytest.approx(10 * 64 * 48 * 3 * 2 * 0.7, abs=1)
    assert atomic.estimate_bytes(takes.take(formats=(Format.EXR,), exr_depth="float"), 10) == pytest.approx(2 * small, abs=2)
    assert atomic.estimate_bytes(takes.take(formats=(Format.EXR,), alpha=Alpha.STRAIGHT), 30) == pytest.approx(4 * small, abs=4)
    assert atomic.estimate_bytes(takes.take(formats=(Format.EXR, Format.PRORES)), 10) > small


@pytest.mark.parametrize("kind", list(Format))
def test_grainy_pictures_stay_within_the_estimate(tmp_path: Path, kind: Format):
    take = takes.take(size=(320, 240), formats=(kind,), alpha=Alpha.NONE)
    grain = np.random.default_rng(0).normal(0, 0.02, (3, 240, 320)).astype(np.float32)
    frame = replace(takes.frame(take, 0), rgb=np.clip(takes.frame(take, 0).rgb * 0.8 + 0.1 + grain, 0, 1))
    if kind.is_movie:
        segment = MovieSegment(take, kind, tmp_path / f"a{suffix_of(kind)}", 0)
        for number in range(4):
            segment.write(replace(frame, number=number))
        segment.close()
    else:
        for number in range(4):
            PictureWriter(take, kind, tmp_path).write(replace(frame, number=number))
    written = sum(path.stat().st_size for path in tmp_path.iterdir())
    assert written <= atomic.estimate_bytes(take, 4)
