from pathlib import Path

import pytest

from uprez.core.errors import InputError
from uprez.training.manifest import Cut, Entry, read_manifest, write_lines


def test_paths_count_from_the_manifest(tmp_path):
    manifest = tmp_path / "a.jsonl"
    manifest.write_text('{"clip": "x.mov", "caption": "a cat", "references": ["r.png"]}\n\n{"clip": "/abs/y.mov"}\n', "utf-8")
    first, second = read_manifest(manifest)
    assert (first.clip, first.references, first.caption) == (tmp_path / "x.mov", (tmp_path / "r.png",), "a cat")
    assert second.clip == Path("/abs/y.mov")


def test_written_lines_are_read_back(tmp_path):
    entry = Entry(
        clip=tmp_path / "c",
        caption="a line\u2028and\x85more",
        frames=5,
        low=tmp_path / "l",
        cut=Cut(top=1, left=2, height=3, width=4),
        low_finished=False,
    )
    manifest = tmp_path / "m.jsonl"
    manifest.write_text(write_lines([entry, entry]), "utf-8")
    assert read_manifest(manifest) == [entry, entry]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('{"clip": "a"}\n{"klip": "b"}', "Line 2"),
        ('{"clip": "a"', "not JSON"),
        ('{"clip": "a", "low": "b"}', "needs 'frames'"),
        ("\n", "names no clip"),
    ],
)
def test_a_wrong_manifest_names_what_is_wrong(tmp_path, text, told):
    manifest = tmp_path / "m.jsonl"
    manifest.write_text(text, "utf-8")
    with pytest.raises(InputError, match=told):
        read_manifest(manifest)


def test_a_missing_manifest_is_named(tmp_path):
    with pytest.raises(InputError, match="cannot be read"):
        read_manifest(tmp_path / "none.jsonl")
