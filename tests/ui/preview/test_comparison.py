import pytest

from tests.ui.preview.conftest import add_clip
from uprez.plugin.client import ServiceError
from uprez.ui.preview.trial import Phase


def phases(comparison):
    return [(trial.phase, trial.price_phase) for trial in comparison.trials]


def all_done(comparison):
    return phases(comparison) == [(Phase.DONE, Phase.DONE)] * len(comparison.trials) and not comparison.running


@pytest.fixture
def tried(qtbot, comparison):
    """A comparison with its two candidates previewed and priced."""
    comparison.run()
    qtbot.waitUntil(lambda: all_done(comparison))
    return comparison


def test_the_first_is_the_recipe_and_the_second_the_yardstick(comparison):
    assert [dict(trial.changes) for trial in comparison.trials] == [{}, {"model": "lanczos"}]


def test_pictures_are_made_one_after_the_other_then_prices(qtbot, service, tried):
    assert [kind for kind, _ in service.asked] == ["preview", "preview", "estimate", "estimate"]
    jobs = [values["job"]["recipe"]["model"] for _, values in service.asked]
    assert jobs == ["span", "lanczos"] * 2
    assert all(values["region"] == (160, 90, 320, 180) and values["frames"] == (0, 8) for _, values in service.asked[:2])


def test_only_what_changed_is_made_again(qtbot, service, tried):
    tried.change("2", {"strength": 0.5})
    assert tried.is_stale("2") and not tried.is_stale("1")
    service.asked.clear()
    tried.run()
    qtbot.waitUntil(lambda: all_done(tried))
    assert [(kind, values["job"]["recipe"]["strength"]) for kind, values in service.asked] == [("preview", 0.5), ("estimate", 0.5)]


def test_another_recipe_makes_all_stale_and_undo_makes_them_current(draft, tried):
    draft.set_recipe({"match_colour": False})
    assert tried.is_stale("1") and tried.is_stale("2")
    draft.undo_stack.undo()
    assert tried.is_current("1") and tried.is_current("2") and not tried.is_stale("1")


def test_another_region_is_not_stale_but_is_made_again(tried):
    tried.set_region((0, 0, 64, 64))
    assert not tried.is_stale("1") and not tried.is_current("1") and tried.price_is_current("1")


def test_another_output_changes_the_price_alone(draft, tried):
    draft.set_output({"formats": ["exr"]})
    assert tried.is_current("1") and not tried.price_is_current("1")


def test_using_a_candidate_is_one_edit_and_keeps_all_pictures(draft, tried):
    tried.use("2")
    assert draft.recipe["model"] == "lanczos"
    assert [dict(trial.changes) for trial in tried.trials] == [{"model": "span"}, {}]
    assert tried.is_current("1") and tried.is_current("2")
    draft.undo_stack.undo()
    assert draft.recipe["model"] == "span"
    assert [dict(trial.changes) for trial in tried.trials] == [{}, {"model": "lanczos"}]
    assert tried.is_current("1") and tried.is_current("2")


def test_cancel_stops_at_once_and_tells_the_service(qtbot, service, comparison):
    service.gate.clear()
    comparison.run()
    qtbot.waitUntil(lambda: service.count("preview") == 1)
    comparison.cancel()
    assert not comparison.running and {trial.phase for trial in comparison.trials} == {Phase.EMPTY}
    qtbot.waitUntil(lambda: service.cancelled == service.tickets)
    service.gate.set()
    qtbot.wait(50)
    assert {trial.phase for trial in comparison.trials} == {Phase.EMPTY} and service.count("preview") == 1


def test_cancel_keeps_what_is_there(qtbot, service, tried):
    service.gate.clear()
    tried.set_count(3)
    tried.change("1", {"strength": 0.5})
    tried.set_count(9)
    tried.run()
    assert tried.trial("1").phase in (Phase.WAITING, Phase.WORKING)
    tried.cancel()
    assert tried.trial("1").phase is Phase.DONE and tried.is_stale("1")


def test_removing_the_one_that_is_made_goes_on_with_the_next(qtbot, service, comparison):
    service.gate.clear()
    comparison.run()
    qtbot.waitUntil(lambda: service.count("preview") == 1)
    comparison.remove("1")
    service.gate.set()
    qtbot.waitUntil(lambda: all_done(comparison))
    assert [trial.key for trial in comparison.trials] == ["2"] and len(service.cancelled) == 1


def test_the_last_candidate_stays(comparison):
    comparison.remove("1")
    comparison.remove("2")
    assert [trial.key for trial in comparison.trials] == ["2"]
    assert comparison.add({"model": "span-x4"}) == "1"


def test_there_are_four_at_most(comparison):
    assert [comparison.add() for _ in range(3)] == ["3", "4", ""]


def test_an_error_of_one_does_not_stop_the_others(qtbot, service, comparison):
    service.broken["preview span"] = ServiceError("No memory.", "Too large.", "Take less.")
    service.broken["estimate lanczos"] = ServiceError("No disk.")
    comparison.run()
    qtbot.waitUntil(lambda: not comparison.running)
    assert phases(comparison) == [(Phase.FAILED, Phase.DONE), (Phase.DONE, Phase.FAILED)]
    assert comparison.trial("1").error.what == "No memory." and comparison.trial("2").price_error.what == "No disk."
    comparison.change("1", {"strength": 0.9})
    assert comparison.trial("1").phase is Phase.EMPTY


def test_progress_reaches_the_candidate_at_hand(qtbot, link, service, comparison):
    service.gate.clear()
    comparison.run()
    qtbot.waitUntil(lambda: service.count("preview") == 1)
    link.task.emit({"ticket": "another", "text": "no"})
    task = {"ticket": service.tickets[0], "text": "3 of 9", "done": 3, "total": 9}
    link.task.emit(task)
    assert comparison.trial("1").task == task and comparison.trial("2").task is None


def test_a_model_that_is_not_here_is_offered_and_fetched(qtbot, draft, service, comparison):
    comparison.change("2", {"model": "rrdb-x4"})
    comparison.run()
    qtbot.waitUntil(lambda: not comparison.running)
    assert comparison.trial("2").phase is Phase.ABSENT and service.count("preview") == 1
    service.gate.clear()
    comparison.fetch("2")
    assert comparison.trial("2").phase is Phase.FETCHING
    service.gate.set()
    qtbot.waitUntil(lambda: comparison.trial("2").phase is Phase.EMPTY)
    assert draft.models.card("rrdb-x4", 4)["installed"]
    comparison.run()
    qtbot.waitUntil(lambda: all_done(comparison))


def test_results_wait_for_their_clip(draft, tried):
    first, other = draft.selected.id, add_clip(draft, "/clips/other.mov")
    tried.set_region((0, 0, 100, 100))
    draft.select(other)
    assert {trial.phase for trial in tried.trials} == {Phase.EMPTY} and tried.region == (160, 90, 320, 180)
    draft.select(first)
    assert {trial.phase for trial in tried.trials} == {Phase.DONE} and tried.region == (0, 0, 100, 100)


def test_without_a_clip_nothing_is_asked(draft, service, comparison):
    draft.remove([draft.selected.id])
    assert comparison.problems()
    comparison.run()
    assert not comparison.running and not service.asked
