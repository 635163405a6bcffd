#!/usr/bin/env bash
# One morning of this workspace: votes in, digest made, model trained, votes and digest committed
# and pushed, issue out. Needs `rank` on the PATH and, for the issue, GITHUB_TOKEN and
# GITHUB_REPOSITORY, as GitHub Actions sets them. RANK_SITE names a folder to write a site for
# GitHub Pages into; without it none is.
# shellcheck disable=SC2317 # the functions are called through `step`
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1

largest_file=5000000 # bytes; git keeps for ever what is committed once
push_tries=3
# The account under which GitHub shows what a workflow commits.
export GIT_AUTHOR_NAME="${GIT_AUTHOR_NAME:-github-actions[bot]}"
export GIT_AUTHOR_EMAIL="${GIT_AUTHOR_EMAIL:-41898282+github-actions[bot]@users.noreply.github.com}"
export GIT_COMMITTER_NAME="$GIT_AUTHOR_NAME" GIT_COMMITTER_EMAIL="$GIT_AUTHOR_EMAIL"
summary="${GITHUB_STEP_SUMMARY:-/dev/null}"
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
  cat "$shown" >>"$summary"
}

# The digest just made, once; after votes it is another one.
mail() {
  rank today --profile "$1" --format markdown --email >"$shown"
}

# Where GitHub Pages has it, unless rank.toml says another address: docs/github.md tells what of it
# is public.
site() {
  local owner name
  owner=$(tr '[:upper:]' '[:lower:]' <<<"${GITHUB_REPOSITORY%%/*}")
  name=${GITHUB_REPOSITORY#*/}
  if [ "$(tr '[:upper:]' '[:lower:]' <<<"$name")" = "$owner.github.io" ]; then name=""; fi
  rank site "$RANK_SITE" --address "https://$owner.github.io/$name"
}

stage() {
  local folder path
  for folder in digests feedback; do
    if [ -d "$folder" ]; then git add --all -- "$folder" || return; fi
  done
  # The votes are kept whatever their size: nothing else can bring them back.
  while IFS= read -r -d '' path; do
    if [ "$(wc -c <"$path")" -gt "$largest_file" ]; then
      git reset -q -- "$path"
      echo "::warning::$path is larger than $largest_file bytes and is not committed"
    fi
  done < <(git diff --cached --name-only --diff-filter=d -z -- digests)
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
  git commit -q -m "Digest and votes of $(date -u +%F)" && push
}

# Models were kept in git once, where each added a megabyte to the history for ever. They are
# taken out of it, and stay on the disk. It is tried once a run, apart from everything else, and
# given up rather than merged: it can wait for tomorrow, and must not hold up a digest.
untrack_models() {
  local branch before
  if [ -z "$(git ls-files -- models ':!models/README.md')" ]; then return; fi
  before=$(git rev-parse HEAD)
  branch=$(git symbolic-ref --short HEAD)
  if git rm -r -q --cached -- models ':!models/README.md' &&
    git commit -q -m "Take the models out of git; they are computed from votes" &&
    git push -q origin "HEAD:refs/heads/$branch"; then
    echo "the models are not kept in git any more"
  else
    git reset -q "$before"
    echo "::warning::the models could not be taken out of git; the next run tries again"
  fi
}

# What to do first, for whoever switched the workflow on before rank.toml was edited.
tell_to_edit() {
  local file="rank.toml"
  if [ -n "${GITHUB_REPOSITORY:-}" ]; then
    file="[rank.toml](${GITHUB_SERVER_URL:-https://github.com}/$GITHUB_REPOSITORY/edit/${GITHUB_REF_NAME:-main}/rank.toml)"
  fi
  cat >>"$summary" <<END
## No digest yet: rank.toml is still the example

Edit $file: put in your arXiv categories, your keywords and your e-mail address as \`contact\`,
and commit. Then run this workflow again. If the example suits you as it is, change a comment.
END
  echo "::notice::rank.toml is still the example; edit rank.toml, then run this workflow again"
}

if ! .github/edited.sh; then
  tell_to_edit
  exit 0
fi

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
  if [ -n "${RANK_SMTP_PASSWORD:-}" ]; then step mail "$profile"; fi
  step rank train --profile "$profile"
done 3< <(profiles)
step commit
untrack_models
step rank github sync
if [ -n "${RANK_SITE:-}" ]; then step site; fi
exit "$failed"
