import numpy as np
import pytest
from filelock import FileLock

from uprez.core.errors import BusyError, OutputError
from uprez.core.job import Job, Output, Recipe, Source
from uprez.core.plan import Plan, Shot, Window
from uprez.engine.record import Record

WINDOW = Window(index=0, shot=0, first=0, last=3, read_first=0, read_last=3)


def submitted(folder, **recipe):
    plan = Plan(
        shots=(Shot(index=0, first=0, last=3),),
        windows=(WINDOW,),
        tiles=(),
        source_size=(4, 4),
        output_size=(8, 8),
        fingerprint="f",
        weights="",
        runtime="",
        stabilise=False,
        memory="",
    )
    return Job(source=Source(path="clip.mov"), recipe=Recipe(**recipe), output=Output(folder=str(folder)), plan=plan)


@pytest.fixture
def record(tmp_path):
    record = Record(tmp_path, "clip_2x")
    record.submit(submitted(tmp_path))
    return record


def write(record, name, content=b"pixels"):
    path = record.folder / name
    path.write_bytes(content)
    return record.file(path)


def test_a_window_is_done_when_its_receipt_and_its_files_are_there(record):
    assert not record.done(WINDOW)
    file = write(record, "a.exr")
    assert not record.done(WINDOW)
    record.write_receipt(WINDOW, [file], {"seconds": 2.0})
    assert record.done(WINDOW)
    assert record.files(WINDOW) == [file]
    assert record.seconds_per_frame() == 0.5


def test_a_file_that_is_gone_or_cut_short_is_done_again(record):
    record.write_receipt(WINDOW, [write(record, "a.exr")], {"seconds": 1})
    (record.folder / "a.exr").write_bytes(b"pix")
    assert not record.done(WINDOW)
    (record.folder / "a.exr").unlink()
    assert not record.done(WINDOW)


def test_a_torn_receipt_is_no_receipt(record):
    record.write_receipt(WINDOW, [write(record, "a.exr")], {"seconds": 1})
    receipt = next(record.receipts.iterdir())
    receipt.write_text(receipt.read_text()[:20])
    assert not record.done(WINDOW)


def test_the_same_request_finds_its_job_and_another_is_refused(record):
    job = submitted(record.folder)
    assert record.adopt(job.model_copy(update={"plan": None}), overwrite=False) == job
    other = submitted(record.folder, seed=5)
    with pytest.raises(OutputError, match="another job"):
        record.adopt(other, overwrite=False)
    assert record.adopt(other, overwrite=True) is None
    assert not record.document.exists()


def test_a_finished_job_needs_no_segments(record):
    (record.segments / "window_000000.mov").write_bytes(b"x")
    files = [write(record, "clip.mov")]
    assert record.finished() is None
    record.write_finished(files)
    assert record.finished() == files
    assert not record.segments.exists()
    (record.folder / "clip.mov").unlink()
    assert record.finished() is None


def test_the_second_run_is_refused_and_told_who_holds_it(record):
    with record.hold(), pytest.raises(BusyError, match="process") as caught, Record(record.folder, "clip_2x").hold():
        pass
    assert caught.value.exit_code == 8
    with Record(record.folder, "clip_2x").hold():
        pass


def test_jobs_of_like_names_hold_only_their_own(record):
    """`other.v2-last` is another job than `other`; brackets are no pattern."""
    like = Record(record.folder, "other.v2-last")
    like.home.mkdir(parents=True)
    bracketed = Record(record.folder, "a[1]")
    bracketed.home.mkdir(parents=True)
    with like.hold():
        with Record(record.folder, "other").hold():
            pass
        assert sorted(path.name for path in like.home.parent.glob("other*")) == [f"other.v2-last{end}" for end in ("", ".holder", ".lock")]
    with FileLock(bracketed.home.parent / "a[1].worker-0.lock"), pytest.raises(BusyError), bracketed.hold():
        pass


def test_states_come_back_bit_for_bit(record):
    state = {"hidden": np.random.default_rng(0).random((3, 4), np.float32), "at": np.array([1, 2])}
    record.save_state(WINDOW, state)
    loaded = record.load_state(WINDOW)
    assert loaded is not None and set(loaded) == set(state)
    for name, value in state.items():
        np.testing.assert_array_equal(loaded[name], value)
    assert record.load_state(WINDOW.model_copy(update={"index": 9})) is None


def test_a_job_that_was_never_submitted_leaves_nothing(tmp_path):
    with Record(tmp_path / "out", "take").hold():
        assert (tmp_path / "out" / ".uprez").exists()
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_made_is_an_error_of_ours(tmp_path):
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(OutputError), Record(tmp_path / "file" / "out", "take").hold():
        pass
