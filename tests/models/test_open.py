"""A recipe's model: by name, by family, by path; and what it does not take."""

import numpy as np
import pytest

from tests.models.makers import picture, span_tensors
from uprez.core.errors import ModelError
from uprez.core.job import Recipe
from uprez.core.plan import Shot
from uprez.models.catalogue import entries
from uprez.models.open import conditions_of, is_classic, makes_edit, names_file, open_model, refuse_conditions
from uprez.models.weights.store import find
from uprez.models.weights.tensors import safetensors_bytes

SHOT = Shot(index=0, first=0, last=9)


def _open(factor=2.0, **recipe):
    return open_model(Recipe(scale=factor, **recipe), factor, on_note=lambda _: None)


@pytest.fixture(autouse=True)
def _weights_are_there():
    weights = entries()["span-x2"].weights
    assert find(weights, on_note=print), "the default weights are not on this machine: run `uprez models fetch span` first"


@pytest.mark.parametrize("name", ["lanczos", "identity"])
def test_classics(name):
    model = _open(1.5 if name == "lanczos" else 1.0, model=name)
    stream = model.open(SHOT, Recipe())
    result = stream.push(picture(10, 12, count=2))
    assert model.spec.name == name
    assert result.shape == (2, 3, 10 * model.spec.scale, 12 * model.spec.scale)
    assert model.spec.scale == (2 if name == "lanczos" else 1)


def test_a_frame_model_s_stream():
    model = _open(runtime="onnxruntime")
    frames = picture(20, 26, count=3)
    stream = model.open(SHOT, Recipe())
    together = stream.push(frames)
    assert together.shape == (3, 3, 40, 52)
    one_by_one = [stream.push(frames[index : index + 1]) for index in range(3)]
    assert np.array_equal(np.concatenate(one_by_one), together)
    assert stream.flush().shape == (0, 3, 40, 52)
    assert stream.push(frames[:0]).shape[0] == 0
    resumed = model.open(SHOT, Recipe(), stream.state())
    assert np.array_equal(resumed.push(frames[2:]), together[2:])


def test_what_the_default_declares():
    spec = _open(1.5, runtime="onnxruntime").spec
    assert (spec.name, spec.scale, spec.multiple, spec.halo, spec.runtime) == ("span-x2", 2, 1, 26, "onnxruntime cpu fp32")
    assert spec.weights == entries()["span-x2"].weights.sha256
    assert spec.bytes_per_pixel > 1000
    assert not spec.conditions
    assert not spec.faithful


@pytest.mark.parametrize("model", ["span-x2", "span-x4"])
def test_values_outside_0_to_1_survive_and_do_no_harm(model):
    """SPAN itself answers a plain 1.1 with values from -12 to 18."""
    stream = _open(model=model).open(SHOT, Recipe())
    rows = np.linspace(-0.2, 1.3, 40, dtype=np.float32)
    result = stream.push(np.broadcast_to(rows[:, None], (1, 3, 40, 24)).copy())
    factor = result.shape[2] // 40
    wanted = np.interp((np.arange(40 * factor) + 0.5) / factor - 0.5, np.arange(40), rows)
    assert np.abs(result - wanted[:, None])[:, :, 8:-8].max() < 0.02


@pytest.mark.parametrize("size", [(1, 1), (1, 40), (16, 864), (3, 2)])
def test_any_size_of_picture(size):
    result = _open().open(SHOT, Recipe()).push(picture(*size))
    assert result.shape == (1, 3, 2 * size[0], 2 * size[1])
    assert np.isfinite(result).all()


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({"prompt": "a cat"}, "no prompt"),
        ({"reference_images": ("a.png",), "edit_prompt": "red"}, "no edit prompt, no reference images"),
        ({"reference_video": "a.mov", "negative_prompt": "blur"}, "no negative prompt, no reference video"),
        ({"steps": 20, "scheduler": "ddim"}, "no steps, no scheduler"),
        ({"quality": "fast", "options": ("sliced",)}, "no quality, no options"),
    ],
)
def test_conditions_that_it_does_not_take_are_named(given, named):
    with pytest.raises(ModelError, match=named):
        _open(**given)


def test_conditions_that_are_taken_pass_and_are_named_beside_the_others():
    taken = frozenset({"prompt", "steps", "scheduler", "quality", "options", "strength", "seed"})
    every = Recipe(prompt="a cat", steps=1, scheduler="ddpm", quality="fast", options=("sliced",), strength=0.1, seed=3)
    refuse_conditions(every, "diffusion", taken=taken)
    refuse_conditions(Recipe(), "diffusion", taken=frozenset())
    with pytest.raises(ModelError, match="'diffusion' takes no negative prompt") as caught:
        refuse_conditions(every.model_copy(update={"negative_prompt": "blur"}), "diffusion", taken=taken)
    assert caught.value.why == "It takes: options, prompt, quality, scheduler, seed, steps, strength."


def test_a_seed_and_a_strength_are_no_conditions():
    assert _open(seed=7, strength=0.3, grain=0.5).spec.name == "span-x2"


def test_what_a_model_takes_is_known_without_loading_it():
    assert {"prompt", "strength"} < conditions_of("stablevsr")
    assert conditions_of("span") == conditions_of("mine.onnx") == frozenset()
    assert [is_classic(name) for name in ("lanczos", "identity", "span-x2", "span", "stablevsr", "a.onnx")] == [True, True, *[False] * 4]


def test_unknown_model():
    with pytest.raises(ModelError, match="There is no model 'spann'"):
        _open(model="spann")


def test_paths_and_names(tmp_path, monkeypatch):
    path = tmp_path / "mine.safetensors"
    path.write_bytes(safetensors_bytes(span_tensors(scale=2), {}))
    assert _open(model=str(path)).spec.name == "mine"
    monkeypatch.chdir(tmp_path)
    (tmp_path / "span").write_bytes(b"")
    (tmp_path / "weights").write_bytes(b"")
    assert [names_file(name) for name in ("span", "span-x4", "mine.safetensors", "weights", "no/such", "nothing")] == [
        False, False, True, True, True, False,
    ]  # fmt: skip


def test_a_reference_video_beside_a_mask_is_for_what_comes_after_the_model():
    refuse_conditions(Recipe(reference_video="a.mov", mask="auto"), "span", taken=frozenset())
    with pytest.raises(ModelError, match="takes no reference video"):
        refuse_conditions(Recipe(reference_video="a.mov"), "span", taken=frozenset())


def test_a_plain_wan_edits_with_an_edit_prompt_and_else_upscales(tmp_path):
    (tmp_path / "transformer").mkdir()
    for kind, edits in (("WanTransformer3DModel", [True, False]), ("WanVACETransformer3DModel", [True, True])):
        (tmp_path / "transformer" / "config.json").write_text(f'{{"_class_name": "{kind}"}}')
        assert [makes_edit(Recipe(model=str(tmp_path), edit_prompt=said)) for said in ("red", "")] == edits
    assert makes_edit(Recipe(model="wan-vace")) and not makes_edit(Recipe(model="unimmvsr", edit_prompt="red"))
