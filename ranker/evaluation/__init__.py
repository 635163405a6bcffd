"""How good is a ranking: metrics, the peers of a replay, and replay on the reader's own votes."""
