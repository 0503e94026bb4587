"""The display transform is OpenColorIO's, on floats, below 0 and above 1."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import PyOpenColorIO
import pytest

from uprez.core.errors import InputError
from uprez.ui.viewer import config
from uprez.ui.viewer.display import Look, Transform

SDR, ACES = "Un-tone-mapped", "ACES 2.0 - SDR 100 nits (Rec.709)"


@pytest.fixture(scope="module")
def pool():
    with ThreadPoolExecutor(2) as made:
        yield made


@pytest.fixture(autouse=True)
def _built_in(monkeypatch):
    monkeypatch.delenv("OCIO", raising=False)


def _pixels(low=-0.1, high=4.0):
    return np.random.default_rng(3).uniform(low, high, (40, 50, 4)).astype(np.float16)


def _reference(pixels, space, view, exposure=0.0, gamma=1.0):
    """Straight from PyOpenColorIO, step by step, on float32."""
    settings = PyOpenColorIO.Config.CreateFromFile("ocio://studio-config-latest")
    values = np.ascontiguousarray(pixels[..., :3], dtype=np.float32).reshape(-1, 3)
    if exposure:
        settings.getProcessor(space, "ACEScg").getDefaultCPUProcessor().applyRGB(values)
        values *= np.float32(2**exposure)
        space = "ACEScg"
    show = PyOpenColorIO.DisplayViewTransform(src=space, display="sRGB - Display", view=view)
    settings.getProcessor(show).getDefaultCPUProcessor().applyRGB(values)
    if gamma != 1:
        values = np.clip(values, 0, None) ** (1 / gamma)
    return values.reshape(*pixels.shape[:2], 3)


@pytest.mark.parametrize(
    ("space", "view", "look"),
    [
        ("Camera Rec.709", SDR, Look()),
        ("sRGB - Display", SDR, Look()),
        ("ACEScg", ACES, Look()),
        ("ACEScg", SDR, Look(view=SDR)),
        ("ACEScg", ACES, Look(exposure=-1.5, gamma=1.2)),
        ("Rec.1886 Rec.709 - Display", SDR, Look(exposure=0.5)),
        ("ARRI LogC4", ACES, Look()),
        ("Raw", "Raw", Look()),
    ],
)
def test_codes_and_floats_are_those_of_opencolorio(pool, space, view, look):
    pixels, transform = _pixels(), Transform(space, look, pool)
    expected = _reference(pixels, space, view, look.exposure, look.gamma)
    codes, floats = np.zeros(pixels.shape, np.uint8), np.zeros(pixels.shape, np.float32)
    transform.codes(pixels, codes, exact=True)
    transform.floats(pixels, floats, exact=True)
    assert transform.view == view
    assert np.abs(floats[..., :3] - expected).max() < 2e-4
    assert np.abs(codes[..., :3] - np.clip(expected, 0, 1) * 255).max() <= 0.5 + 0.05
    assert expected.max() > 1 or view == ACES, "values above 1 are among them"


def test_moving_pictures_are_within_two_code_values_of_resting_ones(pool):
    values = np.random.default_rng(5)
    light = np.exp2(values.uniform(-8, 5, (64, 64, 1))) * np.exp(values.normal(0, 0.3, (64, 64, 4)))
    pixels, transform = light.astype(np.float16), Transform("ACEScg", Look(), pool)
    resting, moving = np.zeros(pixels.shape, np.uint8), np.zeros(pixels.shape, np.uint8)
    transform.codes(pixels, resting, exact=True)
    transform.codes(pixels, moving, exact=False)
    off = np.abs(resting[..., :3].astype(int) - moving[..., :3])
    assert transform.moving_differs
    assert np.percentile(off, 99.5) <= 1
    assert np.percentile(off, 99.99) <= 3


def test_two_exposures_do_not_share_a_table(pool):
    pixels = np.full((1, 1, 4), 0.18, np.float16)
    found = []
    for exposure in (0.0, 1.0):
        codes = np.zeros((1, 1, 4), np.uint8)
        Transform("ACEScg", Look(exposure=exposure), pool).codes(pixels, codes, exact=False)
        found.append(int(codes[0, 0, 1]))
    assert found[1] > found[0] + 30


def test_not_a_number_and_infinity_do_not_disturb(pool):
    pixels = np.full((1, 2, 4), [np.inf], np.float16)
    pixels[0, 1] = np.nan
    for space in ("Camera Rec.709", "ACEScg"):
        codes = np.zeros((1, 2, 4), np.uint8)
        Transform(space, Look(), pool).codes(pixels, codes, exact=False)
        assert codes[0, 0, 0] == 255


def test_the_view_follows_what_the_space_is_for():
    display = config.default_display()
    assert "sRGB" in display
    assert config.default_view(display, "ACEScg") == ACES
    assert config.default_view(display, "ARRI LogC4") == ACES
    assert config.default_view(display, "Camera Rec.709") == SDR
    assert config.default_view(display, "Raw") == "Raw"


def test_an_unknown_space_is_said_in_three_parts(pool):
    with pytest.raises(InputError) as told:
        Transform("Nobody's space", Look(), pool)
    assert "Nobody's space" in told.value.what
    assert told.value.why
    assert told.value.fix
