"""A job on many machines: shards, and what render farms and the user's own machines take."""
