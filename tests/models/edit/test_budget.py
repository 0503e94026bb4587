"""Whether the memory is enough for an edit, told before it begins."""

from __future__ import annotations

from dataclasses import replace

import pytest

from uprez.core.errors import ResourceError
from uprez.core.frame import Size
from uprez.models.edit.budget import Needs, fitting
from uprez.models.edit.sizes import base_size

GIBI = 1 << 30
VACE = Needs(2, 2_154_000_000, hints=15)


@pytest.mark.parametrize(
    ("needs", "counted"),
    [
        (VACE, 3.00),
        (replace(VACE, references=2), 3.29),
        (replace(VACE, frames=21), 0.86),
        (replace(VACE, number=4), 5.97),
        (Needs(2, 1_419_000_000), 1.50),
        (Needs(4, 1_419_000_000, frames=21), 0.85),
    ],
)
def test_a_pass_takes_what_was_counted(needs, counted):
    """GiB at 832x480, by `benchmarks/edit_cost.py`."""
    assert needs.pass_bytes(60, 104) / GIBI == pytest.approx(counted, rel=0.02)


def test_cards():
    size = base_size(Size(1920, 1080))
    fits = {memory for memory in (8, 12, 16, 24) if fits_into(VACE, memory, size)}
    assert fits == {12, 16, 24}
    lean = replace(VACE, fed=True, vae_number=2)
    assert fits_into(lean, 8, size) and lean.weights < VACE.weights / 10
    assert not fits_into(replace(VACE, stays=True, number=4), 16, size)  # both networks at once, as on a CPU


def test_the_plan_is_a_sentence_and_too_little_memory_an_error():
    plan = fitting(VACE, base_size, lambda free: free, "torch cuda:0 bf16")
    told = plan(Size(1920, 1080), 64, 24 * GIBI)
    assert told.side is None and round(told.bytes / 1e9, 1) == 8.8
    assert told.words == "An edit at 848x480, up to 81 frames at once: about 8.8 GB at work, on torch cuda:0 bf16."
    with pytest.raises(ResourceError, match="too little") as caught:
        plan(Size(1920, 1080), None, 4 * GIBI)
    assert "848x480" in caught.value.why and "--window" in caught.value.fix


def fits_into(needs, memory, size):
    try:
        fitting(needs, lambda _: size, lambda _: memory * GIBI, "torch")(size, None, 0)
    except ResourceError:
        return False
    return True
