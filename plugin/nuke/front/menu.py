"""Nuke runs this in each folder of its plug-in path, when it has a window; in a render it does not, and there is nothing else."""

from __future__ import annotations

import importlib
import os
import sys

if "nuke" in sys.modules:
    if sys.version_info < (3, 9):  # noqa: UP036 - the host brings its own Python
        sys.stdout.write("uprez needs Nuke 14 or newer: this one has Python {}.{}.\n".format(*sys.version_info[:2]))
    else:
        here = os.path.abspath(str(globals().get("__file__") or (lambda: 0).__code__.co_filename))
        sys.path.append(os.path.join(os.path.dirname(here), "uprez_host"))
        importlib.import_module("uprez.plugin.nuke.menu").install(sys.modules["nuke"], importlib.import_module("nukescripts.panels"))
