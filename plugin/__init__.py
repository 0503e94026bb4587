"""What runs inside other programs' Python: the standard library only."""
