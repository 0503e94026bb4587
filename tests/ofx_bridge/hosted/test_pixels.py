"""What comes back through plugin and bridge is what the engine makes of the same frames."""

import numpy as np
import pytest

from tests.ofx_bridge.driving import OK
from tests.ofx_bridge.engine_way import engine_frame, same
from tests.ofx_bridge.pictures import picture, solid

STRAIGHT = "OfxImageAlphaUnPremultiplied"


def opened(make_host, state, pictures, model, scale, **words):
    """An instance that holds pictures of straight alpha."""
    instance = make_host(state, **words).load().create().frames(pictures).choose(model, scale)
    instance.ask("clip", premult=STRAIGHT)
    return instance


@pytest.mark.parametrize("kind", ["float32", "uint8"])
@pytest.mark.parametrize(("model", "scale"), [("identity", 2), ("lanczos", 1), ("lanczos", 3), ("span", 2), ("span", 1), ("span", 4)])
def test_it_is_the_engines_picture(make_host, state, model, scale, kind):
    pictures = [picture(24, 18, kind=kind, seed=seed) for seed in range(3)]
    done = opened(make_host, state, pictures, model, scale).render(1)
    assert (done.status, done.harm, done.said["unwritten"]) == (OK, (0, 0, 0), 0)
    same(done.pixels, engine_frame(pictures, 1, (24 * scale, 18 * scale), model=model))


def test_linear_light_and_strength(make_host, state):
    pictures = [picture(24, 18, seed=seed, least=-0.1, most=9.0) for seed in range(3)]
    instance = opened(make_host, state, pictures, "span", 2).set(colourSpace=2, strength=0.4)
    same(instance.render(1).pixels, engine_frame(pictures, 1, (48, 36), model="span", colour="linear", strength=0.4))


def test_a_named_colour_space(make_host, state):
    pictures = [picture(20, 14, seed=3, least=0.1, most=0.7)]
    instance = opened(make_host, state, pictures, "span", 2).set(colourSpace=4)
    same(instance.render(0).pixels, engine_frame(pictures, 0, (40, 28), model="span", colour="ARRI LogC4"))


def test_strength_that_is_animated_is_read_at_its_time(make_host, state):
    pictures = [picture(20, 14, seed=seed) for seed in range(3)]
    instance = opened(make_host, state, pictures, "span", 2)
    for time, value in ((0, 0.0), (2, 1.0)):
        instance.ask("set", param="strength", value=value, time=time)
    same(instance.render(1).pixels, engine_frame(pictures, 1, (40, 28), model="span", strength=0.5))


def test_any_order_gives_the_same_pixels(make_host, state):
    pictures = [picture(20, 14, seed=seed) for seed in range(6)]
    instance = opened(make_host, state, pictures, "span", 2)
    first = {time: instance.render(time).pixels for time in (5, 0, 3, 1, 4, 2)}
    instance.ask("purge")
    for time in (2, 2, 4, 0, 5, 1, 3):
        assert np.array_equal(instance.render(time).pixels, first[time])
    same(first[3], engine_frame(pictures, 3, (40, 28), model="span"))


@pytest.mark.parametrize("profile", ["resolve", "mlt", "nuke", "fusion", "natron", "vegas"])
def test_in_every_host(make_host, state, profile):
    pictures = [solid(picture(20, 14, seed=seed)) for seed in range(3)]
    instance = opened(make_host, state, pictures, "span", 2, profile=profile)
    grows = profile not in ("resolve", "mlt", "vegas")
    done = instance.render(1)
    size = (40, 28) if grows else (20, 14)
    seen = pictures[1:2] if profile == "mlt" else pictures
    colour = "linear" if profile in ("nuke", "natron") else "display"  # what float pixels are by custom there
    same(done.pixels, engine_frame(seen, len(seen) // 2, size, model="span", colour=colour))
    assert done.said["fetched"] == ([1] if profile == "mlt" else [0, 1, 2])


def test_the_factor_is_that_of_the_buffers(make_host, state):
    """A host may not have asked, or not believed, the region of definition."""
    pictures = [picture(20, 14, seed=seed) for seed in range(3)]
    instance = opened(make_host, state, pictures, "span", 2)
    for factor in (1, 3):
        size = (20 * factor, 14 * factor)
        done = instance.render(1, bounds=(0, 0, *size))
        same(done.pixels, engine_frame(pictures, 1, size, model="span"))


def test_premultiplied_alpha(make_host, state):
    source = picture(24, 18, seed=5)
    source[..., :3] *= source[..., 3:]
    instance = make_host(state).load().create().frames([source]).choose("span", 2)
    same(instance.render(0).pixels, engine_frame([source], 0, (48, 36), model="span", premult=True))


def test_two_instances_do_not_mix(make_host, state):
    host = make_host(state).load()
    pictures = [[picture(20, 14, seed=seed + 10 * one) for seed in range(3)] for one in range(2)]
    instances = [host.create(name).frames(own).choose("lanczos", 2) for name, own in zip("ab", pictures, strict=True)]
    for instance in instances:
        instance.ask("clip", premult=STRAIGHT)
    instances[1].set(scale=1)
    for time in (0, 1, 2):
        same(instances[0].render(time).pixels, engine_frame(pictures[0], time, (40, 28)))
        same(instances[1].render(time).pixels, engine_frame(pictures[1], time, (60, 42)))
