"""uprez in Blender's video sequencer."""

from __future__ import annotations

import os
import sys

_HOST = os.path.join(os.path.dirname(os.path.abspath(__file__)), "uprez_host")


def register() -> None:
    """Enable the extension."""
    if _HOST not in sys.path:
        sys.path.append(_HOST)
    from uprez.plugin.blender import extension

    extension.register()


def unregister() -> None:
    """Disable it, and forget its modules, so that an update is used when it is enabled again."""
    from uprez.plugin.blender import extension

    extension.unregister()
    for name in [name for name, module in sys.modules.items() if (getattr(module, "__file__", None) or "").startswith(_HOST)]:
        del sys.modules[name]
    if _HOST in sys.path:
        sys.path.remove(_HOST)
