"""The queue: what waits, what runs, what is finished."""

from uprez.ui.queue.view import QueueView

__all__ = ["QueueView"]
