"""What is remembered, how long, and that nobody sees the difference."""

import numpy as np
import pytest

from tests.engine.models import Blurring
from uprez.core.job import Recipe
from uprez.core.plan import Shot
from uprez.ofx_bridge.remember import Memory, Remembered

SHOT = Shot(index=0, first=0, last=0)


class Counting(Blurring):
    def __init__(self):
        super().__init__()
        self.runs = 0

    def open(self, *arguments):
        stream = super().open(*arguments)
        push = stream.push

        def counted(frames):
            self.runs += 1
            return push(frames)

        stream.push = counted
        return stream


def frame(value):
    return np.full((1, 3, 4, 4), value, np.float32)


def test_a_network_runs_once_for_a_picture():
    model, memory = Counting(), Memory(1 << 20)
    remembered = Remembered(model, memory, "a")
    first = remembered.open(SHOT, Recipe()).push(frame(1))
    first += 1  # as the engine does when it matches colours
    assert (remembered.open(SHOT, Recipe()).push(frame(1)) == 1).all() and model.runs == 1
    assert (remembered.open(SHOT, Recipe()).push(frame(2)) == 2).all() and model.runs == 2
    assert (Remembered(model, memory, "b").open(SHOT, Recipe()).push(frame(1)) == 1).all() and model.runs == 3
    assert remembered.open(SHOT, Recipe()).flush().shape[0] == 0


def test_the_room_is_kept_and_the_newest_stays():
    memory = Memory(100)
    for name in "abc":
        memory.keep(name, (np.zeros(40, np.uint8),))
        assert memory.find("a") is not None
    assert memory.find("b") is None and memory.bytes == 80
    memory.keep("large", (np.zeros(400, np.uint8), np.zeros(1, np.uint8)))
    assert memory.find("large") is not None and memory.find("a") is None
    memory.clear()
    assert memory.bytes == 0


@pytest.mark.parametrize(("given", "room"), [("", 1 << 30), ("5000", 5000), ("much", 1 << 30)])
def test_the_room_comes_from_the_environment(given, room, monkeypatch):
    monkeypatch.setenv("UPREZ_OFX_REMEMBER", given)
    assert Memory()._room == room
