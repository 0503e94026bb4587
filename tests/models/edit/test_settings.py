"""What a recipe means to a base model: strengths, schedules, texts, refusals; and the size of an edit."""

from __future__ import annotations

import pytest

from tests.models.edit.small import recipe
from uprez.core.errors import JobError
from uprez.core.frame import Size
from uprez.core.job import Recipe
from uprez.models.edit.settings import Settings, levels, prompt_of
from uprez.models.edit.sizes import AREA, base_size, edit_size
from uprez.models.unimmvsr.flow import sigmas


def test_a_strength_is_noise_and_not_a_share_of_the_steps():
    assert levels(20, 1.0, 3.0) == sigmas(20, 3.0)
    weak = levels(20, 0.3, 3.0)
    assert weak[0] == 0.3 and weak[-1] == 0 and list(weak) == sorted(weak, reverse=True)
    assert weak[1:] == tuple(level for level in sigmas(20, 3.0) if level < 0.3)
    assert levels(1, 0.01, 3.0) == (0.01, 0.0)


def test_steps_solver_and_windows():
    usual = Settings.of(Recipe(edit_prompt="red"), "vace")
    assert (len(usual.levels), usual.solver, usual.shown, usual.length, usual.from_noise) == (51, "unipc", "source", 81, True)
    fast = Settings.of(Recipe(edit_prompt="red", quality="fast", scheduler="plms", window=21, options=("grey",), edit_strength=0.5), "vace")
    assert (fast.solver, fast.shown, fast.length, fast.from_noise) == ("plms", "grey", 21, False)
    assert len(Settings.of(Recipe(edit_prompt="red", quality="fast"), "vace").levels) == 26


@pytest.mark.parametrize(
    ("kind", "fields", "words"),
    [
        ("vace", {"edit_prompt": " "}, "needs a text"),
        ("vace", {"scheduler": "ddim"}, "ddim"),
        ("vace", {"options": ("green",)}, "no option 'green'"),
        ("vace", {"options": ("grey", "blank")}, "one of the options"),
        ("vace", {"window": 4}, "windows of 4"),
        ("video", {"reference_images": ("a.png",)}, "takes no reference images"),
        ("video", {"options": ("grey",)}, "no option 'grey'"),
    ],
)
def test_what_a_base_model_does_not_have_is_refused(kind, fields, words):
    with pytest.raises(JobError, match=words) as caught:
        Settings.of(recipe(**fields), kind)
    assert caught.value.fix


@pytest.mark.parametrize(
    ("shows", "edit", "told"),
    [
        ("", "a red jacket", "a red jacket"),
        ("A man walks", "His jacket is red.", "A man walks. His jacket is red."),
        ("A man walks!", " red ", "A man walks! red"),
    ],
)
def test_the_text_is_what_the_shot_shows_and_the_edit(shows, edit, told):
    assert prompt_of(Recipe(prompt=shows, edit_prompt=edit)) == told


@pytest.mark.parametrize(
    ("source", "size"),
    [
        ((1920, 1080), (848, 480)),
        ((1080, 1920), (480, 848)),
        ((4096, 1716), (976, 416)),
        ((640, 480), (736, 544)),
        ((832, 480), (832, 480)),
    ],
)
def test_an_edit_has_about_the_training_area_and_the_source_s_proportions(source, size):
    made = base_size(Size(*source))
    assert (made.width, made.height) == size
    assert made.area == pytest.approx(AREA, rel=0.05) and made.width / made.height == pytest.approx(source[0] / source[1], rel=0.03)


@pytest.mark.parametrize(
    ("asked", "size"),
    [
        ({"size": (848, 480)}, (848, 480)),
        ({"size": (48, 32)}, (48, 32)),
        ({"size": (47, 32)}, (48, 32)),
        ({"size": (1280, 720)}, (848, 480)),
        ({}, (848, 480)),
        ({"scale": 0.1}, (192, 112)),
    ],
)
def test_an_edit_is_made_at_the_asked_size_where_that_is_small(asked, size):
    made = edit_size(Size(1920, 1080), Recipe(**asked))
    assert (made.width, made.height) == size
