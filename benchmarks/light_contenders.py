"""What `light.py` compares uprez with, each in a process of its own.

network   the network alone in OpenVINO, fed one picture again and again: no other work at all
loop      what a script does: decode to 8 bits, torch eager, encode, one frame after the other
weights   the Compact x4 weights in the file that framelift keeps them in
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

import av
import numpy as np

from uprez.models.catalogue import entries
from uprez.models.light.recognise import recognise
from uprez.models.runtime.choose import Described
from uprez.models.runtime.onnx_graph import build
from uprez.models.weights.store import weights_for
from uprez.models.weights.tensors import read_safetensors


def described(model: str) -> Described:
    """A catalogue model's network and tensors."""
    entry = entries()[model]
    assert entry.weights is not None
    found = recognise(read_safetensors(weights_for(entry.weights, on_note=print).read_bytes()))
    assert found is not None
    return found


def network(model: str, width: int, height: int, precision: str, frames: int) -> None:
    """Apply a network `frames` times, one request, all cores, float32 in and out."""
    import openvino as ov

    core, found = ov.Core(), described(model)
    loaded = core.read_model(build(found.architecture, found.tensors).SerializeToString())
    loaded.reshape([1, 3, height, width])
    hints: dict[str, Any] = {"INFERENCE_PRECISION_HINT": precision, "PERFORMANCE_HINT": "LATENCY"}
    request = core.compile_model(loaded, "CPU", hints).create_infer_request()
    picture = np.random.default_rng(0).random((1, 3, height, width), np.float32)
    for _ in range(frames):
        request.infer([picture], share_inputs=True)


def loop(model: str, source: Path, target: Path, frames: int) -> None:
    """Decode, apply with torch, encode: 8 bits, no overlap, FFmpeg's own colour conversion."""
    import torch

    from uprez.models.runtime.torch_net import TorchNetwork

    found = described(model)
    net = TorchNetwork(found.architecture, found.tensors, device="cpu", precision="fp32")
    with av.open(source) as reader, av.open(target, "w") as writer:
        stream: Any = None
        for index, frame in enumerate(reader.decode(video=0)):
            if index == frames:
                break
            rgb = torch.from_numpy(frame.to_ndarray(format="rgb24")).permute(2, 0, 1)[None].float() / 255
            with torch.inference_mode():
                result = torch.from_numpy(net(rgb.numpy()))
            picture = (result[0].clamp(0, 1) * 255).round().byte().permute(1, 2, 0).contiguous().numpy()
            if stream is None:
                stream = writer.add_stream("prores_aw", 25)
                stream.pix_fmt, stream.height, stream.width = "yuv422p10le", *picture.shape[:2]
            writer.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")))
        if stream is not None:
            writer.mux(stream.encode(None))


def weights(target: Path) -> None:
    """Write the Compact x4 weights as framelift reads them: a dictionary under `params`."""
    import torch

    target.parent.mkdir(parents=True, exist_ok=True)
    tensors = {name: torch.from_numpy(np.array(value, np.float32)) for name, value in described("compact-x4").tensors.items()}
    torch.save({"params": tensors}, target)


def main() -> None:
    """Run one contender."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("kind", choices=("network", "loop", "weights"))
    parser.add_argument("--model", default="span-x2")
    parser.add_argument("--size", default="960x540")
    parser.add_argument("--precision", default="f32")
    parser.add_argument("--frames", type=int, default=1)
    parser.add_argument("--source", type=Path)
    parser.add_argument("--target", type=Path)
    given: Any = parser.parse_args()
    if given.kind == "network":
        width, height = map(int, given.size.split("x"))
        network(given.model, width, height, given.precision, given.frames)
    elif given.kind == "loop":
        loop(given.model, given.source, given.target, given.frames)
    else:
        weights(given.target)


if __name__ == "__main__":
    main()
