"""Every operation of the service's own schema, with requests made from it."""

import json
from urllib.parse import quote

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.engine.service.from_schema import Maker
from tests.engine.service.knocking import Door, strangers, tree
from tests.engine.service.running import own_state, pid_of, running, wait_for
from tests.media import clips
from tests.timeline import edits
from uprez.plugin.client import ServiceError

ANSWERS = {200, 201, 400, 404, 405, 409, 413, 422, 507}
"""All that the service may say; any other 5xx is a fault of its own."""
EXAMPLES = {
    "/v1/estimate": 3,
    "/v1/farm/estimate": 2,
    "/v1/farm/export": 2,
    "/v1/preview": 5,
    "/v1/jobs": 25,
    "/v1/report": 1,
    "/v1/devices": 1,
    "/v1/models": 1,
}
USUAL = 16
LEFT_OUT = {"/v1/stop", "/v1/events"}
SIZE = (32, 16)


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    """A folder that holds all that the requests may name."""
    house = tmp_path_factory.mktemp("house")
    pixels = np.random.default_rng(4).uniform(0, 1, (2, SIZE[1], SIZE[0], 3)).astype(np.float32)
    clips.sequence(house / "plates", 2, size=SIZE, pixels=lambda at: pixels[at])
    clips.movie(house / "clip.mov", 3, size=(64, 48))
    (house / "text.mov").write_text("no movie")
    edits.saved(edits.timeline(edits.clip(edits.movie("clip.mov", 0, 3), 0, 2)), house)
    return house


@pytest.fixture(scope="module")
def door(house):
    with pytest.MonkeyPatch.context() as patch:
        state = own_state(patch, house / "state")
        with running(state) as client:
            before, token, pid = tree(house, state, house / "out"), (state / "token").read_text(), pid_of(state)
            yield Door(state)
            _let_all_end(client)
            assert pid_of(state) == pid and client.about()["pid"] == pid
            assert tree(house, state, house / "out") == before
            assert (state / "token").read_text() == token and strangers(state) == []


def _let_all_end(client):
    for entry in client.jobs():
        if entry["state"] in ("queued", "running", "paused"):
            try:
                client.cancel(entry["id"])
            except ServiceError as error:
                assert error.status == 409  # it ended by itself meanwhile
    wait_for(lambda: all(entry["state"] in ("done", "failed", "cancelled") for entry in client.jobs()))
    unforeseen = [entry["error"] for entry in client.jobs() if entry["error"] and "not foresee" in entry["error"]["what"]]
    assert not unforeseen, unforeseen[0]["report"]


def _maker(document, house, names):
    """`names` gives the ids of the jobs that are there."""
    sources = [house / "plates", house / "plates" / "shot.%04d.exr", house / "clip.mov", house / "cut.otio"]
    known = st.integers(0, 99).map(lambda number: (names() or ["0" * 16])[number % max(1, len(names()))])
    bad = [house / "text.mov", house / "gone.mov", house, house / "state" / "token", "/dev/zero", "plates", f"{house}/../x", f"{house}/\0"]
    path = st.one_of(st.sampled_from(sources), st.sampled_from(sources), st.sampled_from(bad)).map(str)
    return Maker(
        document,
        {
            "path": path,
            "folder": st.sampled_from([house / "out", house / "out" / "deep" / "er", house / "state", "out", "/proc/x", "/dev/null/x"]).map(
                str
            ),
            "model": st.one_of(st.sampled_from(["lanczos", "lanczos", "identity", "nothing", "../x", ""]), path),
            "take": st.one_of(st.just(""), path),
            "reference_video": st.one_of(st.just(""), path),
            "reference_images": st.lists(path, max_size=2),
            "device": st.sampled_from(["auto", "cpu", "cuda:0", "nothing", "../x"]),
            "runtime": st.just("auto"),
            "formats": st.lists(st.sampled_from(["exr", "png", "prores"]), min_size=1, max_size=2),
            "size": st.one_of(st.none(), st.lists(st.integers(-1, 64), min_size=2, max_size=2)),
            "scale": st.one_of(st.none(), st.floats(0.5, 4)),
            "document": st.just("uprez.job"),
            "ticket": st.sampled_from(["", "t", "a" * 100, "../x"]),
            "before": st.one_of(st.none(), known),
            "name": known | st.sampled_from(["", "take", "..", "a/b", "0123456789abcdef", "0" * 32, "lanczos", "\0"]),
        },
    )


def test_no_request_breaks_it(door, house):
    document = json.loads(door.knock("GET", "/v1/openapi.json").body)
    maker = _maker(document, house, lambda: [entry["id"] for entry in json.loads(door.knock("GET", "/v1/jobs").body)["jobs"]])
    told = {}
    for method, path, operation in maker.operations():
        if path not in LEFT_OUT:
            told[method, path] = _fuzz(door, maker, method, path, operation)
    assert len(told) == len(maker.operations()) - len(LEFT_OUT)
    for (method, path), statuses in told.items():  # requests made from the schema are right often enough to get in
        if path.startswith(("/v1/jobs", "/v1/probe", "/v1/picture", "/v1/disk", "/v1/edit")) and "picture" not in path[9:]:
            assert statuses & {200, 201}, (method, path, statuses)


def _fuzz(door, maker, method, path, operation):
    body = maker.body(operation)
    statuses = set()

    @settings(
        max_examples=EXAMPLES.get(path, USUAL),
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(maker.address(path, operation), st.none() if body is None else body)
    def ask(parameters, made):
        address = path
        for name, value in parameters.items():
            address = address.replace("{" + name + "}", quote(value, safe=""))
        reply = door.knock(method, address, made)
        statuses.add(reply.status)
        assert reply.status in ANSWERS, (method, address, made, reply)
        if reply.status >= 400:
            assert reply.error["what"]
        assert door.token.encode() not in reply.body

    ask()
    assert door.alive()
    return statuses
