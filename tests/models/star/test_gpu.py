"""The network on a GPU: the authors' result in float32, near it in half precision, whole and in slices."""

from __future__ import annotations

import pytest
import torch

from tests.models.star.golden import build, tensors, weights
from uprez.models.star.torch_network import TorchNetwork

pytestmark = [pytest.mark.gpu, pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a GPU that torch can use")]


@pytest.mark.parametrize("at_once", [0, 50])
@pytest.mark.parametrize(("precision", "tolerance"), [("fp32", 1e-3), ("fp16", 0.05), ("bf16", 0.2)])
def test_golden_on_cuda(precision, tolerance, at_once):
    io = tensors("unet_a.io")
    predict = TorchNetwork(build(weights()), io["y"], io["y_neg"], device="cuda:0", precision=precision, at_once=at_once)
    text, negative = predict(io["x"].cuda(), 500, io["hint"].cuda(), both=True)
    assert negative is not None
    for given, name in ((text, "out"), (negative, "out_neg")):
        assert (given.cpu() - io[f"t500.{name}"]).abs().max() < tolerance
