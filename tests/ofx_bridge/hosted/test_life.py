"""Instances and hosts that come and go, under AddressSanitizer: nothing is left behind."""

import numpy as np

from tests.ofx_bridge.driving import OK
from tests.ofx_bridge.pictures import picture
from tests.ofx_bridge.processes import bridge_pid, slots_of, wait_until

PICTURES = [picture(16, 12, seed=seed) for seed in range(3)]


def test_a_hundred_instances(make_host, state):
    host = make_host(state, "address").load()
    for number in range(100):
        instance = host.create(f"i{number}").frames(PICTURES[:1]).choose("lanczos")
        if number % 25 == 0:
            assert instance.render(0).status == OK
        instance.destroy()


def test_load_unload_load(make_host, state):
    host = make_host(state, "address")
    seen = []
    for _ in range(3):
        host.load()
        instance = host.create().frames(PICTURES[:1]).choose("lanczos")
        seen.append(instance.render(0).pixels)
        instance.destroy()
        host.unload()
    assert np.array_equal(seen[0], seen[1])
    assert np.array_equal(seen[0], seen[2])


def test_load_again_without_closing(make_host, state):
    """MLT sends Load for every instance, and again after Unload."""
    host = make_host(state, "address", profile="mlt").load()
    assert host.ask("load")["status"] == OK
    instance = host.create().frames(PICTURES).choose("lanczos")
    assert instance.render(0).status == OK
    instance.destroy()
    assert host.ask("unload")["status"] == OK
    assert host.ask("load")["status"] == OK
    assert host.create().frames(PICTURES).choose("identity").render(0).status == OK


def test_an_instance_per_frame(make_host, state):
    """As MLT does with plugins that are safe: state is rebuilt from parameters, and connections live on."""
    host = make_host(state, "address", profile="mlt").load()
    pids = set()
    for time in (1, 0, 2, 2):
        instance = host.create().frames(PICTURES).choose("identity")
        assert instance.render(time).status == OK
        pids.add(bridge_pid(state))
        instance.destroy()
    assert len(pids) == 1


def test_unload_frees_the_slots(make_host, state):
    host = make_host(state, "address").load()
    host.create().frames(PICTURES).choose("identity").render(1)
    pid = bridge_pid(state)
    assert slots_of(pid) > 0
    assert slots_of(host.process.pid) > 0
    host.ask("destroy", name="a")
    assert host.ask("unload")["status"] == OK
    assert slots_of(host.process.pid) == 0
    wait_until(lambda: slots_of(pid) == 0)


def test_two_hosts_share_a_bridge(make_host, own_state):
    """Both find none, and both start one."""
    hosts = [make_host(own_state, "address").load() for _ in range(2)]
    instances = [host.create().frames([PICTURES[place]]).choose("identity", 1) for place, host in enumerate(hosts)]
    for instance in instances:
        instance.start("first", 0)
    for place, instance in enumerate(instances):
        assert np.allclose(instance.wait("first").pixels, PICTURES[place])
    pid = bridge_pid(own_state)
    hosts[0].kill()
    held = slots_of(pid)
    wait_until(lambda: slots_of(pid) < held or held == slots_of(hosts[1].process.pid))
    assert np.allclose(instances[1].frame(1, PICTURES[2]).render(1).pixels, PICTURES[2])


def test_buttons_return_at_once_and_persist_nothing_odd(make_host, own_state):
    environment = {"UPREZ_OFX_BACKEND": "off"}
    instance = make_host(own_state, "address", environment=environment).load().create().frames(PICTURES)
    for button in ("openPanel", "bake"):
        assert instance.changed(button) == OK
    instance.set(model=5)
    assert instance.changed("model") == OK
    assert instance.get("modelId") == "lanczos"
    assert instance.ask("sync")["status"] in (OK, 14)
    assert instance.get("status")
