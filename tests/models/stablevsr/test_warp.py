"""The authors' warp and the exact one, on NumPy and on torch."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from tests.models.stablevsr.golden import units
from uprez.models.stablevsr.warp import pixel_grid, warp_numpy, warp_torch


def on_torch(pictures: np.ndarray, flow: np.ndarray, *, exact: bool) -> np.ndarray:
    grid = pixel_grid(*pictures.shape[2:], torch.device("cpu"))
    return warp_torch(torch.from_numpy(pictures), torch.from_numpy(flow), grid, exact=exact).numpy()


@pytest.mark.parametrize("warp", [warp_numpy, on_torch])
@pytest.mark.parametrize("name", ["zero", "plus1px", "rand"])
def test_is_the_authors(warp, name):
    flow = np.ascontiguousarray(units()[f"warp.flow_{name}"].transpose(0, 3, 1, 2))
    np.testing.assert_allclose(warp(units()["warp.x"], flow, exact=False), units()[f"warp.out_{name}"], atol=5e-6)


@pytest.mark.parametrize("warp", [warp_numpy, on_torch])
def test_exact_reads_where_the_flow_points_and_repeats_the_edge(warp):
    pictures = np.random.default_rng(0).random((2, 3, 6, 9), np.float32)
    flow = np.zeros((2, 2, 6, 9), np.float32)
    np.testing.assert_allclose(warp(pictures, flow, exact=True), pictures, atol=1e-6)
    flow[:, 0], flow[:, 1] = 2, -1
    expected = np.pad(pictures, ((0, 0), (0, 0), (1, 0), (0, 2)), mode="edge")[:, :, :6, 2:]
    np.testing.assert_allclose(warp(pictures, flow, exact=True), expected, atol=1e-6)


@pytest.mark.parametrize("exact", [False, True])
def test_both_agree_on_wild_flows(exact):
    drawn = np.random.default_rng(1)
    pictures = drawn.random((1, 3, 16, 24), np.float32)
    flow = drawn.normal(0, 12, (1, 2, 16, 24)).astype(np.float32)
    np.testing.assert_allclose(warp_numpy(pictures, flow, exact=exact), on_torch(pictures, flow, exact=exact), atol=2e-5)
