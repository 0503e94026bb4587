"""Workers that live and do nothing, and machines of one name."""

from tests.farm.machines.hands import BAD, Hands, look_always, sent
from uprez.core.errors import ResourceError
from uprez.farm.machines import patience
from uprez.farm.machines.crew import namesakes
from uprez.farm.machines.dispatch import error_of
from uprez.farm.machines.task import Outcome


def test_a_worker_that_hangs_is_started_anew_and_another_makes_its_frames(monkeypatch):
    look_always(monkeypatch)
    monkeypatch.setattr(patience, "FIRST", 0.05)
    monkeypatch.setattr(patience, "LEAST", 0.05)
    hands = Hands(["a/cpu", "b/cpu"], lambda seat, unit: None if (seat, unit.number) == ("a/cpu", 2) else Outcome(seat))
    work, progress, events = sent(hands, 6)
    assert work.work() == [] and progress.done == 24 and hands.restarted == ["tls://a/cpu"]
    assert [seat for seat, number, _ in hands.given if number == 2] == ["a/cpu", "b/cpu"]
    (said,) = [event.text for event in events if "no sign of life" in event.text]
    assert said.startswith("a/cpu has shown") and "frames 8-11" in said


def test_a_unit_that_hangs_everywhere_is_named_as_one_that_kills_is(monkeypatch):
    look_always(monkeypatch)
    monkeypatch.setattr(patience, "FIRST", 0.01)
    monkeypatch.setattr(patience, "LEAST", 0.01)
    hands = Hands([f"{name}/cpu" for name in "abcdef"], lambda seat, unit: None if unit.number == 1 else Outcome(seat))
    work, progress, _ = sent(hands, 6)
    error = error_of(work.work(), progress)
    assert isinstance(error, ResourceError) and "frames 4-7" in error.what and "no sign of life" in error.why and progress.done == 20
    assert len(hands.restarted) == 4 and len({seat for seat, number, _ in hands.given if number == 1}) == 4


def test_how_long_a_worker_may_be_silent_follows_from_what_came_home():
    watch = patience.Patience()
    watch.seen("k", 0, "a", "tls://a", 10, 0.0)
    watch.heard(0, 90.0)
    watch.heard(0, 100.0)
    assert watch.hung(100 + patience.FIRST) == [] and [hung.key for hung in watch.hung(101 + patience.FIRST)] == ["k"]
    watch.left("k", 110.0, home=True)  # 90 s of silence at most, for 10 frames
    for key, seat, frames, limit in (
        ("own", "a", 5, patience.TIMES * 90),
        ("more frames", "a", 30, patience.TIMES * 270),
        ("a new seat", "b", 10, patience.FIRST),
    ):
        watch.seen(key, 9, seat, "", frames, 1000.0)
        assert [hung.key for hung in watch.hung(1000 + limit)] == [] and [hung.key for hung in watch.hung(1001 + limit)] == [key]
        watch.left(key, 0.0, home=False)


def test_two_machines_of_one_name_are_two(monkeypatch):
    one, two = "a/cpu~0a0a0a", "a/cpu~0b0b0b"
    hands = Hands([one, two], lambda seat, unit: Outcome(seat, BAD) if seat == one else Outcome(seat))
    work, progress, events = sent(hands, 8)
    assert work.work() == [] and progress.done == 32
    assert namesakes(hands.hands()) == "a" and namesakes(hands.hands()[:1]) == ""
    progress.tell_makers()
    assert events[-1].text == "Parts made by: a/cpu 8."
