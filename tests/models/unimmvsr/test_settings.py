"""What a recipe means to UniMMVSR."""

from __future__ import annotations

import pytest

from uprez.core.errors import JobError
from uprez.core.job import Recipe
from uprez.models.unimmvsr.flow import sigmas
from uprez.models.unimmvsr.guidance import Guidance
from uprez.models.unimmvsr.settings import OPTIONS, Settings


def of(**recipe) -> Settings:
    return Settings.of(Recipe(model="unimmvsr", **recipe))


def test_nothing_asked_is_the_papers_run():
    found = of()
    assert (found.solver, found.levels, found.window) == ("plms", sigmas(50), 77)
    assert found.guidance == Guidance(3.0, 1.0, 15) == Guidance()
    assert found.lr_noise == 300 and found.attention is None and found.keep


def test_the_fast_level_and_fewer_steps():
    fast = of(quality="fast")
    assert (fast.solver, fast.steps, fast.window, fast.guidance.until) == ("unipc", 15, 21, 4)
    assert of(quality="fast", scheduler="plms", steps=30, window=33).levels == sigmas(30)
    assert of(scheduler="unipc").steps == 20
    assert of(steps=1).guidance.until == 1


def test_options_set_numbers():
    found = of(options=("text-guidance=4.5", "reference-guidance=0", "reference-steps=7", "lr-noise=450", "shift=3"))
    assert found.guidance == Guidance(4.5, 0.0, 7)
    assert found.lr_noise == 450 and found.levels == sigmas(50, 3.0)
    found = of(options=("local-attention=34x59", "fresh-references"))
    assert found.attention == (34, 59) and not found.keep


@pytest.mark.parametrize(
    "option",
    ["", "text", "text-guidance", "text-guidance=", "text-guidance=x", "text-guidance=nan", "text-guidance=-1", "lr-noise=1001", "shift=0",
     "local-attention", "local-attention=0x3", "local-attention=3", "local-attention=-1x3", "fresh-references=1"],
)  # fmt: skip
def test_other_options_are_refused(option):
    with pytest.raises(JobError, match="UniMMVSR"):
        of(options=(option,))


def test_schedulers_for_models_of_noise_are_refused():
    for name in ("ddpm", "ddim"):
        with pytest.raises(JobError, match=f"no scheduler '{name}'"):
            of(scheduler=name)


def test_every_options_usual_number_is_in_its_range():
    for name, (usual, least, most) in OPTIONS.items():
        assert least <= usual <= most
        assert of(options=(f"{name}={usual:g}",)) == of()
