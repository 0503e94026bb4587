"""The networks behind one set of calls: each part against the network itself."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from tests.models.unimmvsr.small import LATENT, LR, NULL, TEXT, drawn, references, trained
from tests.models.unimmvsr.vaes import small_vae
from uprez.core.cover import Span
from uprez.models.unimmvsr import torch_networks
from uprez.models.unimmvsr.networks import Conditions, Given
from uprez.models.unimmvsr.references import Reference
from uprez.models.unimmvsr.tiles import tiles
from uprez.models.unimmvsr.torch_networks import TorchNetworks
from uprez.models.unimmvsr.vae import Vae

WHOLE = Span(0, 3)
LATENT_, LR_ = LATENT.numpy(), LR.numpy()


def given(*, video=True):
    return tuple(Given(each.latents.numpy(), each.kind) for each in references() if video or each.kind == "image")


def conditions(footage=LR_, told=None, **more):
    return Conditions(footage, 300.0, TEXT.numpy(), NULL.numpy(), given() if told is None else told, **more)


def told(raw, latent, sigma, text, footage, shown):
    """The transformer itself."""
    with torch.no_grad():
        return raw(latent, torch.tensor([1000 * sigma]), text, footage, shown, torch.tensor([300.0])).sample.numpy()


def opened(**choices):
    return TorchNetworks(trained(**choices), Vae(small_vae()))


def test_a_prediction_is_the_networks():
    networks, raw = opened(), trained()
    networks.enter("denoise")
    predict = networks.predictor(conditions())
    assert predict.references
    assert networks.channels == 16
    for branch, text, shown in (("full", TEXT, references()), ("no text", NULL, references()), ("no reference", TEXT, ())):
        made = predict(LATENT_, 0.7, branch, WHOLE)
        assert made.dtype == np.float32
        np.testing.assert_array_equal(made, told(raw, LATENT, 0.7, text, LR, shown))
    assert not networks.predictor(conditions(told=())).references


def test_a_window_of_a_tile_sees_its_part_of_footage_and_video_and_whole_images():
    footage, video = drawn(1, 16, 4, 24, 40, seed=30), drawn(1, 16, 4, 12, 20, seed=31)
    image = references()[0].latents
    shown = (Given(image.numpy()), Given(video.numpy(), "video"))
    span, tile = Span(1, 3), tiles(24, 40, 24, 24)[1]
    assert (tile.columns.start, tile.columns.stop) == (16, 40)
    latent = drawn(1, 16, 2, 24, 24, seed=32)
    predict = opened().predictor(Conditions(footage.numpy(), 300.0, TEXT.numpy(), NULL.numpy(), shown))
    seen = (Reference(image), Reference(video[:, :, 1:3, :, 8:20], "video"))
    expected = told(trained(), latent, 0.5, TEXT, footage[:, :, 1:3, :, 16:40], seen)
    np.testing.assert_array_equal(predict(latent.numpy(), 0.5, "full", span, tile), expected)


def test_only_what_is_seen_is_read(tmp_path):
    """Footage that lies on disk is cut before anything is made of it."""
    file = np.memmap(tmp_path / "latents", np.float32, "w+", shape=(3, 16, 8, 12))
    file[:] = LR_[0].swapaxes(0, 1)
    predict = opened().predictor(conditions(file.swapaxes(0, 1)[None]))
    np.testing.assert_array_equal(predict(LATENT_, 0.7, "full", WHOLE), opened().predictor(conditions())(LATENT_, 0.7, "full", WHOLE))


@pytest.mark.parametrize("video", [True, False])
def test_references_are_kept_where_that_is_exact(video, monkeypatch):
    apart, calls = {"references_apart": True, "references_clean": True}, []
    networks = opened(**apart)
    keep = torch_networks.UniMMVSRTransformer3DModel.keep
    monkeypatch.setattr(torch_networks.UniMMVSRTransformer3DModel, "keep", lambda *told: calls.append(1) or keep(*told))
    predict = networks.predictor(conditions(told=given(video=video)))
    anew = TorchNetworks(trained(**apart), Vae(small_vae()), keep=False).predictor(conditions(told=given(video=video)))
    for sigma in (0.9, 0.5):
        for branch in ("full", "no text"):
            np.testing.assert_array_equal(predict(LATENT_, sigma, branch, WHOLE), anew(LATENT_, sigma, branch, WHOLE))
    assert len(calls) == 2, "once for each text"
    for start in (0, 1, 0):
        part = Span(start, start + 2)
        np.testing.assert_array_equal(predict(LATENT_[:, :, :2], 0.4, "full", part), anew(LATENT_[:, :, :2], 0.4, "full", part))
    assert len(calls) == (5 if video else 3), "a video's are of one window"
    networks.enter("decode")
    assert not (predict._kept or predict.references), "another stage has the memory, and files that were read may go"


def test_pictures_go_in_and_out():
    networks = opened()
    pictures = drawn(9, 3, 16, 32, seed=33).clamp(-1, 1)
    networks.enter("encode")
    latents = np.concatenate(list(networks.encode(pictures.numpy()[start:stop] for start, stop in ((0, 5), (5, 9)))))
    with torch.no_grad():
        np.testing.assert_array_equal(latents, torch.cat(list(Vae(small_vae()).encode([pictures]))).numpy())
        networks.enter("decode")
        made = np.concatenate(list(networks.decode(iter(latents[index : index + 1] for index in range(3)))))
        np.testing.assert_array_equal(made, torch.cat(list(Vae(small_vae()).decode([torch.from_numpy(latents)]))).numpy())


def test_a_video_of_another_length_is_refused():
    with pytest.raises(ValueError, match="as many latent frames"):
        opened().predictor(conditions(LR_[:, :, :2]))(LATENT_[:, :, :2], 0.7, "full", Span(0, 2))


def test_half_precision_computes_in_it():
    networks = TorchNetworks(trained(), Vae(small_vae()), precision="bf16")
    assert networks.runtime == "torch cpu bf16"
    made = networks.predictor(conditions())(LATENT_, 0.7, "full", WHOLE)
    exact = opened().predictor(conditions())(LATENT_, 0.7, "full", WHOLE)
    assert made.dtype == np.float32
    assert 0 < np.abs(made - exact).max() < 0.1
