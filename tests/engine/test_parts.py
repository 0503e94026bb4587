from pathlib import Path

import pytest

from tests.engine.test_run import plates  # noqa: F401 - a fixture
from tests.engine.test_shard_worker import job, quiet  # noqa: F401 - a fixture
from uprez.engine.claims import Claims
from uprez.engine.parts import run_part
from uprez.engine.record import Record


def test_a_part_run_by_hand_is_a_worker_like_any(job, monkeypatch):  # noqa: F811
    taken, looked = [], []
    take, receipt = Claims.take, Record.receipt
    monkeypatch.setattr(Claims, "take", lambda self, shard: taken.append(shard) or take(self, shard))
    monkeypatch.setattr(Record, "receipt", lambda self, window: looked.append(window.index) or receipt(self, window))
    monkeypatch.setattr(Record, "sweep", lambda self, results: pytest.fail("a part sweeps nothing"))
    result = run_part(job, base=Path("/"), part=None, shard=(2, 2), listen=quiet)
    assert (taken, set(looked)) == ([2, 3], {2, 3})
    assert (result.files, result.frames_done, result.frames_total) == ((), 8, 8)
