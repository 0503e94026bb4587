"""Puts uprez where other programs look for it, and takes it away again."""
