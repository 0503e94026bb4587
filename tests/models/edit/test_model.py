"""An edit behind the engine's contract: long shots, masks, references, resumed runs."""

from __future__ import annotations

import numpy as np
import pytest

from tests.models.edit.small import clip, recipe, run
from uprez.core.errors import JobError, ModelError, PictureError, ResourceError
from uprez.core.frame import Size
from uprez.core.plan import Shot
from uprez.models.contract import Still, Workspace
from uprez.models.edit.model import EditModel
from uprez.models.noise import PhiloxNoise


class Stopped(Exception):
    """Stands for a kill."""


class Painter:
    """Networks without weights: a latent is its frames' mean colour, an edit is lighter by 0.1 where it may change something.

    `moved`: what a call gives depends a little on noise and text.
    """

    runtime, channels = "none cpu fp32", 3

    def __init__(self, kind="vace", moved=0.0):
        self.kind, self._moved = kind, moved
        self.stages, self.seen, self.controls = [], [], []

    def enter(self, stage):
        self.stages.append(stage)

    def encode(self, pictures):
        whole = np.concatenate(list(pictures))
        cells = whole.reshape(len(whole), 3, whole.shape[2] // 8, 8, whole.shape[3] // 8, 8).mean((3, 5))
        yield np.concatenate((cells[:1], cells[1:].reshape(-1, 4, *cells.shape[1:]).mean(1)))

    def show(self, control):
        if control is not None:
            self.controls.append(control)

    def predict(self, latent, sigma, told):
        self.seen.append((sigma, latent, told))
        if self.kind == "vace":
            control = self.controls[-1]
            x0 = control[:, :3] + control[:, 3:6] + 0.2 * control[:, 6:].mean(1, keepdims=True)
        else:
            x0 = np.full_like(latent, 0.6)
        x0 = x0 + self._moved * (np.tanh(latent) + (told == "full"))
        return np.asarray((latent - x0) / sigma, np.float32)

    def decode(self, latents):
        for index, latent in enumerate(latents):
            yield latent.repeat(1 if index == 0 else 4, 0).repeat(8, 2).repeat(8, 3)


def painted(kind="vace", moved=0.0):
    return EditModel(Painter(kind, moved), weights="none")


def still(frames, height=16, width=32):
    """A shot that stands still and is flat in each cell of 8 x 8 pixels."""
    cells = np.random.default_rng(1).uniform(0.1, 0.8, (3, height // 8, width // 8)).astype(np.float32)
    return np.broadcast_to(cells.repeat(8, 1).repeat(8, 2), (frames, 3, height, width)).copy()


def small(**fields):
    return {"size": (32, 16), "steps": 2, "scheduler": "euler"} | fields


@pytest.mark.parametrize(("frames", "window"), [(1, 9), (5, 9), (6, 9), (9, 9), (10, 9), (40, 21), (83, None)])
def test_a_shot_of_any_length_is_edited_once(frames, window):
    """What a window takes over from the one before is kept: it is not made lighter twice."""
    shot = still(frames)
    result = run(painted(), shot, **small(window=window))
    np.testing.assert_allclose(result, shot + 0.1, atol=1e-5)


def test_a_window_is_told_to_keep_what_the_one_before_made():
    network = Painter()
    run(EditModel(network, weights="none"), still(40), **small(window=21))
    first, second = network.controls[:2]
    assert first[0, 6:].min() == 1
    np.testing.assert_array_equal(second[0, 6:].max((0, 2, 3)), [0, 1, 1, 1, 1, 1][: second.shape[2]])
    assert second[0, :3, 0].any() and not second[0, :3, 1:].any() and not second[0, 3:6, 0].any()


def test_noise_belongs_to_seed_and_absolute_frame():
    whole = run(painted(moved=0.1), clip(5), first=8)
    np.testing.assert_array_equal(run(painted(moved=0.1), clip(5), first=8), whole)
    assert np.abs(run(painted(moved=0.1), clip(5), first=9) - whole).max() > 0.003
    assert np.abs(run(painted(moved=0.1), clip(5), first=8, seed=1) - whole).max() > 0.003


@pytest.mark.parametrize(
    ("source", "scale", "result"), [((90, 120), 1, (32, 48)), ((10, 20), 1, (10, 20)), ((10, 20), 3, (30, 48)), ((10, 20), 4, (32, 48))]
)
def test_an_edit_comes_at_its_own_size_as_far_as_the_engine_takes_it(source, scale, result):
    network, shot = Painter(), np.full((3, 3, *source), 0.4, np.float32)
    made = run(EditModel(network, weights="none", scale=scale), shot, size=(48, 32))
    assert network.seen[0][1].shape == (1, 3, 2, 4, 6) and made.shape == (3, 3, *result)
    np.testing.assert_allclose(made, 0.5, atol=1e-5)


@pytest.mark.parametrize("kind", ["vace", "video"])
def test_outside_of_the_mask_the_source_stays(kind):
    shot = np.random.default_rng(0).uniform(-0.2, 1.3, (5, 3, 16, 32)).astype(np.float32)
    mask = np.zeros((16, 32), np.float32)
    mask[:, 8:16] = 1
    asked = []
    place = Workspace(mask=lambda number: (asked.append(number), mask)[1])
    result = run(painted(kind), shot, place, first=3, **small(mask="here.png"))
    np.testing.assert_array_equal(np.delete(result, np.s_[8:16], 3), np.delete(shot, np.s_[8:16], 3))
    assert np.abs(result - shot)[..., 8:16].mean() > 0.1
    assert asked == [3, 4, 5, 6, 7]
    unmasked = run(painted(kind), shot, place, first=3, **small(mask="auto"))  # measured where the edit stands: none while it is made
    assert np.abs(unmasked - shot)[..., :8].max() > 0.05


@pytest.mark.parametrize("scheduler", ["euler", "plms", "unipc"])
def test_what_stays_goes_straight_from_its_noise_to_itself(scheduler):
    network, shot = Painter("video", moved=0.3), still(5)
    mask = np.zeros((16, 32), np.float32)
    mask[:, 8:16] = 1
    run(EditModel(network, weights="none"), shot, Workspace(mask=lambda _: mask), **small(scheduler=scheduler, steps=5, mask="here.png"))
    drawn = PhiloxNoise(0, 0, (3, 2, 4))
    noise = np.stack([drawn.initial(0), drawn.initial(4)], 1)[None]
    source = np.stack([shot[0, :, ::8, ::8]] * 2, 1)[None] * 2 - 1
    for sigma, latent, _ in network.seen:
        np.testing.assert_allclose(latent[..., 0], ((1 - sigma) * source + sigma * noise)[..., 0], atol=1e-5)
    assert np.abs(latent[..., 1] - ((1 - sigma) * source + sigma * noise)[..., 1]).max() > 0.1


@pytest.mark.parametrize("kind", ["vace", "video"])
def test_an_edit_starts_from_as_much_noise_as_its_strength(kind):
    network, shot = Painter(kind), still(5)
    run(EditModel(network, weights="none"), shot, **small(edit_strength=0.35, steps=10))
    drawn = PhiloxNoise(0, 0, (3, 2, 4))
    noise = np.stack([drawn.initial(0), drawn.initial(4)], 1)[None]
    source = np.stack([shot[0, :, ::8, ::8]] * 2, 1)[None] * 2 - 1
    sigma, latent, _ = network.seen[0]
    assert sigma == 0.35
    np.testing.assert_allclose(latent, 0.65 * source + 0.35 * noise, atol=1e-6)


def test_references_stand_in_front_and_are_not_part_of_the_result():
    network = Painter()
    pictures = [np.full((3, 4, 8), value, np.float32) for value in (0.25, 0.75)]
    images = tuple(Still(f"{index}", Size(8, 4), lambda p=p: (p, None)) for index, p in enumerate(pictures))
    shot = still(5)
    result = run(EditModel(network, weights="none"), shot, Workspace(images=images), **small(reference_images=("a.png", "b.png")))
    assert network.controls[0].shape[2] == 4 and result.shape == shot.shape
    np.testing.assert_allclose(network.controls[0][0, :3, :2].mean((0, 2, 3)), [-0.5, 0.5], atol=1e-6)
    assert not network.controls[0][0, 3:, :2].any()
    np.testing.assert_allclose(result, shot + 0.1, atol=1e-5)


@pytest.mark.parametrize(("option", "seen"), [("grey", "brightness"), ("blank", "nothing")])
def test_the_base_model_may_be_shown_less_than_the_source(option, seen):
    network, shot = Painter(), still(5)
    run(EditModel(network, weights="none"), shot, **small(options=(option,)))
    shown = network.controls[0][0, 3:6, 0]
    luma = np.tensordot(np.array([0.2126, 0.7152, 0.0722], np.float32), shot[0, :, ::8, ::8] * 2 - 1, 1)
    np.testing.assert_allclose(shown, np.stack([luma] * 3) if seen == "brightness" else 0, atol=1e-6)


@pytest.fixture(scope="module")
def unstopped():
    return run(painted(moved=0.1), clip(24), window=13, scheduler="unipc")


@pytest.mark.parametrize("stop", [1, 2, 3, 5, 6, 7, 8, 10, 12, 14, 15, 17, 18, 20])
def test_a_stopped_run_goes_on(unstopped, tmp_path, stop):
    """Two windows in three steps, stopped in any of them and in their midst: no step is made again."""
    network, told = Painter(moved=0.1), []
    stopped = EditModel(network, weights="none")

    def tell(*said):
        told.append(said)
        if len(told) == stop:
            raise Stopped

    with pytest.raises(Stopped):
        run(stopped, clip(24), Workspace(tmp_path, tell), window=13, scheduler="unipc")
    result = run(stopped, clip(24), Workspace(tmp_path), window=13, scheduler="unipc")
    np.testing.assert_array_equal(result, unstopped)
    assert len(network.seen) == 2 * 3 * 2


def test_progress_is_told_by_stage():
    told = []
    run(painted(), clip(24), Workspace(tell=lambda *said: told.append(said)), window=13)
    for stage, total in (("encoding", 2), ("sampling", 6), ("decoding", 26)):
        done = [said[1] for said in told if said[0] == stage]
        assert done == sorted(done) and done[0] == 0 and done[-1] == total
        assert {said[2] for said in told if said[0] == stage} == {total}


def test_another_run_in_the_folder_is_not_believed(tmp_path):
    run(painted(moved=0.1), clip(5), Workspace(tmp_path))
    network = Painter(moved=0.1)
    other = run(EditModel(network, weights="none"), clip(5), Workspace(tmp_path), seed=3)
    np.testing.assert_array_equal(other, run(painted(moved=0.1), clip(5), seed=3))
    assert len(network.seen) == 6


def test_broken_numbers_are_not_kept(tmp_path):
    class Broken(Painter):
        def predict(self, latent, sigma, told):
            return super().predict(latent, sigma, told) * (np.nan if len(self.seen) > 2 else 1)

    with pytest.raises(PictureError, match="step 2"):
        run(EditModel(Broken(), weights="none"), clip(5), Workspace(tmp_path))
    network = Painter()
    run(EditModel(network, weights="none"), clip(5), Workspace(tmp_path))
    assert len(network.seen) == 4  # the whole first step was kept


@pytest.mark.parametrize(
    "short", [MemoryError(), ResourceError("torch ran out of memory.", why="It says: no.", fix="Give a smaller tile.")]
)
def test_out_of_memory_it_is_said_what_helps_an_edit(tmp_path, short):
    class Short(Painter):
        def predict(self, latent, sigma, told):
            raise short

    with pytest.raises(ResourceError, match=r"while the edit was made.*base:window=33.*not made in tiles") as told:
        run(EditModel(Short(), weights="none"), clip(5), Workspace(tmp_path))
    assert "smaller tile" not in str(told.value)


def test_what_a_recipe_may_not_ask_is_refused_at_once():
    shot = Shot(index=0, first=0, last=4)
    with pytest.raises(JobError):
        painted("video").open(shot, recipe(reference_images=("a.png",)))
    with pytest.raises(ValueError, match="folder"):
        painted().open(shot, recipe(), {})


@pytest.mark.parametrize("fields", [{"reference_images": ("a.png",)}, {"mask": "here.png"}])
def test_what_is_not_handed_over_is_not_left_out_silently(fields):
    with pytest.raises(ModelError, match="cannot be shown"):
        painted().open(Shot(index=0, first=0, last=4), recipe(**fields))
