#!/usr/bin/env bash
# One morning of this workspace: votes in, digest made, model trained, all of it committed and
# pushed, issue out. Needs `rank` on the PATH and, for the issue, GITHUB_TOKEN and
# GITHUB_REPOSITORY, as GitHub Actions sets them.
# shellcheck disable=SC2317 # the functions are called through `step`
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1

largest_file=5000000 # bytes; git keeps for ever what is committed once
push_tries=3
# The account under which GitHub shows what a workflow commits.
export GIT_AUTHOR_NAME="${GIT_AUTHOR_NAME:-github-actions[bot]}"
export GIT_AUTHOR_EMAIL="${GIT_AUTHOR_EMAIL:-41898282+github-actions[bot]@users.noreply.github.com}"
export GIT_COMMITTER_NAME="$GIT_AUTHOR_NAME" GIT_COMMITTER_EMAIL="$GIT_AUTHOR_EMAIL"
failed=0

# What fails is said and remembered; the rest still runs, since each part is of use alone.
step() {
  echo "==> $*"
  if ! "$@"; then
    echo "::error::failed: $*"
    failed=1
  fi
}

profiles() {
  python3 -c 'import tomllib; print(*tomllib.load(open("rank.toml", "rb"))["profile"], sep="\n")'
}

today() {
  rank today --profile "$1" --format markdown --output "$shown" || return
  cat "$shown" >>"${GITHUB_STEP_SUMMARY:-/dev/null}"
}

stage() {
  local folder path
  for folder in digests feedback models; do
    if [ -d "$folder" ]; then git add --all -- "$folder" || return; fi
  done
  # The votes are kept whatever their size: nothing else can bring them back.
  while IFS= read -r -d '' path; do
    if [ "$(wc -c <"$path")" -gt "$largest_file" ]; then
      git reset -q -- "$path"
      echo "::warning::$path is larger than $largest_file bytes and is not committed"
    fi
  done < <(git diff --cached --name-only --diff-filter=d -z -- digests models)
}

# Somebody may push meanwhile. Their commits stay; where both changed a file that is made anew
# every day, this run's stands; of votes.jsonl all lines stay (.gitattributes).
push() {
  local branch try
  branch=$(git symbolic-ref --short HEAD) || return
  for ((try = 1; try <= push_tries; try++)); do
    if git push -q origin "HEAD:refs/heads/$branch"; then return 0; fi
    if ! git pull -q --rebase --autostash --strategy-option=theirs origin "$branch"; then
      git rebase --abort
      return 1
    fi
  done
  return 1
}

commit() {
  stage || return
  if git diff --cached --quiet; then
    echo "nothing new to commit"
    return 0
  fi
  git commit -q -m "Digest, votes and models of $(date -u +%F)" && push
}

shown=$(mktemp)
trap 'rm -f "$shown"' EXIT
had_store=""
if [ -e store/papers.sqlite3 ]; then had_store=1; fi

rank status || exit 1 # a broken rank.toml breaks everything that follows
# On a first morning, or where the cache was lost: papers to rank against, and those of the open
# issues, without which their boxes cannot be counted.
if [ -z "$had_store" ]; then step rank fetch --days 7; fi
step rank github sync --read
while IFS= read -r profile <&3; do
  step today "$profile"
  step rank train --profile "$profile"
done 3< <(profiles)
step commit
step rank github sync
exit "$failed"
