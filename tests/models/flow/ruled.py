"""Weights for a network by a rule, so that a golden need not hold them; tests/data/raft/README.md relies on it."""

import numpy as np


def ruled_tensors(shapes, seed):
    """float32 tensors for a mapping of names to shapes, drawn name by name in sorted order from one frozen NumPy stream.

    Each is uniform: kernels within the root of 2 / fan-in around 0, norms' weights and variances 0.5 to 1.5, all else -0.2 to 0.2.
    """
    stream = np.random.RandomState(seed)  # the legacy stream never changes, and uniform draws use no libm
    tensors = {}
    for name in sorted(shapes):
        drawn = stream.random_sample(shapes[name]) * 2 - 1
        if len(shapes[name]) == 4:
            drawn *= (2 / np.prod(shapes[name][1:])) ** 0.5
        elif name.endswith((".weight", ".running_var")):
            drawn = 1 + 0.5 * drawn
        else:
            drawn *= 0.2
        tensors[name] = drawn.astype(np.float32)
    return tensors
