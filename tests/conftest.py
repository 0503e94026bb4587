"""Settings for all tests."""

from hypothesis import settings

# Shared machines stall for seconds at a time; a slow example is not a wrong one.
settings.register_profile("explore", deadline=None)  # pytest --hypothesis-profile explore: other examples every time
settings.register_profile("uprez", deadline=None, derandomize=True)
settings.load_profile("uprez")
