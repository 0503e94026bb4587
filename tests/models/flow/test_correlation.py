import pytest
import torch
import torch.nn.functional as F  # noqa: N812

from uprez.models.flow.correlation import CHANNELS, LEVELS, RADIUS, Budget, Correlation

ON_DEMAND = Budget(volume=0, chunk=1)
"""One pixel at a time."""


def case(height, width, spread):
    generator = torch.Generator().manual_seed(1)
    target, source = (torch.randn(1, 32, height, width, generator=generator) for _ in range(2))
    down, across = torch.meshgrid(torch.arange(height), torch.arange(width), indexing="ij")
    places = torch.stack((across, down))[None] + spread * torch.randn(1, 2, height, width, generator=generator)
    return target, source, places


def looked_up_in_all_pairs(target, source, places):
    """The paper's way: the volume of all pairs, pooled over its last two sides and sampled between its pixels."""
    _, channels, height, width = target.shape
    volume = torch.einsum("cp,cq->pq", target[0].flatten(1), source[0].flatten(1)) / channels**0.5
    volume = volume.view(-1, 1, height, width)
    offsets = torch.arange(-RADIUS, RADIUS + 1.0)
    x, y = torch.meshgrid(offsets, offsets, indexing="ij")
    found = []
    for level in range(LEVELS):
        at = places[0].flatten(1).T[:, None, None] / 2**level + torch.stack((x, y), dim=-1)
        size = torch.tensor([volume.shape[3], volume.shape[2]])
        found.append(F.grid_sample(volume, 2 * at / (size - 1) - 1, align_corners=True).view(height, width, -1))
        volume = F.avg_pool2d(volume, 2)
    return torch.cat(found, dim=-1).permute(2, 0, 1)[None]


@pytest.mark.parametrize("budget", [Budget(), Budget(volume=0), ON_DEMAND, Budget(chunk=1)], ids=str)
@pytest.mark.parametrize(("height", "width", "spread"), [(17, 21, 3), (16, 16, 0), (16, 23, 40)], ids=str)
def test_every_way_equals_the_lookup_in_all_pairs(budget, height, width, spread):
    target, source, places = case(height, width, spread)
    found = Correlation(target, source, budget).lookup(places)
    assert found.shape == (1, CHANNELS, height, width)
    torch.testing.assert_close(found, looked_up_in_all_pairs(target, source, places), rtol=0, atol=2e-5)


@pytest.mark.parametrize("budget", [Budget(), ON_DEMAND], ids=str)
def test_places_far_outside_find_nothing(budget):
    target, source, places = case(16, 16, 0)
    assert not Correlation(target, source, budget).lookup(places + 1e30).any()
    assert not Correlation(target, source, budget).lookup(places - 1e30).any()


def test_on_demand_no_tensor_grows_with_the_square_of_the_picture():
    target, source, places = case(64, 64, 2)
    largest = 0

    class Watch(torch.utils._python_dispatch.TorchDispatchMode):
        def __torch_dispatch__(self, func, types, args=(), kwargs=None):
            nonlocal largest
            result = func(*args, **(kwargs or {}))
            if isinstance(result, torch.Tensor):
                largest = max(largest, result.numel() * result.element_size())
            return result

    with Watch():
        Correlation(target, source, Budget(volume=0, chunk=2**20)).lookup(places)
    assert largest == 4 * CHANNELS * 64 * 64  # the result itself; all pairs are 4 * 64**4, twelve times as much
