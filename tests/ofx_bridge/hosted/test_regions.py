"""Regions, frames and preferences, before anything is rendered."""

import numpy as np
import pytest

from tests.ofx_bridge.driving import GENERAL, OK, REPLY_DEFAULT

PICTURES = [np.full((20, 30, 4), 0.5, np.float32)] * 9


@pytest.fixture
def instance(make_host, tmp_path):
    return make_host(tmp_path).load().create().frames(PICTURES)


@pytest.mark.parametrize("factor", [1, 2, 3, 4])
def test_the_definition_is_the_sources_times_the_factor(instance, factor):
    said = instance.choose("lanczos", factor).ask("definition", time=1)
    assert (said["status"] in (OK, REPLY_DEFAULT), said["area"]) == (True, [0, 0, 30 * factor, 20 * factor])


def test_the_definition_keeps_the_origin_and_is_the_same_in_a_proxy(make_host, tmp_path):
    instance = make_host(tmp_path).load().create().choose("lanczos", 2)
    instance.frame(0, PICTURES[0], x=-10, y=6)
    assert instance.ask("definition", time=0)["area"] == [-20, 12, 40, 52]
    instance.frame(0, PICTURES[0][:10, :15], x=-5, y=3, scale=0.5)
    assert instance.ask("definition", time=0, scale=0.5)["area"] == [-20, 12, 40, 52]


def test_all_of_the_source_is_of_interest(instance):
    said = instance.choose("lanczos", 2).ask("interest", time=1, x1=10, y1=10, x2=12, y2=12)
    assert (said["status"], said["area"]) == (OK, [0, 0, 30, 20])


@pytest.mark.parametrize(
    ("model", "time", "frames"),
    [
        ("span", 4, [3, 4, 5]),
        ("span", 0, [0, 1]),
        ("span", 8, [7, 8]),
        ("lanczos", 4, [4]),
        ("stablevsr", 3, [0, 1, 2, 3, 4, 5, 6, 7]),
        ("stablevsr", 8, [8]),
    ],
)
def test_frames_needed_are_the_models_window(instance, model, time, frames):
    said = instance.choose(model).ask("frames", time=time)
    assert (said["status"] in (OK, REPLY_DEFAULT), said["frames"]) == (True, frames)


@pytest.mark.parametrize("profile", ["mlt", "bare"])
def test_no_neighbours_of_a_host_without_temporal_access(make_host, tmp_path, profile):
    instance = make_host(tmp_path, profile=profile).load().create().frames(PICTURES).choose("span")
    assert instance.ask("frames", time=4)["frames"] == [4]


def test_preferences_are_left_to_the_host(instance):
    before = {"OfxImageClipPropDepth_Output": ["OfxBitDepthFloat"], "OfxImageEffectFrameVarying": [0], "OfxImageClipPropPAR_Output": [1]}
    said = instance.choose("lanczos", 2).ask("preferences")
    assert said["status"] in (OK, REPLY_DEFAULT)
    assert before.items() <= said["properties"].items()


def test_natron_is_told_the_larger_format(make_host, tmp_path):
    host = make_host(tmp_path, profile="natron").load(contexts=(GENERAL,))
    instance = host.create(context=GENERAL, width=30, height=20).frames(PICTURES).choose("lanczos", 2)
    assert instance.ask("preferences")["properties"]["OfxImageClipPropFormat"] == [0, 0, 60, 40]


def test_identity_is_never_asked_of_the_bridge(make_host, own_state):
    instance = make_host(own_state).load().create().frames(PICTURES).choose("span", 1)
    for scale in (1, 0.5):
        assert instance.ask("identity", time=1, scale=scale, x1=0, y1=0, x2=30, y2=20)["status"] in (OK, REPLY_DEFAULT)
    assert not (own_state / "ofx-1.address").exists()
