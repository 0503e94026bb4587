import tracemalloc

import numpy as np
import pytest

from tests.training.unimmvsr.tiny import ALL, lay_clip
from uprez.core.errors import InputError
from uprez.training.manifest import Cut, Entry
from uprez.training.unimmvsr import samples as made_by
from uprez.training.unimmvsr.config import Config, Degradation, References, Stage
from uprez.training.unimmvsr.feed import held_bytes
from uprez.training.unimmvsr.plan import Pass, planned
from uprez.training.unimmvsr.samples import Samples

PLAIN = References(strength=0.0, sides=(32, 48))


def _config(**changes) -> Config:
    stages = (Stage(steps=2000, frames=5, height=32, width=32, tasks=changes.pop("tasks", ALL)),)
    return Config(**({"base": "b", "data": ("d",), "output": "o", "stages": stages, "accumulate": 1, "cache_gib": 0.1} | changes))


def _pass(run: Config, task: str, number: int = 0, **changes) -> Pass:
    return Pass(**({"number": number, "stage": run.stages[0], "task": task, "shown": task != "text"} | changes))


@pytest.fixture(scope="module")
def clip(tmp_path_factory):
    return lay_clip(tmp_path_factory.mktemp("clips") / "clip")


def _numbers(pictures: np.ndarray) -> np.ndarray:
    """Steps between frames, by their means: 0.04 a frame, twice that from -1 to 1; and the pan's change in the texture, which is small."""
    return np.diff(pictures.mean((1, 2, 3))) / 0.08


def test_tasks_and_references_are_drawn_as_often_as_asked():
    run = _config(references=References(dropped=0.2, images=(1, 3)))
    drawn = [planned(run, step, 0) for step in range(1500)]
    shares = {task: sum(each.task == task for each in drawn) / 1500 for task in ALL}
    assert shares == pytest.approx({"text": 0.4, "images": 0.3, "video": 0.3}, abs=0.04)
    with_references = [each for each in drawn if each.task != "text"]
    assert sum(not each.shown for each in with_references) / len(with_references) == pytest.approx(0.2, abs=0.04)
    assert {len(each.sides) for each in drawn if each.task == "images" and each.shown} == {1, 2, 3}
    assert not any(each.shown or each.sides for each in drawn if each.task == "text")
    assert drawn[7] == planned(run, 7, 0)


def test_a_sample_belongs_to_its_number_and_follows_the_paper(clip):
    run = _config(tasks={"text": 1.0}, text_dropped=0.5, degradation=Degradation(harsh=(0.0, 0.0), second=0.0))
    samples = Samples(run, [Entry(clip=clip, caption="a clip")])
    first = samples.of(_pass(run, "text", 3))[0]
    again = Samples(run, [Entry(clip=clip, caption="a clip")]).of(_pass(run, "text", 3))[0]
    assert np.array_equal(first.low, again.low)
    assert np.array_equal(first.high, again.high)
    assert (first.time, first.noise) == (again.time, again.noise)
    drawn = [first, *(samples.of(_pass(run, "text", number))[0] for number in range(4, 16))]
    assert first.high.shape == first.low.shape == (5, 3, 32, 32)
    assert all(200 <= each.noise <= 600 and 0 <= each.time <= 1 for each in drawn)
    assert {each.caption for each in drawn} == {"", "a clip"}
    assert all(np.abs(_numbers(each.high) - 1).max() < 0.5 for each in drawn), "frames are not in their order"
    off = [np.sqrt(((each.low - each.high) ** 2).mean()) for each in drawn]
    assert all(0.01 < each < 0.5 for each in off), "low-resolution video does not show the clip, or all of it"


def test_the_manifests_low_version_shows_the_same_place(clip, tmp_path):
    low = lay_clip(tmp_path / "low", frames=8, height=20, width=24)
    run = _config(tasks={"text": 1.0}, degradation=Degradation(prepared=1.0))
    entry = Entry(clip=clip, first=3, frames=8, low=low)
    for number in range(5):
        made = Samples(run, [entry]).of(_pass(run, "text", number))[0]
        offset = (made.high.mean() - made.low.mean()) / 0.08
        assert offset == pytest.approx(3, abs=1.5), "the low version counts its frames from the entry's first"


def test_a_cut_is_used_as_it_is(clip):
    run = _config(tasks={"text": 1.0})
    cut = Cut(top=4, left=8, height=32, width=32)
    whole = Samples(run, [Entry(clip=clip, frames=5, cut=cut)]).of(_pass(run, "text"))[0]
    frame = Samples(run, [])._shelf.frames(clip, 0, 5, lambda picture: picture[:3, 4:36, 8:40])
    assert np.allclose(whole.high, frame * 2 - 1, atol=1e-6)


def test_a_cut_of_other_proportions_is_not_stretched(clip):
    run = _config(tasks={"text": 1.0})
    wide = Entry(clip=clip, cut=Cut(top=0, left=0, height=32, width=48))
    drawn = [Samples(run, [wide, Entry(clip=clip)]).of(_pass(run, "text", number))[0].bad for number in range(2)]
    assert any("48x32 has other proportions than 32x32" in why for bad in drawn for why in bad.values())


def test_images_are_other_frames_where_none_are_given(clip):
    run = _config(references=PLAIN)
    samples = Samples(run, [Entry(clip=clip, frames=6, reference_video=clip)])
    for number in range(4):
        made = samples.of(_pass(run, "images", number, sides=(48, 48)))[0]
        assert (
            [image.shape for image in made.images] == [(1, 3, 48, 48)]
            or [image.shape for image in made.images] == [(1, 3, 32, 48)]
            or len(made.images) == 1
        )
        means = [frame.mean() for frame in made.high]
        inside = made.images[0].mean()
        assert inside < min(means) + 0.06 or inside > max(means) - 0.06, "an image is a frame that is shown anyway"


def test_given_images_are_shown_in_any_order(clip):
    run = _config(references=PLAIN)
    pictures = (clip / "0000.png", clip / "0011.png")
    samples = Samples(run, [Entry(clip=clip, references=pictures, reference_video=clip)])
    drawn = [samples.of(_pass(run, "images", number, sides=(48, 48)))[0].images for number in range(12)]
    assert {first.mean() < second.mean() for first, second in drawn} == {True, False}


def test_a_reference_video_shows_the_same_place_at_a_moved_start(clip):
    run = _config(references=References(shift=2))
    samples = Samples(run, [Entry(clip=clip, reference_video=clip)])
    offsets = set()
    for number in range(16):
        made = samples.of(_pass(run, "video", number))[0]
        assert made.video.shape == made.high.shape
        offsets.add(round(float(made.video.mean() - made.high.mean()) / 0.08))
    assert offsets == {-2, -1, 0, 1, 2}


def test_a_reader_holds_no_more_than_it_says(tmp_path, monkeypatch):
    """A sample that waits and the making of the next; the degradation is left out, whose kernels are larger than pictures this small."""
    monkeypatch.setattr(made_by, "Degrader", lambda *_, **__: lambda pictures, _: pictures.copy())
    clip = lay_clip(tmp_path / "clip", height=72, width=72)
    stage = Stage(steps=1, frames=9, height=64, width=64, tasks={"video": 1})
    run = _config(cache_gib=0).model_copy(update={"stages": (stage,)})
    samples, array = Samples(run, [Entry(clip=clip, reference_video=clip)]), 9 * 3 * 64 * 64 * 4
    assert held_bytes(run) == 7 * array
    samples.of(_pass(run, "video"))
    tracemalloc.start()
    waiting = samples.of(_pass(run, "video", 1)), tracemalloc.get_traced_memory()[0]
    samples.of(_pass(run, "video", 2))
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert waiting[1] == pytest.approx(3 * array, rel=0.1)
    assert most <= held_bytes(run) * 1.05


def test_dropped_references_are_none(clip):
    run = _config()
    made = Samples(run, [Entry(clip=clip, reference_video=clip)]).of(_pass(run, "video", shown=False))[0]
    assert made.video is None
    assert made.images == ()


def test_samples_of_a_pass_have_one_shape(clip):
    run = _config(batch=3, references=References(sides=(16, 48)))
    made = Samples(run, [Entry(clip=clip, references=(clip / "0000.png",), reference_video=clip)]).of(_pass(run, "images", sides=(48, 16)))
    assert [[image.shape for image in each.images] for each in made] == [[(1, 3, 48, 48), (1, 3, 16, 16)]] * 3
    assert len({each.number for each in made}) == 3


def test_bad_clips_are_named_and_another_serves(clip, tmp_path):
    short = lay_clip(tmp_path / "short", frames=3)
    (tmp_path / "no.mov").write_bytes(b"no movie")
    run = _config(tasks={"text": 1.0})
    entries = [Entry(clip=short), Entry(clip=tmp_path / "no.mov"), Entry(clip=clip)]
    drawn = [Samples(run, entries).of(_pass(run, "text", number))[0] for number in range(3)]
    bad = {name: why for each in drawn for name, why in each.bad.items()}
    assert set(bad) == {str(short), str(tmp_path / "no.mov")}
    assert "3 frames" in bad[str(short)]


def test_a_data_set_of_bad_clips_ends_the_run(tmp_path):
    run = _config(tasks={"text": 1.0})
    with pytest.raises(InputError, match="cannot be used"):
        Samples(run, [Entry(clip=tmp_path / "none.mov")]).of(_pass(run, "text"))


def test_a_task_that_no_clip_serves_is_refused(clip):
    with pytest.raises(InputError, match="reference video"):
        Samples(_config(), [Entry(clip=clip)])
