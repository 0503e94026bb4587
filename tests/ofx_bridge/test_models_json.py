"""The plugin's list of models, against what the engine says of them."""

import json
from pathlib import Path

import pytest

from uprez.core.job import Recipe
from uprez.engine.planning import stabilised, wants_stabiliser
from uprez.models.catalogue import entries
from uprez.models.contract import Reach
from uprez.models.edit.layout import is_edit
from uprez.models.open import conditions_of, open_model

CHOICES = json.loads((Path(__file__).parents[2] / "ofx_bridge" / "models.json").read_text())["models"]
FOR_EVER = ["span", "compact", "rrdb", "rrdb-anime", "stablevsr", "lanczos", "identity", "own file", "star", "star-cogvideox"]
"""Projects store places in this list. Add at the end; never move, never remove."""
OWN_FILE = "own file"
SHOT = {"stablevsr", "star", "star-cogvideox"}
"""Too large to open here; their families say themselves that they work on whole shots."""


def test_places_never_move():
    assert [choice["name"] for choice in CHOICES][: len(FOR_EVER)] == FOR_EVER


def test_every_family_of_the_catalogue_can_be_chosen():
    """But those without weights, which are chosen as weights of one's own, and the one that makes edits."""
    offered = {entry.family for entry in entries().values() if not entry.own and not is_edit(entry.name)}
    assert offered == {choice["name"] for choice in CHOICES} - {OWN_FILE}


@pytest.mark.parametrize("choice", CHOICES, ids=lambda choice: choice["name"])
def test_a_model_is_sent_the_conditions_that_it_takes(choice):
    sent = {"prompt", "edit_prompt", "negative_prompt", "reference_images", "reference_video"}
    assert set(choice["takes"]) == (conditions_of(choice["name"]) & sent if choice["name"] != OWN_FILE else set())


@pytest.mark.parametrize("choice", [each for each in CHOICES if each["name"] not in {OWN_FILE, *SHOT}], ids=lambda choice: choice["name"])
def test_the_frames_that_the_plugin_fetches_are_those_that_the_engine_looks_at(choice):
    recipe = Recipe(model=choice["name"])
    spec = open_model(recipe, 2.0, on_note=lambda text: None).spec
    temporal = stabilised(spec.temporal) if wants_stabiliser(recipe, spec) else spec.temporal
    assert (choice["reach"], choice["radius"]) == (temporal.reach.value, temporal.radius)


def test_models_of_whole_shots_are_given_chunks():
    for choice in CHOICES:
        if choice["name"] in SHOT:
            assert choice["reach"] == Reach.SHOT.value
            assert choice["length"] > 1
