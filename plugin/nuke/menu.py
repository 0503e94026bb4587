"""uprez's menu in Nuke's menu bar, and its panel."""

from __future__ import annotations

from typing import Any

from uprez.plugin.nuke import commands, dock


def install(nuke: Any, panels: Any) -> None:
    """Add both; `panels` is `nukescripts.panels`."""
    menu = nuke.menu("Nuke").addMenu("uprez")
    menu.addCommand("Send Selected Reads…", commands.open_panel)
    menu.addCommand("Bring Back Finished Takes", commands.bring)
    menu.addSeparator()
    menu.addCommand("Show Originals", commands.show_originals)
    menu.addCommand("Show Takes", commands.show_takes)
    dock.register(panels)
