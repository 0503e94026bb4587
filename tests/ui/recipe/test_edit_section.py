import pytest
from PySide6.QtWidgets import QComboBox, QFileDialog, QLineEdit, QPlainTextEdit, QSlider

from tests.ui.fake_sources import MODELS, FakeService, card
from uprez.ui.draft import Draft
from uprez.ui.draft_recipe import schedulers
from uprez.ui.link import Link
from uprez.ui.presets import Preset, Presets
from uprez.ui.recipe import RecipeView
from uprez.ui.recipe.model_words import storage


@pytest.fixture
def service():
    return FakeService()


@pytest.fixture
def draft(qapp):
    return Draft()


@pytest.fixture
def view(qtbot, service, draft, tmp_path):
    link = Link(lambda: service)
    view = RecipeView(link, draft, presets=Presets(tmp_path / "presets"))
    qtbot.addWidget(view)
    view.resize(340, 900)
    view.show()
    qtbot.waitUntil(lambda: bool(draft.models.cards))
    yield view
    link.close()


def named(view, name, kind):
    return next(each for each in view.findChildren(kind) if each.accessibleName() == name)


def seen(view):
    kinds = (QPlainTextEdit, QSlider, QComboBox, QLineEdit)
    return {each.accessibleName() for kind in kinds for each in view.findChildren(kind) if each.isVisibleTo(view)} - {""}


def recipe_of(draft, **changes):
    draft.set_recipe(changes)
    (clip_id,) = [clip.id for clip in draft.clips] or draft.add([{"path": "/shots/a.mov"}])
    return draft.job_for(clip_id)["recipe"]


def test_the_section_shows_what_an_edit_needs_once_there_is_one(qtbot, view, draft):
    ours = {"Edit prompt", "Made by", "Edit strength", "Keep"}
    assert not seen(view) & ours
    view.edit.open()
    assert seen(view) & ours == {"Edit prompt", "Keep"}
    qtbot.keyClicks(view.edit.prompt, "a red jacket")
    assert draft.recipe["edit_prompt"] == "a red jacket" and seen(view) & ours == ours
    assert named(view, "Made by", QComboBox).currentText() == "wan-vace"
    named(view, "Edit strength", QSlider).setValue(0)
    assert draft.recipe["edit_strength"] == 0.01
    assert {"Negative prompt"} <= seen(view) and not {"Prompt", "Reference video"} & seen(
        view
    )  # its own model's conditions, for any family
    assert draft.takes("reference_images") and draft.takes("steps") and not draft.takes("quality")


def test_the_job_says_nothing_of_an_edit_that_is_not_asked_for(draft):
    draft.set_models(MODELS)
    plain = recipe_of(draft, edit_strength=0.5, base="/models/wan", negative_prompt="blur")
    assert (plain["edit_strength"], plain["base"], plain["negative_prompt"], plain["edit_prompt"]) == (1.0, "", "", "")
    asked = recipe_of(draft, edit_prompt="snow")
    assert (asked["edit_strength"], asked["base"], asked["negative_prompt"]) == (0.5, "/models/wan", "blur")
    assert asked["model"] == "span"
    assert recipe_of(draft, edit_prompt="  \n")["edit_strength"] == 1.0


def test_models_that_edit_are_not_offered_to_upscale(draft):
    draft.set_models(MODELS)
    assert "wan-vace" not in [name for name, _ in draft.models.families()]
    assert [card["name"] for card in draft.models.bases()] == ["wan-vace"]


def test_pixels_are_kept_by_a_mask_or_by_measuring(qtbot, view, draft, monkeypatch):
    view.edit.open()
    keep = named(view, "Keep", QComboBox)
    keep.activated.emit(1)
    assert draft.recipe["mask"] == "auto"
    clip_id = draft.add([{"path": "/shots/a.mov"}])[0]
    assert any("reference video" in problem for problem in draft.problems(clip_id))
    assert "Reference video" in seen(view)
    draft.set_recipe({"reference_video": "/shots/original.mov"})
    assert not any("reference video" in problem for problem in draft.problems(clip_id))
    assert draft.job_for(clip_id)["recipe"]["reference_video"] == "/shots/original.mov"
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: ("/shots/mask.png", ""))
    assert "Mask" not in seen(view)
    keep.activated.emit(2)
    assert draft.recipe["mask"] == "/shots/mask.png" and "Mask" in seen(view)
    draft.undo_stack.undo()
    assert keep.currentIndex() == 1 and "Mask" not in seen(view)
    keep.activated.emit(0)
    assert draft.recipe["mask"] == "" and draft.job_for(clip_id)["recipe"]["reference_video"] == ""
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: ("", ""))
    keep.activated.emit(2)
    assert "Mask" in seen(view) and draft.recipe["mask"] == ""
    named(view, "Mask", QLineEdit).textEdited.emit("/m.png")
    assert draft.recipe["mask"] == "/m.png"
    draft.set_recipe({"edit_prompt": "snow", "reference_video": ""})
    assert not any("reference video" in problem for problem in draft.problems(clip_id))  # an edit's is the clip itself


def test_only_samplers_that_the_models_have_are_offered(view, draft):
    box = named(view, "Sampler", QComboBox)

    def offered():
        return [box.itemData(at) for at in range(box.count())]

    assert schedulers(draft.models, draft.recipe) == ()
    draft.set_recipe({"model": "stablevsr"})
    assert offered() == ["auto", "ddpm", "ddim"]
    draft.set_recipe({"scheduler": "ddim"})
    assert recipe_of(draft)["scheduler"] == "ddim"
    draft.set_recipe({"model": "guided"})
    assert offered() == ["auto", "plms", "unipc", "euler"] and box.currentIndex() == 0
    assert recipe_of(draft)["scheduler"] == "auto"
    draft.set_recipe({"model": "stablevsr", "edit_prompt": "snow"})
    assert offered() == ["auto", "ddpm", "ddim"]  # the one that upscales is meant
    draft.set_recipe({"model": "span"})
    assert offered() == ["auto", "plms", "unipc", "euler"]


def test_a_folder_of_the_users_own_is_looked_at_for_what_it_takes(qtbot, view, draft, service, monkeypatch):
    own = card("/models/mine", "/models/mine", None, "Weights of your own: mine", conditions=["prompt", "reference_images", "steps"])
    service.own["/models/mine"] = own
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: "/models/mine")
    listed = view.models.open_list()
    listed.folder_wanted.emit()
    listed.close()
    qtbot.waitUntil(lambda: draft.takes("reference_images"))
    assert draft.recipe["model"] == "/models/mine" and "Prompt" in seen(view)
    assert recipe_of(draft, prompt="a dog")["prompt"] == "a dog"
    assert "mine" in view.models.button.accessibleName() and [kind for kind, _ in service.asked].count("own_model") == 1
    draft.set_recipe({"model": "span", "edit_prompt": "snow", "base": "/models/mine"})
    assert [kind for kind, _ in service.asked].count("own_model") == 1  # known by now
    assert "Prompt" in seen(view) and "Negative prompt" not in seen(view)
    draft.set_recipe({"model": "/models/gone", "edit_prompt": ""})
    qtbot.waitUntil(lambda: view.models._failure is not None)
    draft.set_recipe({"model": "span"})
    assert view.models._failure is None


def test_a_model_without_public_weights_says_so_and_cannot_be_queued(draft):
    own = card(
        "unimmvsr", "unimmvsr", None, "Edited footage; no public weights: train your own", state="not published", installed=False, bytes=0
    )
    draft.set_models([*MODELS, own])
    assert storage(own) == "no public weights"
    clip_id = draft.add([{"path": "/shots/a.mov"}])[0]
    draft.set_recipe({"model": "unimmvsr"})
    assert any("No weights of this model are public" in problem for problem in draft.problems(clip_id))
    draft.set_recipe({"model": "wan-vace"})
    assert any("makes edits" in problem for problem in draft.problems(clip_id))
    draft.set_recipe({"model": "span"})
    assert not any("public" in problem or "edits" in problem for problem in draft.problems(clip_id))


def test_presets_carry_the_edit_and_not_the_mask(draft):
    draft.set_recipe({"edit_prompt": "snow", "mask": "/shots/mask.png"})
    preset = Preset.of(draft, "snow")
    assert preset.recipe["edit_prompt"] == "snow" and "mask" not in preset.recipe
    draft.set_recipe({"edit_prompt": ""})
    preset.apply(draft, "Use")
    assert (draft.recipe["edit_prompt"], draft.recipe["mask"]) == ("snow", "/shots/mask.png")
