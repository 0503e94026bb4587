"""Edits at low resolution: text and pictures change a shot, and another model enlarges it after that."""
