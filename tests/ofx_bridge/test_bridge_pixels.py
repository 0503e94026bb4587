"""Pixels through a real bridge are the engine's own."""

import json
from fractions import Fraction

import numpy as np
import OpenImageIO
import pytest

from tests.engine import shot_models
from tests.engine.models import Blurring, InWindows, Neighbours, Recurrent
from tests.media import clips
from tests.ofx_bridge.fake_plugin import Done, Failed
from uprez.core.colour import Alpha
from uprez.core.frame import Frame, Size
from uprez.core.job import Recipe
from uprez.core.plan import Shot
from uprez.engine.planning import wants_stabiliser
from uprez.engine.request import make_job
from uprez.engine.run import run_job
from uprez.engine.tiled import plan_tiles
from uprez.engine.upscaler import Upscaler
from uprez.models.contract import drain
from uprez.models.open import open_model
from uprez.models.weights import store
from uprez.ofx_bridge.bench import clip_of, colour_tag

HALF = dict(rtol=2**-10, atol=2**-12)


def recipe(model, **fields):
    return json.dumps({"model": model, **fields})


def shots(count, size=(48, 36), channels=3, seed=0, kind=np.float32, peak=1.0):
    """Soft pictures that move: (C, H, W) each."""
    rng = np.random.default_rng(seed)
    width, height = size
    y, x = np.mgrid[0:height, 0:width]
    grain = (channels, height, width)
    wave = rng.uniform(0.1, 0.5, (channels, 2, 1, 1))
    made = [0.5 + 0.4 * np.sin(wave[:, 0] * (x + at) + wave[:, 1] * y) + rng.normal(0, 0.02, grain) for at in range(count)]
    return [np.ascontiguousarray(peak * np.clip(frame, 0, 1), kind) for frame in made]


def by_engine(frames, text, colour, size, model=None, alpha=Alpha.STRAIGHT):
    """The frames as one shot through the engine itself: [(rgb, alpha)]."""
    channels, height, width = frames[0].shape
    asked = Recipe(**json.loads(text), size=size, cuts="none")
    clip = clip_of(Size(width, height), len(frames), colour_tag(colour), alpha if channels == 4 else Alpha.NONE)
    model = model or open_model(asked, size[0] / width, on_note=lambda text: None)
    tiles = plan_tiles(clip.size, None, model.spec)
    upscaler = Upscaler(clip, asked, model, Size(*size), tiles=tiles, stabilise=wants_stabiliser(asked, model.spec))
    whole = [frame.astype(np.float32) for frame in frames]
    sources = [Frame(f[:3], clip.tag, at, Fraction(at, 24), f[3] if channels == 4 else None) for at, f in enumerate(whole)]
    prepared = [upscaler.prepare(source) for source in sources]
    stream = upscaler.open(Shot(index=0, first=0, last=len(frames) - 1))
    outputs = [output for one in prepared for output in stream.push(one.rgb[None])] + list(drain(stream))
    finished = [upscaler.finish(one, output, upscaler.upscale_alpha(one)) for one, output in zip(prepared, outputs, strict=True)]
    return [(frame.rgb, frame.alpha) for frame in finished]


@pytest.mark.parametrize("kind", [np.float32, np.float16])
@pytest.mark.parametrize("colour", ["display", "linear", "ARRI LogC4", "acescct"])
@pytest.mark.parametrize(("model", "size"), [("identity", (48, 36)), ("identity", (96, 72)), ("lanczos", (96, 72)), ("lanczos", (61, 47))])
def test_classic_models(plugin, model, size, colour, kind):
    (frame,) = shots(1, kind=kind, peak=4.0 if colour == "linear" else 1.0)
    answer = plugin.ask([frame], recipe=recipe(model), colour=colour, size=size)
    ((expected, _),) = by_engine([frame], recipe(model), colour, size)
    assert isinstance(answer.last, Done) and answer.last.notes == ()
    if kind == np.float32:
        assert (answer.picture == expected).all()
    else:
        np.testing.assert_allclose(answer.picture, expected, **HALF)
    if model == "identity" and size == (48, 36):
        np.testing.assert_allclose(answer.picture, frame, **HALF)


@pytest.mark.parametrize("colour", ["display", "linear"])
def test_span_with_its_neighbours(plugin, colour):
    frames, text = shots(5, seed=1), recipe("span", strength=0.75)
    expected = by_engine(frames, text, colour, (96, 72))
    order = [2, 0, 4, 1, 3, 2]
    for at in order:
        first, last = max(0, at - 1), min(4, at + 1)
        window = frames[first : last + 1]
        answer = plugin.ask(window, at=at - first, times=list(range(1001 + first, 1002 + last)), recipe=text, colour=colour, size=(96, 72))
        assert (answer.picture == expected[at][0]).all(), at


def test_a_frame_alone_is_a_shot_of_one(plugin):
    (frame,) = shots(1, seed=2)
    answer = plugin.ask([frame], recipe=recipe("span"), size=(96, 72))
    assert (answer.picture == by_engine([frame], recipe("span"), "display", (96, 72))[0][0]).all()


@pytest.mark.parametrize(
    ("name", "model"),
    [
        ("whole shot", shot_models.WholeShot),
        ("in windows", lambda: InWindows(4, 2)),
        ("past", Recurrent),
        ("neighbours", lambda: Neighbours(2)),
    ],
)
def test_models_that_look_along_time(plugin, name, model):
    frames = shots(6, size=(20, 18), seed=3)
    expected = by_engine(frames, recipe(name), "display", (40, 36), model())
    for at in (3, 0, 5, 2):
        answer = plugin.ask(frames, at=at, recipe=recipe(name), size=(40, 36))
        assert (answer.picture == expected[at][0]).all(), (at, answer.last)


def test_a_shot_is_made_once_and_any_order_gives_the_same(plugin, state):
    frames = shots(5, size=(20, 18), seed=4)
    log = state.parent / "pushed"
    log.write_text("")
    pictures = {at: plugin.ask(frames, at=at, recipe=recipe("whole shot"), size=(40, 36)).picture for at in (4, 1, 3, 0, 2)}
    again = {at: plugin.ask(frames, at=at, recipe=recipe("whole shot"), size=(40, 36)).picture for at in (0, 2, 4)}
    assert all((again[at] == pictures[at]).all() for at in again)
    assert log.read_text().count("whole shot") == 5
    halves = [frame.astype(np.float16) for frame in frames]
    assert plugin.ask(halves, at=0, recipe=recipe("whole shot"), size=(40, 36)).picture.dtype == np.float16


def test_a_network_runs_once_for_a_frame(plugin, state):
    frames = shots(7, size=(40, 30), seed=5)
    log = state.parent / "pushed"
    log.write_text("")
    made = {}
    for at in (0, 1, 2, 3, 2, 5, 4, 6, 0, 3):
        first, last = max(0, at - 1), min(6, at + 1)
        answer = plugin.ask(
            frames[first : last + 1], at=at - first, times=list(range(first, last + 1)), recipe=recipe("network"), size=(80, 60)
        )
        assert (made.setdefault(at, answer.picture) == answer.picture).all()
    assert log.read_text().count("blurring") == 7
    plugin.ask(frames[:3], at=1, recipe=recipe("network", strength=0.5, seed=4), size=(80, 60))  # nothing is opened or run anew
    assert log.read_text().count("blurring") == 7
    expected = by_engine(frames, recipe("network"), "display", (80, 60), Blurring())
    assert all((made[at] == expected[at][0]).all() for at in made)


def test_smaller_tiles_when_the_memory_runs_out(plugin):
    (frame,) = shots(1, size=(128, 96), seed=6)
    answer = plugin.ask([frame], recipe=recipe("hungry network", tile=200), size=(256, 192))
    assert any("tiles" in note for note in answer.last.notes)
    expected = by_engine([frame], recipe("hungry network"), "display", (256, 192), Blurring())[0][0]
    np.testing.assert_allclose(answer.picture, expected, atol=1e-5)
    assert plugin.ask([frame], recipe=recipe("hungry network", tile=200), size=(256, 192)).last.notes == ()


def test_straight_alpha(plugin):
    for frame in shots(1, channels=4, seed=7), shots(1, channels=4, seed=8, kind=np.float16):
        for model, size in (("identity", (48, 36)), ("lanczos", (96, 72)), ("span", (96, 72))):
            answer = plugin.ask(frame, recipe=recipe(model), size=size)
            ((rgb, alpha),) = by_engine(frame, recipe(model), "display", size)
            np.testing.assert_allclose(answer.picture[:3], rgb, **HALF)
            np.testing.assert_allclose(answer.picture[3], alpha, **HALF)


@pytest.mark.parametrize("flat", [0.0, 0.25, 1.0])
def test_flat_alpha(plugin, flat):
    (frame,) = shots(1, channels=4, seed=9)
    frame[3] = flat
    frame[:3] *= flat
    for kind in (1, 2):
        answer = plugin.ask([frame], recipe=recipe("lanczos"), size=(96, 72), alpha=kind)
        ((rgb, _),) = by_engine([frame], recipe("lanczos"), "display", (96, 72))
        np.testing.assert_allclose(answer.picture[:3], rgb, rtol=1e-6, atol=1e-7)
        assert (answer.picture[3] == flat).all()


def covered_in_part():
    """A premultiplied frame that is clear at its left."""
    (frame,) = shots(1, channels=4, seed=10)
    frame[3][:, :10] = 0
    frame[:3] *= frame[3]
    return frame


@pytest.mark.parametrize("colour", ["display", "linear"])
def test_premultiplied_colour_through_a_network(plugin, colour):
    frame = covered_in_part()
    answer = plugin.ask([frame], recipe=recipe("span"), colour=colour, size=(96, 72), alpha=2)
    ((rgb, alpha),) = by_engine([frame], recipe("span"), colour, (96, 72), alpha=Alpha.PREMULTIPLIED)
    np.testing.assert_array_equal(answer.picture, np.concatenate([rgb, alpha[None]]))
    ((as_it_is, _),) = by_engine([frame], recipe("span"), colour, (96, 72))
    assert not np.allclose(rgb, as_it_is, atol=1e-2)


@pytest.mark.parametrize("model, size", [("identity", (48, 36)), ("lanczos", (96, 72))])
def test_classic_resampling_takes_premultiplied_colour_as_it_is(plugin, model, size):
    frame = covered_in_part()
    answer = plugin.ask([frame], recipe=recipe(model), size=size, alpha=2)
    ((rgb, alpha),) = by_engine([frame], recipe(model), "display", size)
    np.testing.assert_array_equal(answer.picture, np.concatenate([rgb, alpha[None]]))


def test_light_that_no_alpha_covers_survives(plugin):
    (frame,) = shots(1, channels=4, seed=11)
    frame[3] = 0
    frame[3][:, 24:] = 0.5
    frame[:3, :, 24:] *= 0.5
    larger = plugin.ask([frame], recipe=recipe("span"), size=(96, 72), alpha=2).picture
    np.testing.assert_allclose(larger[:3, :, 4:40].mean(), frame[:3, :, 2:20].mean(), rtol=1e-2)


def test_samples_that_are_no_numbers(plugin):
    for kind in (np.float32, np.float16):
        (frame,) = shots(1, channels=4, seed=12, kind=kind)
        frame[0, 3, 4:7] = np.nan, np.inf, -np.inf
        frame[3, 5, 5] = np.nan
        for alpha in (1, 2):
            answer = plugin.ask([frame], times=[1009], alpha=alpha)
            assert np.isfinite(answer.picture).all()
            assert len(answer.last.notes) == 1 and "Frame 1009" in answer.last.notes[0]
        flat = plugin.ask([frame[:3]], times=[1]).picture[0, 3, 4:7]
        assert flat.tolist() == [0, 65504, -65504]


def test_halves_end_where_halves_end(plugin):
    frame = np.zeros((3, 12, 16), np.float16)
    frame[:, :, 8:] = 65504
    answer = plugin.ask([frame], recipe=recipe("lanczos"), size=(32, 24))  # overshoots
    assert np.isfinite(answer.picture).all() and answer.picture.max() == 65504


@pytest.mark.parametrize("size", [(1, 1), (1, 7), (2, 1)])
def test_the_smallest_pictures(plugin, size):
    for channels in (3, 4):
        (frame,) = shots(1, size=size, channels=channels, seed=13)
        for model, factor in (("identity", 1), ("lanczos", 3), ("span", 2)):
            target = (size[0] * factor, size[1] * factor)
            answer = plugin.ask([frame], recipe=recipe(model), size=target)
            ((rgb, alpha),) = by_engine([frame], recipe(model), "display", target)
            assert (answer.picture[:3] == rgb).all() and (channels == 3 or (answer.picture[3] == alpha).all())


def test_restore_in_place(plugin):
    (frame,) = shots(1, seed=14)
    answer = plugin.ask([frame], recipe=recipe("span"), size=(48, 36))
    ((expected, _),) = by_engine([frame], recipe("span"), "display", (48, 36))
    assert (answer.picture == expected).all() and 0 < np.abs(answer.picture - frame).mean() < 0.05


def test_a_weights_file_that_is_exchanged_is_opened_anew(plugin, tmp_path):
    path, (frame,) = tmp_path / "own.safetensors", shots(1, seed=15)
    missing = plugin.ask([frame], recipe=recipe(str(path)), size=(96, 72)).last
    assert isinstance(missing, Failed) and "own.safetensors" in " ".join((missing.what, missing.why))
    pictures = []
    for weights in store.fetch(["span-x2", "span-x4"], on_note=lambda _: None):
        path.write_bytes(weights.read_bytes())
        pictures += [plugin.ask([frame], recipe=recipe(str(path)), size=(96, 72)).picture for _ in range(2)]
    assert (pictures[0] == plugin.ask([frame], recipe=recipe("span"), size=(96, 72)).picture).all()
    assert (pictures[0] == pictures[1]).all() and (pictures[2] == pictures[3]).all() and not (pictures[1] == pictures[2]).all()


def test_as_uprez_upscale_does(plugin, tmp_path):
    frames = [frame.transpose(1, 2, 0) for frame in shots(3, seed=16, kind=np.float16, peak=2.0)]
    plates = clips.sequence(tmp_path / "plates", 3, dtype="half", size=(48, 36), pixels=lambda at: frames[at])
    for model in ("lanczos", "span"):
        job = make_job(plates, tmp_path / model, model=model, scale=2, cuts="none")
        (folder,) = run_job(job, base=tmp_path, listen=lambda event: None).files
        written = [
            OpenImageIO.ImageBuf(str(path)).get_pixels(OpenImageIO.FLOAT).transpose(2, 0, 1) for path in sorted(folder.glob("*.exr"))
        ]
        planar = [np.ascontiguousarray(frame.transpose(2, 0, 1)) for frame in frames]
        for at, window in ((0, (0, 1)), (1, (0, 2)), (2, (1, 2))):
            given = planar[window[0] : window[1] + 1] if model == "span" else planar[at : at + 1]
            place = at - window[0] if model == "span" else 0
            answer = plugin.ask(given, at=place, recipe=recipe(model), colour="linear", size=(96, 72))
            assert (answer.picture == written[at]).all()
