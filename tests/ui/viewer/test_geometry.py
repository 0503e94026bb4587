"""Places: zoom at the pointer, whole pixels, the region's edges."""

import pytest

from uprez.ui.viewer.geometry import Geometry, centre_for, next_zoom
from uprez.ui.viewer.region import WHOLE, Grip, between, dragged, grip_at


def test_a_fitted_canvas_lies_in_the_middle_on_whole_pixels():
    geometry = Geometry.of((801, 600), (1920, 1080), None, (0.5, 0.5))
    assert geometry.zoom == pytest.approx(801 / 1920)
    assert (geometry.left, geometry.top) == (0, 75)
    assert geometry.visible() == (0, 75, 801, 526)


def test_the_point_under_the_pointer_stays_when_zooming():
    geometry = Geometry.of((800, 600), (1920, 1080), 0.5, (0.4, 0.6))
    at = (123.0, 456.0)
    before = geometry.to_canvas(*at)
    zoomed = Geometry.of((800, 600), (1920, 1080), 2.0, centre_for(geometry, 2.0, at))
    assert zoomed.to_canvas(*at) == pytest.approx(before, abs=0.5)


def test_steps_of_the_zoom_are_neat_from_any_zoom():
    assert next_zoom(0.417, 1) == 0.5
    assert next_zoom(0.417, -1) == pytest.approx(1 / 3)
    assert next_zoom(1.0, 1) == 1.5
    assert next_zoom(1.0, -1) == pytest.approx(2 / 3)
    assert next_zoom(32.0, 3) == 32.0


def test_a_rubber_band_takes_whole_pixels_within_the_source():
    assert between((10.2, 5.9), (3.1, 8.1), (64, 36)) == (3, 5, 8, 4)
    assert between((-20.0, -5.0), (100.0, 100.0), (64, 36)) == (0, 0, 64, 36)
    assert between((7.0, 7.0), (7.0, 7.0), (64, 36)) == (7, 7, 1, 1)


def test_each_edge_can_be_held_and_stops_before_the_other():
    region = (10, 10, 20, 10)
    assert grip_at(region, 10.5, 15, 2) == Grip(left=True)
    assert grip_at(region, 30, 20, 2) == Grip(right=True, bottom=True)
    assert grip_at(region, 20, 15, 2) == WHOLE
    assert grip_at(region, 40, 15, 2) is None
    assert dragged(region, Grip(left=True), (100, 0), (64, 36)) == (29, 10, 1, 10)
    assert dragged(region, Grip(bottom=True), (0, 100), (64, 36)) == (10, 10, 20, 26)
    assert dragged(region, WHOLE, (100, -100), (64, 36)) == (44, 0, 20, 10)
