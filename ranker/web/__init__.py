"""The page of `rank serve`: the digest to read and vote on, in a browser, on this machine."""
