"""Many renders at once, under ThreadSanitizer."""

import random

import numpy as np

from tests.ofx_bridge.driving import FAILED, OK
from tests.ofx_bridge.engine_way import engine_frame, same
from tests.ofx_bridge.pictures import picture, solid

PICTURES = [solid(picture(20, 14, seed=seed)) for seed in range(6)]


def test_many_instances_in_any_order(make_host, state):
    host = make_host(state, "thread").load()
    instances = [host.create(f"i{number}").frames(PICTURES).choose(("span", "lanczos", "identity")[number % 3]) for number in range(6)]
    jobs = [(place, time) for place in range(6) for time in range(6)]
    random.Random(5).shuffle(jobs)
    done = {}
    for batch in (jobs[:18], jobs[18:]):
        for place, time in batch:
            instances[place].start(f"{place} {time}", time)
        done |= {(place, time): instances[place].wait(f"{place} {time}") for place, time in batch}
    assert {rendered.status for rendered in done.values()} == {OK}
    for time in range(6):
        same(done[0, time].pixels, engine_frame(PICTURES, time, (40, 28), model="span"))
        for place in range(3):
            assert np.array_equal(done[place, time].pixels, done[place + 3, time].pixels)


def test_abort(make_host, state):
    host = make_host(state, "thread").load()
    instances = [host.create(f"i{number}").frames(PICTURES).choose("rrdb", 4) for number in range(3)]
    for instance in instances:
        instance.start(instance.name, 3, abort_after=1)
    ended = [instance.wait(instance.name) for instance in instances]
    assert {rendered.status for rendered in ended} == {FAILED}
    assert max(rendered.said["seconds"] for rendered in ended) < 10
    assert [instance.persistent() for instance in instances] == [""] * 3
    instances[0].start("again", 2)
    host.ask("cancel", job="again")
    assert instances[0].wait("again").status in (OK, FAILED)
    assert instances[0].choose("lanczos").render(2).status == OK


def test_parameters_and_buttons_while_it_renders(make_host, state):
    host = make_host(state, "thread").load()
    instances = [host.create(f"i{number}").frames(PICTURES).choose("span") for number in range(2)]
    for time in range(6):
        for instance in instances:
            instance.start(f"{instance.name} {time}", time)
        instances[0].set(strength=time / 6)
        instances[1].changed("strength")
        instances[0].ask("definition", time=time)
        host.create("passing").destroy()
    for time in range(6):
        for instance in instances:
            assert instance.wait(f"{instance.name} {time}").status == OK


def test_unload_while_the_bridge_works(make_host, state):
    host = make_host(state, "thread").load()
    instance = host.create().frames(PICTURES).choose("rrdb", 4)
    instance.start("long", 0)
    host.ask("unload")
    assert instance.wait("long").status in (OK, FAILED)
    assert host.ask("load")["status"] == OK
    assert instance.choose("lanczos").render(1).status == OK
