"""Search over everything stored: nearest vectors, and words."""
