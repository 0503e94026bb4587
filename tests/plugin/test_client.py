import threading
import time

import pytest

from tests.plugin.fake_service import TOKEN
from uprez.plugin.client import Service, ServiceError, ServiceGone
from uprez.plugin.wire import Wire


@pytest.fixture
def service(fake):
    return Service.connect(start=False)


def test_calls_carry_token_and_own_host(fake, service):
    assert service.about()["api"] == 1
    headers = fake.asked_headers[-1]
    assert headers["Authorization"] == f"Bearer {TOKEN}"
    assert headers["Host"] == f"127.0.0.1:{fake.port}"
    assert "Origin" not in headers


def test_each_method_asks_what_the_api_says(fake, service):
    entry = {"id": "0123456789abcdef"}
    job, source = {"schema": "uprez.job"}, {"path": "/a/ü.mov"}
    calls = [
        (lambda: service.stop(), "POST", "/v1/stop", None, {}, None),
        (lambda: service.jobs(), "GET", "/v1/jobs", None, {"jobs": [entry]}, [entry]),
        (lambda: service.submit(job, True, "t"), "POST", "/v1/jobs", {"job": job, "held": True, "title": "t"}, entry, entry),
        (lambda: service.job("ab"), "GET", "/v1/jobs/ab", None, entry, entry),
        (lambda: service.remove("ab"), "DELETE", "/v1/jobs/ab", None, {}, None),
        (lambda: service.pause("ab"), "POST", "/v1/jobs/ab/pause", None, entry, entry),
        (lambda: service.resume("ab"), "POST", "/v1/jobs/ab/resume", None, entry, entry),
        (lambda: service.cancel("ab"), "POST", "/v1/jobs/ab/cancel", None, entry, entry),
        (lambda: service.retry("ab"), "POST", "/v1/jobs/ab/retry", None, entry, entry),
        (lambda: service.move("ab", None), "POST", "/v1/jobs/ab/move", {"before": None}, {"jobs": []}, []),
        (lambda: service.picture_of("ab"), "GET", "/v1/jobs/ab/picture", None, b"\x89PNG", b"\x89PNG"),
        (lambda: service.probe(source), "POST", "/v1/probe", {"source": source}, {"clip": {}}, {"clip": {}}),
        (lambda: service.cascade(job), "POST", "/v1/cascade", {"job": job}, {"edit": {}}, {"edit": {}}),
        (lambda: service.cutouts(), "GET", "/v1/cutouts", None, {"network": ""}, {"network": ""}),
        (lambda: service.cut_out("/a.png"), "POST", "/v1/cutouts", {"path": "/a.png"}, b"\x89PNG", b"\x89PNG"),
        (lambda: service.own_model("/w"), "POST", "/v1/model", {"model": "/w"}, {"name": "/w"}, {"name": "/w"}),
        (lambda: service.edit("/e.otio"), "POST", "/v1/edit", {"path": "/e.otio"}, {"name": "e"}, {"name": "e"}),
        (lambda: service.estimate(job, "t"), "POST", "/v1/estimate", {"job": job, "ticket": "t"}, {"frames": 1}, {"frames": 1}),
        (
            lambda: service.preview(job, (0, 1, 2, 3), (4, 5), "t"),
            *("POST", "/v1/preview", {"job": job, "region": [0, 1, 2, 3], "frames": [4, 5], "ticket": "t"}),
            *({"preview": "p"}, {"preview": "p"}),
        ),
        (lambda: service.farm(), "GET", "/v1/farm", None, {"installed": True}, {"installed": True}),
        (
            lambda: service.farm_estimate(job, 4, "t"),
            *("POST", "/v1/farm/estimate", {"job": job, "workers": 4, "ticket": "t"}, {"frames": 1}, {"frames": 1}),
        ),
        (
            lambda: service.farm_export(job, "openjd", "/f", "t"),
            *(
                "POST",
                "/v1/farm/export",
                {"job": job, "engine": "openjd", "folder": "/f", "ticket": "t"},
                {"folder": "/f"},
                {"folder": "/f"},
            ),
        ),
        (lambda: service.stop_farm("a/b"), "DELETE", "/v1/farm/tasks/a%2Fb", None, {}, None),
        (lambda: service.cancel_task("a/b c"), "DELETE", "/v1/tasks/a%2Fb%20c", None, {}, None),
        (lambda: service.models(), "GET", "/v1/models", None, {"models": [1]}, [1]),
        (lambda: service.fetch_model("m", "t"), "POST", "/v1/models/m/fetch", {"ticket": "t"}, {"name": "m"}, {"name": "m"}),
        (lambda: service.devices(), "GET", "/v1/devices", None, {"devices": []}, []),
        (lambda: service.disk("/d"), "POST", "/v1/disk", {"folder": "/d"}, {"free_bytes": 1}, {"free_bytes": 1}),
        (lambda: service.report(), "GET", "/v1/report", None, {"text": "r"}, "r"),
    ]
    for call, method, path, body, reply, expected in calls:
        fake.reply(method, path, reply)
        assert call() == expected
        assert fake.asked[-1] == (method, path, body)


def test_refusals_keep_their_three_parts(fake, service):
    error = {"what": "It is gone.", "why": "Somebody took it.", "fix": "Look elsewhere.", "code": 3, "kind": "InputError"}
    fake.reply("POST", "/v1/probe", {"error": error}, status=422)
    with pytest.raises(ServiceError) as caught:
        service.probe({"path": "/x"})
    raised = caught.value
    assert (raised.what, raised.why, raised.fix, raised.code, raised.kind, raised.status) == (*error.values(), 422)
    assert not isinstance(raised, ServiceGone)


def test_a_service_with_too_many_callers_is_busy(fake, service):
    fake.reply("GET", "/v1/jobs", b"Service Unavailable", status=503)
    with pytest.raises(ServiceError, match="busy") as caught:
        service.jobs()
    assert caught.value.status == 503


@pytest.mark.parametrize("body", [b"<html>", b"[1]", b"\xff"])
@pytest.mark.parametrize("status", [200, 502])
def test_an_answer_that_is_no_object_is_an_error_in_words(fake, service, body, status):
    fake.reply("GET", "/v1/jobs", body, status=status)
    with pytest.raises(ServiceError) as caught:
        service.jobs()
    assert caught.value.kind == "BadAnswer" and caught.value.fix


def test_a_big_picture_comes_whole(fake, service):
    width, height = 3840, 2160
    data = bytes(range(256)) * (width * height * 3 * 2 // 256)
    said = {"X-Uprez-Width": str(width), "X-Uprez-Height": str(height), "X-Uprez-Channels": "3"}
    said |= {"X-Uprez-Space": "Linear%20Rec.709%20%28sRGB%29", "X-Uprez-Scale": "0.5"}
    fake.reply("POST", "/v1/picture", data, headers=said)
    picture = service.picture({"path": "/x"}, 7, fit=3840)
    assert (picture.width, picture.height, picture.channels, picture.scale) == (width, height, 3, 0.5)
    assert picture.space == "Linear Rec.709 (sRGB)"
    assert bytes(picture.data) == data
    assert fake.asked[-1][2] == {"source": {"path": "/x"}, "number": 7, "region": None, "fit": 3840}


def test_a_picture_of_the_wrong_size_is_refused(fake, service):
    said = {"X-Uprez-Width": "2", "X-Uprez-Height": "2", "X-Uprez-Channels": "3", "X-Uprez-Scale": "1"}
    fake.reply("GET", "/v1/previews/p/3/result", b"x" * 23, headers=said)
    with pytest.raises(ServiceError, match="no picture"):
        service.preview_picture("p", 3, "result")


def test_an_answer_that_ends_early_means_the_service_is_gone(fake, service):
    fake.reply("GET", "/v1/jobs", b"{}", headers={"Content-Length": "100"})
    with pytest.raises(ServiceGone):
        service.jobs()


def test_silence_is_not_waited_for_for_ever(fake):
    fake.reply("GET", "/v1/jobs", {}, wait=2.0)
    with pytest.raises(ServiceError) as caught:
        Wire("127.0.0.1", fake.port, TOKEN).ask("GET", "/v1/jobs", timeout=0.2)
    assert caught.value.kind == "Timeout" and not isinstance(caught.value, ServiceGone)


def test_a_service_that_has_ended_is_gone(fake, service):
    fake.shutdown()
    fake.server_close()
    with pytest.raises(ServiceGone, match="not running"):
        service.jobs()


def test_events_come_one_by_one(fake, service):
    fake.streams["/v1/events"] = [
        b'event: snapshot\ndata: {"jobs": []}\n',
        b"\n: alive\n\n",
        b"id: 4\nevent: job\nda",
        b'ta: {"id": "a"}\n\n',
    ]
    events = service.events()
    first, second = next(events), next(events)
    assert (first.kind, first.data) == ("snapshot", {"jobs": []})
    assert (second.id, second.kind, second.data) == ("4", "job", {"id": "a"})
    with pytest.raises(ServiceGone):
        next(events)


def test_closing_ends_a_stream_that_another_thread_reads(fake, service):
    fake.streams["/v1/events"] = [b'event: snapshot\ndata: {"jobs": []}\n\n', 20.0]
    events = service.events()
    next(events)
    threading.Timer(0.1, service.close).start()
    started = time.monotonic()
    with pytest.raises(ServiceGone, match="closed"):
        next(events)
    assert time.monotonic() - started < 5
    with pytest.raises(ServiceGone, match="closed"):
        service.jobs()


def test_threads_do_not_mix_answers(fake, service):
    for number in range(40):
        fake.reply("GET", f"/v1/jobs/{number}", {"id": number})
    wrong = []
    threads = [threading.Thread(target=lambda n=n: wrong.extend([n] * (service.job(str(n))["id"] != n))) for n in range(40)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong
