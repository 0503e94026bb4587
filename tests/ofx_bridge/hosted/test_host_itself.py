"""The test host sees what it is there to see: a plugin that breaks the rules on purpose is found out."""

import signal

import numpy as np
import pytest

from tests.ofx_bridge.building import built
from tests.ofx_bridge.driving import OK, HostError

SINS = ("none", "outside", "padding", "image", "name", "type", "value", "half", "set", "source")
WORDS = {
    "image": "an image was not released",
    "name": "no such property: OfxImagePropNoSuchThing",
    "type": "OfxImageEffectPropRenderWindow is of type i, used as d",
    "value": "only paramGetValueAtTime is allowed",
    "set": "parameter sin was set",
}


@pytest.fixture
def rude(make_host, tmp_path):
    host = make_host(tmp_path, checked=False)
    host.load(built("plain").rude)
    host.faults()  # it makes no secret of its manners before it renders
    source = np.arange(6 * 5 * 4, dtype=np.float32).reshape(6, 5, 4)
    return host.create().frames([source], padding=16), source


def sinned(instance, sin):
    instance.set(sin=SINS.index(sin))
    return instance.render(0, bounds=(0, 0, 5, 6), window=(1, 2, 4, 5), padding=16, whole=False)


def test_a_good_plugin_harms_nothing(rude):
    instance, source = rude
    done = sinned(instance, "none")
    assert (done.status, done.harm, done.said["unwritten"]) == (OK, (0, 0, 0), 0)
    assert np.array_equal(done.pixels[1:4, 1:4], source[1:4, 1:4])
    assert not np.array_equal(done.pixels, source)
    assert instance.host.faults() == []


@pytest.mark.parametrize(("sin", "harm"), [("outside", (1, 0, 0)), ("padding", (0, 1, 0))])
def test_writing_where_it_must_not_is_seen(rude, sin, harm):
    assert sinned(rude[0], sin).harm == harm


def test_a_window_that_is_half_written_is_seen(rude):
    assert sinned(rude[0], "half").said["unwritten"] == 6


@pytest.mark.parametrize("sin", sorted(WORDS))
def test_breaking_the_rules_is_reported(rude, sin):
    instance = rude[0]
    sinned(instance, sin)
    assert [WORDS[sin] in fault for fault in instance.host.faults()] == [True]


def test_writing_to_the_source_ends_it(rude):
    with pytest.raises(HostError, match="gone"):
        sinned(rude[0], "source")
    assert rude[0].host.process.returncode == -signal.SIGSEGV


def test_nonsense_is_refused(rude):
    host = rude[0].host
    for line in ("dance", "render name=nobody", "create name=a context=Filter", "frame"):
        with pytest.raises(HostError):
            host.ask(line)
