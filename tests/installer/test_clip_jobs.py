import sys

import pytest

from uprez import __version__
from uprez.core.errors import OutputError
from uprez.installer import entries
from uprez.installer.clip_jobs import FILE, ClipJobs
from uprez.installer.hosts import KDENLIVE
from uprez.installer.part import parts
from uprez.installer.system import System

THEIRS = "[Binary]\n{5f}=/usr/bin/ffmpeg\n\n[EnabledTypes]\n{5f}=va\n\n[Ids]\n{5f}=Grain\n"


@pytest.fixture
def jobs(tmp_path):
    return ClipJobs(KDENLIVE, tmp_path / "kdenlive")


def test_kdenlive_finds_whole_jobs(jobs):
    (done,) = jobs.install()
    assert (done.path, done.updated) == (jobs.place / FILE, False)
    held = entries.read(jobs.at.read_text())
    names = held["Ids"].keys()
    assert len(names) == 3
    for group in ("Binary", "Parameters", "Output", "FolderUse", "FolderName", "EnabledTypes", "Description"):
        assert held[group].keys() == names, group
    assert set(held["Binary"].values()) == {sys.executable}
    assert all("{source}" in said and "{output}" in said for said in held["Parameters"].values())
    asking = {name for name, said in held["Parameters"].items() if "{param1}" in said}
    assert asking == held["Param1List"].keys() == held["Param1Type"].keys()
    assert sorted(held["FolderUse"].values()) == ["replace", "rootfolder", "rootfolder"]
    assert (jobs.version(), jobs.fault()) == (__version__, "")


def test_jobs_of_others_stay_to_the_last_letter(jobs):
    jobs.place.mkdir()
    jobs.at.write_text(THEIRS)
    jobs.install()
    assert entries.read(jobs.at.read_text())["Ids"]["{5f}"] == "Grain"
    assert jobs.install()[0].updated
    assert len(entries.read(jobs.at.read_text())["Ids"]) == 4
    jobs.remove()
    assert jobs.at.read_text() == THEIRS
    assert not jobs.here()


def test_a_file_that_holds_only_ours_goes(jobs):
    jobs.install()
    jobs.remove()
    assert not jobs.at.exists()


@pytest.mark.parametrize(
    ("old", "new", "word"),
    [
        ("uprez-3-panel=uprez: open in its window", "", "missing in [Ids]"),
        (sys.executable, "/gone/python", "/gone/python"),
        ("{source} {output} {param1}", "{output}", "was changed"),
    ],
)
def test_faults_are_told(jobs, old, new, word):
    jobs.install()
    jobs.at.write_text(jobs.at.read_text().replace(old, new))
    assert word in jobs.fault()
    assert "uprez install kdenlive" in jobs.fault()
    jobs.install()
    assert jobs.fault() == ""


def test_what_the_user_chose_in_the_dialog_is_no_fault(jobs):
    jobs.install()
    jobs.at.write_text(jobs.at.read_text().replace("rootfolder", "subfolder").replace("2  4", "2  3  4"))
    assert jobs.fault() == ""


def test_what_is_no_text_is_refused_and_stays(jobs):
    jobs.place.mkdir()
    jobs.at.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(OutputError, match="not changed"):
        jobs.install()
    assert jobs.at.read_bytes() == b"\xff\xfe\x00"


def test_each_system_has_its_folder():
    def place(platform, home, **environment):
        return str(KDENLIVE.places(System(platform, home, environment))[0])

    assert place("linux", "/home/a") == "/home/a/.local/share/kdenlive"
    assert place("linux", "/home/a", XDG_DATA_HOME="/data") == "/data/kdenlive"
    assert place("darwin", "/Users/a") == "/Users/a/Library/Application Support/kdenlive"
    assert place("win32", r"C:\Users\a", APPDATA=r"C:\Users\a\AppData\Roaming") == r"C:\Users\a\AppData\Roaming\kdenlive"


def test_the_commands_are_given_them(tmp_path):
    (part,) = parts(KDENLIVE, System("linux", str(tmp_path), {}))
    assert isinstance(part, ClipJobs)
    assert part.at == tmp_path / ".local" / "share" / "kdenlive" / FILE
