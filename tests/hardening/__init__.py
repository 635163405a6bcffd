"""What may come from outside, and must not get far."""
