"""Windows of attention against attention of all to all under the mask that they stand for."""

from __future__ import annotations

import pytest
import torch
from torch.nn import functional

from tests.models.unimmvsr.small import LATENT, LEVEL, LR, TEXT, TIME, difference, references, trained
from uprez.models.unimmvsr.attention import cells


def run(network, given, **more):
    return network(LATENT, TIME, TEXT, LR, given, LEVEL, **more).sample


@pytest.mark.parametrize("shifted", [False, True])
def test_windows_are_a_partition(shifted):
    for size in ((4, 6), (59, 118), (7, 5), (1, 1)):
        for window in ((2, 3), (20, 40), (3, 2), (100, 100)):
            seen = torch.zeros(size)
            for rows, columns in cells(size, window, shifted=shifted):
                assert 0 < rows.stop - rows.start <= window[0]
                assert 0 < columns.stop - columns.start <= window[1]
                seen[rows, columns] += 1
            assert torch.all(seen == 1)


def test_other_tokens_meet_in_shifted_windows():
    assert [(rows.start, rows.stop) for rows, _ in cells((8, 1), (4, 1), shifted=False)] == [(0, 4), (4, 8)]
    assert [(rows.start, rows.stop) for rows, _ in cells((8, 1), (4, 1), shifted=True)] == [(0, 2), (2, 6), (6, 8)]


def masked(monkeypatch, given):
    """Attention of all to all, with a mask for each block in turn: the target's window and all references."""
    tokens = sum(each.latents[0, 0].numel() // 4 for each in given)
    masks = []
    for shifted in (False, True, False):
        window = torch.zeros(3, 4, 6, dtype=torch.long)
        for index, (rows, columns) in enumerate(cells((4, 6), (2, 3), shifted=shifted)):
            window[:, rows, columns] = index
        names = torch.cat((window.flatten(), torch.full((tokens,), -1)))
        masks.append((names[:, None] == names) | (names == -1) | (names == -1)[:, None])
    waiting = iter(masks)

    def attend(query, key, value, **_):
        mask = next(waiting) if query.shape[1] == key.shape[1] else None
        heads = [values.transpose(1, 2) for values in (query, key, value)]
        return functional.scaled_dot_product_attention(*heads, attn_mask=mask).transpose(1, 2)

    monkeypatch.setattr("diffusers.models.transformers.transformer_wan.dispatch_attention_fn", attend)


def test_windows_are_masked_attention(monkeypatch):
    network, given = trained(), references()
    windowed, whole = run(network, given, window=(2, 3)), run(network, given)
    masked(monkeypatch, given)
    assert difference(run(network, given), windowed) < 2e-6
    assert difference(windowed, whole) > 1e-4


@pytest.mark.parametrize("apart", [False, True])
def test_a_window_of_the_whole_picture_changes_nothing(apart):
    network, given = trained(references_apart=apart), references()
    assert difference(run(network, given, window=(4, 6)), run(network, given)) < 2e-6
    assert difference(run(network, [], window=(4, 6)), run(network, [])) < 2e-6


def test_kept_references_are_seen_from_every_window():
    network, given = trained(references_apart=True), references()
    kept = network.keep(given, TEXT, 3)
    expected = run(network, given, window=(2, 3))
    assert torch.equal(run(network, (), kept=kept, window=(2, 3)), expected)
    assert difference(run(network, (), window=(2, 3)), expected) > 1e-3


def test_fused_projections_give_the_same():
    network, given = trained(references_apart=True), references()
    expected = run(network, given, window=(2, 3))
    network.fuse_qkv_projections()
    assert difference(run(network, given, window=(2, 3)), expected) < 2e-6
