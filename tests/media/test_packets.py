"""QuickTime's table is believed only where reading the file through tells the same."""

import pytest

from tests.media import clips
from uprez.media import packets
from uprez.media.container import open_movie, picture_stream
from uprez.media.index import index_movie


def both(path, monkeypatch):
    believed = packets.read_packets(path)
    monkeypatch.setattr(packets, "_tabled", lambda *_: False)
    return believed, packets.read_packets(path)


@pytest.mark.parametrize("flags", ["", "faststart", "frag_keyframe+empty_moov", "frag_every_frame+empty_moov", "hybrid_fragmented"])
def test_the_table_and_the_file_agree(tmp_path, monkeypatch, flags):
    path = clips.prores(tmp_path / "a.mov", 40, audio=1, container_options={"movflags": flags} if flags else {})
    table, file = both(path, monkeypatch)
    assert (table.shown, table.keys, table.whole, table.why) == (file.shown, file.keys, True, "")
    assert len(table.shown) == 40


def test_frames_that_lean_on_others_are_read_through(tmp_path):
    path = clips.long_gop(tmp_path / "a.mp4")
    with open_movie(path) as container:
        stream = picture_stream(container, path)
        assert not packets._tabled(container, stream, path, packets._header(container, stream))


def test_a_table_longer_than_the_file_is_cut_to_it(tmp_path):
    path = clips.prores(tmp_path / "a.mov", 30, container_options={"movflags": "faststart"})
    path.write_bytes(path.read_bytes()[: path.stat().st_size * 7 // 10])
    found = packets.read_packets(path)
    assert not found.whole and "not in the file" in found.why
    index = index_movie(path)
    assert index.frames == len(found.shown) < 30 and "cut short" in index.notes[-1]
