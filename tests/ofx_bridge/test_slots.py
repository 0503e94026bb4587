"""Memory that a guest lends, and the frames that are held in it."""

import os

import numpy as np
import pytest

from uprez.ofx_bridge.slots import MOST, Slots
from uprez.ofx_bridge.sources import Sources
from uprez.ofx_bridge.wire import WireError

pytestmark = pytest.mark.skipif(not hasattr(os, "memfd_create"), reason="needs memfd")


@pytest.fixture
def memory():
    descriptor = os.memfd_create("test", os.MFD_ALLOW_SEALING)
    os.ftruncate(descriptor, 8192)
    yield descriptor
    os.close(descriptor)


def mapped(descriptor) -> bool:
    return f":{os.fstat(descriptor).st_ino}" in "".join(f":{line.split()[4]}" for line in open("/proc/self/maps") if "memfd:test" in line)


def test_a_slot_is_the_guests_own_memory(memory):
    slots = Slots()
    slots.add(7, 8192, "", memory)
    np.frombuffer(slots.get(7, 8192).memory, np.uint8)[:3] = 9
    assert os.pread(memory, 4, 0) == b"\x09\x09\x09\x00"
    with pytest.raises(PermissionError):  # it cannot shrink under a reader
        os.ftruncate(memory, 4096)


def test_wrong_slots_are_refused(memory):
    slots = Slots()
    slots.add(1, 4096, "", memory)
    wrong = [(1, 4096, memory), (2, 8193, memory), (2, 0, memory), (2, 2**64 - 1, memory), (2, 4096, None), (2, 1 << 40, 0)]
    for number, size, descriptor in wrong:
        with pytest.raises(WireError):
            slots.add(number, size, "", descriptor)
    for number, needed in ((2, 1), (1, 4097)):
        with pytest.raises(WireError):
            slots.get(number, needed)
    with pytest.raises(WireError):
        slots.drop(2)


def test_there_is_an_end_to_slots(memory):
    slots = Slots()
    for number in range(MOST):
        slots.add(number, 4096, "", memory)
    with pytest.raises(WireError, match="already"):
        slots.add(MOST, 4096, "", memory)
    slots.clear()


def test_a_dropped_slot_is_unmapped_at_once_or_with_its_last_view(memory):
    slots = Slots()
    slots.add(1, 4096, "", memory)
    assert mapped(memory)
    slots.drop(1).close()
    assert not mapped(memory)
    slots.add(1, 4096, "", memory)
    view = np.frombuffer(slots.get(1, 1).memory, np.uint8)
    slots.clear()
    assert mapped(memory) and view[0] == 0
    del view
    assert not mapped(memory)


def test_sources_hold_the_newest(memory):
    slots = Slots()
    for number in range(5):
        slots.add(number, 1024, "", memory)
    pictures = [(number, 0, 1, 1, 3, 2) for number in range(5)]
    sources = Sources()
    for picture in pictures:
        sources.add(picture, slots.get(picture[0], 1))
    assert sources.lacking([pictures[0], (9,) * 6, (9,) * 6]) == ((9,) * 6,)
    assert [slot.number for slot in sources.find([pictures[0], pictures[2], pictures[0]])] == [0, 2, 0]
    assert [slot.number for slot in sources.let_go(3, {pictures[1]})] == [3, 4]
    assert sources.holds_slot(slots.get(1, 1)) and not sources.holds_slot(slots.get(3, 1))
    sources.drop_slot(slots.get(1, 1))
    assert [slot.number for slot in sources.let_go(0, ())] == [0, 2]
