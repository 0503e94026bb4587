import numpy as np

from tests.engine.service.rough import ordeal
from tests.engine.service.running import own_state
from tests.media import clips


def test_kills_at_random_lose_nothing(monkeypatch, tmp_path):
    """A short one; benchmarks/kills.py does thirty, panel included."""
    own_state(monkeypatch, tmp_path / "state")
    noise = np.random.default_rng(8).normal(0.5, 0.2, (7, 90, 160, 3)).astype(np.float32)
    clip = clips.sequence(tmp_path / "plates", 24, dtype="half", size=(160, 90), pixels=lambda at: noise[at % 7])
    found = ordeal(clip, tmp_path, kills=4, seed=3, frames=24, panel=False, recipes=({},))
    assert found.killed["worker"] + found.killed["service"] == 4
    assert set(found.states) == {"done"} and found.identical
