import pytest

from tests.ui.fake_previews import CARDS
from uprez.ui.draft_models import DraftModels
from uprez.ui.preview.choices import difference, model_names, named, rebased, suggestion

MODELS = DraftModels(CARDS)


def test_families_are_offered_by_their_name_and_files_by_their_path():
    assert model_names(MODELS) == ["span", "compact-x4", "rrdb-x4", "stablevsr", "lanczos"]
    assert model_names(MODELS, "/own/net.onnx")[-1] == "/own/net.onnx"
    assert named(MODELS, "span-x2") == "span" and named(MODELS, "/own/net.onnx") == "/own/net.onnx"


@pytest.mark.parametrize(
    ("taken", "suggested"),
    [
        (["span"], {"model": "lanczos"}),
        (["span-x4", "lanczos"], {"model": "compact-x4"}),
        (["span", "lanczos", "compact-x4"], {"model": "rrdb-x4"}),  # fits, though it has to be downloaded
        (["span", "lanczos", "compact-x4", "rrdb-x4"], {"strength": 0.5}),  # stablevsr does not fit
    ],
)
def test_the_yardstick_is_suggested_first_then_what_fits(taken, suggested):
    assert suggestion(MODELS, taken, 2.0) == suggested


def test_a_difference_has_the_other_values_the_model_first():
    base = {"strength": 1.0, "model": "span", "options": ()}
    assert list(difference(base, {"strength": 0.5, "model": "lanczos", "options": []}).items()) == [("model", "lanczos"), ("strength", 0.5)]


def test_going_over_to_a_candidate_leaves_all_as_they_are():
    before, changes = {"model": "span", "scale": 2.0}, {"1": {}, "2": {"model": "lanczos"}}
    after = rebased(changes, before, {"model": "lanczos", "scale": 2.0})
    assert after == {"1": {"model": "span"}, "2": {}}
    assert rebased(after, {"model": "lanczos", "scale": 2.0}, before) == changes


def test_another_edit_reaches_all_candidates():
    before, changes = {"model": "span", "scale": 2.0}, {"1": {}, "2": {"model": "lanczos"}}
    assert rebased(changes, before, {"model": "span", "scale": 4.0}) == changes
