import numpy as np
import pytest
import torch

from tests.training.unimmvsr.tiny import config, lay_clip, lay_data, real_parts
from uprez.core.errors import InputError
from uprez.training.footage import Shelf
from uprez.training.manifest import Cut, Entry, read_manifest
from uprez.training.unimmvsr.config import SDEdit, Stage
from uprez.training.unimmvsr.plan import Pass
from uprez.training.unimmvsr.samples import Samples
from uprez.training.unimmvsr.sdedit import levels, placed, prepare, small_size


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    folder = tmp_path_factory.mktemp("sdedit")
    lay_data(folder, clips=2)
    return folder


def test_levels_are_the_rest_of_a_run():
    assert levels(0.35, 10, 1.0) == pytest.approx((0.35, 0.3, 0.2, 0.1, 0.0))
    assert levels(0.3, 10, 1.0) == pytest.approx((0.3, 0.2, 0.1, 0.0))


def test_the_place_is_within_the_clip_and_of_the_stages_shape(home):
    run = config(home)
    entry = read_manifest(run.data[0])[0]
    found = [placed(run, entry, Shelf(), Stage(steps=1, frames=5, height=32, width=32), number) for number in range(8)]
    assert {each.cut.height for each in found} == {40}
    assert {each.cut.width for each in found} == {40}
    assert all(0 <= each.cut.left <= 8 and 0 <= each.first <= 7 and each.frames == 5 for each in found)
    assert len({(each.cut.left, each.first) for each in found}) > 2


def test_a_cut_beyond_the_clip_is_refused(home):
    run = config(home)
    entry = read_manifest(run.data[0])[0].model_copy(update={"cut": Cut(top=0, left=40, height=32, width=32)})
    with pytest.raises(InputError, match="beyond the clip's 48x40"):
        placed(run, entry, Shelf(), run.stages[0], 0)


def test_the_base_is_asked_for_pictures_that_it_can_make(home):
    run = config(home, sdedit=SDEdit())
    height, width = small_size(run, Stage(steps=1, height=1072, width=1888))
    assert (height % 16, width % 16) == (0, 0)
    assert abs(height * width / (480 * 832) - 1) < 0.06
    assert abs(width / height - 1888 / 1072) < 0.06


def test_clips_told_again_are_kept_and_train(home, tmp_path):
    run = config(home)
    entries = [*read_manifest(run.data[0]), Entry(clip=lay_clip(tmp_path / "short", frames=2))]
    parts, notes, calls = real_parts(run), [], []

    def decode(latents):
        calls.append(latents)
        return parts.encoder.decode(latents)

    manifest = prepare(run, entries, parts, decode, tmp_path / "told", notes.append)
    made = read_manifest(manifest)
    assert len(made) == 2
    assert any("short" in note and "left out" in note for note in notes)
    low = Shelf().frames(made[0].low, 0, 5, lambda picture: picture[:3])
    assert low.shape == (5, 3, 32, 32)
    assert all(entry.low_finished is False and entry.cut is not None for entry in made)

    again = prepare(run, entries[:2], parts, decode, tmp_path / "told", notes.append)
    assert len(calls) == 2, "clips that were done were made again"
    assert read_manifest(again) == made
    others = read_manifest(prepare(run.model_copy(update={"seed": 20}), entries[:1], parts, decode, tmp_path / "told", notes.append))
    assert len(calls) == 3, "another run's clip, of another place, is given for this one"
    assert others[0].low != made[0].low
    drawn = Samples(run, made).of(Pass(0, run.stages[0], "text", False))[0]
    assert np.isfinite(drawn.low).all()


def test_less_noise_stays_nearer_to_the_clip(home, tmp_path):
    """With an untrained base what comes back is the clip and noise: as much as was drawn."""
    run = config(home)
    parts = real_parts(run)
    start = None
    off = []
    for number, sigma in enumerate((0.05, 0.8)):
        kept = []

        def decode(latents, kept=kept):
            kept.append(latents)
            return parts.encoder.decode(latents)

        told = run.model_copy(update={"sdedit": run.sdedit.model_copy(update={"sigma": (sigma, sigma)})})
        entry = read_manifest(run.data[0])[:1]
        prepare(told, entry, parts, decode, tmp_path / str(number), lambda _: None)
        if start is None:
            pictures = Shelf().frames(entry[0].clip, 0, 5, lambda picture: picture[:3, :32, :32])
            start = parts.encoder(torch.from_numpy(pictures * 2 - 1))
        off.append(float((kept[0] - start).pow(2).mean()))
    assert off[1] > 2 * off[0]


def test_a_data_set_without_a_usable_clip_is_refused(home, tmp_path):
    run = config(home)
    with pytest.raises(InputError, match="No clip"):
        prepare(run, [Entry(clip=tmp_path / "none.mov")], real_parts(run), lambda given: given, tmp_path / "told", lambda _: None)
