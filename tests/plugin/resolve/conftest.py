"""A fake Resolve with a clip in its timeline, and takes of it on the disk."""

from types import SimpleNamespace

import pytest

from tests.plugin.resolve.fake_clips import Media
from tests.plugin.resolve.fake_resolve import Resolve
from uprez.plugin.host import Taken
from uprez.plugin.resolve.api import open_session
from uprez.plugin.resolve.choose import marked_or_all


@pytest.fixture
def resolve():
    """Resolve Studio with an empty timeline at 24 frames a second."""
    return Resolve()


@pytest.fixture
def session(resolve):
    return open_session({"resolve": resolve})


@pytest.fixture
def disk(tmp_path, resolve):
    """Makes files: movies and sequences that only have names (of sequences the first and the last), and takes of them."""

    def movie(name="shot.mov", frames=100, **properties):
        path = tmp_path / name
        path.touch()
        resolve.movie_frames[str(path)] = frames
        return Media(resolve, str(path), frames, properties.pop("fps", resolve.rate), **properties)

    def sequence(name="plate", first=1, frames=100, **properties):
        for number in (first, first + frames - 1):
            (tmp_path / f"{name}.{number:04}.exr").touch()
        path = str(tmp_path / f"{name}.[{first:04}-{first + frames - 1:04}].exr")
        return Media(resolve, path, frames, properties.pop("fps", resolve.rate), first, **properties)

    def taken(clip, first, frames, number=1001, name="take", **facts):
        """A take of a clip, from frame `first` of its media; pictures from `number`, or a movie without."""
        if number is None:
            movie(f"{name}.mov", frames)
            path = str(tmp_path / f"{name}.mov")
        else:
            sequence(name, number, frames)
            path = str(tmp_path / f"{name}.%04d.exr")
        return Taken(clip.sent.key, path, number, first, first + frames - 1, 3840, 2160, "24", facts)

    return SimpleNamespace(movie=movie, sequence=sequence, taken=taken, folder=tmp_path)


@pytest.fixture
def clip(resolve, session, disk):
    """A clip of 48 frames, 20 frames into a movie of 100, at frame 10 of the timeline."""
    resolve.add(disk.movie(), 10, 48, 20, name="A")
    return marked_or_all(session)[0][0]
