"""The ranked papers of one announcement, as one value, rendered many ways."""
