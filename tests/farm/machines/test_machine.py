"""A machine's seats, a job's paths on it, and the commands when something is missing."""

import asyncio
import socket
import threading
from pathlib import Path

import pytest
from click.testing import CliRunner
from distributed.comm.core import FatalCommClosedError

from uprez import __version__
from uprez.core.errors import BusyError, InputError, JobError, ModelError, OutputError
from uprez.core.events import Event
from uprez.core.job import Job, Output, Recipe, Source
from uprez.engine.devices import Device
from uprez.farm.machines import cli, node, seats, share, task
from uprez.farm.machines.membership import Membership, keys, machine_name, make_farm_folder, member
from uprez.farm.machines.moved import check_shared, moved
from uprez.farm.machines.seats import seat_of, wanted
from uprez.farm.machines.share import Share
from uprez.farm.machines.task import Unit

CPU = Device("cpu", "A processor", 1 << 34, 1 << 33, ("onnxruntime", "torch"))
GPUS = tuple(Device(f"cuda:{n}", "A card", 1 << 34, 1 << 33, ("torch",)) for n in range(2))


@pytest.fixture(autouse=True)
def state(tmp_path, monkeypatch):
    monkeypatch.setenv("UPREZ_STATE", str(tmp_path / "state"))


def test_one_seat_for_each_gpu_else_one_for_the_processor(monkeypatch):
    monkeypatch.delenv("CUDA_VISIBLE_DEVICES", raising=False)
    monkeypatch.setattr(seats, "devices", lambda: (CPU, *GPUS))
    found = seats.seats("render", "auto")
    assert [seat.name for seat in found] == ["render/cuda:0", "render/cuda:1"]
    assert [seat.environment["CUDA_VISIBLE_DEVICES"] for seat in found] == ["0", "1"]
    assert all(seat.environment["CUDA_DEVICE_ORDER"] == "PCI_BUS_ID" for seat in found)
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "3, GPU-5f")
    assert [seat.environment["CUDA_VISIBLE_DEVICES"] for seat in seats.seats("render", "gpu")] == ["3", "GPU-5f"]
    (processor,) = seats.seats("render", "cpu")
    assert processor.name == "render/cpu" and processor.environment == {} and seats.seats("render", "none") == ()
    monkeypatch.setattr(seats, "devices", lambda: (CPU,))
    assert [seat.name for seat in seats.seats("render", "auto")] == ["render/cpu"]
    with pytest.raises(ModelError, match="no GPU"):
        seats.seats("render", "gpu")


def test_a_plan_goes_to_the_class_of_device_that_it_was_made_for(monkeypatch):
    monkeypatch.setattr(seats, "devices", lambda: (CPU, *GPUS))
    card, processor = seats.seats("render", "gpu")[0], seats.seats("render", "cpu")[0]

    def fits(runtime, seat):
        plan = type("Plan", (), {"runtime": runtime})()
        return all(name in seat.offers for name in wanted(plan))

    assert fits("torch cuda:0 fp16", card) and not fits("torch cuda:0 fp16", processor)
    assert fits("onnxruntime cpu fp32", processor) and not fits("onnxruntime cpu fp32", card)
    assert fits("numpy cpu fp32", card) and fits("numpy cpu fp32", processor) and fits("", card)
    assert wanted(type("Plan", (), {"runtime": ""})()) == {__version__: 1}
    again, other = (seat_of(seats.named(card, mark)) for mark in ("ab12cd", "00ff00"))
    assert again == seat_of(seats.named(card, "ab12cd")) != other and seats.shown(again) == seats.shown(other) == card.name
    assert seats.machine_of(again) != seats.machine_of(other) and seats.shown(seats.machine_of(other)) == "render"


def job_of(folder, **recipe):
    return Job(source=Source(path=f"{folder}/clip.mov"), recipe=Recipe(**recipe), output=Output(folder=f"{folder}/out"))


def test_paths_are_those_of_the_machine_and_the_document_stays(tmp_path):
    job = job_of(
        "Z:\\Show", reference_images=("z:/show/ref.png", "Y:\\x.png"), model="span", mask="auto", reference_video="Z:\\Show\\b\\v.mov"
    )
    here = moved(job, root="Z:\\Show", folder=Path("/mnt/the show"))
    assert (here.source.path, here.output.folder) == ("/mnt/the show/clip.mov", "/mnt/the show/out")
    assert (
        here.recipe.reference_images == ("/mnt/the show/ref.png", "Y:\\x.png")
        and here.recipe.mask == "auto"
        and here.recipe.model == "span"
    )
    assert here.recipe.reference_video == "/mnt/the show/b/v.mov"
    assert moved(job, root="/mnt/the show", folder=Path("/mnt/the show")) is job


def test_what_others_cannot_reach_is_refused_before_anything_is_sent(tmp_path):
    founded = Share.founded(tmp_path)
    check_shared(job_of(tmp_path, model="/elsewhere/net.onnx"), tmp_path, founded)
    check_shared(Job(source=Source(path="clip.mov"), output=Output(folder="out")), tmp_path / "show", founded)
    for recipe in ({"reference_images": ("/elsewhere/a.png",)}, {"mask": "/elsewhere/m.png"}, {"take": "/elsewhere/t.mov"}):
        with pytest.raises(InputError, match=r"'/elsewhere/.*' does not lie in the shared folder"):
            check_shared(job_of(tmp_path, **recipe), tmp_path, founded)
    with pytest.raises(InputError, match="does not lie"):
        check_shared(job_of("/elsewhere"), tmp_path, founded)


def test_names_are_plain():
    assert machine_name("Büro Mac (2)") == "B-ro-Mac-2" and machine_name("!!") == "machine" and machine_name(None)


def test_a_machine_in_no_farm_is_told_what_to_do(tmp_path):
    with pytest.raises(JobError, match="uprez farm up --share"):
        member()
    assert (error := CliRunner().invoke(cli.machines).exception) and "in no farm" in str(error)
    assert "Give --share" in CliRunner().invoke(cli.up).output
    assert "no folder" in str(CliRunner().invoke(cli.up, ["--share", str(tmp_path / "none")]).exception)
    assert "No farm is at work" in str(CliRunner().invoke(cli.down).exception)
    assert "mistyped" in str(CliRunner().invoke(cli.join, ["abc-def"]).exception)
    assert not (tmp_path / "state/farm/member.json").exists()


def test_only_the_head_pairs_and_only_others_join(tmp_path):
    founded = Share.founded(tmp_path)
    make_farm_folder()
    keys().found("head")
    for head, command, words in ((False, cli.pair, "on the farm's head"), (True, cli.join, "is the head of a farm")):
        Membership("head", "127.0.0.1", 1, str(tmp_path), founded.identity, head=head).keep()
        assert words in str(CliRunner().invoke(command).exception)
    (tmp_path / "state/farm/member.json").write_text("{")
    with pytest.raises(JobError, match="does not say what it should"):
        member()


def test_a_share_that_is_not_mounted_is_said_before_work(tmp_path):
    (tmp_path / "share").mkdir()
    founded = Share.founded(tmp_path / "share")
    make_farm_folder()
    keys().found("head")
    Membership("second", "127.0.0.1", 1, str(tmp_path / "share"), founded.identity, head=False).keep()
    (tmp_path / "share/.uprez-farm/share.json").unlink()
    assert "not the folder that the farm shares" in str(CliRunner().invoke(cli.join).exception)


def test_one_process_for_a_farm_on_a_machine(tmp_path, monkeypatch):
    monkeypatch.setattr(node, "standing", lambda: object())
    founded = Share.founded(tmp_path)
    place = node.Place(Membership("a", "127.0.0.1", 1, str(tmp_path), founded.identity, head=True), ())
    with pytest.raises(BusyError, match="works for a farm already"):
        node.run_head(place, print)


def test_a_door_that_is_taken_is_told_and_nothing_is_kept(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        words = ["--share", str(tmp_path), "--on", "none", "--address", "127.0.0.1", "--port", str(taken.getsockname()[1])]
        error = CliRunner().invoke(cli.up, words).exception
    assert isinstance(error, OutputError) and "cannot listen on 127.0.0.1" in str(error)
    assert not (tmp_path / "state/farm").exists()


def test_the_farms_own_place_on_the_network_is_one_that_others_can_use(tmp_path, monkeypatch):
    def up(*words):
        return CliRunner().invoke(cli.up, ["--share", str(tmp_path), "--on", "none", *words])

    for everywhere in ("0.0.0.0", "::"):
        assert isinstance(up("--address", everywhere).exception, InputError)
    assert "--port" in up("--port", "65535").output  # pairing takes the next one
    for ports in ("many", "5:4", "1:65536", "7"):
        assert "two ports are wanted" in up("--ports", ports).output
    assert not (tmp_path / "state/farm").exists()
    monkeypatch.setattr(node, "run_head", lambda place, tell: None)
    assert up("--address", "127.0.0.1", "--port", "47432").output == ""
    before = keys().certificate.read_bytes()
    assert "pair them again" in up("--port", "47433").output and keys().certificate.read_bytes() == before
    assert up("--new-keys", "--port", "47434").output == "" and keys().certificate.read_bytes() != before


def test_a_machine_without_network_waits_for_its_head_and_says_why_it_has_none(tmp_path, monkeypatch):
    member = Membership("a", "127.0.0.1", 1, str(tmp_path), "", head=False)
    seat = seats.Seat("a/cpu", "A processor", {}, {})
    said, faults = [], [InputError("There is no way."), renewed(), OSError("Timed out"), KeyError("over")]

    def nanny(*words, **options):
        raise faults.pop(0)

    monkeypatch.setattr("distributed.Nanny", nanny)
    monkeypatch.setattr(node, "AGAIN", 0.0)
    with pytest.raises(KeyError):
        asyncio.run(node._keep(seat, node.Place(member, [seat]), None, "ab12cd", said.append))
    assert len(said) == 1 and "a/cpu: the head is away" in said[0] and "There is no way." in said[0]
    assert "pair this machine again" in node._reason(renewed()) and "Timed out" in node._reason(OSError("Timed out"))


def renewed():
    """What Dask raises when the head's certificate is another farm's."""
    error = RuntimeError("Nanny failed to start.")
    error.__cause__ = FatalCommClosedError("TLS certificate does not match.")
    return error


def test_a_stale_note_of_a_process_is_nobody(tmp_path):
    make_farm_folder()
    assert node.standing() is None
    (tmp_path / "state/farm/process.json").write_text('{"pid": 1, "born": 1.0}')
    assert node.standing() is None


@pytest.fixture
def bench(tmp_path, monkeypatch):
    """A worker's bench with two jobs on the share; gives what was opened, run and closed on it."""
    log = []

    class Fake:
        def __init__(self, job, *, base, locate, strict, seize, listen):
            assert strict and seize
            self.name = locate(job).output.folder
            log.append(("open", self.name))

        def __enter__(self):
            return self

        def __exit__(self, *error):
            log.append(("close", self.name))

        def run(self, shards, listen):
            log.append(("run", shards))
            listen(Event("run", done=4, window=shards[0]))
            if shards == (13,):
                raise ZeroDivisionError("by the test")

    dask = type("Worker", (), {"name": "a/cpu~1", "log_event": lambda self, topic, message: log.append(("told", message))})()
    monkeypatch.setattr("distributed.get_worker", lambda: dask)
    monkeypatch.setattr(task, "Worker", Fake)
    monkeypatch.setattr(task, "_bench", task._Bench())
    founded = Share.founded(tmp_path)
    make_farm_folder()
    keys().found("head")
    Membership("head", "127.0.0.1", 1, str(tmp_path), founded.identity, head=True).keep()
    for name in "ab":
        (tmp_path / f"{name}.json").write_text(job_of(f"/head/{name}").to_json())
    yield log
    task._bench.timer.cancel()


def unit_of(name, *shards, run="run"):
    return Unit(run, f"{name}.json", ".", "/head", 0, shards)


def test_a_job_stays_open_from_unit_to_unit_until_another_comes_or_it_fails(bench, tmp_path):
    here = [f"{tmp_path}/{name}/out" for name in "ab"]
    for unit in (unit_of("a", 0), unit_of("a", 1), unit_of("b", 0), unit_of("b", 13), unit_of("b", 2)):
        outcome = task.make(unit)
        assert (outcome.fault is not None) == (unit.shards == (13,))
    a, b = here
    steps = [entry for entry in bench if entry[0] != "told"]
    opened = [("open", a), ("run", (0,)), ("run", (1,)), ("close", a), ("open", b), ("run", (0,)), ("run", (13,)), ("close", b)]
    assert steps == [*opened, ("open", b), ("run", (2,))]
    assert bench[2] == ("told", {"run": "run", "unit": 0, "seat": "a/cpu", "window": 0, "made": 4})


def test_a_model_that_nobody_needs_any_more_is_let_go(bench, monkeypatch):
    monkeypatch.setattr(task, "IDLE", 0.02)
    task.make(unit_of("a", 0))
    task._bench.timer.join()
    assert bench[-1][0] == "close"


def test_a_stopped_run_stops_at_its_next_event(bench):
    task.stop("gone")
    outcome = task.make(unit_of("a", 0, run="gone"))
    assert outcome.fault and outcome.fault.kind == "Cancelled" and task.make(unit_of("a", 0)).fault is None


def test_a_document_that_the_share_shows_late_is_waited_for(bench, tmp_path):
    late = threading.Timer(0.3, lambda: (tmp_path / "late.json").write_text(job_of("/head/late").to_json()))
    late.start()
    assert task.make(unit_of("late", 0)).fault is None
    late.join()


def test_errors_of_a_worker_come_back_as_values(bench, monkeypatch):
    monkeypatch.setattr(share, "PATIENCE", 0.1)
    fault = task.make(unit_of("c", 0)).fault
    assert fault and fault.kind == "JobError" and "c.json" in fault.what
    fault = task.make(unit_of("a", 13)).fault
    assert fault and fault.kind == "unforeseen" and "ZeroDivisionError: by the test" in fault.what
