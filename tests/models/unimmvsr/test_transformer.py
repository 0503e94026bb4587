"""What the transformer adds to its base, and what it leaves as it is."""

from __future__ import annotations

import copy
import json
from dataclasses import replace

import pytest
import torch
from diffusers import WanTransformer3DModel

from tests.models.unimmvsr.small import LATENT, LEVEL, LR, SIZES, TEXT, TIME, base, difference, drawn, references, trained, untrained
from uprez.core.errors import ModelError
from uprez.models.unimmvsr.checkpoint import read
from uprez.models.unimmvsr.references import Reference, places
from uprez.models.unimmvsr.transformer import UniMMVSRTransformer3DModel


def run(network, given=(), **more):
    return network(LATENT, TIME, TEXT, LR, given, LEVEL, **more).sample


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16], ids=str)
def test_untrained_and_without_references_it_is_its_base(dtype):
    wan = copy.deepcopy(base()).to(dtype)
    network = UniMMVSRTransformer3DModel.from_base(wan)
    latent, lr, text = (values.to(dtype) for values in (LATENT, LR, TEXT))
    expected = wan(latent, TIME, text).sample
    assert difference(network(latent, TIME, text, 100 * lr, (), LEVEL).sample, expected) <= 1e-5
    assert torch.equal(network(latent, TIME, text).sample, expected)


def test_the_base_is_left_alone():
    network = untrained()
    with torch.no_grad():
        for values in network.parameters():
            values.zero_()
    assert base().proj_out.weight.abs().max() > 0


def test_parts_that_start_at_zero_are_trained():
    network = untrained().requires_grad_(True)
    network(LATENT, TIME, TEXT, LR, references(), LEVEL).sample.square().sum().backward()
    for gradient in (
        network.patch_embedding.weight.grad[:, 16:],
        network.kind_bias.grad,
        network.aug_embedder.linear_2.weight.grad,
        network.ref_embedding.weight.grad,
    ):
        assert gradient.abs().max() > 1e-6


def test_checkpointed_gradients_are_the_same():
    plain, saving = (untrained().requires_grad_(True).train() for _ in range(2))
    saving.enable_gradient_checkpointing()
    for network in (plain, saving):
        network(LATENT, TIME, TEXT, LR, references(), LEVEL).sample.square().sum().backward()
    for one, other in zip(plain.parameters(), saving.parameters(), strict=True):
        assert (one.grad is None) == (other.grad is None)
        assert one.grad is None or difference(one.grad, other.grad) < 1e-5


@pytest.mark.parametrize("apart", [False, True])
def test_every_reference_changes_the_output(apart):
    network, given = trained(references_apart=apart), references()
    whole = run(network, given)
    assert whole.shape == LATENT.shape
    for index in range(3):
        other = [replace(each, latents=each.latents + (place == index)) for place, each in enumerate(given)]
        assert difference(run(network, other), whole) > 1e-3
        assert difference(run(network, given[:index] + given[index + 1 :]), whole) > 1e-3


@pytest.mark.parametrize("apart", [False, True])
def test_places_of_references_count(apart):
    network, given = trained(references_apart=apart), references()
    starts = places(3, given)
    assert starts == (3, 4, 5)
    whole = run(network, given)
    assert torch.equal(run(network, [replace(each, start=start) for each, start in zip(given, starts, strict=True)]), whole)
    permuted = [replace(given[0], start=4), replace(given[1], start=3), given[2]]
    assert difference(run(network, permuted), whole) > 1e-4
    assert difference(run(network, [replace(each, start=start + 20) for each, start in zip(given, starts, strict=True)]), whole) > 1e-4


def test_the_order_of_the_sequence_does_not_count():
    placed = [replace(each, start=start) for each, start in zip(references(), (3, 4, 5), strict=True)]
    assert difference(run(trained(), placed[::-1]), run(trained(), placed)) < 1e-5


def test_a_null_reference_is_no_reference():
    assert torch.equal(run(trained(), []), run(trained()))
    assert torch.equal(run(trained(references_apart=True), []), run(trained()))


def test_footage_is_seen_once_trained():
    assert difference(trained()(LATENT, TIME, TEXT, LR + 1).sample, trained()(LATENT, TIME, TEXT, LR).sample) > 1e-3
    with pytest.raises(ValueError, match="low-resolution latents"):
        trained()(LATENT, TIME, TEXT, LR[:, :, :2])


def test_kind_and_noise_level_are_told_once_trained():
    network, given = trained(), references()
    whole = run(network, given)
    assert difference(run(network, [replace(given[0], kind="video"), *given[1:]]), whole) > 1e-4
    assert difference(network(LATENT, TIME, TEXT, LR, given, LEVEL + 200).sample, whole) > 1e-4
    assert torch.equal(run(untrained(), [replace(given[0], kind="video"), *given[1:]]), run(untrained(), given))


@pytest.mark.parametrize("clean", [True, False])
def test_references_have_timestep_zero_or_the_targets(clean):
    """Against Wan's own blocks, which take a modulation for each token, on the same sequence."""
    network, taken = trained(references_clean=clean), []
    for block in network.blocks:
        block.register_forward_hook(lambda _, inputs, output: taken.append((inputs, output)))
    run(network, references()[:1])
    told = network.condition_embedder
    at_zero = told.time_proj(told.act_fn(told.time_embedder(told.timesteps_proj(torch.zeros(1))))).view(1, 1, 6, -1)
    for block, ((tokens, text, rows, turns, _), made) in zip(base().blocks, taken, strict=True):
        target = rows[:, :1].expand(1, 72, 6, -1)
        each = torch.cat((target, (at_zero if clean else rows[:, :1]).expand(1, 6, 6, -1)), dim=1)
        assert tokens.shape[1] == 78
        assert rows.shape[1] == 2
        assert difference(made, block(tokens, text, each, turns)) < 1e-5


def test_kept_references_are_are_exact_at_all_times():
    network, given = trained(references_apart=True), references()
    kept = network.keep(given, TEXT, 3)
    blocks, width, tokens = 3, 24, 3 * 2 + 3 * 2 + 3 * 4 * 4
    assert kept.bytes == blocks * 2 * width * 4 * tokens
    for time in (999.0, 500.0, 1.0):
        told = (torch.tensor([time]), TEXT, LR)
        expected = network(LATENT, *told, given, LEVEL).sample
        assert torch.equal(network(LATENT, *told, (), LEVEL, kept=kept).sample, expected)
    with pytest.raises(ValueError, match="kept beside 3"):
        network(LATENT[:, :, :2], TIME, TEXT, kept=kept)
    with pytest.raises(ValueError, match="and 3 others"):
        run(network, given, kept=kept)


@pytest.mark.parametrize("choices", [{}, {"references_apart": True, "references_clean": False}], ids=["see all", "timed"])
def test_references_that_change_with_time_are_not_kept(choices):
    network = trained(**choices)
    assert not network.keeps
    with pytest.raises(ValueError, match="every step"):
        network.keep(references(), TEXT, 3)


def test_references_apart_differ_from_the_papers():
    assert difference(run(trained(references_apart=True), references()), run(trained(), references())) > 1e-4


def test_a_fixed_place_does_not_move_with_the_length():
    given = references()
    assert places(3, given, 32) == (32, 33, 34)
    assert places(40, given, 32) == (40, 41, 42)
    fixed, moved = trained(reference_start=32), [replace(each, start=start) for each, start in zip(given, (32, 33, 34), strict=True)]
    assert torch.equal(run(fixed, given), run(trained(), moved))


@pytest.mark.parametrize("starts", [(2, None), (5, 5), (None, 3)])
def test_shared_places_are_refused(starts):
    given = [replace(each, start=start) for each, start in zip(references()[:2], starts, strict=True)]
    with pytest.raises(ValueError, match="are taken"):
        places(3, given)


def test_what_does_not_fit_is_refused():
    with pytest.raises(ValueError, match="patches"):
        run(trained(), [Reference(drawn(1, 16, 1, 5, 4))])
    with pytest.raises(ValueError, match="1024 places"):
        run(trained(), [replace(references()[0], start=1024)])


def test_it_saves_and_loads_in_diffusers_layout(tmp_path):
    network = trained(references_apart=True, reference_start=32)
    network.save_pretrained(tmp_path, max_shard_size="20KB")
    config = json.loads((tmp_path / "config.json").read_text())
    assert config["_class_name"] == "UniMMVSRTransformer3DModel"
    assert [config[key] for key in ("in_channels", "lr_channels", "out_channels", "num_layers")] == [32, 16, 16, 3]
    assert len(list(tmp_path.glob("*.safetensors"))) > 1
    again = read(tmp_path)
    assert again.state_dict().keys() == network.state_dict().keys()
    assert all(torch.equal(values, again.state_dict()[key]) for key, values in network.state_dict().items())
    assert difference(run(again, references()), run(network, references())) < 1e-5  # rounding differs with the place in memory
    assert dict(UniMMVSRTransformer3DModel.from_config(network.config).config)["ffn_dim"] == 32


def test_a_plain_wan_is_read_as_its_start(tmp_path):
    base().save_pretrained(tmp_path)
    assert difference(run(read(tmp_path)), base()(LATENT, TIME, TEXT).sample) < 1e-5


def test_other_folders_are_refused(tmp_path):
    with pytest.raises(ModelError, match="cannot be read"):
        read(tmp_path)
    (tmp_path / "config.json").write_text('{"_class_name": "UNet2DModel"}')
    with pytest.raises(ModelError, match="UNet2DModel"):
        read(tmp_path)
    untrained().save_pretrained(tmp_path)
    (tmp_path / "diffusion_pytorch_model.safetensors").write_bytes(b"cut short")
    with pytest.raises(ModelError, match="cannot be read"):
        read(tmp_path)
    with pytest.raises(ModelError, match="expects an image"):
        UniMMVSRTransformer3DModel.from_base(WanTransformer3DModel(patch_size=(1, 2, 2), **{**SIZES, "in_channels": 36}))
