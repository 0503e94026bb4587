"""Networks and classic kernels behind one contract, the catalogue, weight files, runtimes."""
