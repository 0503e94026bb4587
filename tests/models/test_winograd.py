"""Convolutions by Winograd's F(4x4, 3x3), held against direct ones in float64."""

import pytest
import torch
from torch import nn

from uprez.models.runtime import winograd
from uprez.models.runtime.winograd import sped_up


def layer(into=64, out=128, **other):
    torch.manual_seed(3)
    return nn.Conv2d(into, out, 3, **{"padding": 1, **other}).eval()


def noise(*shape):
    return torch.randn(*shape).to(memory_format=torch.channels_last)


def off(made, conv, picture):
    """The largest error of a result, held against the convolution in float64."""
    bias = None if conv.bias is None else conv.bias.double()
    return (made - nn.functional.conv2d(picture.double(), conv.weight.double(), bias, padding=1)).abs().max().item()


@pytest.mark.parametrize("size", [(32, 32), (33, 31), (5, 130), (200, 6)])
@pytest.mark.parametrize("bias", [True, False])
def test_results_are_as_exact_as_a_direct_convolutions(size, bias):
    conv = layer(bias=bias)
    network = nn.Sequential(conv)
    sped_up(network)
    picture = noise(2, 64, *size)
    with torch.no_grad():
        made, direct = network(picture), conv(picture)
    assert not torch.equal(made, direct), "it was computed another way"
    assert made.is_contiguous(memory_format=torch.channels_last)
    assert off(made, conv, picture) < max(2 * off(direct, conv, picture), 5e-6)


def test_strips_do_not_show(monkeypatch):
    network = nn.Sequential(layer())
    sped_up(network)
    picture = noise(1, 64, 45, 50)
    with torch.no_grad():
        whole = network(picture)
        monkeypatch.setattr(winograd, "_STRIP", 13)
        torch.testing.assert_close(network(picture), whole, rtol=0, atol=3e-6)


def test_it_takes_a_quarter_of_the_multiplications(monkeypatch):
    network = nn.Sequential(layer())
    sped_up(network)
    multiplied = []
    product = torch.bmm
    monkeypatch.setattr(torch, "bmm", lambda left, right: multiplied.append(left.numel() * right.shape[2]) or product(left, right))
    with torch.no_grad():
        made = network(noise(3, 64, 24, 32))  # small pictures, some at a time
    assert sum(multiplied) == made.numel() * 64 * 36 // 16


def test_small_pictures_are_convolved_directly():
    conv = layer()
    network = nn.Sequential(conv)
    sped_up(network)
    picture = noise(1, 64, 24, 24)
    with torch.no_grad():
        assert torch.equal(network(picture), conv(picture))


@pytest.mark.parametrize(
    "other", [{"into": 32}, {"stride": 2}, {"padding": 0}, {"dilation": 2, "padding": 2}, {"groups": 2}, {"padding_mode": "reflect"}]
)
def test_other_layers_stay_as_they_are(other):
    network = nn.Sequential(layer(**other))
    conv = network[0]
    sped_up(network)
    assert network[0] is conv


def test_layers_in_half_precision_or_elsewhere_stay_as_they_are():
    for conv in (layer().half(), layer().to("meta")):
        network = nn.Sequential(conv)
        sped_up(network)
        assert network[0] is conv


def test_weights_and_their_names_stay():
    network = nn.Sequential(layer())
    before = network.state_dict()
    sped_up(network)
    with torch.no_grad():
        network(noise(1, 64, 40, 40))
    assert network.state_dict().keys() == before.keys()
    assert all(torch.equal(value, before[name]) for name, value in network.state_dict().items())
