"""The left column: clips, and what to know of them before they run."""

from uprez.ui.sources.view import SourcesView

__all__ = ["SourcesView"]
