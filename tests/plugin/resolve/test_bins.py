"""Takes in the media pool: where they go, and that Resolve reads them as the originals."""

import pytest

from tests.plugin.resolve.fake_clips import Media
from tests.plugin.resolve.fake_resolve import Pool
from uprez.plugin.resolve import choose
from uprez.plugin.resolve.bins import shows
from uprez.plugin.resolve.place import place_all


def bins(resolve):
    return {folder.name: [media.GetName() for media in folder.clips] for folder in resolve.pool.root.folders}


def brought(session, clip, taken):
    (placed,) = place_all(session, [clip], [taken])
    return placed


def test_the_bin_is_made_once_and_the_users_set_again(resolve, session, clip, disk):
    own = resolve.pool.current
    brought(session, clip, disk.taken(clip, 8, 72, model="span", seed="0"))
    assert resolve.pool.current is own
    assert bins(resolve) == {"Day 1": [], "uprez": ["take.[1001-1072].exr"]}
    assert clip.item.media.third == {"uprez model": "span", "uprez seed": "0"}
    clip.item.FinalizeTake()
    clip.item.shown = (clip.media, 20, 48)
    assert brought(session, clip, disk.taken(clip, 8, 72)).done
    assert bins(resolve)["uprez"] == ["take.[1001-1072].exr"]
    assert len(resolve.pool.root.folders) == 2


@pytest.mark.parametrize(
    ("quirk", "said"),
    [("no bins", "cannot be opened"), ("no new bins", "cannot be made"), ("no import", "It read nothing")],
)
def test_what_goes_wrong_with_the_bin(resolve, session, clip, disk, quirk, said):
    resolve.quirks = {quirk}
    own = resolve.pool.current
    placed = brought(session, clip, disk.taken(clip, 8, 72))
    assert not placed.done
    assert said in placed.text
    assert quirk == "no bins" or resolve.pool.current is own


def test_a_sequence_takes_the_originals_rate_and_colours(resolve, session, disk):
    resolve.add(disk.movie(fps="25", PAR="2.0", **{"Input Color Space": "ARRI LogC4"}), 0, 10, 0)
    (clip,), _ = choose.marked_or_all(session)
    brought(session, clip, disk.taken(clip, 0, 100))
    media = resolve.pool.root.folders[-1].clips[0]
    assert [media.properties[name] for name in ("FPS", "Input Color Space", "PAR")] == ["25", "ARRI LogC4", "2.0"]


@pytest.mark.parametrize(("name", "said"), [("FPS", "another rate"), ("Input Color Space", "other colours"), ("PAR", "another shape")])
def test_rate_and_colours_are_read_again(resolve, session, disk, name, said, monkeypatch):
    resolve.add(disk.movie(fps="25", PAR="2.0", **{"Input Color Space": "ARRI LogC4"}), 0, 10, 0)
    (clip,), _ = choose.marked_or_all(session)
    set_property = Media.SetClipProperty
    monkeypatch.setattr(Media, "SetClipProperty", lambda media, key, value: key != name and set_property(media, key, value))
    placed = brought(session, clip, disk.taken(clip, 0, 100))
    assert not placed.done
    assert said in placed.text


def test_frames_are_counted_again(resolve, session, clip, disk):
    taken = disk.taken(clip, 8, 72, None)
    resolve.movie_frames[taken.path] = 71
    placed = brought(session, clip, taken)
    assert not placed.done
    assert "counts 71 frames; the take has 72" in placed.text


def test_which_media_is_a_take(resolve, clip, disk):
    taken = disk.taken(clip, 8, 72)
    folder = disk.folder

    def media(path):
        return Media(resolve, str(path), 72, "24")

    assert shows(media(folder / "take.[1001-1072].exr"), taken)
    assert not shows(media(folder / "take.[1001-1071].exr"), taken)
    assert not shows(media(folder / "take.[1002-1073].exr"), taken)
    assert not shows(media(folder / "mistake.[1001-1072].exr"), taken)
    assert not shows(media(folder / "take.[1001-1072].dpx"), taken)
    assert not shows(media(folder / "b" / "take.[1001-1072].exr"), taken)
    assert not shows(media(folder / "take.1001.exr"), taken)
    assert not shows(media(""), taken)
    one = disk.taken(clip, 8, 1, name="one")
    assert shows(media(folder / "one.1001.exr"), one)
    assert not shows(media(folder / "one.1002.exr"), one)
    movie = disk.taken(clip, 8, 72, None)
    assert shows(media(folder / "take.mov"), movie)
    assert not shows(media(folder / "other.mov"), movie)
    assert not shows(media(""), movie)


def test_without_a_bin_of_the_users(resolve, session, clip, disk, monkeypatch):
    """What cannot be said of the user's bin is not set."""
    monkeypatch.setattr(Pool, "GetCurrentFolder", lambda pool: None)
    placed = brought(session, clip, disk.taken(clip, 8, 72))
    assert placed.done, placed.text
    assert bins(resolve)["uprez"] == ["take.[1001-1072].exr"]
