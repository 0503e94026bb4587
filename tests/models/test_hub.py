"""Checkpoints from the hub: fetched once, whole or refused. The hub's client is replaced: there is no network here."""

from __future__ import annotations

import huggingface_hub
import pytest

from uprez.core.errors import ModelError
from uprez.models.weights.hub import lacking, snapshot

FILES = ("unet/config.json", "tokenizer/*")


def serve(monkeypatch, *names: str, error: Exception | None = None) -> list[str]:
    asked: list[str] = []

    def download(repository, *, local_dir, allow_patterns):
        asked.append(repository)
        assert allow_patterns == list(FILES)
        for name in names:
            path = local_dir / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text("{}")
        if error:
            raise error

    monkeypatch.setattr(huggingface_hub, "snapshot_download", download)
    return asked


def test_is_fetched_once(tmp_path, monkeypatch):
    asked, notes = serve(monkeypatch, "unet/config.json", "tokenizer/vocab.json"), []
    assert lacking(tmp_path, FILES) == list(FILES)
    for _ in range(2):
        assert snapshot("author/name", tmp_path, FILES, on_note=notes.append) == tmp_path
    assert asked == ["author/name"]
    assert len(notes) == 1


def test_a_fetch_that_breaks_off_is_no_checkpoint(tmp_path, monkeypatch):
    serve(monkeypatch, "unet/config.json", error=ConnectionError("the line went dead"))
    with pytest.raises(ModelError, match="line went dead"):
        snapshot("author/name", tmp_path, FILES, on_note=lambda _: None)
    asked = serve(monkeypatch, "unet/config.json", "tokenizer/vocab.json")
    snapshot("author/name", tmp_path, FILES, on_note=lambda _: None)
    assert asked


def test_a_hub_that_lacks_a_file_is_named(tmp_path, monkeypatch):
    serve(monkeypatch, "unet/config.json")
    with pytest.raises(ModelError, match=r"tokenizer/\*"):
        snapshot("author/name", tmp_path, FILES, on_note=lambda _: None)
