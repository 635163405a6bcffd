"""Papers into the store, and from what a reader typed to papers."""
