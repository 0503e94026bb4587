"""Your own machines as one farm: Dask distributed over mutual TLS, frames by shared storage."""
