"""The reader's votes: the only thing here that cannot be fetched again."""
