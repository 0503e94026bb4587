"""uprez: send all clips that have the clip colour of the one under the playhead."""

from __future__ import annotations

import os
import sys

# Resolve shows every file below its folder of scripts in a menu, so that uprez's own lie higher up.
_here = os.path.abspath(str(globals().get("__file__") or (lambda: 0).__code__.co_filename))
while os.path.dirname(_here) != _here:
    _here = os.path.dirname(_here)
    if os.path.isdir(os.path.join(_here, "uprez_host")):
        sys.path.append(os.path.join(_here, "uprez_host"))
        break

if __name__ == "__main__" or "resolve" in globals():
    if sys.version_info < (3, 9):  # noqa: UP036 - the host brings its own Python
        sys.stdout.write("uprez needs Python 3.9 or newer; Resolve has started Python {}.{}.\n".format(*sys.version_info[:2]))
    else:
        from uprez.plugin.resolve.scripts import send_coloured

        send_coloured(globals())
