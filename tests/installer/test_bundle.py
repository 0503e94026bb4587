import os

import pytest

from tests.installer.bundles import make_bundle
from uprez.core.errors import OutputError
from uprez.installer import bundle
from uprez.installer.receipt import Receipt

COMMAND = ("/opt/uprez/bin/python", "-m", "uprez")


def tree(folder):
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_an_installed_bundle_is_the_built_one_with_the_command_and_a_receipt(tmp_path):
    source = make_bundle(tmp_path / "built")
    done = bundle.install(source, tmp_path / "Plugins", COMMAND)
    assert (done.path, done.updated, done.left) == (tmp_path / "Plugins" / "uprez.ofx.bundle", False, ())
    installed = tree(done.path)
    receipt = bundle.installed(done.path.parent).receipt()
    assert {name: installed[name] for name in tree(source)} == tree(source)
    assert installed["Contents/Resources/backend.txt"].decode().splitlines() == list(COMMAND)
    assert set(installed) == {*receipt.files, "Contents/Resources/uprez-receipt.json"}
    assert receipt.changed(done.path) == ()
    assert [path.name for path in (tmp_path / "Plugins").iterdir()] == ["uprez.ofx.bundle"]


def test_an_update_leaves_nothing_of_the_older_one_but_what_others_put_there(tmp_path):
    place = tmp_path / "Plugins"
    older = make_bundle(tmp_path / "one")
    (older / "Contents" / "old.txt").write_text("old")
    target = bundle.install(older, place, COMMAND).path
    (target / "Contents" / "mine.txt").write_text("mine")
    done = bundle.install(make_bundle(tmp_path / "two"), place, COMMAND)
    assert done.updated
    assert not (target / "Contents" / "old.txt").exists()
    assert [path.read_text() for path in done.left] == ["mine"]
    assert bundle.installed(target.parent).receipt().changed(target) == ()


def test_removal_takes_what_was_put_there_and_nothing_else(tmp_path):
    place = tmp_path / "Plugins"
    (place / "other.ofx.bundle").mkdir(parents=True)
    target = bundle.install(make_bundle(tmp_path / "built"), place, COMMAND).path
    assert bundle.installed(target.parent).remove() == ()
    assert [path.name for path in place.iterdir()] == ["other.ofx.bundle"]


def test_removal_keeps_and_names_the_files_of_others(tmp_path):
    target = bundle.install(make_bundle(tmp_path / "built"), tmp_path / "Plugins", COMMAND).path
    mine = target / "Contents" / "Resources" / "mine.txt"
    mine.write_text("mine")
    assert bundle.installed(target.parent).remove() == (mine,)
    assert tree(target) == {"Contents/Resources/mine.txt": b"mine"}


def test_a_bundle_that_uprez_did_not_put_there_is_neither_replaced_nor_removed(tmp_path):
    foreign = make_bundle(tmp_path / "Plugins")
    before = tree(foreign)
    with pytest.raises(OutputError, match="did not put it there"):
        bundle.install(make_bundle(tmp_path / "built"), tmp_path / "Plugins", COMMAND)
    with pytest.raises(OutputError, match="did not put it there"):
        bundle.installed(foreign.parent).remove()
    assert tree(foreign) == before


def test_a_link_to_a_bundle_is_not_replaced_as_its_files_lie_elsewhere(tmp_path):
    real = bundle.install(make_bundle(tmp_path / "built"), tmp_path / "elsewhere", COMMAND).path
    place = tmp_path / "Plugins"
    place.mkdir()
    (place / bundle.NAME).symlink_to(real)
    before = tree(real)
    with pytest.raises(OutputError, match="did not put it there"):
        bundle.install(make_bundle(tmp_path / "two"), place, COMMAND)
    with pytest.raises(OutputError, match="did not put it there"):
        bundle.installed(place).remove()
    assert (place / bundle.NAME).is_symlink()
    assert tree(real) == before


def test_a_copy_that_cannot_be_finished_leaves_the_older_one(tmp_path, monkeypatch):
    place = tmp_path / "Plugins"
    target = bundle.install(make_bundle(tmp_path / "built"), place, COMMAND).path
    before = tree(target)

    def full(self, folder):
        raise OSError(28, os.strerror(28))

    monkeypatch.setattr(Receipt, "write", full)
    with pytest.raises(OutputError, match="No space left"):
        bundle.install(make_bundle(tmp_path / "two"), place, COMMAND)
    assert tree(target) == before
    assert [path.name for path in place.iterdir()] == [bundle.NAME]


def test_what_a_killed_installation_left_goes_with_the_next(tmp_path):
    place = tmp_path / "Plugins"
    make_bundle(place / ".uprez.ofx.bundle-new-1")
    bundle.install(make_bundle(tmp_path / "built"), place, COMMAND)
    assert [path.name for path in place.iterdir()] == [bundle.NAME]


@pytest.mark.parametrize("text", ["", "[]", '{"schema": "other"}', '{"schema": "uprez.installed", "version": 1, "uprez": "1", "files": 3}'])
def test_a_broken_receipt_is_no_receipt(tmp_path, text):
    target = bundle.install(make_bundle(tmp_path / "built"), tmp_path / "Plugins", COMMAND).path
    (target / "Contents" / "Resources" / "uprez-receipt.json").write_text(text)
    assert bundle.installed(target.parent).receipt() is None
