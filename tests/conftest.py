"""Settings for all tests."""

from hypothesis import settings

# Shared machines stall for seconds at a time; a slow example is not a wrong one.
settings.register_profile("uprez", deadline=None)
settings.load_profile("uprez")
