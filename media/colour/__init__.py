"""Exact colour: Y'CbCr to R'G'B' and back, colour tags, and the models' own colour space."""
