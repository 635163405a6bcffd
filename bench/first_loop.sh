#!/usr/bin/env bash
# The whole loop on real papers, through the commands a reader types: fetch the stream up to the
# cut, vote as the gui-agents reader did (15 likes, 15 dislikes, seed 0), train, rank every test day,
# and score the rankings with the evaluator that comes with the data.
#
# usage: bench/first_loop.sh [WORK]      WORK keeps the workspace; a second run goes on from it
#        RANK_BENCH_DATA=DIR             the data, if not in ../shared/data
#        RANK="path/to/rank"             the program, if not .venv/bin/rank
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
data=${RANK_BENCH_DATA:-$root/../shared/data}
work=${1:-$(mktemp -d)}
rank=${RANK:-$root/.venv/bin/rank}
python=${PYTHON:-$root/.venv/bin/python}
export RANK_HOME=$work/workspace
mkdir -p "$work"
PYTHONPATH=$root "$python" -m bench.first_loop prepare "$data" "$work"
if [ ! -e "$RANK_HOME/rank.toml" ]; then
  xargs -a "$work/init-arguments" -d '\n' $rank init --profile gui-agents
fi
$rank fetch --from "$work/before-the-cut.jsonl"
$rank import "$work/votes.jsonl"
$rank train
for day in "$work"/days/*.jsonl; do
  ranked=${day%.jsonl}.ranked
  [ -e "$ranked" ] || $rank today --from "$day" --all --format json --output "$ranked"
done
PYTHONPATH=$root "$python" -m bench.first_loop report "$work"
"$python" "$data/../bench/evaluate.py" "$work/scores.jsonl" --data "$data"
