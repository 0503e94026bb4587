"""The seam meter: what joins windows and tiles shows no more than what is whole, and the meter sees what does."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

LIMIT = 1.2
"""Step across a join over the step elsewhere."""


@pytest.fixture
def seams(monkeypatch):
    monkeypatch.syspath_prepend(Path(__file__).parents[3] / "benchmarks")
    import star_seams

    return star_seams


def test_sane_joins_step_no_more_than_what_lies_between_them(seams):
    found = seams.stand_in(40, 42, 96, 20, 5, 64)
    assert found["windows, sane"].ratio < LIMIT
    assert found["tiles, sane"].ratio < LIMIT
    assert found["windows, faithful"].ratio > LIMIT
    assert found["tiles, cut hard"].ratio > LIMIT


def test_the_meter_sees_a_step_of_a_known_size(seams):
    source = seams.footage(20, 42, 96)
    windows = seams.Windows.release(20, 10)
    cut = next(index for index, weight in enumerate(windows.weights[0]) if not weight)
    plain = seams.over_time(source, windows)
    assert plain.ratio == pytest.approx(1, abs=0.5)
    stepped = source.copy()
    stepped[:, :, cut:] += 2
    assert seams.over_time(stepped, windows).joins == pytest.approx(2, rel=0.2)
    tiles = seams.hard(seams.lay(42, 96, 64))
    column = int(np.argmin(tiles[0].column_weights > 0))
    stepped = source.copy()
    stepped[..., column:] += 1
    assert seams.over_width(stepped, tiles).joins == pytest.approx(1, rel=0.3)
