"""Pure values: time, frames, shots, windows, tiles, colour tags, the job document, errors."""
