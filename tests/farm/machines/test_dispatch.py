"""Units on their way, with hands that do what a test says."""

from collections import deque
from types import SimpleNamespace

import pytest

from tests.farm.machines.hands import BAD, Hands, KilledWorker, done, look_always, sent, shards_of
from uprez.core.errors import JobError, ModelError, ResourceError, UprezError
from uprez.engine.service.child import RequestFailed
from uprez.farm.machines import dispatch
from uprez.farm.machines.dispatch import error_of
from uprez.farm.machines.membership import Membership
from uprez.farm.machines.run import _Campaign, choose_together, groups
from uprez.farm.machines.share import Share
from uprez.farm.machines.task import Fault, Outcome, Unit


def test_every_unit_goes_home_once_and_no_worker_has_two():
    hands = Hands(["a/cpu", "b/cpu"], done)
    work, progress, events = sent(hands, 7)
    assert work.work() == []
    assert sorted(number for _, number, _ in hands.given) == list(range(7)) and hands.most <= 2
    assert progress.done == progress.total == 28
    assert [event.done for event in events if event.stage == "run"] == [4, 8, 12, 16, 20, 24, 28]
    progress.tell_makers()
    assert events[-1].text in ("Parts made by: a/cpu 4, b/cpu 3.", "Parts made by: a/cpu 7.")


def test_a_failing_machine_gets_no_more_and_the_others_do_its_work():
    hands = Hands(["a/cpu", "b/cpu"], lambda seat, unit: Outcome(seat, BAD) if seat == "a/cpu" else Outcome(seat))
    work, progress, events = sent(hands, 8)
    assert work.work() == []
    assert progress.done == 32
    assert [seat for seat, _, _ in hands.given].count("a/cpu") == dispatch.STRIKES
    assert all(only == ["tls://b/cpu"] for seat, _, only in hands.given[-3:])
    assert any(event.text == "a/cpu gets no more of this run: The weights are not here." for event in events)


def test_when_every_machine_fails_the_run_ends_with_the_reason():
    work, _, _ = sent(Hands(["a/cpu"], lambda seat, unit: Outcome(seat, BAD)), 9)
    with pytest.raises(ModelError) as caught:
        work.work()
    assert "No machine can do this job: a/cpu failed 3 times each. The weights are not here." in caught.value.what
    assert caught.value.fix == "Fetch them."


def test_a_unit_that_ends_workers_is_named_and_the_others_are_made():
    hands = Hands(["a/cpu", "b/cpu"], lambda seat, unit: KilledWorker() if unit.number == 2 else Outcome(seat))
    work, progress, _ = sent(hands, 5)
    error = error_of(work.work(), progress)
    assert isinstance(error, ResourceError) and error.what == "These frames could not be made: frames 8-11. All others are done."
    assert "4 died, last on 'b/cpu'" in error.why and progress.done == 16


def test_one_bad_unit_is_tried_on_other_machines_and_then_named():
    hands = Hands(["a/cpu", "b/cpu", "c/cpu"], lambda seat, unit: Outcome(seat, BAD) if unit.number == 1 else Outcome(seat))
    work, progress, _ = sent(hands, 6)
    failed = work.work()
    assert [one.unit.number for one in failed] == [1] and len({seat for seat, number, _ in hands.given if number == 1}) == 3
    assert isinstance(error_of(failed, progress), ModelError)


def test_work_that_was_lost_is_given_again():
    lost = deque([ConnectionError("gone")])
    hands = Hands(["a/cpu"], lambda seat, unit: lost.popleft() if unit.number == 1 and lost else Outcome(seat))
    work, progress, _ = sent(hands, 3)
    assert work.work() == [] and progress.done == 12 and [number for _, number, _ in hands.given] == [0, 1, 1, 2]


def test_work_that_is_lost_for_ever_is_named():
    hands = Hands(["a/cpu"], lambda seat, unit: ConnectionError("gone") if unit.number == 1 else Outcome(seat))
    work, progress, _ = sent(hands, 3)
    error = error_of(work.work(), progress)
    assert "frames 4-7" in error.what and "ConnectionError: gone" in error.why and progress.done == 8


def test_a_unit_that_ends_the_only_worker_it_may_have_is_named(monkeypatch):
    look_always(monkeypatch)
    lives = iter(range(100))

    def does(seat, unit):
        if unit.number != 0:
            return Outcome(seat)
        if seat == "a/cpu":
            return Outcome(seat, BAD)
        hands.seats.pop(seat)
        hands.seats[f"b/cpu~{next(lives)}"] = False  # comes back under another address, so Dask counts its deaths anew
        return None

    hands = Hands(["a/cpu", "b/cpu~"], does)
    work, progress, _ = sent(hands, 4)
    error = error_of(work.work(), progress)
    assert "frames 0-3" in error.what and "4 died" in error.why and progress.done == 12


def test_a_run_waits_for_a_worker_that_comes_back_though_another_can_do_nothing(monkeypatch):
    look_always(monkeypatch)
    looks = iter(range(1000))

    hands = Hands(["a/cpu", "b/cpu"], lambda seat, unit: Outcome(seat, BAD if seat == "a/cpu" else None))
    real = hands.hands

    def come_and_go():
        if "a/cpu" in work._out:
            if next(looks) < 3:
                hands.seats.pop("b/cpu", None)
            else:
                hands.seats["b/cpu"] = False
        return real()

    hands.hands = come_and_go
    work, progress, _ = sent(hands, 9)
    assert work.work() == [] and progress.done == 36


def test_the_jobs_document_is_written_once_whatever_the_number_of_its_parts(tmp_path):
    hands, written = Hands(["a/cpu"], done), []
    hands.stop = lambda run: None
    job = SimpleNamespace(plan=SimpleNamespace(runtime="onnxruntime cpu fp32"), to_json=lambda: written.append(1) or "{}")
    founded = Share.founded(tmp_path)
    here = Membership("head", "127.0.0.1", 1, str(tmp_path), founded.identity, head=True)
    _Campaign(here, founded, tmp_path, job, shards_of(30), lambda event: None).make(hands, range(30), 1)
    assert len(hands.given) == 30 and written == [1]


def test_a_head_that_goes_away_ends_the_run():
    hands = Hands(["a/cpu"], done)
    hands.does = lambda seat, unit: setattr(hands, "connected", False) or ConnectionError("gone")
    work, _, _ = sent(hands, 3)
    with pytest.raises(ResourceError, match="does not answer"):
        work.work()


def test_a_machine_that_joins_is_used_and_one_that_leaves_is_not():
    hands = Hands(["a/cpu"], done)

    def does(seat, unit):
        if unit.number == 1:
            hands.seats["b/cpu"] = False
            hands.changed()
        if unit.number == 5:
            hands.seats["a/cpu"] = True
            hands.changed()
        return Outcome(seat)

    hands.does = does
    work, _, _ = sent(hands, 20)
    assert work.work() == []
    seats = [seat for seat, _, _ in hands.given]
    assert set(seats) == {"a/cpu", "b/cpu"} and set(seats[-8:]) == {"b/cpu"}


def test_a_run_without_machines_says_so_and_waits(monkeypatch):
    monkeypatch.setattr(dispatch, "_LONELY", 0.0)
    look_always(monkeypatch)
    hands = Hands([], done)
    work, _, events = sent(hands, 1)
    looks = iter(range(100))
    real = hands.hands

    def later():
        if next(looks) == 2:
            hands.seats["a/cpu"] = False
        return real()

    hands.hands = later
    assert work.work() == []
    assert [event.text for event in events if "onnxruntime cpu" in event.text]


def test_late_news_of_a_unit_that_is_home_changes_nothing():
    hands = Hands(["a/cpu"], done)
    work, progress, events = sent(hands, 2)
    work.work()
    progress.told({"run": "run", "unit": 0, "seat": "a/cpu", "made": 3})
    progress.told({"run": "run", "unit": 0, "seat": "a/cpu", "window": 0, "made": 4})
    progress.told({"run": "other", "unit": 1, "seat": "a/cpu", "window": 1, "made": 4})
    assert progress.done == 8 and events[-1].done == 8
    progress.told({"run": "run", "unit": 0, "seat": "a/cpu", "note": "A word."})
    progress.told({"run": "run", "unit": 1, "seat": "b/cpu", "note": "A word."})
    assert [event.text for event in events if event.stage == "note"] == ["a/cpu: A word."]


def test_shards_that_share_much_go_together():
    assert choose_together(shards_of(20)) == 1
    assert choose_together(shards_of(20, before=2)) == 4  # 2 of 4 frames again, 2 of 8, then 2 of 16
    assert groups([0, 1, 2, 4, 5, 6, 7, 9], 2) == [(0, 1), (2,), (4, 5), (6, 7), (9,)]


def test_every_kind_of_fault_comes_back_as_its_error():
    _, progress, _ = sent(Hands(["a/cpu"], done), 1)
    unit = Unit("run", "doc", "base", "/share", 0, (0,))
    for kind in (each for each in UprezError.__subclasses__() if each.__module__ == UprezError.__module__):
        assert type(error_of([dispatch.Failed(unit, Fault(kind.__name__, "What."))], progress)) is kind
    assert type(error_of([dispatch.Failed(unit, Fault(RequestFailed.__name__, "What."))], progress)) is JobError  # of another part
