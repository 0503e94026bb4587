"""The whole network against the authors', block by block."""

from __future__ import annotations

import pytest
import torch

from tests.models.star.golden import build, clip, close, frames, network, table, tensors, weights
from uprez.models.star.architecture import Architecture, Level
from uprez.models.star.blocks import ResBlock
from uprez.models.star.told import Text
from uprez.models.star.unet import VideoUnet, memory_order, sinusoids


@pytest.fixture(scope="module")
def io():
    return tensors("unet_a.io")


@pytest.fixture(autouse=True)
def still():
    with torch.no_grad():
        yield


def test_the_release_is_built_from_its_shapes_alone():
    shapes = {key: tuple(shape) for key, shape in table("release_shapes").items()}
    sizes = Architecture.of(shapes)
    assert (sizes.head, sizes.first, sizes.text) == (64, 512, 1024)
    assert sizes.levels == (Level(320, 2, True), Level(640, 2, True), Level(1280, 2, True), Level(1280, 2, False))
    with torch.device("meta"):
        built = VideoUnet(sizes)
    assert len(shapes) == 2247
    assert {key: tuple(value.shape) for key, value in built.state_dict().items()} == shapes
    assert sum(value.numel() for value in built.parameters()) == 2_041_121_910
    assert sum(value.numel() for key, value in built.named_parameters() if ".local" in key) == 2_354


def test_small_sizes_are_read_too():
    sizes = Architecture.of({key: tuple(value.shape) for key, value in weights().items()})
    assert sizes == Architecture(4, 4, (Level(32, 1, True), Level(64, 1, False)), first=48, text=64, head=16)


@pytest.mark.parametrize("blocks", [1, 2])
@pytest.mark.parametrize("levels", [1, 2, 4])
def test_any_network_is_told_by_its_own_shapes(levels, blocks):
    made = tuple(Level(32 * (1 + number), blocks, number < levels - 1) for number in range(levels))
    sizes = Architecture(4, 4, made, first=48, text=24, head=16)
    with torch.device("meta"):
        shapes = {key: tuple(value.shape) for key, value in VideoUnet(sizes).state_dict().items()}
    assert Architecture.of(shapes, head=16) == sizes


def test_a_network_of_four_levels_runs():
    sizes = Architecture(4, 4, tuple(Level(32, 2, number < 3) for number in range(4)), first=64, text=24, head=32)
    torch.manual_seed(0)
    built = VideoUnet(sizes).eval()
    assert len(built.input_blocks) == len(built.output_blocks) == 12
    x, text = torch.randn(1, 4, 3, 10, 16), torch.randn(2, 5, 24)
    whole = built(x, 227, text, x)
    assert whole.shape == (2, 4, 3, 10, 16)
    close(built(x, 227, text, x, at_once=20), whole)


@pytest.mark.parametrize("timestep", [899, 500, 90, 0])
def test_v_is_the_authors(io, timestep):
    for name, text in (("out", "y"), ("out_neg", "y_neg")):
        close(network()(io["x"], timestep, io[text], io["hint"]), io[f"t{timestep}.{name}"])


def test_both_prompts_in_one_pass_are_two_passes(io):
    text = Text(torch.cat((io["y"], io["y_neg"])))
    for timestep in (899, 90):  # the second takes keys and values that the first has made
        v = network()(io["x"], timestep, text, io["hint"])
        close(v, torch.cat((io[f"t{timestep}.out"], io[f"t{timestep}.out_neg"])))


def test_clips_of_a_batch_do_not_know_each_other(io):
    x, t, y, hint = (io[f"batch2.{name}"] for name in ("x", "t", "y", "hint"))
    close(network()(x, t, y, hint), io["batch2.out"])
    twice = network()(x, t, torch.cat((y, y.flip(0))), hint)
    close(twice[:2], io["batch2.out"])
    close(twice[2:3], network()(x[:1], t[:1], y[1:], hint[:1]))


def test_what_needs_no_text_is_computed_once_for_all_prompts(io, monkeypatch):
    batches = []
    plain = ResBlock.forward
    monkeypatch.setattr(ResBlock, "forward", lambda self, x, *rest: (batches.append(len(x)), plain(self, x, *rest))[1])
    network()(io["x"], 0, torch.cat((io["y"], io["y_neg"])), io["hint"])
    assert batches == [1, 2, 2, 2] * 2 + [2] * 4


def test_residuals_are_the_authors(io):
    net = network().VideoControlNet
    made = list(net(clip(io["x"]), clip(io["hint"]), net.told(torch.tensor([899]), Text(io["y"]), 0)))
    assert len(made) == 5
    for index, residual in enumerate(made):
        close(residual, frames(io[f"t899.control.{index:02}"]))


def test_every_block_is_the_authors(io):
    net, seen = network(), {}
    hooks = [
        module.register_forward_hook(lambda _, __, out, name=name: seen.__setitem__(name, out)) for name, module in net.named_modules()
    ]
    net(io["x"], 899, io["y"], io["hint"])
    for hook in hooks:
        hook.remove()
    expected = {name.removeprefix("act."): value for name, value in io.items() if name.startswith("act.")}
    assert len(expected) == 32
    for name, value in expected.items():
        given = seen[name]
        if value.ndim == 2 or name.endswith("input_blocks.0.0"):
            close(given, value)
        else:
            close(given, clip(value) if value.ndim == 5 else frames(value))


def test_timesteps_are_the_authors(io):
    close(sinusoids(torch.tensor([899, 500, 90, 0]), 32), io["sinusoidal_embedding"], 1e-6)


@pytest.mark.parametrize("at_once", [1, 100])
def test_slices_change_nothing(io, at_once):
    net = network(torch.float64)
    x, hint = io["batch2.x"], io["batch2.hint"]
    text = Text(io["batch2.y"].double())
    close(net(x, 899, text, hint, at_once=at_once), net(x, 899, text, hint), 1e-6)


def test_slices_bound_what_is_made_at_once(io):
    from torch.utils._python_dispatch import TorchDispatchMode

    class Largest(TorchDispatchMode):
        size = 0

        def __torch_dispatch__(self, func, types, args=(), kwargs=None):
            made = func(*args, **(kwargs or {}))
            if isinstance(made, torch.Tensor) and str(func).startswith(("aten.addmm", "aten.gelu", "aten.convolution")):
                self.size = max(self.size, made.numel())
            return made

    sizes = []
    for at_once in (0, 96):
        with Largest() as largest:
            network()(io["x"], 899, io["y"], io["hint"], at_once=at_once)
        sizes.append(largest.size)
    assert sizes[1] <= sizes[0] / 3


def test_memory_order_changes_nothing_but_the_order(io):
    net = build(weights(), dtype=torch.float32)
    memory_order(net)
    assert net.input_blocks[2].op.weight.is_contiguous(memory_format=torch.channels_last)
    assert net.input_blocks[1][0].temopral_conv.conv1[2].weight.squeeze(-1).is_contiguous(memory_format=torch.channels_last)
    close(net(io["x"], 899, io["y"], io["hint"]), io["t899.out"])


@pytest.mark.parametrize(("height", "width"), [(7, 12), (8, 11)])
def test_sizes_that_cannot_be_halved_are_refused(height, width):
    x = torch.zeros(1, 4, 1, height, width)
    with pytest.raises(ValueError, match="halved"):
        network()(x, 0, torch.zeros(1, 1, 64), x)


def test_half_precision_is_near(io):
    v = build(weights(), dtype=torch.bfloat16)(io["x"], 899, io["y"], io["hint"])
    assert v.dtype == torch.float32
    assert 1e-4 < (v - io["t899.out"]).abs().max() < 0.2


def test_it_can_be_trained(io):
    net = build(weights(), dtype=torch.float32).requires_grad_(True)
    with torch.enable_grad():
        net(io["x"], 899, io["y"], io["hint"]).square().mean().backward()
    assert all(value.grad is not None and value.grad.abs().sum() > 0 for key, value in net.named_parameters() if ".local" in key)
