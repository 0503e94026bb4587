import pytest
from PySide6.QtCore import QModelIndex, Qt

from tests.ui.fake_queue import entry
from uprez.ui.queue.entry import Action, Entry, State
from uprez.ui.queue.model import EntryModel
from uprez.ui.queue.words import duration, progress_words, resume_words, state_words


@pytest.fixture
def model(qapp, qtmodeltester):
    model = EntryModel()
    model.replace(entry(name, position=index) for index, name in enumerate("abcd"))
    qtmodeltester.check(model)
    return model


def ids(model):
    return [each.id for each in model.entries()]


def test_entries_come_change_and_go(model):
    model.put(entry("e", position=4))
    model.put(entry("b", "running", position=1, done=5, total=10))
    model.remove("a")
    model.remove("never there")
    assert ids(model) == ["b", "c", "d", "e"]
    assert model.entry("b").state is State.RUNNING
    assert [model.row(id) for id in "bcde"] == [0, 1, 2, 3]


def test_a_new_position_moves_an_entry_and_what_is_chosen_goes_with_it(model):
    chosen = [model.index(0), model.index(3)]
    from PySide6.QtCore import QPersistentModelIndex

    kept = [QPersistentModelIndex(index) for index in chosen]
    model.put(entry("d", position=0.5))
    assert ids(model) == ["a", "d", "b", "c"]
    assert [index.data() for index in kept] == ["a.mov", "d.mov"]


def test_steps_pass_over_what_is_finished(model):
    model.put(entry("b", "done", position=1))
    assert model.step("c", down=False) == (True, "a")
    assert model.step("a", down=True) == (True, "d")
    assert model.step("c", down=True) == (True, None)
    assert model.step("a", down=False)[0] is False
    assert model.step("d", down=True)[0] is False
    assert model.step("b", down=True)[0] is False


def test_dropping_asks_and_moves_nothing_by_itself(model, qtbot):
    data = model.mimeData([model.index(3)])
    with qtbot.waitSignal(model.move_asked) as asked:
        assert not model.dropMimeData(data, Qt.DropAction.MoveAction, 1, 0, QModelIndex())
    assert asked.args == ["d", "b"]
    with qtbot.waitSignal(model.move_asked) as asked:
        model.dropMimeData(data, Qt.DropAction.MoveAction, -1, -1, QModelIndex())
    assert asked.args == ["d", None]
    assert ids(model) == ["a", "b", "c", "d"]


@pytest.mark.parametrize(
    ("state", "allowed"),
    [
        ("queued", "pause cancel up down remove folder"),
        ("running", "pause cancel up down folder"),
        ("paused", "resume cancel up down remove folder"),
        ("done", "remove folder"),
        ("failed", "retry remove folder"),
        ("cancelled", "retry remove folder"),
    ],
)
def test_what_may_be_done_in_each_state(state, allowed):
    one = Entry.read(entry("a", state))
    assert {action.value for action in Action if one.allows(action)} == set(allowed.split())


def test_a_finished_entry_with_files_can_be_looked_at():
    one = Entry.read(entry("a", "done", files=["/out/a.mov"]))
    assert one.allows(Action.VIEW) and one.allows(Action.HOST) and one.folder == "/out"


def test_words_say_how_far_it_is(qapp):
    paused = Entry.read(entry("a", "paused", done=2496, total=4320, windows=540, windows_done=312, started=1.0))
    assert resume_words(paused) == "Continue — 312 of 540 windows are done"
    assert progress_words(paused).replace(",", "") == "312 of 540 windows · 2496 of 4320 frames"
    assert state_words(paused) == "Paused"
    assert state_words(Entry.read(entry("a", "paused"))) == "Held"
    assert progress_words(Entry.read(entry("a"))) == ""


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "0 s"),
        (59.4, "59 s"),
        (61, "1 min 1 s"),
        (120, "2 min"),
        (1510, "25 min"),
        (3700, "1 h 2 min"),
        (90000, "1 d 1 h"),
        (3599, "1 h 0 min"),
    ],
)
def test_lengths_of_time(qapp, seconds, words):
    assert duration(seconds) == words
