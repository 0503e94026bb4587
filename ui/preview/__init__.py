"""Look before you pay: candidates side by side on a few frames, and finishes tried on a take."""
