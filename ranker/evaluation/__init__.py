"""How good is a ranking: metrics, the peers' rankers, and replay on the reader's own votes."""
