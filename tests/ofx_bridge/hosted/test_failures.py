"""The bridge is away, refused or not wanted: the host gets words, and the pixels that the user chose."""

import resource

import numpy as np
import psutil
import pytest

from tests.ofx_bridge.driving import AUTOMATIC, CARD, FAIL, FAILED, OK, PASS
from tests.ofx_bridge.pictures import picture, solid
from tests.ofx_bridge.processes import bridge_pid

SOURCE = solid(picture(32, 24, seed=2))
CLEAN = (0, 0, 0)
OFF = {"UPREZ_OFX_BACKEND": "off"}


@pytest.fixture
def off(make_host, own_state):
    """An instance whose backend is off."""
    return make_host(own_state, environment=OFF).load().create().frames([SOURCE]).choose("identity", 1)


def quick_checks(done, status):
    assert (done.status, done.harm, done.said["unwritten"]) == (status, CLEAN, 0)


@pytest.mark.parametrize(
    ("choice", "interactive", "shown"),
    [
        (AUTOMATIC, True, "source"),
        (AUTOMATIC, False, "nothing"),
        (FAIL, True, "nothing"),
        (PASS, False, "source"),
        (CARD, True, "card"),
        (CARD, False, "card"),
    ],
)
def test_on_failure(off, choice, interactive, shown):
    done = off.set(onFailure=choice).render(0, interactive=interactive)
    quick_checks(done, FAILED if shown == "nothing" else OK)
    assert "off" in off.persistent()
    if shown == "source":
        assert np.allclose(done.pixels, SOURCE)
    else:
        assert not np.allclose(done.pixels, SOURCE)


def test_background_hosts_are_never_interactive(make_host, own_state):
    host = make_host(own_state, profile="mlt", environment=OFF).load()
    done = host.create(interactive=1).frames([SOURCE]).choose("identity", 1).render(0, interactive=True)
    quick_checks(done, FAILED)
    assert "uprez:" in host.words()  # MLT drops messages: its log says it


def test_a_host_whose_message_suite_is_hollow(make_host, own_state):
    host = make_host(own_state, profile="resolve", environment=OFF).load()
    quick_checks(host.create().frames([SOURCE]).choose("identity", 1).render(0), FAILED)
    assert any("off" in text for text in host.told())


def test_uprez_is_missing(make_host, own_state):
    host = make_host(own_state, environment={"UPREZ_COMMAND": "/no/such/uprez", "UPREZ_OFX_REST": "1"}).load()
    instance = host.create().frames([SOURCE]).choose("identity", 1)
    for _ in range(4):  # the fourth meets the breaker
        done = instance.render(0)
        quick_checks(done, FAILED)
        assert done.said["seconds"] < 5
        assert "uprez" in instance.persistent()


def test_not_on_the_path(make_host, own_state):
    host = make_host(own_state, environment={"UPREZ_COMMAND": "", "PATH": "/nonexistent"}).load()
    quick_checks(host.create().frames([SOURCE]).choose("identity", 1).render(0), FAILED)


@pytest.mark.parametrize("words", [{"draft": True}, {"thumbnail": True}, {"scale": 0.5}])
def test_drafts_proxies_and_thumbnails_need_no_bridge(make_host, own_state, words):
    host = make_host(own_state).load()
    scale = words.get("scale", 1)
    instance = host.create().choose("span", 2).frame(0, SOURCE[:: int(1 / scale), :: int(1 / scale)], scale=scale)
    done = instance.render(0, **words)
    quick_checks(done, OK)
    assert done.pixels.shape == (48 * scale, 64 * scale, 4)
    assert done.said["fetched"] == [0]
    assert abs(float(done.pixels.mean()) - float(SOURCE.mean())) < 0.02
    assert bridge_pid(own_state) is None


def test_resolves_thumbnails_need_no_bridge(make_host, own_state):
    instance = make_host(own_state, profile="resolve").load().create().choose("span", 2).frame(0, SOURCE)
    instance.ask("clip", thumbnail=1)
    quick_checks(instance.render(0), OK)
    assert bridge_pid(own_state) is None


def test_memory_for_slots_is_all(make_host, state):
    host = make_host(state, environment={"UPREZ_OFX_MEMORY": "300000"}).load()
    instance = host.create().frame(0, solid(picture(200, 150))).choose("identity", 1)
    quick_checks(instance.render(0), FAILED)
    assert "emory" in instance.persistent()
    small = instance.frame(0, SOURCE).render(0)
    quick_checks(small, OK)
    assert np.allclose(small.pixels, SOURCE)
    assert instance.persistent() == ""


def test_no_address_space_is_left(make_host, state):
    host = make_host(state).load()
    instance = host.create().choose("identity", 1)
    large = np.zeros((2000, 2000, 4), np.float32)
    large[..., 3] = 1
    quick_checks(instance.frame(0, SOURCE).render(0), OK)
    instance.frame(1, large)
    used = psutil.Process(host.process.pid).memory_info().vms
    limits = resource.prlimit(host.process.pid, resource.RLIMIT_AS)
    resource.prlimit(host.process.pid, resource.RLIMIT_AS, (used + 130_000_000, limits[1]))  # the output, and little more
    done = instance.render(1)
    assert (done.status in (OK, FAILED), done.harm) == (True, CLEAN)
    resource.prlimit(host.process.pid, resource.RLIMIT_AS, limits)
    quick_checks(instance.render(1), OK)


def test_an_own_file_that_is_not_chosen(make_host, state):
    instance = make_host(state).load().create().frames([SOURCE]).choose("own file", 2)
    quick_checks(instance.render(0), FAILED)
    assert "Weights file" in instance.persistent()


def test_a_model_that_cannot_be_opened(make_host, state, tmp_path):
    bad = tmp_path / "bad 100%s.safetensors"  # hosts take messages for formats
    bad.write_bytes(b"no weights at all")
    instance = make_host(state).load().create().frames([SOURCE]).choose("own file", 2).set(modelFile=str(bad))
    quick_checks(instance.render(0), FAILED)
    assert bad.name in instance.persistent()
    quick_checks(instance.choose("lanczos").render(0), OK)
    assert instance.persistent() == ""


def test_the_hosts_main_thread_is_never_held_for_long(make_host, own_state):
    """The limit is 50 ms, which a benchmark measures on an idle machine; here, only that nothing waits for a bridge."""
    host = make_host(own_state, environment={"UPREZ_COMMAND": "sleep 60"}).load()
    instance = host.create().frames([SOURCE])
    for param in ("openPanel", "bake", "model", "strength"):
        instance.changed(param)
    for verb in ("sync", "preferences", "definition", "frames", "purge"):
        instance.ask(verb)
    instance.destroy()
    slowest = max((time for time in host.ask("times")["times"] if time["main"]), key=lambda time: time["seconds"])
    assert slowest["seconds"] < 0.5, slowest
