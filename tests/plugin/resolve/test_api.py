"""Resolve is found where a script finds it, and asked only what it has."""

import sys
from types import ModuleType, SimpleNamespace

import pytest

from tests.plugin.resolve.fake_resolve import Resolve
from uprez.plugin.errors import ServiceError
from uprez.plugin.resolve import api


@pytest.fixture(autouse=True)
def no_module(monkeypatch):
    """No scripting module, and no trace of a search for it afterwards."""
    monkeypatch.setattr(sys, "path", list(sys.path))
    monkeypatch.setenv("RESOLVE_SCRIPT_API", "/nowhere")
    monkeypatch.setenv("RESOLVE_SCRIPT_LIB", "/nowhere.so")
    monkeypatch.delitem(sys.modules, "DaVinciResolveScript", raising=False)


def scripting(resolve):
    return SimpleNamespace(scriptapp=lambda name: resolve if name == "Resolve" else None)


def test_the_scripts_own_globals_come_first(resolve):
    assert api.find_resolve({"resolve": resolve, "bmd": scripting(None)}) is resolve
    assert api.find_resolve({"resolve": None, "bmd": scripting(resolve)}) is resolve
    assert api.find_resolve({"fusion": SimpleNamespace(GetResolve=lambda: resolve)}) is resolve


def test_from_outside_through_its_module(resolve, monkeypatch):
    module = ModuleType("DaVinciResolveScript")
    module.scriptapp = scripting(resolve).scriptapp
    monkeypatch.setitem(sys.modules, "DaVinciResolveScript", module)
    assert api.find_resolve({}) is resolve


def test_without_resolve_it_says_what_to_do(monkeypatch):
    with pytest.raises(ServiceError, match=r"does not answer.*Studio.*Workspace > Scripts"):
        api.find_resolve({})
    module = ModuleType("DaVinciResolveScript")
    module.scriptapp = lambda name: None
    monkeypatch.setitem(sys.modules, "DaVinciResolveScript", module)
    with pytest.raises(ServiceError, match="does not answer"):
        api.find_resolve({"bmd": scripting(None)})


@pytest.mark.parametrize(("platform", "end"), [("linux", ".so"), ("darwin", ".so"), ("win32", ".dll")])
def test_where_its_module_lies(platform, end, monkeypatch):
    monkeypatch.setattr(sys, "platform", platform)
    monkeypatch.delenv("RESOLVE_SCRIPT_API")
    monkeypatch.delenv("RESOLVE_SCRIPT_LIB")
    with pytest.raises(ServiceError):
        api.find_resolve({})
    import os

    assert os.environ["RESOLVE_SCRIPT_LIB"].endswith(f"fusionscript{end}")
    assert sys.path[-1] == os.path.join(os.environ["RESOLVE_SCRIPT_API"], "Modules")
    monkeypatch.delenv("RESOLVE_SCRIPT_API")
    monkeypatch.delenv("RESOLVE_SCRIPT_LIB")


def test_a_session_needs_a_project_and_a_timeline(resolve):
    session = api.open_session({"resolve": resolve})
    assert (session.is_studio, session.is_saved) == (True, True)
    resolve.timeline = None
    with pytest.raises(ServiceError, match="No timeline"):
        api.open_session({"resolve": resolve})
    resolve.project = None
    with pytest.raises(ServiceError, match="No project"):
        api.open_session({"resolve": resolve})


def test_the_free_edition_and_a_project_without_a_name():
    session = api.open_session({"resolve": Resolve(name="Untitled Project", product="DaVinci Resolve")})
    assert (session.is_studio, session.is_saved) == (False, False)


def test_only_dir_is_believed(resolve):
    assert resolve.SetStart() is None  # as Resolve's objects: any name can be called
    assert not api.can(resolve, "SetStart")
    assert api.ask(resolve, "SetStart", 3) is None
    assert not api.can(None, "GetName")
