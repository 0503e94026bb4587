import tomllib
from pathlib import PurePosixPath, PureWindowsPath

import pytest

from uprez import __version__
from uprez.installer import hosts
from uprez.installer.hosts import BLENDER, HOSTS, NUKE, RESOLVE
from uprez.installer.part import package
from uprez.installer.system import System

LINUX = System("linux", "/home/ann", {})
MAC = System("darwin", "/Users/ann", {})
WINDOWS = System("win32", r"C:\Users\ann", {"APPDATA": r"D:\Roaming"})


@pytest.mark.parametrize(
    "host, system, place",
    [
        (RESOLVE, LINUX, "/home/ann/.local/share/DaVinciResolve/Fusion"),
        (RESOLVE, MAC, "/Users/ann/Library/Application Support/Blackmagic Design/DaVinci Resolve/Fusion"),
        (RESOLVE, WINDOWS, r"D:\Roaming\Blackmagic Design\DaVinci Resolve\Support\Fusion"),
        (NUKE, LINUX, "/home/ann/.nuke"),
        (NUKE, MAC, "/Users/ann/.nuke"),
        (NUKE, WINDOWS, r"C:\Users\ann\.nuke"),
        (NUKE, System("win32", r"C:\Users\ann", {"HOME": r"H:\ann"}), r"H:\ann\.nuke"),
    ],
)
def test_each_hosts_place_on_each_system(host, system, place):
    path = PureWindowsPath if system.windows else PurePosixPath
    assert host.places(system) == (path(place),)


@pytest.mark.parametrize("host", HOSTS.values(), ids=lambda host: host.name)
@pytest.mark.parametrize("system", [LINUX, MAC, WINDOWS], ids=lambda system: system.platform)
def test_signs_are_absolute_and_of_that_system(host, system):
    signs = host.signs(system)
    assert len(signs) >= 2
    assert all(sign.is_absolute() and isinstance(sign, PureWindowsPath) == system.windows for sign in signs)


def test_blender_has_a_place_for_each_version_that_takes_extensions(tmp_path):
    own = tmp_path / ".config" / "blender"
    for name in ("2.93", "3.6", "4.1", "4.2", "5.10", "5.2", "cache"):
        (own / name).mkdir(parents=True)
    (own / "4.5").touch()  # no folder
    system = System("linux", str(tmp_path), {})
    versions = ("4.2", "5.2", "5.10")
    assert [str(place) for place in BLENDER.places(system)] == [str(own / name / "extensions" / "user_default") for name in versions]
    elsewhere = tmp_path / "elsewhere" / "blender" / "4.4"
    elsewhere.mkdir(parents=True)
    moved = System("linux", str(tmp_path), {"XDG_CONFIG_HOME": str(tmp_path / "elsewhere")})
    assert [str(place) for place in BLENDER.places(moved)] == [str(elsewhere / "extensions" / "user_default")]
    stated = System("linux", str(tmp_path), {"BLENDER_USER_RESOURCES": "/mine"})
    assert BLENDER.places(stated) == (PurePosixPath("/mine/extensions/user_default"),)
    apart = System("linux", str(tmp_path), {"BLENDER_USER_RESOURCES": "/mine", "BLENDER_USER_EXTENSIONS": "/apart"})
    assert BLENDER.places(apart) == (PurePosixPath("/apart/user_default"),)


def test_blenders_own_folder_on_other_systems(tmp_path):
    mac = System("darwin", str(tmp_path), {})
    (tmp_path / "Library" / "Application Support" / "Blender" / "4.2").mkdir(parents=True)
    assert [place.parts[-5:] for place in BLENDER.places(mac)] == [("Application Support", "Blender", "4.2", "extensions", "user_default")]
    assert BLENDER.signs(WINDOWS)[-1] == PureWindowsPath(r"D:\Roaming\Blender Foundation\Blender")


def test_a_host_is_here_when_its_own_folder_is(tmp_path, monkeypatch):
    matches = hosts._matches  # of this machine's own programs none is to count
    monkeypatch.setattr(hosts, "_matches", lambda sign: str(sign).startswith(str(tmp_path)) and matches(sign))
    system = System("linux", str(tmp_path), {})
    assert not any(host.here(system) for host in HOSTS.values())
    (tmp_path / ".nuke").mkdir()
    (tmp_path / ".local" / "share" / "DaVinciResolve").mkdir(parents=True)
    (tmp_path / ".config" / "blender").mkdir(parents=True)
    (tmp_path / ".local" / "share" / "kdenlive").mkdir()
    assert all(host.here(system) for host in HOSTS.values())


def test_blenders_folder_and_version_are_those_of_its_manifest():
    manifest = tomllib.loads((package() / "blender" / "front" / "blender_manifest.toml").read_text())
    assert [piece.path for piece in BLENDER.pieces] == [manifest["id"]]
    assert manifest["version"] == __version__
