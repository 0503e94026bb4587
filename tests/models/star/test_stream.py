"""A shot through STAR's stream: any length, any place to stop, tiles, options, values beyond 0 to 1."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from tests.models.star import small
from uprez.core.errors import OutputError, PictureError
from uprez.core.job import Recipe
from uprez.core.plan import Shot
from uprez.models.contract import Workspace, drain
from uprez.models.star import frame_file, margins
from uprez.models.star.checkpoint import build
from uprez.models.star.colour import adain
from uprez.models.star.crew import Crew
from uprez.models.star.fading import groups_of_three
from uprez.models.star.margins import WHITE, Margins, enlarge
from uprez.models.star.model import Star
from uprez.models.star.noise import FrameNoise
from uprez.models.star.sampler import noised, sample
from uprez.models.star.settings import AS_RELEASED, Settings
from uprez.models.star.torch_networks import TorchNetworks
from uprez.models.star.vae import Vae
from uprez.models.star.windows import Windows


class Stopped(Exception):
    """Stands for a kill."""


@pytest.fixture(scope="module")
def networks():
    text = torch.randn(2, 77, 16, generator=torch.Generator().manual_seed(0)).numpy()
    return TorchNetworks(build(small.weights()), Vae(small.vae()), text[:1], text[1:])


@pytest.fixture
def model():
    return Star(small.Wavering(), weights="0" * 64)


@pytest.fixture
def analytic():
    return Star(small.Analytic(), weights="1" * 64)


def clip(frames: int, height: int = 6, width: int = 9) -> np.ndarray:
    """Frames that are told apart by their brightness, and the halves of each by theirs."""
    rows = np.linspace(0.1, 0.8, frames, dtype=np.float32)[:, None, None, None] * np.ones((1, 3, height, width), np.float32)
    rows[:, :, height // 2 :] += 0.1
    return rows


def run(model: Star, pictures: np.ndarray, workspace: Workspace | None = None, first: int = 0, **recipe) -> np.ndarray:
    shot = Shot(index=0, first=first, last=first + len(pictures) - 1)
    stream = model.open(shot, Recipe(**{"model": "star", "steps": 2, **recipe}), None, workspace or Workspace())
    assert all(len(stream.push(picture[None])) == 0 for picture in pictures)
    return np.stack(list(drain(stream)))


@pytest.mark.parametrize("frames", [1, 2, 32, 33, 40, 41, 73])
@pytest.mark.parametrize("options", [(), ("release-windows", "three-frame-vae")], ids=["sane", "release"])
def test_every_frame_comes_once_in_order(analytic, frames, options):
    pictures = clip(frames)
    result = run(analytic, pictures, options=options, match_colour=False)
    assert result.shape == (frames, 3, 24, 36)
    assert result.dtype == np.float32
    np.testing.assert_allclose(result[:, :, :4], pictures.repeat(4, 2).repeat(4, 3)[:, :, :4], atol=2e-3)
    assert all(shape[2] <= (40 if options else 32) for shape in analytic._networks.seen)


@pytest.mark.parametrize("options", [(), ("release-windows",)], ids=["sane", "release"])
def test_every_length_up_to_100_is_sampled_whole(options):
    """Each frame's clean latent is its own footage, whatever windows saw it, and no window is longer than the network may see."""
    networks = small.Analytic()
    settings = Settings.of(Recipe(model="star", steps=2, options=options))
    for frames in range(1, 101):
        footage = np.arange(1, frames + 1, dtype=np.float32)[None, None, :, None, None] / 50 * np.ones((1, 4, 1, 2, 2), np.float32)
        noise = FrameNoise(0, range(frames), 2, 2)
        start = noised(settings.steps[0], footage, noise.initial())
        given = sample(networks.predict, settings.steps, footage, start, [noise.fresh(0)], windows=settings.windows(frames))
        np.testing.assert_allclose(given, footage, atol=1e-3)
    assert max(shape[2] for shape in networks.seen) == (40 if options else 32)


def test_stages_come_one_after_the_other(analytic):
    run(analytic, clip(3))
    assert analytic._networks.stages == ["encode", "denoise", "decode"]


def test_faithful_is_the_release_step_by_step(networks, monkeypatch):
    """The stream on disk is `sample`, which is held to the authors' run, on what the release makes of the pictures around it."""
    monkeypatch.setattr(margins, "_LEAST", (80, 64))
    pictures = np.random.default_rng(0).random((5, 3, 7, 9), np.float32)
    model, recipe = Star(networks, weights=""), {"steps": 3, "options": ("faithful",)}
    given = run(model, pictures, first=20, seed=3, window=3, **recipe)
    around, noise = Margins.release(28, 36), FrameNoise(3, range(20, 25), 10, 8)
    assert around == Margins(14, 14, 26, 26)
    footage = networks.encode(around.add(enlarge(pictures, 28, 36) * 2 - 1, WHITE), noise.encoding())
    steps = Settings.of(Recipe(model="star", **recipe)).steps
    start = noised(steps[0], footage, noise.initial())
    noises = [noise.fresh(index) for index in range(2)]
    latents = sample(networks.predict, steps, footage, start, noises, windows=Windows.release(5, 3))
    decoded = np.concatenate([networks.decode(part) for part in groups_of_three(5).cut(latents)])
    expected = adain((around.remove(decoded) / 2 + 0.5).clip(0, 1), pictures)
    np.testing.assert_allclose(given, expected, atol=1e-5)


@pytest.mark.parametrize("name", [*AS_RELEASED][:5])
def test_each_option_changes_the_result(name, monkeypatch):
    class Grouped(small.Wavering):
        def decode(self, latents: np.ndarray) -> np.ndarray:
            return super().decode(latents) * (1 + latents.std())

    monkeypatch.setattr(margins, "_LEAST", (80, 128))
    model, pictures = Star(Grouped(), weights=""), np.random.default_rng(0).random((5, 3, 7, 9), np.float32)
    recipe = {"steps": 1, "window": 3}
    assert np.abs(run(model, pictures, options=(name,), **recipe) - run(model, pictures, **recipe)).max() > 1e-4


@pytest.mark.parametrize("stop", range(2, 11))
def test_a_stopped_shot_goes_on_where_it_was(model, tmp_path, stop):
    """Two groups of frames to encode, two steps of three windows; each is made once."""
    pictures, recipe = clip(6), {"window": 3, "seed": 1}
    expected = run(model, pictures, **recipe)
    told: list[tuple[str, int]] = []

    def tell(stage: str, done: int, total: int) -> None:
        told.append((stage, done))
        if len(told) == stop:
            raise Stopped

    with pytest.raises(Stopped):
        run(model, pictures, Workspace(tmp_path, tell), **recipe)
    again: list[tuple[str, int]] = []
    made: list[int] = []
    predict = model._networks.predict
    model._networks.predict = lambda *given, both: made.append(1) or predict(*given, both=both)
    try:
        result = run(model, pictures, Workspace(tmp_path, lambda stage, done, total: again.append((stage, done))), **recipe)
    finally:
        del model._networks.predict
    np.testing.assert_array_equal(result, expected)
    before = max((done for stage, done in told if stage == "sampling"), default=0)
    assert before + len(made) == 6
    if told[-1][0] == "encoding":
        assert again[0] == told[-1] or told[-1][1] == 6


def test_a_shot_whose_steps_are_all_made_is_only_decoded(model, tmp_path):
    expected = run(model, clip(2), Workspace(tmp_path))
    told: list[str] = []
    np.testing.assert_array_equal(run(model, clip(2), Workspace(tmp_path, lambda *words: told.append(words[0]))), expected)
    assert not told


@pytest.mark.parametrize("other", [{"seed": 5}, {"strength": 0.5}, {"options": ("adain",)}, {"steps": 1}, {"first": 4}, {"window": 2}])
def test_what_another_run_left_is_not_gone_on_from(model, tmp_path, other):
    run(model, clip(3), Workspace(tmp_path), **other)
    told: list[tuple[str, int]] = []
    result = run(model, clip(3), Workspace(tmp_path, lambda stage, done, total: told.append((stage, done))))
    np.testing.assert_array_equal(result, run(model, clip(3)))
    assert told[0] == ("encoding", 0)


def test_other_frames_and_lost_files_are_not_gone_on_from(model, tmp_path):
    run(model, clip(3), Workspace(tmp_path))
    brighter = clip(3) + np.float32(0.05)
    np.testing.assert_array_equal(run(model, brighter, Workspace(tmp_path)), run(model, brighter))
    (tmp_path / "latents_0").write_bytes(b"cut short")
    np.testing.assert_array_equal(run(model, brighter, Workspace(tmp_path)), run(model, brighter))


def test_noise_belongs_to_seed_and_absolute_frame(model):
    whole = run(model, clip(3), first=7)
    np.testing.assert_array_equal(run(model, clip(3), first=7), whole)
    assert np.abs(run(model, clip(3), first=8) - whole).max() > 1e-3
    assert np.abs(run(model, clip(3), first=7, seed=1) - whole).max() > 1e-3


def test_tiles_are_the_recipes(analytic):
    """The network never sees more than a tile, and the tiles agree."""
    wide = clip(2, 20, 240)
    whole = run(analytic, wide)
    analytic._networks.seen.clear()
    np.testing.assert_allclose(run(analytic, wide, tile=96), whole, atol=1e-4)
    assert {shape[4] for shape in analytic._networks.seen} == {56}
    assert len(analytic._networks.seen) == 2 * 3


def test_whole_steps_outlive_smaller_tiles(model, tmp_path):
    """As when the memory runs out: steps are kept, the patches of the step at hand are not."""
    wide = clip(2, 20, 240)

    def tell(stage: str, done: int, total: int) -> None:
        if (stage, done) == ("sampling", 3):  # two tiles a step: one of the second step's is made
            raise Stopped

    with pytest.raises(Stopped):
        run(model, wide, Workspace(tmp_path, tell), tile=160)
    seen = model._networks.seen
    assert (len(seen), {shape[4] for shape in seen}) == (3, {72})
    seen.clear()
    result = run(model, wide, Workspace(tmp_path), tile=96)
    assert (len(seen), {shape[4] for shape in seen}) == (3, {56})
    assert 0 < np.abs(result - run(model, wide, tile=160)).max() < 0.2


def test_a_crew_makes_what_one_makes(model):
    """Threads take the patches of a step in any order; the joined step is the same to the bit."""
    crew = Star(Crew([small.Wavering(), small.Wavering(), small.Wavering()]), weights="0" * 64)
    recipe = {"window": 3, "tile": 96}
    pictures = np.random.default_rng(0).random((7, 3, 20, 160), np.float32)
    np.testing.assert_array_equal(run(crew, pictures, **recipe), run(model, pictures, **recipe))
    assert all(len(member.seen) for member in crew._networks._members)


def test_values_beyond_white_and_black_survive(analytic):
    pictures = clip(2, 16, 16)
    pictures[1, :, 4:12, 4:12] += 2
    pictures[1, :, 12:, :] -= 2
    inside, result = run(analytic, pictures.clip(0, 1)), run(analytic, pictures)
    np.testing.assert_array_equal(result[0], inside[0])
    assert (result - inside)[1, :, 28:36, 28:36].min() > 1
    assert (result - inside)[1, :, 56:, :].max() < -1


def test_a_low_strength_starts_late_from_the_encoded_source():
    told: list[int] = []
    pictures = clip(2)
    run(
        Star(small.Analytic(), weights=""),
        pictures,
        Workspace(None, lambda stage, done, total: told.append(total)),
        steps=None,
        strength=0.25,
    )
    assert told[-1] == sum(500 - k * 501 / 11 <= 224 for k in range(10))
    seen: list[float] = []

    class Looking(small.Analytic):
        def error(self, latent: np.ndarray) -> float:
            seen.append(float(latent.std()))
            return 0.0

    for strength in (1.0, 0.25):
        run(Star(Looking(), weights=""), pictures, steps=None, strength=strength)
    assert seen[0] == pytest.approx(1, abs=0.05)
    assert seen[14] < 0.85


def test_colours_are_the_sources(analytic):
    """A network that makes everything red is corrected, but not where the recipe leaves colours alone."""

    class Reddish(small.Analytic):
        def decode(self, latents: np.ndarray) -> np.ndarray:
            return super().decode(latents) + np.array([0.4, 0, 0], np.float32)[:, None, None]

    reddish, pictures = Star(Reddish(), weights=""), clip(2)
    for options in ((), ("adain",)):
        assert np.abs(run(reddish, pictures, options=options).mean((2, 3)) - pictures.mean((2, 3))).max() < 0.02
    assert np.abs(run(reddish, pictures, match_colour=False).mean((2, 3))[:, 0] - pictures.mean((2, 3))[:, 0]).min() > 0.15


def test_a_broken_window_is_refused_at_once(tmp_path):
    class Broken(small.Analytic):
        def error(self, latent: np.ndarray) -> float:
            return float("nan") if len(self.seen) > 3 else 0.0

    with pytest.raises(PictureError, match="step 2"):
        run(Star(Broken(), weights=""), clip(6), Workspace(tmp_path), window=3)
    assert len(list(tmp_path.glob("part_*"))) == 0


def test_a_full_disk_is_told_and_the_run_goes_on_later(model, tmp_path, monkeypatch):
    expected = run(model, clip(3))
    kept = frame_file.FrameFile.sync

    def full(self: frame_file.FrameFile) -> None:
        if "latents_1" in str(self._path):
            raise OutputError("full")
        kept(self)

    monkeypatch.setattr(frame_file.FrameFile, "sync", full)
    with pytest.raises(OutputError, match="full"):
        run(model, clip(3), Workspace(tmp_path))
    monkeypatch.setattr(frame_file.FrameFile, "sync", kept)
    np.testing.assert_array_equal(run(model, clip(3), Workspace(tmp_path)), expected)
