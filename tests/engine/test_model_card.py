from uprez.engine import model_card
from uprez.engine.devices import Device, devices
from uprez.engine.model_card import model_cards
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
