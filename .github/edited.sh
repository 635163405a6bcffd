#!/usr/bin/env bash
# Succeeds if somebody made rank.toml theirs, fails while it is the example of this repository,
# whatever its lines end in. A changed example needs its new name here; tests/github knows it.
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1

example=5296fde2dc4c6331f14e15715b403bd51f15cf87
[ "$(LC_ALL=C tr -d '\r' <rank.toml | git hash-object --stdin)" != "$example" ]
