"""The digest as a GitHub issue, and the thumbs that come back from it."""
