from pathlib import Path, PurePosixPath, PureWindowsPath

import pytest

from uprez.installer.places import for_all_users, for_this_user, how_to_name, named, searched
from uprez.installer.system import System

LINUX = System("linux", "/home/ann", {})
MAC = System("darwin", "/Users/ann", {})
WINDOWS = System("win32", r"C:\Users\ann", {"LOCALAPPDATA": r"C:\Users\ann\AppData\Local", "CommonProgramFiles": r"D:\Common"})


@pytest.mark.parametrize(
    "system, everybody, one",
    [
        (LINUX, PurePosixPath("/usr/OFX/Plugins"), PurePosixPath("/home/ann/.local/share/OFX/Plugins")),
        (MAC, PurePosixPath("/Library/OFX/Plugins"), PurePosixPath("/Users/ann/Library/OFX/Plugins")),
        (WINDOWS, PureWindowsPath(r"D:\Common\OFX\Plugins"), PureWindowsPath(r"C:\Users\ann\AppData\Local\OFX\Plugins")),
    ],
)
def test_the_standards_folders_on_each_system(system, everybody, one):
    assert for_all_users(system) == everybody
    assert for_this_user(system) == one


def test_windows_has_a_place_without_its_variables():
    bare = System("win32", r"C:\Users\ann", {})
    assert for_all_users(bare) == PureWindowsPath(r"C:\Program Files\Common Files\OFX\Plugins")
    assert for_this_user(bare) == PureWindowsPath(r"C:\Users\ann\AppData\Local\OFX\Plugins")


def test_a_data_folder_of_the_users_choice_is_followed_only_when_it_is_absolute():
    assert for_this_user(System("linux", "/home/ann", {"XDG_DATA_HOME": "/big/data"})) == PurePosixPath("/big/data/OFX/Plugins")
    assert for_this_user(System("linux", "/home/ann", {"XDG_DATA_HOME": "data"})) == for_this_user(LINUX)


@pytest.mark.parametrize("platform, given", [("linux", "/a:/b::/a"), ("darwin", "/a;/b; "), ("win32", r"C:\a;C:\b")])
def test_the_variable_is_searched_first_and_parted_as_the_system_parts_it(platform, given):
    system = System(platform, "/home/ann", {"OFX_PLUGIN_PATH": given})
    names = [path.name for path in named(system)]
    assert names[:2] == ["a", "b"]
    found = searched(system)
    assert [path.name for path in found] == ["a", "b", "Plugins"]
    assert found[-1] == for_all_users(system)


def test_words_that_name_a_folder_keep_what_is_named_already():
    system = System("linux", "/home/ann", {"OFX_PLUGIN_PATH": "/a"})
    assert how_to_name(Path("/mine"), system) == 'export OFX_PLUGIN_PATH="/a:/mine"'
    assert how_to_name(Path("/a"), system) == 'export OFX_PLUGIN_PATH="/a"'
    assert how_to_name(Path("/mine"), System("darwin", "/Users/ann", {})) == 'launchctl setenv OFX_PLUGIN_PATH "/mine"'
    assert how_to_name(Path("/mine"), System("win32", "", {})).startswith("setx OFX_PLUGIN_PATH")
