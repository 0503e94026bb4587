"""Strange buffers and strange numbers, under AddressSanitizer and UndefinedBehaviorSanitizer."""

import numpy as np
import pytest

from tests.ofx_bridge.driving import FAILED, OK
from tests.ofx_bridge.engine_way import engine_frame, same
from tests.ofx_bridge.pictures import picture, solid

CLEAN = (0, 0, 0)
STRAIGHT = "OfxImageAlphaUnPremultiplied"


@pytest.fixture
def opened(make_host, state):
    """An instance in a host whose every stray byte is reported."""

    def make(model="lanczos", scale=2, variant="address", **words):
        instance = make_host(state, variant, **words).load().create().choose(model, scale)
        instance.ask("clip", premult=STRAIGHT)
        return instance

    return make


def test_every_depth_layout_and_window(opened):
    instance = opened()
    for kind in ("float32", "float16", "uint16", "uint8"):
        source = picture(21, 13, kind=kind, seed=7)
        expected = engine_frame([source], 0, (42, 26))
        for negative, padding in ((False, 0), (True, 0), (False, 64), (True, 32)):
            instance.frame(0, source, x=-3, y=5, negative=negative, padding=padding)
            whole = instance.render(0, negative=not negative, padding=padding)
            assert (whole.status, whole.harm, whole.said["unwritten"]) == (OK, CLEAN, 0)
            assert whole.said["bounds"] == [-6, 10, 36, 36]
            same(whole.pixels, expected)
            part = instance.render(0, negative=negative, padding=padding, window=(0, 12, 9, 13))
            assert (part.status, part.harm, part.said["unwritten"]) == (OK, CLEAN, 0)
            assert np.array_equal(part.pixels[23, 6:15], whole.pixels[23, 6:15])


def test_pieces_make_up_the_whole(opened):
    instance = opened("span").frames([picture(20, 14, seed=seed) for seed in range(3)])
    whole = instance.render(1).pixels
    for window in ((0, 0, 40, 10), (0, 10, 17, 28), (17, 10, 40, 28)):
        part = instance.render(1, window=window)
        assert (part.harm, part.said["unwritten"]) == (CLEAN, 0)
        rows, columns = slice(28 - window[3], 28 - window[1]), slice(window[0], window[2])
        assert np.array_equal(part.pixels[rows, columns], whole[rows, columns])


def test_a_buffer_that_is_a_tile_of_the_output(opened):
    instance = opened().frames([picture(20, 14, seed=2)])
    done = instance.render(0, bounds=(10, 4, 30, 20), window=(12, 6, 28, 19))
    assert (done.status, done.harm, done.said["unwritten"]) == (OK, CLEAN, 0)


def test_components_without_alpha(opened):
    instance = opened()
    source = picture(11, 9, channels=3, seed=4)
    done = instance.frame(0, source).render(0)
    assert (done.status, done.harm) == (OK, CLEAN)
    same(done.pixels, engine_frame([source], 0, (22, 18)))


@pytest.mark.parametrize(("width", "height"), [(1, 1), (1, 40), (40, 1), (2, 3)])
def test_tiny(opened, width, height):
    source = solid(picture(width, height, seed=3))
    for model in ("lanczos", "span"):
        done = opened(model, 4).frame(0, source).render(0)
        assert (done.status, done.harm, done.said["unwritten"]) == (OK, CLEAN, 0)
        same(done.pixels, engine_frame([source], 0, (4 * width, 4 * height), model=model))


def test_8k(opened):
    """Without sanitizers, for they see the same code at every size; the host looks for strays by itself."""
    source = np.zeros((4320, 7680, 4), np.uint8)
    source[::3] = np.arange(7680, dtype=np.uint16)[:, None] * (1, 3, 5, 7) % 256
    source[..., 3] = 255
    done = opened("identity", 1, "plain").frame(0, source).render(0)
    assert (done.status, done.harm, done.said["unwritten"]) == (OK, CLEAN, 0)
    assert np.array_equal(done.pixels, source)


def test_numbers_that_are_none(opened):
    source = solid(picture(16, 12, seed=1))
    source[2, 3, 0], source[4, 5, 1], source[6, 7, 2], source[8, 9, :3] = np.nan, np.inf, -np.inf, 1e30
    source[3, 3, 3] = np.nan
    instance = opened().frame(0, source)
    done = instance.render(0)
    assert (done.status, done.harm) == (OK, CLEAN)
    assert np.isfinite(done.pixels).all()
    for scale in (0.5, 1):  # the classic resize too
        quick = instance.render(0, draft=True, scale=scale)
        assert (quick.status, quick.harm, quick.said["unwritten"]) == (OK, CLEAN, 0)


def test_halves_stay_in_their_range(opened):
    source = solid(picture(16, 12, kind="float16", seed=1, most=60000.0))
    done = opened("lanczos", 2).set(colourSpace=2).frame(0, source).render(0)
    assert done.status == OK
    assert np.isfinite(done.pixels).all()
    assert np.abs(done.pixels).max() <= 65504


@pytest.mark.parametrize("alpha", [0.0, 0.25, 1.0, "edge"])
def test_premultiplied(opened, alpha):
    source = picture(18, 12, seed=6)
    source[..., 3] = np.linspace(-0.2, 1.2, 18) if alpha == "edge" else alpha
    source[..., :3] *= np.clip(source[..., 3:], 0, 1)
    instance = opened("span").frame(0, source)
    instance.ask("clip", premult="OfxImageAlphaPremultiplied")
    done = instance.render(0)
    assert (done.status, done.harm) == (OK, CLEAN)
    same(done.pixels, engine_frame([source], 0, (36, 24), model="span", premult=True))


def test_missing_and_hollow_neighbours(opened):
    pictures = [picture(20, 14, seed=seed) for seed in range(3)]
    instance = opened("span").frames(pictures)
    instance.frame(0, None)
    same(instance.render(1).pixels, engine_frame(pictures[1:], 0, (40, 28), model="span"))
    instance.frame(2, pictures[2], hollow=True)
    same(instance.render(1).pixels, engine_frame(pictures[1:2], 0, (40, 28), model="span"))


def test_no_source_at_all_fails_and_says_so(opened):
    instance = opened()
    for absent in (lambda: None, lambda: instance.frame(0, picture(4, 4), hollow=True)):
        absent()
        done = instance.render(0, bounds=(0, 0, 8, 8))
        assert (done.status, done.harm, done.said["unwritten"]) == (FAILED, CLEAN, 0)
        assert "source" in instance.persistent()


def test_neighbours_of_another_size(opened):
    pictures = [picture(20, 14, seed=0), picture(20, 14, seed=1), picture(10, 8, seed=2)]
    done = opened("span").frames(pictures).render(1)
    assert (done.status, done.harm, done.said["unwritten"]) == (OK, CLEAN, 0)
