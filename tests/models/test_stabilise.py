import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from uprez.core.job import Recipe
from uprez.core.plan import Shot
from uprez.models.contract import ALONE, ModelSpec, Reach, Temporal, drain
from uprez.models.stabilise import SHARE, Stabilised, stabilise_by_default

HEIGHT, WIDTH, FRAMES = 40, 56, 7


class Flickering:
    """Doubles each frame and adds a ripple that depends on its every bit; gives frames `late` pushes later."""

    def __init__(self, late=0, temporal=None):
        self.late = late
        self.spec = ModelSpec("flickering", 2, temporal=temporal or Temporal(radius=late), bytes_per_pixel=10)

    def open(self, shot, recipe, state=None, workspace=ALONE):
        return FlickeringStream(self.late, state)


class FlickeringStream:
    def __init__(self, late, state):
        self.late = late
        self.held = list(state["held"]) if state else []

    def push(self, frames):
        self.held += [double(frame) for frame in frames]
        ready = max(0, len(self.held) - self.late)
        given, self.held = self.held[:ready], self.held[ready:]
        return np.stack(given) if given else np.empty((0, 3, 0, 0), np.float32)

    def flush(self):
        given, self.held = self.held, []
        return np.stack(given) if given else np.empty((0, 3, 0, 0), np.float32)

    def state(self):
        return {"held": np.stack(self.held) if self.held else np.empty((0, 3, 0, 0), np.float32)}


class Given:
    """Outputs decided by the test."""

    def __init__(self, outputs):
        self.outputs = outputs
        self.spec = ModelSpec("given", 2)

    def open(self, shot, recipe, state=None, workspace=ALONE):
        self.place = 0
        return self

    def push(self, frames):
        self.place += len(frames)
        return self.outputs[self.place - len(frames) : self.place]

    def flush(self):
        return self.outputs[:0]

    def state(self):
        return None


def double(frame):
    return (frame + 0.02 * np.sin(3000 * frame)).repeat(2, 1).repeat(2, 2).astype(np.float32)


def texture(height, width, seed=0):
    rough = np.random.default_rng(seed).random((3, height, width)).astype(np.float32)
    smooth = np.stack([cv2.GaussianBlur(plane, (0, 0), 2.0) for plane in rough])
    return np.clip((smooth - 0.5) * 3 + 0.5, 0, 1)


def pan(count=FRAMES, step=1):
    wide = texture(HEIGHT, WIDTH + step * count)
    return np.stack([wide[:, :, step * t : step * t + WIDTH] for t in range(count)])


def shot(count=FRAMES):
    return Shot(index=0, first=0, last=count - 1)


def whole(model, clip, chunks=None):
    stream = Stabilised(model).open(shot(len(clip)), Recipe())
    parts, place = [], 0
    for size in chunks or [len(clip)]:
        parts += list(stream.push(clip[place : place + size]))
        place += size
    return np.stack([*parts, *drain(stream)])


def test_a_still_picture_loses_the_noise_that_three_frames_average_out():
    source = np.repeat(texture(HEIGHT, WIDTH)[None], 40, 0)
    clean = source.repeat(2, 2).repeat(2, 3)
    noise = 0.05 * np.random.default_rng(0).standard_normal(clean.shape).astype(np.float32)
    got = whole(Given(clean + noise), source)
    left = (got - clean)[1:-1]
    expected = (1 + 2 * SHARE**2) / (1 + 2 * SHARE) ** 2
    assert left.var() / noise.var() == pytest.approx(expected, rel=0.02)
    assert abs(left.mean()) < 1e-3
    ends = (got - clean)[[0, -1]]
    assert ends.var() / noise.var() == pytest.approx((1 + SHARE**2) / (1 + SHARE) ** 2, rel=0.05)


def test_a_moving_picture_loses_flicker_and_stays_sharp():
    source = pan(step=2)
    wide = texture(HEIGHT, WIDTH + 2 * FRAMES)
    doubled = np.stack([cv2.resize(plane, None, fx=2, fy=2, interpolation=cv2.INTER_CUBIC) for plane in wide])
    clean = np.stack([doubled[:, :, 4 * t : 4 * t + 2 * WIDTH] for t in range(FRAMES)])
    flicker = clean + 0.05 * np.random.default_rng(1).standard_normal((FRAMES, 1, 1, 1)).astype(np.float32)
    got = whole(Given(flicker), source)
    inner = (slice(1, -1), slice(None), slice(8, -8), slice(12, -12))
    assert np.square(got - clean)[inner].mean() < 0.7 * np.square(flicker - clean)[inner].mean()
    steady = whole(Given(clean), source)
    assert np.square(steady - clean)[inner].mean() < 1e-4  # 40 dB: in place, not smeared


def test_what_shows_in_one_frame_only_leaves_no_ghost():
    source = np.repeat(texture(HEIGHT, WIDTH)[None], 3, 0)
    source[1, :, 10:30, 10:30] = np.array([0.9, 0.1, 0.9], np.float32)[:, None, None]
    outputs = source.repeat(2, 2).repeat(2, 3)
    got = whole(Given(outputs), source)
    for frame in (0, 2):
        assert np.abs(got[frame] - outputs[frame])[:, 24:56, 24:56].max() < 0.02
    assert np.abs(got[1] - outputs[1])[:, 24:56, 24:56].max() < 0.02


def test_a_change_of_colour_at_equal_luma_is_no_likeness():
    source = np.full((2, 3, HEIGHT, WIDTH), 0.4, np.float32)
    source[1, 0] += 0.2 * 0.0722 / 0.2126
    source[1, 2] -= 0.2
    outputs = source.repeat(2, 2).repeat(2, 3)
    assert np.abs(whole(Given(outputs), source) - outputs).max() < 1e-3


@settings(max_examples=15, deadline=None)
@given(st.lists(st.integers(0, 3), max_size=10), st.integers(0, 3))
def test_any_pushing_and_any_delay_give_the_same_bits(chunks, late):
    clip = pan()
    sizes, left = [], len(clip)
    for chunk in chunks:
        sizes.append(min(chunk, left))
        left -= sizes[-1]
    np.testing.assert_array_equal(whole(Flickering(late), clip, [*sizes, left]), whole(Flickering(), clip))


@pytest.mark.parametrize("first", [1, 3, 5])
def test_a_start_in_the_middle_gives_the_same_bits_after_the_warm_up(first):
    clip = pan()
    late = whole(Flickering(), clip[first - 1 :])
    np.testing.assert_array_equal(late[1:], whole(Flickering(), clip)[first:])


def test_a_frame_depends_on_its_neighbours_only():
    clip = pan()
    other = clip.copy()
    other[5] = 0.3
    got, changed = whole(Flickering(), clip), whole(Flickering(), other)
    same = [np.array_equal(a, b) for a, b in zip(got, changed, strict=True)]
    assert same == [True, True, True, True, False, False, False]


@pytest.mark.parametrize("pushed", range(FRAMES + 1))
@pytest.mark.parametrize("late", [0, 2])
def test_a_state_goes_on_with_the_same_bits(pushed, late):
    clip, model = pan(), Stabilised(Flickering(late))
    stream = model.open(shot(), Recipe())
    before = list(stream.push(clip[:pushed]))
    state = {name: np.array(values) for name, values in stream.state().items()}
    rest = model.open(shot(), Recipe(), state)
    got = np.stack([*before, *rest.push(clip[pushed:]), *drain(rest)])
    np.testing.assert_array_equal(got, whole(Flickering(), clip))


def test_a_model_without_a_state_has_none_stabilised():
    assert Stabilised(Given(np.empty((0, 3, 2, 2)))).open(shot(), Recipe()).state() is None


def test_inputs_may_be_overwritten_and_outputs_changed_in_place():
    clip = pan()
    stream = Stabilised(Flickering()).open(shot(), Recipe())
    memory, parts = np.empty_like(clip[:1]), []
    for frame in clip:
        memory[:] = frame
        given = stream.push(memory)
        parts += list(given.copy())
        given[:] = np.nan
        memory[:] = np.nan
    np.testing.assert_array_equal(np.stack([*parts, *drain(stream)]), whole(Flickering(), clip))


def test_bits_do_not_depend_on_the_number_of_threads():
    clip, threads = pan(), cv2.getNumThreads()
    try:
        results = []
        for number in (1, 2, 5):
            cv2.setNumThreads(number)
            results.append(whole(Flickering(), clip))
    finally:
        cv2.setNumThreads(threads)
    np.testing.assert_array_equal(results[0], results[1])
    np.testing.assert_array_equal(results[0], results[2])


@pytest.mark.parametrize("shape", [(1, 1), (15, 40), (40, 15), (9, 8640)])
def test_pictures_too_small_for_motion_pass(shape):
    clip = np.random.default_rng(0).random((3, 3, *shape)).astype(np.float32)
    np.testing.assert_array_equal(whole(Flickering(), clip), np.stack([double(frame) for frame in clip]))


def test_sides_too_long_to_warp_pass():
    clip = np.random.default_rng(0).random((2, 3, 16, 16384)).astype(np.float32)
    np.testing.assert_array_equal(whole(Flickering(), clip), np.stack([double(frame) for frame in clip]))


@pytest.mark.parametrize("shape", [(16, 16), (16, 8640), (17, 333)])
def test_the_smallest_pictures_that_are_fused_are_fused_soundly(shape):
    clip = np.repeat(np.random.default_rng(0).random((1, 3, *shape)).astype(np.float32), 3, 0)
    np.testing.assert_allclose(whole(Flickering(), clip), np.stack([double(frame) for frame in clip]), atol=1e-5)


def test_a_shot_of_one_frame_or_none():
    clip = pan(1)
    np.testing.assert_array_equal(whole(Flickering(), clip), double(clip[0])[None])
    stream = Stabilised(Flickering()).open(shot(), Recipe())
    assert len(stream.push(clip[:0])) == 0 and len(stream.flush()) == 0


def test_what_it_declares():
    frame = Stabilised(Flickering()).spec
    assert frame.temporal == Temporal(radius=1) and frame.scale == 2 and frame.bytes_per_pixel > 10
    assert Stabilised(Flickering(2)).spec.temporal == Temporal(radius=3)
    assert Stabilised(Flickering(temporal=Temporal(Reach.PAST, 1))).spec.temporal == Temporal(Reach.PAST, 2)
    window = Temporal(Reach.WINDOW, length=8, overlap=2)
    assert Stabilised(Flickering(temporal=window)).spec.temporal == window
    assert stabilise_by_default(2) and stabilise_by_default(4) and not stabilise_by_default(1)
