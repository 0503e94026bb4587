"""Runs melt, the program behind Shotcut and Kdenlive."""

import os
import shutil
import subprocess

import pytest

needs_melt = pytest.mark.skipif(shutil.which("melt") is None, reason="melt is not installed")
TRIES = 4


def melt(project, target, *what):
    """Renders a project to a file.

    One run in about two hundred hangs inside Debian's melt 7.12, on projects as they were before uprez too; others take less than a second.
    """
    screen = {"DISPLAY": ":0", "QT_QPA_PLATFORM": "offscreen"} | dict(os.environ)  # its reader of pictures wants one named, and needs none
    command = ["melt", str(project), "-consumer", f"avformat:{target}", *what, "real_time=-1", "-quiet"]
    for left in reversed(range(TRIES)):
        try:
            subprocess.run(command, check=True, capture_output=True, timeout=20, env=screen)
            return
        except subprocess.TimeoutExpired:
            if not left:
                raise
