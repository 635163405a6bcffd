"""Libraries and lists of other programs, read as likes; the keyword filter's, as a profile."""
