import threading
import time
from functools import partial

import pytest
from PySide6.QtCore import QObject, QThread

from tests.ui.fake_queue import FakeQueueService, entry
from uprez.plugin.client import ServiceError, ServiceGone
from uprez.ui.link import THREADS, Link


@pytest.fixture
def service():
    return FakeQueueService([entry("a")])


@pytest.fixture
def link(qtbot, service):
    link = Link(lambda: service)
    yield link
    link.close()


class Receiver(QObject):
    def __init__(self):
        super().__init__()
        self.got = []

    def take(self, what):
        self.got.append((what, QThread.currentThread()))


def test_work_runs_elsewhere_and_its_result_comes_here(qtbot, link, service):
    receiver = Receiver()
    link.call(lambda service: (service.jobs(), threading.current_thread()), receiver.take)
    qtbot.waitUntil(lambda: len(receiver.got) == 1)
    (jobs, worker), here = receiver.got[0]
    assert [job["id"] for job in jobs] == ["a"]
    assert worker is not threading.main_thread()
    assert here is QThread.currentThread()


def test_a_dropped_call_is_never_delivered(qtbot, link):
    gate, got = threading.Event(), []
    call = link.call(lambda _: gate.wait(5), got.append, got.append)
    call.drop()
    gate.set()
    link.call(lambda _: "later", got.append)
    qtbot.waitUntil(lambda: got == ["later"])
    qtbot.wait(20)
    assert got == ["later"]


@pytest.mark.parametrize("bound", ["method", "closure", "partial"])
def test_who_is_deleted_is_not_called(qtbot, link, bound):
    receiver, gate, called = Receiver(), threading.Event(), []

    def closure(what):
        called.append((receiver.objectName(), what))

    done = {"method": receiver.take, "closure": closure, "partial": partial(receiver.take)}[bound]
    link.call(lambda _: gate.wait(5), done)
    receiver.deleteLater()
    qtbot.waitUntil(lambda: not _valid(receiver))
    gate.set()
    late = []
    link.call(lambda _: "late", late.append)
    qtbot.waitUntil(lambda: late == ["late"])
    assert called == [] and receiver.got == []


def test_failures_go_to_who_takes_them_or_to_all(qtbot, link):
    def refuse(_):
        raise ServiceError("No.", "Because.", "Ask again.")

    got = []
    link.call(refuse, got.append, lambda error: got.append(error.what))
    with qtbot.waitSignal(link.failed) as failed:
        link.call(refuse, got.append)
    qtbot.waitUntil(lambda: got == ["No."])
    assert failed.args[0].fix == "Ask again."


def test_an_error_nobody_foresaw_has_three_parts_too(qtbot, link):
    with qtbot.waitSignal(link.failed) as failed:
        link.call(lambda _: 1 / 0, print)
    error = failed.args[0]
    assert "ZeroDivisionError" in error.why and error.fix
    assert isinstance(error.__cause__, ZeroDivisionError)


def test_a_call_reaches_the_service_that_comes_after_one_that_is_gone(qtbot):
    services = [FakeQueueService([entry("old")]), FakeQueueService([entry("new")])]
    made = iter(services)
    link, got = Link(lambda: next(made)), []

    def jobs(service):
        if service is services[0]:
            raise ServiceGone("Gone.")
        return service.jobs()

    link.call(jobs, got.append)
    qtbot.waitUntil(lambda: got == [services[1].jobs()])
    link.close()


def test_long_calls_leave_room_for_short_ones(qtbot, link):
    gate, got = threading.Event(), []
    for _ in range(THREADS - 1):
        link.call(lambda _: gate.wait(10), lambda _: None)
    link.call(lambda _: "short", got.append)
    qtbot.waitUntil(lambda: got == ["short"], timeout=2000)
    gate.set()


def test_events_come_as_signals_and_a_lost_service_comes_back(qtbot):
    first, second = FakeQueueService([entry("a")]), FakeQueueService([entry("a"), entry("b")])
    made = iter([first, ServiceError("Not yet."), second])
    said = []

    def connect():
        service = next(made)
        if isinstance(service, Exception):
            raise service
        return service

    link = Link(connect)
    link.snapshot.connect(lambda jobs: said.append(("snapshot", len(jobs), threading.current_thread() is threading.main_thread())))
    link.lost.connect(lambda error: said.append(("lost", error.kind)))
    link.back.connect(lambda: said.append(("back",)))
    for name in ("entry", "task"):
        getattr(link, name).connect(lambda data, name=name: said.append((name, data)))
    link.notice.connect(lambda text: said.append(("notice", text)))
    link.removed.connect(lambda id: said.append(("removed", id)))
    link.start()
    qtbot.waitUntil(lambda: len(said) == 1)
    for kind, data in (("job", {"id": "a"}), ("task", {"ticket": "t"}), ("notice", {"text": "n"}), ("removed", {"id": "a"}), ("new", {})):
        first.tell(kind, data)
    qtbot.waitUntil(lambda: len(said) == 5)
    first.die()
    qtbot.waitUntil(lambda: said[-1][0] == "snapshot" and len(said) > 5, timeout=4000)
    assert said == [
        ("snapshot", 1, True),
        ("entry", {"id": "a"}),
        ("task", {"ticket": "t"}),
        ("notice", "n"),
        ("removed", "a"),
        ("lost", "ServiceGone"),
        ("back",),
        ("snapshot", 2, True),
    ]
    link.close()


def test_closing_is_quick_and_final(qtbot, service):
    link, got, gate = Link(lambda: service), [], threading.Event()
    link.snapshot.connect(got.append)
    link.call(lambda _: gate.wait(10), got.append)
    began = time.monotonic()
    link.close()
    link.start()
    gate.set()
    qtbot.wait(30)
    assert time.monotonic() - began < 1
    assert got == []
    with pytest.raises(ServiceGone):
        link.fetch(lambda service: service.jobs())


def _valid(item):
    import shiboken6

    return shiboken6.isValid(item)
