"""What a recipe means to STAR."""

from __future__ import annotations

import pytest

from uprez.core.errors import JobError
from uprez.core.job import Recipe
from uprez.models.star.settings import Settings


def test_what_a_recipe_means():
    def settings(**recipe):
        return Settings.of(Recipe(model="star", **recipe))

    assert [step.timestep for step in settings().steps] == [step.timestep for step in settings(options=("faithful",)).steps]
    assert len(settings().steps) == 14
    assert [len(settings(**recipe).steps) for recipe in ({"steps": 30}, {"quality": "fast"}, {"strength": 0})] == [30, 8, 1]
    assert settings(strength=0.25).steps[0].timestep <= 224
    with pytest.raises(JobError, match="white-margins"):
        settings(options=("better",))
    with pytest.raises(JobError, match="1000 steps"):
        settings(steps=1000)
