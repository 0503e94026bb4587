import sys

from tests.installer.bundles import make_bundle
from uprez.installer import bundle
from uprez.installer.found import copies
from uprez.installer.system import System

COMMAND = (sys.executable, "-m", "uprez")


def system(tmp_path, **environment):
    return System("linux", str(tmp_path / "home"), environment)


def installed(tmp_path, place, *, command=COMMAND, **options):
    return bundle.install(make_bundle(tmp_path / "built", **options), place, command).path


def test_a_copy_where_hosts_look_is_found_and_loads(tmp_path):
    target = installed(tmp_path, tmp_path / "mine")
    (copy,) = copies(system(tmp_path, OFX_PLUGIN_PATH=str(tmp_path / "mine")))
    assert (copy.bundle, copy.searched, copy.fault()) == (target, True, "")


def test_a_copy_in_the_users_folder_is_found_but_not_searched_until_it_is_named(tmp_path):
    place = tmp_path / "home" / ".local" / "share" / "OFX" / "Plugins"
    installed(tmp_path, place)
    (copy,) = copies(system(tmp_path))
    assert not copy.searched
    (copy,) = copies(system(tmp_path, OFX_PLUGIN_PATH=str(place)))
    assert copy.searched


def test_faults_are_told_apart(tmp_path):
    target = installed(tmp_path / "a", tmp_path / "one")
    (target / "Contents" / "Info.plist").write_text("changed")
    gone = installed(tmp_path / "b", tmp_path / "two", command=("/no/such/python", "-m", "uprez"))
    broken = installed(tmp_path / "c", tmp_path / "three", code="int nothing;\n")
    foreign = make_bundle(tmp_path / "four")
    places = {"OFX_PLUGIN_PATH": ":".join(str(path.parent) for path in (target, gone, broken, foreign))}
    faults = [copy.fault() for copy in copies(system(tmp_path, **places))]
    assert "Contents/Info.plist" in faults[0]
    assert "/no/such/python" in faults[1]
    assert "does not load" in faults[2]
    assert "did not put it there" in faults[3]
