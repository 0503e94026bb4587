"""Sending jobs to a render farm."""
