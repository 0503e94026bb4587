"""Jobs that go to a farm, by the service's routes; `uprez farm` runs as it does for users, in a process of its own."""

import asyncio
import json
import shlex

import pytest

from tests.engine.service.running import job_of
from tests.media import clips
from uprez.engine.service.app import application
from uprez.engine.service.house import House
from uprez.engine.service.sending import command_line, failure_of
from uprez.farm.bundle import Bundle


@pytest.fixture
def house(tmp_path):
    (tmp_path / "state").mkdir()
    house = House(tmp_path / "state")
    yield house
    house.close()


class Door:
    """Knocks at the application, without a socket."""

    def __init__(self, house):
        self._app = application(house, lambda: None)

    async def ask(self, method, path, body=None):
        """The status and what is answered."""
        told, sent = [], [{"type": "http.request", "body": json.dumps(body).encode(), "more_body": False}]
        waits = asyncio.Event()

        async def receive():
            if sent:
                return sent.pop()
            await waits.wait()  # a client that stays
            return {"type": "http.disconnect"}

        async def send(message):
            told.append(message)

        headers = [(b"content-type", b"application/json")]
        scope = {"type": "http", "method": method, "path": path, "raw_path": path.encode(), "query_string": b"", "headers": headers}
        await self._app({**scope, "http_version": "1.1", "scheme": "http", "root_path": ""}, receive, send)
        return told[0]["status"], json.loads(b"".join(message.get("body", b"") for message in told[1:]))


def test_a_job_is_exported_and_the_commands_that_send_it_are_told(house, tmp_path):
    clip = clips.sequence(tmp_path / "my plates", 6)
    asking = {"job": job_of(clip, tmp_path / "out"), "engine": "openjd", "folder": str(tmp_path / "my jobs" / "a"), "ticket": "t"}
    status, told = asyncio.run(Door(house).ask("POST", "/v1/farm/export", asking))
    assert status == 200, told
    assert told["folder"] == asking["folder"] and told["shards"] == 2
    run, submit = map(shlex.split, told["commands"])
    assert run[:2] == ["openjd", "run"] and submit == ["deadline", "bundle", "submit", asking["folder"]]
    job = Bundle.load(tmp_path / "my jobs" / "a").job
    assert job.plan is not None and job.source.path == str(clip)
    assert not list(house.folder.glob("farm-*"))  # nothing of it stays with the service


def test_an_estimate_is_stopped_by_its_ticket_and_a_refusal_comes_in_words(house, tmp_path):
    clip = clips.sequence(tmp_path / "plates", 4)
    job = job_of(clip, tmp_path / "out")

    async def stopped():
        door = Door(house)
        waiting = asyncio.create_task(door.ask("POST", "/v1/farm/estimate", {"job": job, "workers": 4, "ticket": "t"}))
        await asyncio.sleep(0.1)
        twice = await door.ask("POST", "/v1/farm/estimate", {"job": job, "workers": 4, "ticket": "t"})
        told = await door.ask("DELETE", "/v1/farm/tasks/t")
        gone = await waiting
        return twice, told, gone, await door.ask("DELETE", "/v1/farm/tasks/t")

    twice, told, gone, none = asyncio.run(stopped())
    assert twice[0] == 409 and told[0] == 200 and none[0] == 404
    assert gone[0] == 409 and gone[1]["error"]["kind"] == "Cancelled"
    huge = {**job, "recipe": {**job["recipe"], "size": [40000, 40000], "scale": None}}
    status, told = asyncio.run(Door(house).ask("POST", "/v1/farm/estimate", {"job": huge, "workers": 4}))
    assert status == 422 and told["error"]["kind"] == "JobError" and "too large" in told["error"]["what"] and told["error"]["fix"]


def test_what_may_not_be_asked_is_refused_before_anything_runs(house, tmp_path):
    job = job_of(tmp_path / "a.mov", tmp_path / "out")
    asking = {"job": job, "engine": "openjd", "folder": str(tmp_path)}
    door = Door(house)
    for wrong in ({"engine": "none"}, {"folder": "jobs"}, {"folder": "/proc/x"}, {"folder": str(house.folder / "x")}, {"more": 1}):
        status, told = asyncio.run(door.ask("POST", "/v1/farm/export", {**asking, **wrong}))
        assert status == 422 and told["error"]["what"], wrong
    assert asyncio.run(door.ask("POST", "/v1/farm/estimate", {"job": job, "workers": 0}))[0] == 422


def test_last_words_of_a_command_are_an_error_of_three_parts():
    said = "The plan: 3 shots\nError: No room.\n  Why: The disk is full:\nall of it.\n  What to do: Make room.\n"
    found = failure_of(4, said)
    assert (found.what, found.why, found.fix, found.kind) == ("No room.", "The disk is full:\nall of it.", "Make room.", "OutputError")
    assert failure_of(6, "Error: No.\n").kind == "JobError"
    killed = failure_of(-9, "")
    assert killed.kind == "WorkerStopped" and "-9" in killed.why
    assert failure_of(1, "Segmentation fault").why == "Segmentation fault"


def test_commands_are_quoted_for_a_shell():
    words = ["openjd", "run", "/a b/it's.json"]
    assert shlex.split(command_line(words)) == words
