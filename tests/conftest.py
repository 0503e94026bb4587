"""Settings for all tests."""

import os

from hypothesis import settings

# Read by torch and others when they load, here and in the programs that tests start. Pictures of tests are small, and threads of two
# test processes side by side wait for each other: the networks' tests take a quarter of the time with one each.
os.environ.setdefault("OMP_NUM_THREADS", "1")

# Shared machines stall for seconds at a time; a slow example is not a wrong one.
settings.register_profile("explore", deadline=None)  # pytest --hypothesis-profile explore: other examples every time
settings.register_profile("uprez", deadline=None, derandomize=True)
settings.load_profile("uprez")
