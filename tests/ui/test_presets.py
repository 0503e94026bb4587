import json

import pytest

from uprez.ui.draft import Draft
from uprez.ui.presets import SUFFIX, Preset, PresetError, Presets, read_preset, write_preset


@pytest.fixture
def draft(qapp):
    return Draft()


@pytest.fixture
def presets(tmp_path):
    return Presets(tmp_path / "presets")


def test_a_preset_sets_recipe_and_formats_in_one_step(draft, presets):
    draft.set_recipe({"model": "stablevsr", "prompt": "rain", "size": [1920, 1080]})
    draft.set_output({"formats": ["png"], "folder": "/mine", "name": "mine"})
    presets.save(Preset.of(draft, "Rain: wet/streets"))
    other = Draft()
    other.set_output({"folder": "/theirs"})
    presets.get("Rain: wet/streets").apply(other, "Use preset")
    assert other.recipe == draft.recipe
    assert (other.output["formats"], other.output["folder"], other.output["name"]) == (["png"], "/theirs", "")
    other.undo_stack.undo()
    assert other.recipe["prompt"] == ""
    assert presets.names() == ["Rain: wet/streets"]


def test_a_preset_carries_no_path_of_a_clip(draft, tmp_path):
    draft.add([{"path": "/secret/clip.mov"}])
    draft.set_recipe({"reference_images": ["/secret/face.png"], "reference_video": "/secret/move.mov"})
    draft.set_output({"folder": "/secret/out", "name": "secret"})
    write_preset(tmp_path / f"a{SUFFIX}", Preset.of(draft, "a"))
    assert "secret" not in (tmp_path / f"a{SUFFIX}").read_text()
    read_preset(tmp_path / f"a{SUFFIX}").apply(draft, "Use")
    assert draft.recipe["reference_images"] == ["/secret/face.png"]


def test_renaming_deleting_and_taking_in(draft, presets, tmp_path):
    presets.save(Preset.of(draft, "one"))
    presets.rename("one", "two")
    assert (presets.names(), presets.get("two").name) == (["two"], "two")
    shared = tmp_path / f"x{SUFFIX}"
    write_preset(shared, presets.get("two"))
    assert presets.take_in(shared).name == "two 2"
    with pytest.raises(PresetError):
        presets.rename("two", "two 2")
    presets.delete("two")
    assert presets.names() == ["two 2"]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"version": 2}, "newer"),
        ({"version": True}, "version"),
        ({"schema": "uprez.job"}, "not a preset"),
        ({"recipe": {"unheard_of": 1}}, "does not know"),
        ({"output": {"folder": "/x"}}, "must not"),
        ({"recipe": {"reference_images": ["/x"]}}, "must not"),
        ({"name": " "}, "incomplete"),
    ],
)
def test_what_cannot_be_used_is_refused_in_three_parts(draft, change, words):
    document = json.loads(Preset.of(draft, "a").to_json()) | change
    with pytest.raises(PresetError, match=words) as caught:
        Preset.from_json(json.dumps(document))
    assert caught.value.fix


def test_a_file_that_is_something_else_is_refused(tmp_path):
    for text in ("", "[]", "\0"):
        (tmp_path / "a").write_text(text)
        with pytest.raises(PresetError, match="not a preset"):
            read_preset(tmp_path / "a")
    with pytest.raises(PresetError, match="cannot be read"):
        read_preset(tmp_path / "none")
