#!/usr/bin/env bash
# One morning of this workspace: votes in and pushed, digest made, model trained, digest pushed,
# issue out. Needs `rank` on the PATH and, for the issue, GITHUB_TOKEN and GITHUB_REPOSITORY, as
# GitHub Actions sets them. RANK_SITE names a folder to write a site for GitHub Pages into; without
# it none is.
# shellcheck disable=SC2317 # the functions are called through `step`
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1
. .github/publish.sh

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

# It is tried once a run, apart from everything else: it must not hold up a digest.
untrack_models() {
  if [ -z "$(git ls-files -- models ':!models/README.md')" ]; then return; fi
  if publish "Take the models out of git; they are computed from votes" drop_models; then
    echo "the models are not kept in git any more"
  else
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

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
shown=$scratch/shown
day=$(date -u +%F)
had_store=""
if [ -e store/papers.sqlite3 ]; then had_store=1; fi

step mend
rank status || exit 1 # a broken rank.toml breaks everything that follows
# On a first morning, or where the cache was lost: papers to rank against, and those of the open
# issues, without which their boxes cannot be counted.
if [ -z "$had_store" ]; then step rank fetch --days 7; fi
step rank github sync --read
# First and alone: nothing else can bring a vote back, and what others pushed meanwhile comes along.
step publish "Votes of $day"
while IFS= read -r profile <&3; do
  step today "$profile"
  if [ -n "${RANK_SMTP_PASSWORD:-}" ]; then step mail "$profile"; fi
  step rank train --profile "$profile"
done 3< <(profiles)
step publish "Digest of $day" put_digests
untrack_models
step rank github sync
step publish "Votes of $day" # those that the last look at the issues brought
if [ -n "${RANK_SITE:-}" ]; then step site; fi
exit "$failed"
