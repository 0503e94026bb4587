"""A fake Nuke in the place of the host's module, with files on the disk."""

import os
import sys
from types import SimpleNamespace

import pytest

from tests.plugin.nuke.fake_nodes import Read
from tests.plugin.nuke.fake_nuke import Nuke
from uprez.plugin.host import Taken

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


@pytest.fixture
def nuke(monkeypatch, tmp_path):
    nuke = Nuke()
    nuke.home = str(tmp_path)
    monkeypatch.setitem(sys.modules, "nuke", nuke)
    monkeypatch.setenv("UPREZ_STATE", str(tmp_path / "state"))
    return nuke


@pytest.fixture
def disk(nuke, tmp_path):
    """Makes files that only have names (of sequences the first), and Reads and takes of them."""

    def sequence(name="plate", first=1001, last=1100, **more):
        (tmp_path / f"{name}.{first:04}.exr").touch()
        read = nuke.add(Read, name, more.get("group"))
        read["file"].fromUserText(f"{tmp_path}/{name}.%04d.exr {first}-{last}")
        return read

    def movie(name="clip", frames=100, first=1):
        path = f"{tmp_path}/{name}.mov"
        (tmp_path / f"{name}.mov").touch()
        nuke.movies[path] = (first, first + frames - 1)
        read = nuke.add(Read, name)
        read["file"].fromUserText(path)
        return read

    def taken(key, first, frames, number=1001, name="take", **facts):
        folder = f"{tmp_path}/{name}"
        nuke.sizes[folder] = (7680, 4320)
        path = f"{folder}/{name}.%04d.exr" if number is not None else f"{folder}/{name}.mov"
        nuke.movies[path] = (1, frames)
        return Taken(key, path, number, first, first + frames - 1, 7680, 4320, "24", facts)

    return SimpleNamespace(sequence=sequence, movie=movie, taken=taken, folder=tmp_path)


@pytest.fixture
def pump(nuke):
    """Does what threads want done on the main thread, until `enough` says so."""
    import time

    def done(enough, seconds=10):
        until = time.monotonic() + seconds
        while not enough():
            assert time.monotonic() < until, "it did not come to an end"
            while nuke.queued:
                nuke.queued.pop(0)()
            time.sleep(0.002)

    return done
