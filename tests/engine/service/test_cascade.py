"""Requests with an edit in the service's worker and queue."""

import pytest

from tests.engine.edit_models import use
from tests.engine.service.running import job_of
from tests.media import clips
from uprez.core.errors import JobError
from uprez.core.events import Event
from uprez.core.job import Job
from uprez.engine.service.asked import Asked
from uprez.engine.service.duties import DUTIES
from uprez.engine.service.lane import Lane
from uprez.engine.service.queue import Queue
from uprez.engine.service.wire import Message


class Asking:
    """A request to a worker, with what it tells on the way."""

    def __init__(self, **fields):
        self.fields, self.events, self.pictures = fields, [], []

    listen = property(lambda self: self.events.append)
    show = property(lambda self: self.pictures.append)


@pytest.fixture
def document(tmp_path, monkeypatch):
    use(monkeypatch)
    source = clips.movie(tmp_path / "a.mov", 6, size=(48, 32), rate=24)
    return job_of(source, tmp_path / "out", recipe={"edit_prompt": "red"}, first=1)


def test_the_steps_of_a_request_are_told_and_run(document, tmp_path):
    told, _ = DUTIES["cascade"](Asking(job=document))
    assert (told["first"], told["frames"], told["size"], told["done"]) == (1, 5, [96, 64], False)
    assert told["edited"]["path"] == told["upscale"]["source"]["path"] == str(tmp_path / "out" / "take_edit.mkv")
    preview = {"job": document, "region": (12, 8, 16, 16), "frames": (2, 3), "folder": str(tmp_path)}
    with pytest.raises(JobError, match="not made yet"):
        DUTIES["preview"](Asking(**preview))

    alone, _ = DUTIES["run"](Asking(job=told["edit"]))
    assert alone == {"files": [told["edited"]["path"]], "done": 5, "total": 5}
    assert DUTIES["cascade"](Asking(job=document))[0]["done"]
    shown, _ = DUTIES["preview"](Asking(**preview))
    assert (shown["frames"], shown["width"], shown["height"], shown["region"]["x"]) == ([2, 3], 32, 32, 12)

    asking = Asking(job=document)
    answer, _ = DUTIES["run"](asking)
    assert answer == {"files": [str(tmp_path / "out" / "take_exr")], "done": 10, "total": 10}
    assert [event.text for event in asking.events if event.stage == "step"] == ["Upscaling the edit"]
    assert asking.pictures


def test_an_entry_knows_its_step(document, tmp_path):
    queue = Queue(tmp_path / "queue.sqlite3", lambda entry: None, lambda name: None)
    entry, _ = queue.submit(Job.model_validate(document), title="", held=False)
    lane = Lane("cpu", queue, devices=("cpu",), folder=tmp_path, on_picture=lambda entry, png: None)

    def hear(event):
        lane._hear(entry, Message({"event": {name: getattr(event, name) for name in Event.__slots__}}, b""))

    hear(Event("step", "Making the edit", total=10))
    assert (entry.step, entry.text) == ("edit", "Making the edit")
    hear(Event("frames", done=3, total=10, windows=1))
    hear(Event("step", "Upscaling the edit", done=5, total=10))
    assert (entry.facts()["step"], entry.done, entry.total) == ("upscale", 3, 10)
    queue.close()


@pytest.mark.parametrize("field", ["mask", "base", "reference_video"])
def test_files_of_an_edit_are_checked(document, field, tmp_path):
    job = Job.model_validate(document)
    with pytest.raises(Exception, match="does not start at the root"):
        Asked(tmp_path / "own").job(job.model_copy(update={"recipe": job.recipe.model_copy(update={field: "some/where.png"})}))
    Asked(tmp_path / "own").job(job.model_copy(update={"recipe": job.recipe.model_copy(update={"mask": "auto"})}))
