"""Several copies of the networks make what one makes, to the bit, and at once."""

import threading
from contextlib import contextmanager

import numpy as np
import pytest
import torch
from diffusers import AutoencoderKLTemporalDecoder

from tests.models.star.conftest import VAE
from tests.models.star.golden import build, tensors, weights
from uprez.core.errors import ModelError, ResourceError
from uprez.models.runtime.torch_net import exact
from uprez.models.star.crew import Crew, devices
from uprez.models.star.patches import Patches
from uprez.models.star.sampler import Sampler
from uprez.models.star.schedule import release_schedule
from uprez.models.star.torch_network import TorchNetwork
from uprez.models.star.torch_networks import TorchNetworks
from uprez.models.star.vae import Vae
from uprez.models.star.windows import Windows


class Fake:
    """Networks that note who calls them."""

    runtime = "fake"

    def __init__(self, together=None):
        self.stages, self.calls, self.busy, self._together = [], 0, False, together

    def enter(self, stage):
        self.stages.append(stage)

    def encode(self, pictures, noise):
        return pictures

    def decode(self, latents):
        return latents

    def predict(self, latent, timestep, footage, *, both):
        assert not self.busy
        self.busy = True
        if self._together is not None:
            self._together.wait(10)
        self.calls += 1
        self.busy = False
        if timestep < 0:
            raise ResourceError("no room")
        return latent * timestep, None


class Copy(Fake):
    """A network of its own, on the CPU."""

    def __init__(self):
        super().__init__()
        io = tensors("unet_a.io")
        self._network = TorchNetwork(build(weights()).float(), io["y"], io["y_neg"])

    def predict(self, latent, timestep, footage, *, both):
        super().predict(latent, 1, footage, both=both)
        given = (torch.from_numpy(np.ascontiguousarray(each)) for each in (latent, footage))
        v, negative = self._network(next(given), timestep, next(given), both=both)
        return v.numpy(), negative.numpy()


def test_two_copies_make_a_step_as_one_to_the_bit():
    drawn = np.random.default_rng(0)
    latent, footage = (drawn.standard_normal((1, 4, 6, 10, 8), np.float32) for _ in range(2))
    patches = Patches.plan(Windows.balanced(6, 3, 1), 10, 8)
    schedule = release_schedule()
    step = schedule.steps(schedule.timesteps())[0]
    made = []
    for members in ([Copy()], [Copy(), Copy()]):
        crew = Crew(members)
        sampler = Sampler(crew.predict)

        def work(index, sampler=sampler):
            return sampler.clean(step, *(patches[index].cut(values) for values in (latent, footage)))[0]

        parts = [x0 for _, x0 in crew.each(work, range(len(patches)))]
        assert [member.calls > 0 for member in members] == [True] * len(members)
        made.append(patches.join(parts, latent))
    np.testing.assert_array_equal(*made)


def test_as_many_calls_as_copies_are_made_at_once():
    together = threading.Barrier(3)  # breaks if fewer come within ten seconds
    crew = Crew([Fake(together) for _ in range(3)])
    assert crew.at_once == 3
    found = list(crew.each(lambda number: crew.predict(np.ones(1), number, np.ones(1), both=False)[0][0], range(6)))
    assert found == [(number, number) for number in range(6)]


def test_no_more_items_are_taken_than_there_is_room_for():
    taken = []
    crew = Crew([Fake(), Fake()])
    made = crew.each(lambda number: number, (taken.append(number) or number for number in range(10)))
    assert next(made) == (0, 0) and len(taken) == 3
    made.close()
    assert len(taken) == 3


@pytest.mark.parametrize("copies", [1, 2])
def test_an_error_reaches_the_caller_and_ends_it(copies):
    members = [Fake() for _ in range(copies)]
    crew = Crew(members)
    done = []
    with pytest.raises(ResourceError, match="no room"):
        for item, _ in crew.each(lambda number: crew.predict(np.ones(1), number, np.ones(1), both=False), (1, -1, 2, 3, 4, 5)):
            done.append(item)
    assert done == [1]
    assert sum(member.calls for member in members) <= 4
    assert crew.predict(np.ones(1), 7, np.ones(1), both=False)[0] == 7  # all copies are free again


def test_stages_reach_those_that_have_to_do_with_them():
    members = [Fake(), Fake()]
    crew = Crew(members)
    for stage in ("encode", "denoise", "decode"):
        crew.enter(stage)
    assert members[0].stages == ["encode", "denoise", "decode"] and members[1].stages == ["denoise"]
    assert crew.runtime == "fake" and crew.encode(3, None) == 3 and crew.decode(4) == 4


def test_settings_of_the_process_hold_while_threads_compute():
    seen, inside = [], []

    @contextmanager
    def during():
        inside.append(1)
        yield
        inside.pop()

    for item, _ in Crew([Fake(), Fake()], during=during).each(lambda number: seen.append(len(inside)), range(4)):
        assert inside or item == 3
    assert seen == [1] * 4 and not inside


@pytest.mark.parametrize(
    ("given", "expected"), [("auto", ("auto",)), ("cuda", ("cuda:0",)), ("cuda:0, cuda:1", ("cuda:0", "cuda:1")), ("cpu", ("cpu",))]
)
def test_devices_are_told_apart_by_commas(given, expected):
    assert devices(given) == expected


@pytest.mark.parametrize("given", ["cuda:0,cuda:0", "cuda,cuda:0", "cuda:0,cpu", "cuda:0,", ",", "auto,auto"])
def test_devices_that_do_not_go_together_are_refused(given):
    with pytest.raises(ModelError, match="together"):
        devices(given)


@pytest.mark.gpu
@pytest.mark.skipif(torch.cuda.device_count() < 2, reason="needs two GPUs that torch can use")
def test_two_gpus_make_what_one_makes_to_the_bit():
    io = tensors("unet_a.io")
    given = [io[name].numpy() for name in ("x", "hint")]
    texts = [io[name].numpy() for name in ("y", "y_neg")]
    vae = Vae(AutoencoderKLTemporalDecoder(**VAE))
    members = [TorchNetworks(build(weights()), vae, *texts, device=f"cuda:{index}", precision="fp16") for index in range(2)]
    made = [
        list(crew.each(lambda timestep, on=crew: on.predict(given[0], timestep, given[1], both=True)[0], range(0, 900, 99)))
        for crew in (Crew(members[:1]), Crew(members, during=exact))
    ]
    for (_, one), (_, other) in zip(*made, strict=True):
        np.testing.assert_array_equal(one, other)
