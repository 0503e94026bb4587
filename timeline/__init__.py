"""Edits, read through OpenTimelineIO."""
