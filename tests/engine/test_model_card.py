import json

import pytest

from uprez.core.errors import ModelError
from uprez.engine import model_card
from uprez.engine.devices import Device, devices
from uprez.engine.model_card import model_cards, own_card, weights_state
from uprez.models.catalogue import entries


def test_every_model_has_a_card_in_plain_words():
    cards = {card.name: card for card in model_cards()}
    assert list(cards) == list(entries())
    for card in cards.values():
        assert card.title and card.speed_words and card.needs.endswith(".") and card.fit_words.endswith(".")
        assert card.installed == (card.state in ("here", "needs none"))
    assert {"prompt", "steps", "strength", "seed"} <= set(cards["stablevsr"].conditions)
    assert cards["span-x2"].conditions == ("strength",) and not cards["lanczos"].conditions


def test_a_diffusion_model_needs_a_device_with_room(monkeypatch):
    small = Device("cuda:0", "Small GPU", 4 << 30, 4 << 30, ("torch",))
    large = Device("cuda:0", "Large GPU", 48 << 30, 40 << 30, ("torch",))
    for device, fits in ((small, False), (large, True)):
        monkeypatch.setattr(model_card, "devices", lambda device=device: (devices()[0], device))
        card = next(card for card in model_cards() if card.name == "stablevsr")
        assert card.fits is fits and device.title in card.fit_words


def test_a_network_that_does_not_fit_whole_fits_in_tiles(monkeypatch):
    monkeypatch.setattr(model_card, "devices", lambda: (Device("cpu", "CPU", 2 << 30, 1 << 30, ("onnxruntime",)),))
    card = next(card for card in model_cards() if card.name == "rrdb-x4")
    assert card.fits and "tiles" in card.fit_words


def test_the_cpu_is_always_there():
    first = devices()[0]
    assert first.name == "cpu" and first.title and 0 < first.free_bytes <= first.memory_bytes


@pytest.mark.parametrize(
    ("network", "taken", "schedulers"),
    [
        ("UniMMVSRTransformer3DModel", {"prompt", "reference_images", "reference_video", "seed"}, ("plms", "unipc", "euler")),
        ("WanVACETransformer3DModel", {"edit_prompt", "edit_strength", "reference_images", "seed"}, ("plms", "unipc", "euler")),
        ("AutoencoderKL", {"strength"}, ()),
    ],
)
def test_weights_of_ones_own_tell_what_they_take(tmp_path, network, taken, schedulers):
    (tmp_path / "transformer").mkdir()
    (tmp_path / "transformer" / "config.json").write_text(json.dumps({"_class_name": network}))
    card = own_card(str(tmp_path))
    assert taken <= set(card.conditions) and card.schedulers == schedulers and card.installed
    with pytest.raises(ModelError, match="no weights"):
        own_card(str(tmp_path / "gone"))


def test_weights_that_nobody_published_are_here_once_a_checkpoint_lies_there(tmp_path, monkeypatch):
    """A folder of the right name alone says nothing."""
    monkeypatch.setenv("UPREZ_CACHE", str(tmp_path))
    folder = tmp_path / "weights" / "unimmvsr" / "transformer"
    folder.mkdir(parents=True)
    assert weights_state(entries()["unimmvsr"]) == "not published"
    (folder / "config.json").write_text(json.dumps({"_class_name": "UniMMVSRTransformer3DModel"}))
    assert weights_state(entries()["unimmvsr"]) == "here"


def test_each_family_offers_its_own_ways_from_noise_to_picture():
    cards = {card.name: card.schedulers for card in model_cards()}
    assert cards["stablevsr"] == ("ddpm", "ddim") and cards["span-x2"] == () and cards["star-light"] == ()
    assert cards["unimmvsr"] == cards["wan-vace"] == ("plms", "unipc", "euler")
