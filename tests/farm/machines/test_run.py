"""A farm of several machines: killed, added, poisoned, stopped; the result is that of one machine, to the bit."""

from collections import Counter
from pathlib import Path

import psutil
import pytest

from tests.engine.test_run import tree
from tests.farm.machines.ground import Ground, Network
from tests.farm.machines.nodes import HANG
from tests.media import clips
from uprez.core.errors import Cancelled, ResourceError
from uprez.core.job import Job, Output, Recipe, Source
from uprez.engine.run import run_job
from uprez.farm.machines import dispatch
from uprez.farm.machines.patience import Patience
from uprez.farm.machines.progress import Progress
from uprez.farm.machines.run import run_on_machines
from uprez.farm.machines.seats import shown

FRAMES, WINDOW = 24, 3


@pytest.fixture
def network():
    """Namespaces, where they are allowed."""
    try:
        with Network() as made:
            yield made
    except OSError as error:
        pytest.skip(f"network namespaces cannot be made here: {error}")


@pytest.fixture
def ground(network, tmp_path, monkeypatch):
    """A head and two nodes; the share is known by another name on the second."""
    monkeypatch.setenv("UPREZ_STATE", str(tmp_path / "head"))
    share = tmp_path / "shared folder é"
    share.mkdir()
    other = tmp_path / "mount"
    other.symlink_to(share)
    ground = Ground(tmp_path, share, network)
    try:
        ground.node("one")
        ground.node("two", other)
        yield ground, share
    finally:
        ground.close()


def job_of(folder, name, formats=("exr", "prores")):
    clip = folder / "plate é.mov"
    if not clip.exists():
        clips.movie(clip, FRAMES, size=(160, 90))
    return Job(
        source=Source(path=str(clip)),
        recipe=Recipe(model="lanczos", scale=2, window=WINDOW, cuts="none"),
        output=Output(folder=str(folder / name), formats=formats, name=name),
    )


def quiet(event):
    return


def test_machines_die_and_come_and_the_result_is_that_of_one_machine(ground, tmp_path, monkeypatch):
    farm, share = ground
    job = job_of(share, "hangs")
    local = job.model_copy(update={"output": job.output.model_copy(update={"folder": str(tmp_path / "local")})})
    run_job(local, base=Path("/"), listen=quiet)
    seen = watched(monkeypatch)

    lost, notes = [], []

    def act(event):
        notes.append(event.text)
        done = [unit for seat, unit, window in seen if seat == "one/cpu" and window is not None]
        at = seen[-1][1] if seen and seen[-1][0] == "one/cpu" else None
        if lost or not done or at is None or at in done:
            return
        farm.kill("one")  # in the middle of it, see nodes.py
        lost.append(at)
        farm.node("three")
        farm.ready("two", "three")

    farm.ready("one", "two")
    result = run_on_machines(job, base=share, listen=act)
    assert tree(share / "hangs") == tree(tmp_path / "local")
    assert result.frames_done == result.frames_total == FRAMES
    assert not any("waiting" in note for note in notes)  # for the dead one's claim
    made = Counter(window for _, _, window in seen if window is not None)
    assert all(count == 1 for count in made.values())  # no recorded window was made again
    makers = {unit: {seat for seat, made, _ in seen if made == unit} for unit in range(FRAMES // WINDOW)}
    assert set().union(*makers.values()) == {"one/cpu", "two/cpu", "three/cpu"}
    assert [unit for unit, seats in makers.items() if len(seats) > 1] == lost  # one window was begun twice

    a_window_that_ends_processes_is_named_and_one_that_hangs_is_made_elsewhere(share, monkeypatch)
    a_stopped_run_goes_on(share)


def a_window_that_ends_processes_is_named_and_one_that_hangs_is_made_elsewhere(share, monkeypatch):
    monkeypatch.setattr(dispatch, "_LOOK", 1.0)
    poison, notes = job_of(share, "poison", formats=("exr",)), []
    monkeypatch.setattr(Patience, "_limit", lambda self, watched: 1.0 if watched.unit == HANG and not said() else 3600.0)

    def said():
        return [note for note in notes if "no sign of life" in note]

    with pytest.raises(ResourceError) as caught:
        run_on_machines(poison, base=share, together=1, listen=lambda event: notes.append(event.text))
    assert not psutil.pid_exists(int((share / "poison/hung").read_text()))  # it was ended, and another made its frames
    assert len(said()) == 1 and f"frames {HANG * WINDOW}-{HANG * WINDOW + WINDOW - 1}" in said()[0]
    assert f"frames {WINDOW}-{2 * WINDOW - 1}. All others are done." in str(caught.value) and "4 died" in str(caught.value)
    assert len(list((share / "poison/poison_exr").glob("*.exr"))) == FRAMES - WINDOW
    assert not (share / "poison/.uprez/poison/finished.json").exists()


def a_stopped_run_goes_on(share):
    stopped = job_of(share, "stopped", formats=("exr",))
    with pytest.raises(Cancelled):
        run_on_machines(stopped, base=share, listen=stop_at_first_window)
    again = run_on_machines(stopped, base=share, listen=quiet)
    assert again.frames_done == FRAMES
    names = {path.name.replace("stopped", "hangs"): path for path in (share / "stopped/stopped_exr").glob("*.exr")}
    assert all(path.read_bytes() == (share / "hangs/hangs_exr" / name).read_bytes() for name, path in names.items())


def stop_at_first_window(event):
    if event.stage == "run":
        raise Cancelled("stopped by the test")


def watched(monkeypatch):
    """Every event of a worker: seat, unit, and the window that it recorded, if any."""
    seen = []
    told = Progress.told

    def listening(self, event):
        if "note" not in event:
            seen.append((shown(event["seat"]), event["unit"], event.get("window")))
        told(self, event)

    monkeypatch.setattr(Progress, "told", listening)
    return seen
