import errno
import os

import pytest

from uprez.core.errors import BusyError, ResourceError
from uprez.training import folders
from uprez.training.folders import held_folder, lend, remove_whole, whole_folder


def test_a_folder_appears_whole(tmp_path):
    with whole_folder(tmp_path / "a") as temp:
        (temp / "inner").mkdir()
        (temp / "inner" / "file").write_text("x")
        assert not (tmp_path / "a").exists()
    assert (tmp_path / "a" / "inner" / "file").read_text() == "x"
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


def test_nothing_is_left_of_one_that_failed(tmp_path):
    with pytest.raises(ResourceError, match="no room"), whole_folder(tmp_path / "a") as temp:
        (temp / "file").write_text("x")
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    assert list(tmp_path.iterdir()) == []


def test_what_a_killed_run_left_is_swept(tmp_path):
    context = whole_folder(tmp_path / "a")
    temp = context.__enter__()
    (temp / "file").write_text("x")
    (tmp_path / "step-00000001").mkdir()
    with held_folder(tmp_path):
        assert [path.name for path in tmp_path.iterdir() if path.is_dir()] == ["step-00000001"]
        with pytest.raises(BusyError, match="Another run"), held_folder(tmp_path):
            pass
    with held_folder(tmp_path):
        pass


def test_a_removal_that_is_killed_leaves_no_half(tmp_path, monkeypatch):
    (tmp_path / "a" / "inner").mkdir(parents=True)
    monkeypatch.setattr(folders.shutil, "rmtree", lambda *_, **__: None)
    remove_whole(tmp_path / "a")
    assert not (tmp_path / "a").exists()


def test_a_lent_folder_shows_the_files(tmp_path):
    (tmp_path / "vae").mkdir()
    (tmp_path / "vae" / "config.json").write_text("{}")
    lend(tmp_path / "vae", tmp_path / "other")
    assert (tmp_path / "other" / "config.json").read_text() == "{}"


def test_a_folder_is_lent_where_links_are_not_allowed(tmp_path, monkeypatch):
    (tmp_path / "vae").mkdir()
    (tmp_path / "vae" / "config.json").write_text("{}")

    def refused(*_, **__):
        raise OSError(errno.EPERM, "no links")

    monkeypatch.setattr(os, "symlink", refused)
    monkeypatch.setattr(os, "link", refused)
    lend(tmp_path / "vae", tmp_path / "other")
    assert not (tmp_path / "other").is_symlink()
    assert (tmp_path / "other" / "config.json").read_text() == "{}"
