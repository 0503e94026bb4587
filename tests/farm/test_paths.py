import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from uprez.core.errors import JobError
from uprez.farm.paths import Rule, for_system, found_here, mapped, parse_root, rules_of

MAPPED = [
    ("Z:\\show\\sh 010\\clip.mov", "Z:\\show", "/mnt/show", "/mnt/show/sh 010/clip.mov"),
    ("z:/SHOW/clip.mov", "Z:\\show", "/mnt/show", "/mnt/show/clip.mov"),
    ("\\\\server\\Projekte\\Größe\\klip.mov", "\\\\SERVER\\projekte", "/Volumes/projekte", "/Volumes/projekte/Größe/klip.mov"),
    ("//server/share/a", "\\\\server\\share", "Q:\\", "Q:\\a"),
    ("/mnt/show/샷 하나/clip.%04d.exr", "/mnt/show", "Z:\\show", "Z:\\show\\샷 하나\\clip.%04d.exr"),
    ("/mnt/show/a", "/mnt", "\\\\server\\share", "\\\\server\\share\\show\\a"),
    ("/mnt/u\u0308ber/a", "/mnt/\u00fcber", "/b", "/b/a"),
    ("/mnt/show", "/mnt/show", "/b", "/b"),
    ("Z:\\show\\a", "Z:", "/mnt/z", "/mnt/z/show/a"),
    ("/mnt/z/show/a", "/mnt/z", "Z:", "Z:\\show\\a"),
]


@pytest.mark.parametrize(("path", "source", "destination", "expected"), MAPPED)
def test_a_path_moves_with_its_root_in_the_spelling_of_where_it_goes(path, source, destination, expected):
    assert mapped(path, [Rule(source, destination)]) == expected


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("/mnt/shows/a", "/mnt/show"),
        ("/Mnt/show/a", "/mnt/show"),
        ("Y:\\show\\a", "Z:\\show"),
        ("/Z/show", "Z:\\"),
        ("\\\\a\\b\\c", "\\\\a\\bb"),
    ],
)
def test_a_path_beside_the_root_stays(path, source):
    assert mapped(path, [Rule(source, "/else")]) is None


def test_the_longest_root_decides():
    rules = [Rule("/mnt", "/short"), Rule("/mnt/show", "/long")]
    assert mapped("/mnt/show/a", rules) == mapped("/mnt/show/a", rules[::-1]) == "/long/a"


PARTS = st.text(st.sampled_from("aB .é샷u\u0308#%'&"), min_size=1, max_size=8).filter(lambda part: part.strip(". "))


@settings(max_examples=20)
@given(st.lists(PARTS, max_size=4))
def test_there_and_back_again(parts):
    path = "/".join(["/mnt/show", *parts])
    there = mapped(path, [Rule("/mnt/show", "\\\\server\\show")])
    assert there is not None and mapped(there, [Rule("\\\\server\\show", "/mnt/show")]) == path


def test_each_system_is_told_its_own_name_of_a_place():
    root = parse_root("Z:\\show=/mnt/show=/Volumes/show")
    for path in ("Z:\\show\\a b", "/mnt/show/a b", "/Volumes/show/a b"):
        assert for_system(path, [root], "windows") == "Z:\\show\\a b"
        assert for_system(path, [root], "linux") == "/mnt/show/a b"
        assert for_system(path, [root], "macos") == "/Volumes/show/a b"
    assert for_system("/else/a", [root], "windows") == "/else/a"


def test_a_worker_takes_the_name_that_is_a_folder_there(tmp_path):
    root = ("Z:\\show", "/no/such/folder", str(tmp_path))
    assert found_here("Z:\\show\\ä\\b.mov", [root]) == str(tmp_path / "ä" / "b.mov")
    assert found_here(str(tmp_path / "b"), [root]) == str(tmp_path / "b")
    assert found_here("Y:\\b", [root]) == "Y:\\b"
    (tmp_path / "other").mkdir()
    assert found_here(str(tmp_path / "b"), [(str(tmp_path), str(tmp_path / "other"))]) == str(tmp_path / "b")


def test_what_names_no_place_twice_is_refused():
    for wrong in ("/mnt", "/mnt=", "show=/mnt"):
        with pytest.raises(JobError):
            parse_root(wrong)


def test_rules_of_an_openjd_session_are_read():
    row = {"source_path_format": "WINDOWS", "source_path": "Z:\\", "destination_path": "/mnt/z"}
    assert rules_of({"version": "pathmapping-1.0", "path_mapping_rules": [row]}) == [Rule("Z:\\", "/mnt/z")]
    assert rules_of({}) == []
