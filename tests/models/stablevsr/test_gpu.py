"""The shipped pipeline on a GPU: the authors' result in float32, near it in half precision."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from tests.models.stablevsr.golden import CHECKPOINT, case, footage, noise
from uprez.models.stablevsr.checkpoint import Checkpoint
from uprez.models.stablevsr.given import sample
from uprez.models.stablevsr.text import embedding
from uprez.models.stablevsr.torch_networks import TorchNetworks

pytestmark = [pytest.mark.gpu, pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a GPU that torch can use")]


@pytest.mark.parametrize(("precision", "tolerance"), [("fp32", 1e-3), ("fp16", 0.2), ("bf16", 1.0)])
def test_golden_on_cuda(precision, tolerance):
    checkpoint = Checkpoint(CHECKPOINT)
    networks = TorchNetworks.of(checkpoint, embedding(CHECKPOINT, ""), device="cuda:0", precision=precision)
    result = sample(networks, checkpoint.schedule().steps(3), footage(), noise(), batch=3)
    assert np.isfinite(result.pictures).all()
    assert np.abs(result.pictures - case()["final.rgb"]).mean() < tolerance
