"""The bridge's manners: who is let in, what is refused, order, cancelling, memory."""

import os
import signal
import socket
import stat
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import numpy as np
import psutil
import pytest

from tests.ofx_bridge.fake_plugin import FakePlugin, address_of, key_of, wait_for
from uprez.ofx_bridge.messages import Asked, Beat, Bye, Cancel, CancelledAsk, Done, Drop, Failed, Hello, NewSlot, SourceFrame, Welcome
from uprez.ofx_bridge.wire import HEAD, MAGIC, encode

FRAME = np.linspace(0, 1, 3 * 8 * 8, dtype=np.float32).reshape(3, 8, 8)


def frames(count, seed=0):
    return list(np.random.default_rng(seed).random((count, 3, 20, 16), np.float32))


def named(model):
    return f'{{"model": "{model}"}}'


def lives(state):
    """The bridge still serves newcomers."""
    other = FakePlugin(state)
    assert isinstance(other.ask([FRAME]).last, Done)
    other.close()


def refused(plugin, words):
    assert plugin.closed.wait(20)
    assert plugin.refused is not None and words in " ".join((plugin.refused.what, plugin.refused.why)), plugin.refused


def test_welcome(state, plugin):
    address, token, pid = address_of(state)
    assert plugin.welcome == Welcome("0.1.0", pid) and psutil.pid_exists(pid)
    assert address == str(state / "ofx-1.sock") and len(token) == 64 and int(token, 16)
    for path in (state / "ofx-1.address", Path(address)):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(state.stat().st_mode) == 0o700


@pytest.mark.parametrize("token", ["", "0" * 64, "ü"])
def test_a_wrong_word(state, token):
    refused(FakePlugin(state, token=token), "word")
    lives(state)


@pytest.mark.parametrize("version", [0, 2, 65535])
def test_another_version(state, version):
    plugin = FakePlugin(state, hello=False)
    plugin.raw(HEAD.pack(MAGIC, version, 1, 0, 0, 0))
    refused(plugin, "version")


def test_another_language(state):
    for data in (b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n", os.urandom(24).replace(b"U", b"u")):
        plugin = FakePlugin(state, hello=False)
        plugin.raw(data)
        assert plugin.closed.wait(20) and plugin.refused is None
    lives(state)


def test_no_hello(state):
    plugin = FakePlugin(state, hello=False)
    plugin.say(Beat())
    refused(plugin, "present itself")


def test_words_cut_off(state):
    whole = encode(NewSlot(1, 4096, ""))
    for length in (1, 23, 24, len(whole) - 1):
        plugin = FakePlugin(state)
        plugin.raw(whole[:length])
        plugin.socket.shutdown(socket.SHUT_WR)
        assert plugin.closed.wait(20)
    lives(state)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (HEAD.pack(MAGIC, 1, 99, 0, 0, 0), "kind 99"),
        (HEAD.pack(MAGIC, 1, 3, 2, 0, 0) + b"\0\0", "DROP"),
        (HEAD.pack(MAGIC, 1, 6, 1, 0, 0) + b"\0", "CANCEL"),
        (HEAD.pack(MAGIC, 1, 4, (1 << 20) + 1, 0, 0), "too long"),
        (encode(Welcome("", 1)), "Welcome"),
        (encode(Hello("", 1, "", "")), "Hello"),
        (encode(Drop(5)), "no slot 5"),
        (encode(NewSlot(1, 4096, "")), "descriptor"),
        (encode(NewSlot(1, 0, "")), "0 bytes"),
    ],
)
def test_what_no_plugin_says(state, plugin, data, words):
    plugin.raw(data)
    refused(plugin, words)
    lives(state)


ASK = {
    "recipe": named("identity"),
    "colour": "display",
    "width": 8,
    "height": 8,
    "out_width": 8,
    "out_height": 8,
    "channels": 3,
    "sample": 2,
}
ASK |= {"alpha": 0, "interactive": 0, "time": 0, "out_slot": 1, "frames": ((0, 1, 1),)}


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"out_slot": 9}, "no slot 9"),
        ({"out_width": 9}, "too small"),
        ({"out_width": 0}, "size"),
        ({"width": 2**32 - 1, "height": 2**32 - 1}, "size"),
        ({"channels": 5}, "laid out"),
        ({"sample": 3}, "laid out"),
        ({"alpha": 3}, "laid out"),
        ({"frames": ()}, "follow"),
        ({"frames": ((0, 1, 1), (2, 1, 2))}, "follow"),
        ({"time": 4}, "none of its window"),
    ],
)
def test_asks_that_make_no_sense(state, plugin, wrong, words):
    plugin.lend(3 * 8 * 8 * 4)
    plugin.say(Asked(**{**ASK, **wrong}), 7)
    refused(plugin, words)
    lives(state)


def test_requests_and_slots_in_use(state):
    for spoil, words in (
        (lambda plugin: plugin.say(Asked(**ASK), 0), "request 0"),
        (lambda plugin: (plugin.say(Asked(**ASK), 7), plugin.say(Asked(**{**ASK, "out_slot": 2}), 7)), "request 7"),
        (lambda plugin: (plugin.say(Asked(**ASK), 7), plugin.say(Asked(**ASK), 8)), "in use"),
        (lambda plugin: (plugin.say(Asked(**ASK), 7), plugin.say(SourceFrame(1, 1, 1), 7)), "in use"),
        (lambda plugin: (plugin.say(Asked(**ASK), 7), plugin.say(SourceFrame(1, 2, 2), 7)), "not asked for"),
        (lambda plugin: (plugin.say(Asked(**{**ASK, "width": 16}), 7), plugin.say(SourceFrame(1, 1, 2), 7)), "too small"),
        (lambda plugin: plugin.lend(4096) and plugin.say(NewSlot(1, 1, ""), 0, plugin.slots[1].descriptor), "already"),
    ):
        plugin = FakePlugin(state)
        plugin.answers_needs = False
        plugin.lend(768)
        plugin.lend(768)
        spoil(plugin)
        refused(plugin, words)


def test_random_bytes_after_hello(state):
    rng = np.random.default_rng(5)
    for _ in range(40):
        plugin = FakePlugin(state)
        kind, length = int(rng.integers(1, 12)), int(rng.integers(0, 90))
        plugin.raw(HEAD.pack(MAGIC, 1, kind, length, 0, int(rng.integers(0, 9))) + rng.bytes(length))
        with suppress(OSError):  # it may have been refused already
            plugin.raw(rng.bytes(40))
        assert plugin.closed.wait(20)
    lives(state)


def test_descriptors_that_nobody_wants_are_closed(state, plugin):
    process = psutil.Process(address_of(state)[2])
    lives(state)
    count = process.num_fds()
    for _ in range(20):
        plugin.raw(encode(Beat()), 0, 1, 2)
    wait_for(lambda: len(plugin.beats) >= 20)
    assert process.num_fds() <= count + 1


def test_a_source_frame_is_sent_once(plugin):
    shot = frames(6)
    for at in range(6):
        first, last = max(0, at - 1), min(5, at + 1)
        plugin.ask(shot[first : last + 1], at=at - first, times=list(range(first, last + 1)))
    assert plugin.sent == [key_of(frame) for frame in shot]
    assert plugin.needs == [2, 1, 1, 1, 1, 0]
    wait_for(lambda: len(plugin.freed) == 2)  # 2 x window are kept: 4 for the last window of 2 frames
    plugin.ask([FRAME])
    wait_for(lambda: len(plugin.freed) == 5)  # for a window of one, two frames stay
    plugin.ask(shot[4:6], times=[4, 5])
    assert plugin.needs[-1] == 1


def test_slots_are_used_again_and_no_more_are_needed(plugin):
    for at, frame in enumerate(frames(12)):
        plugin.ask([frame], times=[at])
    assert len(plugin.slots) <= 4 and len(plugin.freed) >= 9


def test_the_same_picture_twice_in_a_window(plugin):
    answer = plugin.ask([FRAME] * 3, keys=[(5, 5)] * 3)
    assert (answer.picture == FRAME).all() and plugin.needs == [1]
    answer = plugin.ask([FRAME, FRAME, FRAME + 1], keys=[(5, 5), (5, 5), (6, 6)], at=2)
    assert (answer.picture == FRAME + 1).all() and plugin.needs == [1, 1]


def test_words_of_failure(plugin):
    cases = [
        ({"recipe": named("nothing like it")}, "nothing like it"),
        ({"recipe": named("/nowhere/own.onnx")}, "own.onnx"),
        ({"recipe": "{"}, "recipe"),
        ({"recipe": "[1]"}, "no object"),
        ({"recipe": "[" * 100_000}, "recipe"),
        ({"recipe": '{"wish": 1}'}, "wish"),
        ({"recipe": '{"model": "span", "prompt": "a cat"}'}, "prompt"),
        ({"recipe": '{"model": "span", "strength": 7}'}, "strength"),
        ({"colour": "LogC9"}, "LogC9"),
        ({"colour": "Raw"}, "data"),
        ({"colour": ""}, "colour space"),
    ]
    for said, words in cases:
        last = plugin.ask([FRAME], **said).last
        assert isinstance(last, Failed) and words in " ".join((last.what, last.why, last.fix)), last
    assert isinstance(plugin.ask([FRAME]).last, Done)


def test_a_fault_is_told_and_logged(state, plugin):
    last = plugin.ask([FRAME], recipe=named("broken"), size=(16, 16)).last
    assert isinstance(last, Failed) and "a fault that nobody foresaw" in last.why
    assert "Traceback" in (state.parent / "state.log").read_text()
    lives(state)


def test_a_frame_that_is_given_up_before_its_frames_came(plugin):
    plugin.answers_needs = False
    begun = plugin.begin([FRAME])
    plugin.say(Cancel(), begun[0])
    assert isinstance(plugin.wait(*begun).last, CancelledAsk)
    plugin.serve(begun[0], [key_of(FRAME)])  # it was on its way
    wait_for(lambda: plugin.freed)
    plugin.say(Cancel(), begun[0])
    plugin.say(Cancel(), 12345)
    plugin.answers_needs = True
    assert isinstance(plugin.ask([FRAME]).last, Done)


def test_a_shot_is_given_up_in_the_middle(state, plugin):
    begun = plugin.begin(frames(6), recipe=named("long shot"), size=(32, 40))
    wait_for(lambda: [step for step in plugin.progress[begun[0]] if step.stage == "Passing over the shot"])
    waiting = plugin.begin([FRAME])
    plugin.say(Cancel(), begun[0])
    started = time.monotonic()
    assert isinstance(plugin.wait(*begun).last, CancelledAsk) and time.monotonic() - started < 2
    assert isinstance(plugin.wait(*waiting).last, Done)


def test_who_waits_comes_first_and_the_newest_of_them(plugin):
    first = plugin.begin(frames(2, seed=7), recipe=named("slow network"), size=(32, 40))
    wait_for(lambda: plugin.progress[first[0]])
    order = []
    kinds = {"batch a": 0, "batch b": 0, "old": 1, "new": 1}
    begun = {name: plugin.begin([FRAME], interactive=kind) for name, kind in kinds.items()}
    for name, (request, _, _) in begun.items():
        queue = plugin._waiting[request]
        queue.put = lambda message, name=name, put=queue.put: (order.append(name), put(message))
    time.sleep(0.3)
    plugin.say(Cancel(), first[0])
    for each in (first, *begun.values()):
        plugin.wait(*each)
    assert order == ["new", "old", "batch a", "batch b"]


def test_signs_of_life(plugin):
    plugin.say(Beat(), 7)
    wait_for(lambda: plugin.beats, 2)
    plugin.beats.clear()
    begun = plugin.begin(frames(1, seed=9), recipe=named("slow network"), size=(32, 40))
    assert isinstance(plugin.wait(*begun).last, Done)
    count = len(plugin.beats)
    assert 1 <= count <= 4
    time.sleep(1.5)
    assert len(plugin.beats) == count  # nobody waits: silence


def test_two_guests_at_once(state):
    guests = [FakePlugin(state) for _ in range(2)]
    shots = [frames(3, seed) for seed in (1, 2)]
    begun = [(guest, frame, guest.begin([frame])) for guest, shot in zip(guests, shots, strict=True) for frame in shot]
    for guest, frame, each in begun:
        assert (guest.wait(*each).picture == frame).all()
    guests[0].raw(b"nonsense" * 3)
    assert guests[0].closed.wait(20)
    assert isinstance(guests[1].ask([FRAME]).last, Done)
    guests[1].say(Bye())
    assert guests[1].closed.wait(20) and guests[1].refused is None


def memories(pid) -> int:
    """Pieces of a plugin's memory that a process has mapped."""
    return Path(f"/proc/{pid}/maps").read_text().count("memfd:fake")


def descriptors(pid) -> int:
    """Descriptors of a plugin's memory that a process has open."""
    folder, count = Path(f"/proc/{pid}/fd"), 0
    for path in folder.iterdir():
        try:
            count += "memfd:fake" in os.readlink(path)
        except OSError:
            continue
    return count


KILLED = """
import os, sys, time
from pathlib import Path
import numpy as np
from tests.ofx_bridge.fake_plugin import FakePlugin
plugin = FakePlugin(Path(sys.argv[1]))
frames = [np.full((3, 20, 16), value, np.float32) for value in range(3)]
plugin.begin(frames, recipe='{"model": "slow network"}', size=(32, 40))
plugin.begin([np.zeros((3, 8, 8), np.float32)])
while not any(plugin.progress.values()):
    time.sleep(0.01)
print("working", flush=True)
time.sleep(60)
"""


def test_a_host_that_is_killed_leaves_nothing_behind(state, plugin):
    pid = address_of(state)[2]
    wait_for(lambda: memories(pid) == 0)
    lent = plugin.lend(4096)
    plugin.ask([FRAME])
    path = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    host = subprocess.Popen([sys.executable, "-c", KILLED, str(state)], stdout=subprocess.PIPE, env=path)
    assert b"working" in host.stdout.readline()
    before = memories(pid)
    assert before >= 3 + 4
    host.send_signal(signal.SIGKILL)
    host.wait()
    host.stdout.close()
    mine = len(plugin.slots)
    wait_for(lambda: memories(pid) <= mine + 4, 2)  # at once, but for what the worker is in: a result and three frames
    wait_for(lambda: memories(pid) == mine and descriptors(pid) == mine, 15)  # right after
    plugin.take_back(lent)
    wait_for(lambda: memories(pid) == mine - 1 and descriptors(pid) == mine - 1)
    assert isinstance(plugin.ask([FRAME]).last, Done)


def test_a_slot_that_is_taken_back_under_the_worker(state, plugin):
    begun = plugin.begin(frames(3, seed=8), recipe=named("slow network"), size=(32, 40))
    wait_for(lambda: plugin.progress[begun[0]])
    for slot in list(plugin.slots.values()):
        plugin.take_back(slot)
    assert isinstance(plugin.wait(*begun).last, CancelledAsk)
    pid = address_of(state)[2]
    wait_for(lambda: memories(pid) == 0)


def test_larger_frames_take_larger_slots(plugin):
    for side in (8, 64, 16):
        frame = np.full((4, side, side), 0.5, np.float32)
        np.testing.assert_allclose(plugin.ask([frame], recipe=named("lanczos"), size=(2 * side, 2 * side)).picture, 0.5, rtol=1e-6)


def test_a_second_bridge_ends(state):
    done = subprocess.run(
        [sys.executable, "-m", "uprez", "bridge"],
        env={**os.environ, "UPREZ_STATE": str(state)},
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 8 and b"running already" in done.stderr
    lives(state)
