"""Equations 2 and 3 of the paper, and the calls that they need."""

from __future__ import annotations

import numpy as np
import pytest

from uprez.models.unimmvsr.guidance import Guidance

FULL, NO_TEXT, NO_REFERENCE = np.random.default_rng(0).standard_normal((3, 1, 4, 2, 3, 3)).astype(np.float32)
MADE = {"full": FULL, "no text": NO_TEXT, "no reference": NO_REFERENCE}


def test_the_formula():
    expected = FULL + 3 * (FULL - NO_TEXT) + 1 * (FULL - NO_REFERENCE)
    np.testing.assert_allclose(Guidance().joined(MADE), expected, atol=1e-6)
    np.testing.assert_allclose(Guidance().joined(MADE), 5 * FULL - 3 * NO_TEXT - NO_REFERENCE, atol=1e-5)
    np.testing.assert_allclose(Guidance(0.5, 2).joined(MADE), 3.5 * FULL - 0.5 * NO_TEXT - 2 * NO_REFERENCE, atol=1e-5)


def test_three_is_what_others_call_a_scale_of_four():
    made = {"full": FULL, "no text": NO_TEXT}
    np.testing.assert_allclose(Guidance().joined(made), NO_TEXT + 4 * (FULL - NO_TEXT), atol=1e-5)


@pytest.mark.parametrize(
    ("guidance", "references", "calls"),
    [
        (Guidance(), True, 115),
        (Guidance(), False, 100),
        (Guidance(until=0), True, 100),
        (Guidance(until=50), True, 150),
        (Guidance(until=99), True, 150),
        (Guidance(reference=0), True, 100),
        (Guidance(text=0), True, 65),
        (Guidance(text=0), False, 50),
    ],
)
def test_only_calls_that_count_are_made(guidance, references, calls):
    assert guidance.calls(50, references=references) == calls


def test_the_threshold():
    asked = [Guidance().branches(step, references=True) for step in range(50)]
    assert asked[:15] == [("full", "no text", "no reference")] * 15
    assert asked[15:] == [("full", "no text")] * 35
