"""A clip job as Kdenlive runs it: a process with two paths, read from stderr."""

import os
import subprocess
import sys
from pathlib import Path

import av
import pytest

from tests.engine.service.running import end_all, own_state
from tests.media import clips
from uprez.plugin.host import ServiceError, Taken
from uprez.plugin.kdenlive import clip_job

COMMAND = [sys.executable, "-E", "-P", "-m", "uprez.plugin.kdenlive.clip_job"]


@pytest.fixture
def service(monkeypatch, tmp_path):
    state = own_state(monkeypatch, tmp_path / "state")
    yield state
    end_all(state)


@pytest.fixture
def clip(tmp_path):
    (tmp_path / "my clips").mkdir()
    return clips.movie(tmp_path / "my clips" / "a.b.mov", frames=2, size=(64, 48))


def test_the_awaited_file_is_the_upscaled_clip(service, clip):
    output = clip.parent / "a.uprez.mov"
    done = subprocess.run([*COMMAND, str(clip), str(output), "2"], capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    percents = [int(line.removeprefix("percentage: ")) for line in done.stderr.splitlines()]
    assert percents == sorted(percents)
    with av.open(str(output)) as made:
        assert (made.streams.video[0].width, made.streams.video[0].height) == (128, 96)
        assert sum(1 for _ in made.decode(video=0)) == 2


@pytest.mark.parametrize(
    ("source", "output", "words"),
    [
        ("{clip}", "{folder}/a.uprez.mp4", "settings were changed"),
        ("{source}", "{folder}/a.uprez.mov", "too old"),
        ("%1", "{folder}/a.uprez.mov", "too old"),
        ("{folder}/frames.%04d.png", "{folder}/a.uprez.mov", "no movie on a disk"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_appears(clip, capsys, source, output, words):
    source = source.replace("{clip}", str(clip)).replace("{folder}", str(clip.parent))
    assert clip_job.main([source, output.replace("{folder}", str(clip.parent))]) == 1
    assert words in capsys.readouterr().err
    assert [path.name for path in clip.parent.iterdir()] == ["a.b.mov"]


def test_a_job_that_fails_says_why(clip, capsys, monkeypatch):
    error = {"what": "The disk is full.", "why": "3 MB are left.", "fix": "Make room."}
    monkeypatch.setattr(clip_job.Service, "connect", lambda **_: None)
    monkeypatch.setattr(clip_job, "run_jobs", lambda *_: [{"id": "1", "state": "failed", "error": error}])
    assert clip_job.main([str(clip), str(clip.parent / "a.uprez.mov")]) == 1
    assert capsys.readouterr().err == "The disk is full.\n3 MB are left.\nMake room.\n"
    error["kind"] = "InputError"
    assert clip_job.main([str(clip), str(clip.parent / "a.uprez.mov")]) == 1
    assert "can be decided in uprez's window" in capsys.readouterr().err
    monkeypatch.setattr(clip_job, "run_jobs", lambda *_: [{"id": "1", "state": "cancelled", "error": None}])
    assert clip_job.main([str(clip), str(clip.parent / "a.uprez.mov")]) == 1
    assert "cancelled" in capsys.readouterr().err


class Panel:
    """A panel in which the user has done all that there is to do."""

    sent = None
    back = ()

    @classmethod
    def open(cls, clips, formats):
        cls.sent, cls.ended = clips, False
        return cls()

    def poll(self):
        return True

    def taken(self, formats):
        return list(self.back)

    def failures(self):
        return [(self.sent[0], "Its job still runs.")]

    def end(self):
        type(self).ended = True


@pytest.fixture
def panel(monkeypatch):
    monkeypatch.setattr(clip_job, "PanelRun", Panel)
    yield Panel
    Panel.back = ()


def taken(path):
    return Taken("a", str(path), None, 0, 9, 128, 96, "24")


def through_panel(clip):
    return clip_job.main(["--panel", str(clip), str(clip.parent / "a.uprez.mov")])


def test_what_is_sent_back_from_the_panel_is_the_awaited_file(panel, clip, tmp_path):
    made = tmp_path / "made.mov"
    made.write_bytes(b"pictures")
    panel.back = [taken(made)]
    assert through_panel(clip) == 0
    assert (clip.parent / "a.uprez.mov").read_bytes() == b"pictures"
    assert made.exists()
    assert panel.ended
    assert panel.sent[0].path == str(clip)


def test_on_a_disk_without_links_it_is_copied_whole(panel, clip, tmp_path, monkeypatch):
    def refused(*_):
        raise OSError(95, "no links here")

    monkeypatch.setattr(os, "link", refused)
    (tmp_path / "made.mov").write_bytes(b"pictures")
    panel.back = [taken(tmp_path / "made.mov")]
    assert through_panel(clip) == 0
    assert sorted(path.name for path in clip.parent.iterdir()) == ["a.b.mov", "a.uprez.mov"]


def test_a_file_that_is_there_is_never_written_over(panel, clip, tmp_path, capsys):
    (tmp_path / "made.mov").write_bytes(b"new")
    (clip.parent / "a.uprez.mov").write_bytes(b"old")
    panel.back = [taken(tmp_path / "made.mov")]
    assert through_panel(clip) == 1
    assert "there already" in capsys.readouterr().err
    assert (clip.parent / "a.uprez.mov").read_bytes() == b"old"


@pytest.mark.parametrize(("back", "words"), [((), "Its job still runs."), ((taken("/shots/a.%04d.exr"),), "Choose ProRes")])
def test_nothing_fit_came_back(panel, clip, capsys, back, words):
    panel.back = back
    assert through_panel(clip) == 1
    assert words in capsys.readouterr().err
    assert panel.ended
    assert not Path(clip.parent, "a.uprez.mov").exists()


def test_a_panel_that_cannot_open_is_told(monkeypatch, clip, capsys):
    def broken(*_, **__):
        raise ServiceError("The panel cannot be opened.", "It needs PySide6.", "Install uprez[ui].")

    monkeypatch.setattr(clip_job.PanelRun, "open", broken)
    assert through_panel(clip) == 1
    assert "uprez[ui]" in capsys.readouterr().err
