"""A job for all tests of exports: 24 frames with sound and timecode, six windows, written as EXR and ProRes."""

import hashlib
from pathlib import Path

import pytest

from tests.media import clips
from uprez.api import plan
from uprez.farm.export import Wishes
from uprez.farm.preparing import prepare


def tree(folder: Path) -> dict[str, str]:
    """Hash of every result in a folder; the record is left out."""
    files = sorted(file for file in folder.rglob("*") if file.is_file() and ".uprez" not in file.parts)
    return {file.relative_to(folder).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest() for file in files}


@pytest.fixture(scope="session")
def clip(tmp_path_factory):
    """A movie whose path has blanks and letters beyond ASCII."""
    folder = tmp_path_factory.mktemp("in put")
    return clips.movie(folder / "clïp één.mov", 24, size=(64, 48), audio=1, timecode="01:00:00:00")


@pytest.fixture
def job(clip, tmp_path):
    """The job, planned."""
    return plan(clip, tmp_path / "out", model="lanczos", scale=2, formats=("exr", "prores"), window=4)


@pytest.fixture
def document(job, tmp_path):
    """The job as a file."""
    path = tmp_path / "job.json"
    path.write_text(job.to_json(), encoding="utf-8")
    return path


@pytest.fixture
def exported(job, tmp_path):
    """Exports the job for an engine, with wishes."""

    def export(engine, **wishes):
        return prepare(job, tmp_path, tmp_path / "bun dle", Wishes(engine, **wishes), lambda event: None)

    return export
