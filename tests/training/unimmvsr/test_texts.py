import torch

from tests.training.unimmvsr.tiny import laid
from uprez.models import t5
from uprez.models.unimmvsr.text import embeddings
from uprez.training.unimmvsr.texts import Captions


def test_captions_are_embedded_once_and_as_prompts_are(tmp_path, monkeypatch):
    monkeypatch.setenv("UPREZ_CACHE", str(tmp_path / "cache"))
    loads = []
    before = t5._encoded
    monkeypatch.setattr(t5, "_encoded", lambda folder, texts, *more: loads.append(list(texts)) or before(folder, texts, *more))
    base = laid(tmp_path)
    captions = Captions(base, ["a cat &amp;  a dog", "a bird", "a bird"], print)
    assert loads == [["", "a cat & a dog", "a bird"]], "the encoder is loaded for each caption"
    told = captions("a cat &amp;  a dog")
    assert told.shape == (512, 8)
    assert torch.equal(told, torch.from_numpy(embeddings(base, "a cat & a dog", "", on_note=print)[0]))
    assert len(loads) == 1
    assert not torch.equal(told, captions(""))
