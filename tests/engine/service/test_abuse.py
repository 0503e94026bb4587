"""What the service makes of requests that are wrong or hostile."""

import contextlib
import json
import os
import threading
import time

import numpy as np
import pytest

from tests.engine.service.knocking import Door, strangers, tree, tricks
from tests.engine.service.running import job_of, own_state, pid_of, running, wait_state
from tests.media import clips

pytestmark = pytest.mark.skipif(os.name != "posix", reason="rights, links and limits of POSIX")
SMALL = (32, 16)


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    """A folder with everything in it that a test may touch."""
    folder = tmp_path_factory.mktemp("house")
    pixels = np.random.default_rng(3).uniform(0, 1, (3, SMALL[1], SMALL[0], 3)).astype(np.float32)
    clips.sequence(folder / "plates", 3, size=SMALL, pixels=lambda at: pixels[at])
    (folder / "private.txt").write_text("nobody's business")
    return folder


@pytest.fixture(scope="module")
def service(house):
    with pytest.MonkeyPatch.context() as patch:
        state = own_state(patch, house / "state")
        with running(state) as client:
            yield client


@pytest.fixture
def door(service, house):
    """The service's door; in the end it must be alive, and nothing be written that no job named."""
    state = house / "state"
    before, token, pid = tree(house, state, house / "out"), (state / "token").read_text(), pid_of(state)
    door = Door(state)
    yield door
    assert door.alive() and pid_of(state) == pid
    assert tree(house, state, house / "out") == before
    assert (state / "token").read_text() == token
    assert strangers(state) == []


def _bearer(word):
    return {"Authorization": f"Bearer {word}"}


@pytest.mark.parametrize(
    "headers",
    [
        {"without": "Authorization"},
        _bearer(""),
        _bearer("0" * 64),
        _bearer("é" * 32),
        {"Authorization": "Basic dXByZXo6dXByZXo="},
        {"Authorization": "0" * 64},
    ],
)
@pytest.mark.parametrize(("method", "path"), [("GET", "/v1/about"), ("GET", "/v1/openapi.json"), ("POST", "/v1/stop"), ("GET", "/nowhere")])
def test_nobody_comes_in_without_the_token(door, headers, method, path):
    reply = door.knock(method, path, **headers)
    assert reply.status == 401 and reply.error["kind"] == "Refused"
    assert door.token not in reply.body.decode()


def test_half_a_token_is_none(door):
    for word in (door.token[:-1], door.token + "0", door.token.upper() + "x"):
        assert door.knock("GET", "/v1/about", **_bearer(word)).status == 401


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://127.0.0.1:8000", "http://localhost"])
def test_web_pages_are_turned_away(door, origin):
    assert door.knock("GET", "/v1/jobs", Origin=origin).status == 403
    assert door.knock("OPTIONS", "/v1/jobs", Origin=origin, Access_Control_Request_Method="POST").status == 403


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:80", "127.0.0.1.evil.example", "0.0.0.0", "[::1].evil", "", "localhost@evil"]
)
def test_other_names_for_this_machine_are_refused(door, host):
    assert door.knock("GET", "/v1/jobs", Host=host).status == 403


def test_a_request_without_a_host_is_refused(door):
    assert door.knock("GET", "/v1/jobs", without="Host").status == 400


@pytest.mark.parametrize("length", ["99999999999999999999", str((4 << 20) + 1)])
def test_a_giant_body_is_refused_before_it_comes(door, length):
    assert door.knock("POST", "/v1/jobs", Content_Length=length).status == 413


@pytest.mark.parametrize("length", ["-1", "+1", "1e3", "1, 2"])
def test_lengths_that_are_none(door, length):
    assert door.knock("POST", "/v1/jobs", Content_Length=length).status == 400


def test_a_giant_body_in_pieces_is_cut_off(door):
    with door.line() as line:
        head = f"POST /v1/jobs HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {door.token}\r\nTransfer-Encoding: chunked\r\n\r\n"
        line.sendall(head.encode())
        piece = b"10000\r\n" + b"x" * 65536 + b"\r\n"
        with contextlib.suppress(ConnectionError):
            for _ in range(2000):  # 128 MiB, if it would take them
                line.sendall(piece)
        with contextlib.suppress(ConnectionError):
            assert b"413" in line.recv(1000)


def test_slow_bodies_and_silent_lines_hold_nobody_up(door):
    with contextlib.ExitStack() as held:
        for _ in range(30):
            silent, slow = held.enter_context(door.line()), held.enter_context(door.line())
            silent.sendall(b"GET /v1/jobs HT")
            head = f"POST /v1/jobs HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {door.token}\r\nContent-Length: 1000\r\n\r\n{{"
            slow.sendall(head.encode())
        started = time.monotonic()
        assert door.alive()
        assert time.monotonic() - started < 5


def test_a_slow_body_is_given_up(monkeypatch):
    import asyncio

    from uprez.engine.service import gate

    monkeypatch.setattr(gate, "SLOWEST_BODY", 0.1)
    sent = []

    async def never(*_):
        await asyncio.sleep(5)

    async def keep(message):
        sent.append(message)

    scope = {"type": "http", "headers": [(b"host", b"localhost"), (b"authorization", b"Bearer t")]}
    asyncio.run(gate.Gate(never, "t", lambda: None)(scope, never, keep))
    assert sent[0]["status"] == 408


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"\xff\xfe",
        b"null",
        b"[]",
        b'"x"',
        b"NaN",
        b"1e999",
        b"[" * 100_000,
        b'{"a":' * 50_000,
        b'{"job": ' + b"9" * 10_000 + b"}",
        b'{"\\ud800": 1}',
        b'{"job": {"schema": "uprez.job", "\\ud800": 1}}',
        b'{"path": "\\ud800", "folder": "/\\ud800"}',
        b'{"path": "/\\u0000", "folder": "/\\u0000"}',
        b'{"path": "/x", "path": "/y", "folder": 3}',
    ],
)
@pytest.mark.parametrize("path", ["/v1/jobs", "/v1/probe", "/v1/edit", "/v1/picture", "/v1/disk", "/v1/estimate", "/v1/preview"])
def test_bodies_that_are_no_requests(door, path, body):
    reply = door.knock("POST", path, body)
    assert reply.status in (400, 422), reply
    assert reply.error


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/v1/jobs/0123456789abcdef", 404),
        ("DELETE", "/v1/jobs/0123456789abcdef", 404),
        ("POST", "/v1/jobs/0123456789abcdef/pause", 404),
        ("GET", "/v1/jobs/0123456789abcdef/picture", 404),
        ("GET", "/v1/jobs/..%2f..%2ftoken", 404),
        ("GET", "/v1/jobs/../../token", 404),
        ("GET", "/v1/jobs/%00", 422),
        ("GET", "/v1/jobs/" + "a" * 10_000, 422),
        ("POST", "/v1/jobs/0123456789abcdef/explode", 422),
        ("GET", "/v1/previews/" + "0" * 32 + "/0/source", 404),
        ("GET", "/v1/previews/" + "0" * 32 + "/0/..%2f..%2ftoken", 404),
        ("GET", "/v1/previews/..%2f..%2f..%2f/0/token", 404),
        ("DELETE", "/v1/tasks/nothing", 404),
        ("DELETE", "/v1/tasks/%F0%9F%92%A9%00", 404),
        ("POST", "/v1/models/..%2f..%2fx/fetch", 404),
        ("GET", "/token", 404),
        ("GET", "/v1/../token", 404),
        ("GET", "//etc/passwd", 404),
        ("GET", "/docs", 404),
        ("PUT", "/v1/jobs", 405),
        ("TRACE", "/v1/jobs", 405),
        ("HEAD", "/v1/jobs", 405),
    ],
)
def test_addresses_where_nothing_is(door, method, path, status):
    reply = door.knock(method, path, {} if method == "POST" else None)
    assert reply.status == status
    assert method == "HEAD" or reply.error


def test_paths_that_are_tricks_are_refused(door, house):
    for path in tricks(house):
        for address, body in (
            ("/v1/probe", {"source": {"path": path}}),
            ("/v1/picture", {"source": {"path": path}, "number": 0}),
            ("/v1/edit", {"path": path}),
        ):
            reply = door.knock("POST", address, body)
            assert reply.status == 422, (address, path, reply)
            assert reply.error["kind"] == "InputError", (address, path, reply)
            assert door.token not in reply.body.decode()


def test_jobs_with_tricks_in_them_are_refused_or_fail(door, house, service):
    plates, out = house / "plates", house / "out"
    allowed = {"/" + "x" * 5000, "/" + "x/" * 2000, str(house / "out" / "links" / "null.exr")}
    for path in tricks(house):
        jobs = [job_of(path, out / "a")]
        if path not in allowed and not path.endswith((".exr", "loop")):
            jobs.append(job_of(plates, path))
        jobs += [
            job_of(plates, out / "a", recipe={name: value}) for name, value in (("reference_video", path), ("reference_images", [path]))
        ]
        for job in jobs:
            reply = door.knock("POST", "/v1/jobs", {"job": job})
            if reply.status == 201:  # a path that leads nowhere: the job finds out
                entry = wait_state(service, json.loads(reply.body)["id"], "failed", "done")
                assert entry["state"] == "failed" and entry["error"]["kind"] in ("InputError", "OutputError", "ModelError", "JobError"), (
                    entry
                )
                service.remove(entry["id"])
            else:
                assert reply.status == 422 and reply.error["what"], (job, reply)


@pytest.mark.parametrize("name", ["..", ".", "../x", "a/b", "a\\b", "\0", ".uprez", ".uprez/x"])
def test_names_that_would_leave_the_folder(door, house, name):
    job = job_of(house / "plates", house / "out" / "b")
    job["output"]["name"] = name
    assert door.knock("POST", "/v1/jobs", {"job": job}).status == 422


def test_results_never_replace_the_source(door, house, service):
    job = job_of(house / "plates", house)
    job["output"]["name"] = "plates"
    entry = service.submit({**job, "output": {**job["output"], "folder": str(house / "plates"), "name": "shot"}})
    failed = wait_state(service, entry["id"], "failed", "done")
    assert failed["state"] == "failed" and failed["error"]["kind"] == "OutputError"
    service.remove(entry["id"])


def test_pictures_that_are_too_large_end_in_words(door, house):
    job = job_of(house / "plates", house / "out" / "c", recipe={"scale": None, "size": [2_000_000, 2_000_000]})
    for address, more in (("/v1/preview", {"region": [0, 0, 16, 16], "frames": [0, 0]}), ("/v1/estimate", {})):
        reply = door.knock("POST", address, {"job": job, **more})
        assert reply.status in (422, 507) and reply.error["fix"], reply


def test_many_at_once(door):
    replies = []

    def ask():
        replies.append(door.knock("GET", "/v1/jobs").status)

    threads = [threading.Thread(target=ask) for _ in range(60)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert replies == [200] * 60


def test_lines_that_speak_something_else(door):
    for words in (
        b"\x16\x03\x01\x02\x00\x01\x00",
        b"SSH-2.0-x\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"\0" * 5000,
        b"GET /" + b"a" * 100_000,
        b"\r\n" * 5000,
    ):
        with door.line() as line, contextlib.suppress(ConnectionError, TimeoutError):
            line.settimeout(0.5)
            line.sendall(words)
            assert b" 200 " not in line.recv(1000)
