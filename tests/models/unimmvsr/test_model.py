"""UniMMVSR behind the engine's contract: any length and size, references, resumed runs, tiles, values beyond 0 to 1."""

from __future__ import annotations

import hashlib

import numpy as np
import pytest

from uprez.core.errors import ModelError, PictureError
from uprez.core.frame import Size
from uprez.core.job import Recipe
from uprez.core.plan import Shot
from uprez.models.contract import Still, Workspace, drain
from uprez.models.star.margins import enlarge
from uprez.models.unimmvsr import work
from uprez.models.unimmvsr.model import UniMmvsr
from uprez.models.unimmvsr.tiles import part_of
from uprez.models.unimmvsr.vae import Vae

TEXTS = np.zeros((2, 3, 4), np.float32)


class Stopped(Exception):
    """Stands for a kill."""


class Painter:
    """Networks without weights: a latent is its frames' mean colour, and every velocity leads straight to the footage, as exactly as
    its noise lets it, and as far towards the references' mean as `drawn` says.

    `moved`: what a call gives depends a little on noise, text, tile, window, and on what goes through the VAE at once.
    """

    runtime, channels = "none cpu fp32", 3

    def __init__(self, moved=0.0, drawn=0.0):
        self.asked, self.conditions = [], None
        self._moved, self._drawn = moved, drawn

    def enter(self, stage):
        self.asked.append(stage)

    def encode(self, pictures):
        for index, part in enumerate(pictures):
            assert part.min() >= -1 and part.max() <= 1
            shrunk = part.reshape(len(part), 3, part.shape[2] // 8, 8, part.shape[3] // 8, 8).mean((3, 5))
            own = shrunk[: 1 if index == 0 else 0]
            fours = shrunk[len(own) :].reshape(-1, 4, *shrunk.shape[1:]).mean(1)
            yield np.concatenate((own, fours)) + self._moved * part.std()

    def predictor(self, conditions):
        self.conditions = conditions
        return Predictor(self, conditions)

    def velocity(self, seen, latent, sigma, branch):
        self.asked.append((branch, latent.shape[2:]))
        x0 = seen.footage + self._moved * latent.mean() * (branch != "no text")
        for index, given in enumerate(seen.references if branch != "no reference" else ()):
            x0 = x0 + self._drawn * (index + 1) * (given.latents.mean() - x0)
        return np.asarray((latent - x0) / sigma, np.float32)

    def decode(self, latents):
        for index, part in enumerate(latents):
            frames = np.concatenate([np.repeat(part[:1], 1 if index == 0 else 4, 0), np.repeat(part[1:], 4, 0)])
            yield (frames + self._moved * part.std()).repeat(8, 2).repeat(8, 3)

    @property
    def calls(self):
        return [asked for asked in self.asked if isinstance(asked, tuple)]


class Predictor:
    def __init__(self, painter, conditions):
        self._painter, self._conditions = painter, conditions
        self.references = bool(conditions.references)

    def __call__(self, latent, sigma, branch, span, tile=None):
        return self._painter.velocity(part_of(self._conditions, span, tile), latent, sigma, branch)


class Film:
    """A video whose frames have the brightness of their number."""

    name = "film"

    def __init__(self, size=(24, 40)):
        self._size, self.asked = size, []

    def frame(self, number):
        self.asked.append(number)
        return np.full((3, *self._size), number / 100, np.float32)


def still(value, size=(20, 30), alpha=None):
    picture = np.full((3, *size), value, np.float32)
    return Still(f"{value} {alpha is not None}", Size(size[1], size[0]), lambda: (picture, alpha))


def model_of(network, factor=2.0):
    return UniMmvsr(network, TEXTS, factor, weights="none")


@pytest.fixture(scope="module")
def model():
    return model_of(Painter(moved=0.1))


def clip(frames=3, height=16, width=20):
    x = np.arange(width + frames)
    waves = 0.5 + 0.4 * np.sin(x / 3)[None, None, None] * np.cos(np.arange(height) / 4)[None, None, :, None]
    rows = np.concatenate([waves[..., t : t + width] for t in range(frames)])
    return np.ascontiguousarray(np.broadcast_to(rows, (frames, 3, height, width)), np.float32)


def run(model, pictures, workspace=None, first=0, **recipe):
    shot = Shot(index=0, first=first, last=first + len(pictures) - 1)
    workspace = workspace or Workspace()
    named = {"reference_images": tuple("ab"[: len(workspace.images)]), "reference_video": "v" if workspace.film else ""}
    asked = Recipe(model="unimmvsr", **({"steps": 2, "scheduler": "euler"} | named | recipe))
    stream = model.open(shot, asked, None, workspace)
    assert all(len(stream.push(picture[None])) == 0 for picture in pictures)
    return np.stack(list(drain(stream)))


def exactly(**more):
    """A run that paints what it is shown."""
    return {"match_colour": False, "options": ("lr-noise=0", *more.pop("options", ()))} | more


def test_noise_belongs_to_seed_and_absolute_frame(model):
    whole = run(model, clip(), first=7)
    np.testing.assert_array_equal(run(model, clip(), first=7), whole)
    assert np.abs(run(model, clip(), first=8) - whole).max() > 0.003
    assert np.abs(run(model, clip(), first=7, seed=1) - whole).max() > 0.003


@pytest.mark.parametrize("scheduler", ["plms", "unipc", "euler"])
@pytest.mark.parametrize("frames", [1, 2, 6, 22, 38, 78])
def test_any_number_of_frames_comes_back_in_order(frames, scheduler):
    """Frames that differ in brightness alone, four to a latent."""
    pictures = np.empty((frames, 3, 4, 6), np.float32)
    for index, picture in enumerate(pictures):
        picture[...] = (1 + (index + 3) // 4) / 40
    window = {"window": 21} if frames < 60 else {}
    result = run(model_of(Painter(), 4), pictures, **exactly(steps=3, scheduler=scheduler, **window))
    assert result.shape == (frames, 3, 16, 24)
    np.testing.assert_allclose(result[..., 0, 0], pictures[..., 0, 0], atol=2e-3)
    np.testing.assert_allclose(result, result[:, :, :1, :1].repeat(16, 2).repeat(24, 3), atol=1e-5)


@pytest.mark.parametrize(("factor", "size"), [(1.0, (16, 20)), (2.3, (37, 46)), (4.0, (64, 80)), (0.5, (16, 20)), (7.0, (64, 80))])
def test_pictures_are_made_at_the_size_that_is_asked(factor, size):
    made = model_of(Painter(), factor)
    assert run(made, clip(1)).shape == (1, 3, *size)
    assert made.spec.scale * 16 >= size[0]


def test_a_tile_is_as_large_as_was_planned():
    """1920 pixels of a result that is 960 / 742 as large lie a hair below 1484 times that."""
    network = Painter()
    run(model_of(network, 960 / 742), clip(1, 4, 1484), tile=1484, steps=1)
    assert {shape for _, shape in network.calls} == {(1, 2, 240)}


def test_tiles_and_windows_join_without_a_seam():
    """A picture of several tiles, two windows long: a smooth ramp stays one."""
    x = np.linspace(0.2, 0.8, 260, dtype=np.float32)
    pictures = np.broadcast_to(x, (34, 3, 8, 260)).copy()
    network = Painter()
    small = run(model_of(network), pictures, **exactly(steps=1, tile=96, window=21))
    assert len({shape for _, shape in network.calls}) == 1
    assert len(network.calls) == 2 * 2 * 4  # branches, windows, tiles
    whole = run(model_of(Painter()), pictures, **exactly(steps=1, window=21))
    np.testing.assert_allclose(small, whole, atol=2e-3)


def test_a_run_calls_as_often_as_the_paper_says():
    network = Painter()
    run(model_of(network), clip(1), Workspace(images=(still(0.5),)), steps=None, scheduler="auto")
    assert len(network.calls) == 115


def test_references_are_shown_in_order_and_a_film_by_absolute_frame():
    network, film = Painter(drawn=0.1), Film()
    images = (still(0.2), still(0.9, (40, 24)))
    run(model_of(network), clip(6), Workspace(images=images, film=film), first=30, **exactly())
    first, second, video = network.conditions.references
    assert [given.kind for given in (first, second, video)] == ["image", "image", "video"]
    np.testing.assert_allclose(first.latents, 2 * 0.2 - 1, atol=1e-6)
    np.testing.assert_allclose(second.latents, 2 * 0.9 - 1, atol=1e-6)
    assert first.latents.shape == (1, 3, 1, 2, 4) and second.latents.shape == (1, 3, 1, 4, 4)
    assert set(film.asked) == set(range(30, 36))
    np.testing.assert_allclose(video.latents[0, 0, :, 0, 0], [2 * n / 100 - 1 for n in (0.30e2, 32.5, 35)], atol=1e-5)
    assert video.latents.shape[2] == network.conditions.footage.shape[2]


def test_a_film_is_no_larger_than_the_result_and_lies_on_it():
    for size, latents in (((240, 400), (4, 6)), ((32, 40), (4, 6)), ((16, 32), (2, 4))):
        network = Painter()
        run(model_of(network), clip(), Workspace(film=Film(size)), **exactly())
        assert network.conditions.references[0].latents.shape[3:] == latents
        assert network.conditions.footage.shape[3:] == (4, 6)  # 32x40, in tokens of 16 pixels


def test_footage_is_enlarged_and_a_film_read_once_however_many_tiles_there_are(monkeypatch):
    film, enlarged = Film((64, 1400)), []
    monkeypatch.setattr(work, "enlarge", lambda *given: enlarged.append(given) or enlarge(*given))
    run(model_of(Painter()), clip(2, 8, 700), Workspace(film=film), steps=1, match_colour=False)
    assert len(enlarged) == 5
    assert film.asked == [0, 0, 1, 1, 1, 1]  # its size, two frames, and the last one three times more: the VAE takes 1 + 4k


def test_what_references_say_reaches_the_pictures():
    bright, dark = (run(model_of(Painter(drawn=0.3)), clip(), Workspace(images=(still(value),)), **exactly()) for value in (0.9, 0.1))
    assert (bright - dark).min() > 0.1
    assert np.abs(run(model_of(Painter(drawn=0.3)), clip(), **exactly()) - bright).max() > 0.1


def test_a_cut_out_stands_on_grey():
    alpha = np.zeros((20, 30), np.float32)
    network = Painter()
    run(model_of(network), clip(), Workspace(images=(still(0.9, alpha=alpha),)), **exactly())
    np.testing.assert_allclose(network.conditions.references[0].latents, 0, atol=1e-6)


def test_references_that_nobody_brings_are_not_passed_over(model):
    shot = Shot(index=0, first=0, last=0)
    for recipe in ({"reference_images": ("a.png",)}, {"reference_video": "a.mov"}):
        with pytest.raises(ModelError, match="references cannot be shown"):
            model.open(shot, Recipe(model="unimmvsr", **recipe))


def shown():
    return {"images": (still(0.2), still(0.9, (40, 24))), "film": Film((64, 400))}


SETTING = {"tile": 96, "window": 17, "scheduler": "plms", "steps": 3}


@pytest.fixture(scope="module")
def unstopped():
    return run(model_of(Painter(moved=0.1, drawn=0.05)), clip(27, 8, 200), Workspace(**shown()), **SETTING)


@pytest.mark.parametrize("stop", [1, 9, 20, 24, 33, 47, 64])
def test_a_stopped_run_goes_on(unstopped, tmp_path, stop):
    """Two windows and three tiles in three steps, tiles of the VAE: stopped in any of them, and in their midst."""
    network, told = Painter(moved=0.1, drawn=0.05), []
    stopped = model_of(network)

    def tell(*said):
        told.append(said)
        if len(told) == stop:
            raise Stopped

    with pytest.raises(Stopped):
        run(stopped, clip(27, 8, 200), Workspace(tmp_path, tell, **shown()), **SETTING)
    result = run(stopped, clip(27, 8, 200), Workspace(tmp_path, **shown()), **SETTING)
    np.testing.assert_array_equal(result, unstopped)
    assert len(network.calls) == 3 * 6 * 2 + 6  # of no patch twice; references guide the first step


def test_steps_outlive_smaller_tiles(tmp_path):
    """The engine goes on with half the side when the memory runs out: whole steps stay."""
    network, told = Painter(moved=0.1), []

    def tell(*said):
        told.append(said)
        if said == ("sampling", 4, 6):
            raise Stopped

    with pytest.raises(Stopped):
        run(model_of(network), clip(5, 8, 200), Workspace(tmp_path, tell), tile=150, steps=3)
    before = len(network.calls)
    run(model_of(network), clip(5, 8, 200), Workspace(tmp_path), tile=96, steps=3)
    assert before == 8 and len(network.calls) - before == 2 * 3 and network.asked.count("encode") == 1


def test_another_run_in_the_folder_is_not_believed(model, tmp_path):
    run(model, clip(), Workspace(tmp_path))
    changed = clip()
    changed[1, 0, 3, 3] = 0.9
    np.testing.assert_array_equal(run(model, changed, Workspace(tmp_path)), run(model, changed))
    np.testing.assert_array_equal(run(model, changed, Workspace(tmp_path), seed=3), run(model, changed, seed=3))
    drawn = model_of(Painter(drawn=0.2))
    for images in ((still(0.2),), (still(0.3),)):
        np.testing.assert_array_equal(
            run(drawn, changed, Workspace(tmp_path, images=images)), run(drawn, changed, Workspace(images=images))
        )


def test_broken_numbers_are_never_kept(tmp_path):
    class Broken(Painter):
        def velocity(self, *given):
            made = super().velocity(*given)
            return made * np.float32("nan") if len(self.calls) > 2 else made

    with pytest.raises(PictureError, match="step 2"):
        run(model_of(Broken()), clip(), Workspace(tmp_path))
    np.testing.assert_array_equal(run(model_of(Painter()), clip(), Workspace(tmp_path)), run(model_of(Painter()), clip()))


def test_values_outside_come_back(model):
    pictures = clip(1)
    pictures[0, 1, 8, 10] = 3.0
    outside = run(model, pictures) - run(model, pictures.clip(0, 1))
    assert outside[0, 1, 14:20, 18:24].max() > 1.5
    assert np.abs(outside[0, [0, 2]]).max() == 0


def test_the_footage_carries_the_noise_that_the_network_is_told():
    bare, noisy = Painter(), Painter()
    run(model_of(bare), clip(), options=("lr-noise=0",))
    run(model_of(noisy), clip(), options=("lr-noise=400",))
    assert (bare.conditions.lr_noise, noisy.conditions.lr_noise) == (0, 400)
    noise = (noisy.conditions.footage - 0.6 * bare.conditions.footage) / 0.4
    assert abs(float(noise.std()) - 1) < 0.15 and abs(float(noise.mean())) < 0.15


def test_the_result_has_the_footage_s_colours():
    """A network that paints everything darker: matched, it is as bright as its source."""

    class Dark(Painter):
        def decode(self, latents):
            return (part - 0.4 for part in super().decode(latents))

    source = np.full((2, 3, 32, 40), 0.6, np.float32)
    matched, own = (run(model_of(Dark()), source, options=("lr-noise=0",), match_colour=match) for match in (True, False))
    np.testing.assert_allclose(matched, 0.6, atol=5e-3)
    np.testing.assert_allclose(own, 0.4, atol=5e-3)


def test_small_real_networks_run_and_see_references(tmp_path):
    """Two torch networks with random weights: the same twice; a reference's colour and the order of two change the pictures."""
    from tests.models.unimmvsr.published import small_vae
    from tests.models.unimmvsr.small import SIZES, trained
    from uprez.models.unimmvsr.torch_networks import TorchNetworks

    texts = np.random.default_rng(2).standard_normal((2, 5, SIZES["text_dim"]), np.float32)
    made = UniMmvsr(TorchNetworks(trained(), Vae(small_vae())), texts, 2.0, weights="none")
    images = (still(0.2), still(0.9, (40, 24)))

    def digest(*images, film=None):
        pictures = run(made, clip(2, 8, 16), Workspace(images=images, film=film), steps=1)
        assert pictures.shape == (2, 3, 16, 32) and np.isfinite(pictures).all()
        return hashlib.sha256(pictures.tobytes()).hexdigest()

    assert digest(*images) == digest(*images)
    assert len({digest(), digest(*images), digest(*images[::-1]), digest(film=Film((8, 16)))}) == 4
