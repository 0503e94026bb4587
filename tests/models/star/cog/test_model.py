"""STAR on CogVideoX behind the engine's contract: any length, resumed runs, tiles, options, values beyond 0 to 1."""

from __future__ import annotations

import copy

import numpy as np
import pytest

from tests.models.star.cog.published import TEXT, sat_weights, small_vae
from uprez.core.errors import JobError, PictureError
from uprez.core.job import Recipe
from uprez.core.plan import Shot
from uprez.models.contract import Workspace, drain
from uprez.models.stablevsr.shot import bicubic
from uprez.models.star.cog.checkpoint import build
from uprez.models.star.cog.keys import of_sat
from uprez.models.star.cog.model import CogStar
from uprez.models.star.cog.schedule import alphas, timesteps
from uprez.models.star.cog.torch_networks import TorchNetworks
from uprez.models.star.cog.vae import Vae
from uprez.models.star.cog.work import ShotWork
from uprez.models.star.latents import ShotLatents


class Stopped(Exception):
    """Stands for a kill."""


class Painter:
    """Networks without weights: a latent is its frames' mean colour, x0 the footage, whatever the noise; all of it exact.

    `moved`: what a call gives depends a little on noise, prompt, tile, window, and on what goes through the VAE at once.
    """

    runtime, channels = "none cpu fp32", 3

    def __init__(self, steps=2, moved=0.0):
        self.asked = []
        self._moved = moved
        self._signal = dict(zip(timesteps(steps), map(float, alphas(steps)), strict=False))

    def enter(self, stage):
        self.asked.append(stage)

    def encode(self, pictures):
        for index, part in enumerate(pictures):
            shrunk = part.reshape(len(part), 3, part.shape[2] // 8, 8, part.shape[3] // 8, 8).mean((3, 5))
            own = shrunk[: 1 if index == 0 else 0]
            fours = shrunk[len(own) :].reshape(-1, 4, *shrunk.shape[1:]).mean(1)
            latents = np.concatenate((own, fours)) + self._moved * part.std()
            yield latents, np.full_like(latents, 0.1)

    def predict(self, latent, timestep, footage, *, both):
        self.asked.append((timestep, both, latent.shape[2:]))
        signal = self._signal[timestep]
        x0 = footage + self._moved * (latent + latent.mean())
        v = np.asarray((signal * latent - x0) / (1 - signal * signal) ** 0.5, np.float32)
        return v, v * np.float32(1 - self._moved) if both else None

    def decode(self, latents):
        for index, part in enumerate(latents):
            frames = np.concatenate([np.repeat(part[:1], 1 if index == 0 else 4, 0), np.repeat(part[1:], 4, 0)])
            yield (frames + self._moved * part.std()).repeat(8, 2).repeat(8, 3)


@pytest.fixture(scope="module")
def model():
    return CogStar(Painter(moved=0.1), weights="none")


@pytest.fixture(scope="module")
def parts():
    """Small networks of the release's kinds, and texts."""
    weights = {key: part.make() for key, part in of_sat(sat_weights()).items()}
    return build(weights), Vae(small_vae()), np.random.default_rng(2).standard_normal((2, 5, TEXT), np.float32)


def clip(frames=3, height=16, width=20):
    x = np.arange(width + frames)
    waves = 0.5 + 0.4 * np.sin(x / 3)[None, None, None] * np.cos(np.arange(height) / 4)[None, None, :, None]
    rows = np.concatenate([waves[..., t : t + width] for t in range(frames)])
    return np.ascontiguousarray(np.broadcast_to(rows, (frames, 3, height, width)), np.float32)


def run(model, pictures, workspace=None, first=0, **recipe):
    shot = Shot(index=0, first=first, last=first + len(pictures) - 1)
    stream = model.open(shot, Recipe(model="star-cogvideox", **({"steps": 2} | recipe)), None, workspace or Workspace())
    assert all(len(stream.push(picture[None])) == 0 for picture in pictures)
    return np.stack(list(drain(stream)))


def test_noise_belongs_to_seed_and_absolute_frame(model):
    whole = run(model, clip(), first=7)
    np.testing.assert_array_equal(run(model, clip(), first=7), whole)
    assert np.abs(run(model, clip(), first=8) - whole).max() > 0.003
    assert np.abs(run(model, clip(), first=7, seed=1) - whole).max() > 0.003


@pytest.mark.parametrize("frames", [1, 2, 8, 9, 24, 25, 26, 33, 57, 100])
def test_any_number_of_frames_comes_back_in_order(frames):
    """Frames that differ in brightness alone, four to a latent."""
    pictures = np.empty((frames, 3, 4, 6), np.float32)
    for index, picture in enumerate(pictures):
        picture[...] = (1 + (index + 3) // 4) / 40
    result = run(CogStar(Painter(3), weights="none"), pictures, match_colour=False, steps=3)
    assert result.shape == (frames, 3, 16, 24)
    np.testing.assert_allclose(result[..., 0, 0], pictures[..., 0, 0], atol=2e-3)
    np.testing.assert_allclose(result, result[:, :, :1, :1].repeat(16, 2).repeat(24, 3), atol=1e-5)


@pytest.mark.parametrize("options", [(), ("whole-vae",)])
def test_tiles_and_windows_join_without_a_seam(options):
    """A picture of several tiles, two windows long: a smooth ramp stays one."""
    x = np.linspace(0.2, 0.8, 130, dtype=np.float32)
    pictures = np.broadcast_to(x, (34, 3, 8, 130)).copy()
    network = Painter(1)
    small = run(CogStar(network, weights="none"), pictures, match_colour=False, steps=1, tile=48, options=options)
    assert len({asked[2] for asked in network.asked if isinstance(asked, tuple)}) == 1
    assert len([asked for asked in network.asked if isinstance(asked, tuple)]) == 2 * 5
    whole = run(CogStar(Painter(1), weights="none"), pictures, match_colour=False, steps=1, options=options)
    np.testing.assert_allclose(small, whole, atol=2e-3)


@pytest.fixture(scope="module")
def unstopped(model):
    return run(model, clip(27, 8, 50), tile=32, window=17)


@pytest.mark.parametrize("stop", [1, 20, 34, 35, 36, 39, 41, 44, 46, 48, 50, 52, 53, 54, 57, 60, 63])
def test_a_stopped_run_goes_on(unstopped, tmp_path, stop):
    """Two windows and two tiles in two steps, two tiles of the VAE, enlarged first: stopped in any of them, and in their midst."""
    network, told = Painter(moved=0.1), []
    stopped = CogStar(network, weights="none")

    def tell(*said):
        told.append(said)
        if len(told) == stop:
            raise Stopped

    with pytest.raises(Stopped):
        run(stopped, clip(27, 8, 50), Workspace(tmp_path, tell), tile=32, window=17)
    result = run(stopped, clip(27, 8, 50), Workspace(tmp_path), tile=32, window=17)
    np.testing.assert_array_equal(result, unstopped)
    assert len([asked for asked in network.asked if isinstance(asked, tuple)]) == 8


@pytest.mark.parametrize(("at", "joined"), [(1, [0, 0, 4, 8, 12]), (3, [0, 4, 8, 8, 12])])
def test_a_run_that_dies_while_tiles_are_joined_goes_on(model, tmp_path, monkeypatch, at, joined):
    network, encode, begun = Painter(moved=0.1), ShotLatents.encode, []
    whole, dying = run(model, clip(57, 8, 50), tile=32), CogStar(network, weights="none")

    def dies(self, *given):
        begun.append(self.encoded)
        if len(begun) == at:
            raise Stopped
        encode(self, *given)

    monkeypatch.setattr(ShotLatents, "encode", dies)
    with pytest.raises(Stopped):
        run(dying, clip(57, 8, 50), Workspace(tmp_path), tile=32)
    np.testing.assert_array_equal(run(dying, clip(57, 8, 50), Workspace(tmp_path), tile=32), whole)
    assert begun == joined and network.asked.count("encode") == 1


def test_tiles_of_the_vae_share_what_is_enlarged(model, tmp_path, monkeypatch):
    """Two tiles; each sees to the bit what it is given where all of the picture is enlarged for it alone."""
    seen, made = [], []

    class Seeing(Painter):
        def encode(self, pictures):
            yield from super().encode(seen.append(part) or part for part in pictures)

    def enlarged(self, index):
        made.append(index)
        return own(self, index)

    own = ShotWork._enlarged
    monkeypatch.setattr(ShotWork, "_enlarged", enlarged)
    pictures = clip(10, 8, 100)
    result = run(CogStar(Seeing(moved=0.1), weights="none"), pictures, Workspace(tmp_path), match_colour=False)
    assert made == [*range(17)] and len(seen) == 2 * 2
    whole = 2 * np.stack([bicubic(pictures[min(index, 9)]) for index in range(17)]) - 1
    left, right = np.concatenate(seen[:2]), np.concatenate(seen[2:])
    np.testing.assert_array_equal(left, whole[..., : left.shape[3]])
    np.testing.assert_array_equal(right, whole[..., -right.shape[3] :])
    assert np.isfinite(result).all() and not list(tmp_path.glob("enlarged*"))


def test_another_run_in_the_folder_is_not_believed(model, tmp_path):
    run(model, clip(), Workspace(tmp_path))
    changed = clip()
    changed[1, 0, 3, 3] = 0.9
    np.testing.assert_array_equal(run(model, changed, Workspace(tmp_path)), run(model, changed))
    np.testing.assert_array_equal(run(model, changed, Workspace(tmp_path), seed=3), run(model, changed, seed=3))


@pytest.mark.parametrize("option", ["release-guidance", "drawn-latents", "whole-vae", "adain", "faithful"])
def test_each_option_does_something(model, option):
    pictures = clip(18, 8, 100)
    matched = option in ("adain", "faithful")  # matching hides what differs in brightness alone
    changed, own = (run(model, pictures, options=chosen, match_colour=matched) for chosen in ((option,), ()))
    assert np.isfinite(changed).all()
    assert np.abs(changed - own).max() > 1e-4


def test_wrong_options_are_refused(model):
    for recipe in ({"options": ("exact-warp",)}, {"steps": 1000, "options": ("nonsense",)}):
        with pytest.raises(JobError, match="has no option"):
            model.open(Shot(index=0, first=0, last=0), Recipe(model="star-cogvideox", **recipe))


def test_strength_starts_late():
    pictures = clip()
    network = Painter(20)
    run(CogStar(network, weights="none"), pictures, steps=20, strength=0.2)
    assert [asked[0] for asked in network.asked if isinstance(asked, tuple)] == list(timesteps(20)[16:])


def test_values_outside_come_back(model):
    pictures = clip(1)
    pictures[0, 1, 8, 10] = 3.0
    outside = run(model, pictures) - run(model, pictures.clip(0, 1))
    assert outside[0, 1, 30:38, 38:46].max() > 1.5
    assert np.abs(outside[0, [0, 2]]).max() == 0


def test_nan_is_not_kept(model, tmp_path):
    class Broken(Painter):
        def predict(self, latent, timestep, footage, *, both):
            return np.full_like(latent, np.nan), None

    with pytest.raises(PictureError, match="NaN"):
        run(CogStar(Broken(), weights="none"), clip(), Workspace(tmp_path))
    assert not list(tmp_path.glob("part_*"))


def test_real_networks_with_layers_fed_or_not(parts):
    transformer, vae, texts = parts
    pictures, results = clip(2, 4, 6), []
    for fed in (False, True):
        networks = TorchNetworks(copy.deepcopy(transformer), vae, texts, fed=fed)
        results.append(run(CogStar(networks, weights="tiny"), pictures))
        assert networks.runtime == "torch cpu fp32"
    assert results[0].shape == (2, 3, 16, 24)
    assert np.isfinite(results[0]).all()
    np.testing.assert_array_equal(*results)
