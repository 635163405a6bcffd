# shellcheck shell=bash
# How a run's work gets on the branch while others push to it. Sourced by daily.sh.
#
# A commit is made of the remote's newest state and what this run has, in an index of its own, and
# pushed; where somebody was quicker, it is made again on what they pushed. Nothing is rebased and
# nothing is merged by git, so there is no conflict, and neither the working tree nor the reader's
# commits can be caught in the middle of one:
#   feedback/*.jsonl  every line of both sides, each once (join.py)
#   digests/          this run's, which are computed; what it didn't write is the remote's
#   models/, store/   never committed and never touched
#   everything else   the remote's, and what the reader committed here and hasn't pushed yet

largest_file=5000000 # bytes; git keeps for ever what is committed once
push_tries=20
stuck_tries=3 # of these, where nobody else pushed: then it is no race
made=(':!digests' ':!feedback' ':!models' ':!store') # all but what a run makes

# publish MESSAGE [CHANGE]: push the votes, and what the function CHANGE puts into the index.
publish() {
  local message=$1 change=${2:-:} branch tip last="" try stuck=0 new local_stays
  if under_way || ! branch=$(git symbolic-ref -q --short HEAD); then
    echo "::error::a merge or rebase is under way in this folder, or it is on no branch; finish it"
    return 1
  fi
  for ((try = 1; try <= push_tries; try++)); do
    git fetch -q origin "+refs/heads/$branch:refs/remotes/origin/$branch" || return
    tip=$(git rev-parse "refs/remotes/origin/$branch") || return
    if [ "$tip" != "$last" ]; then stuck=0; fi
    if ((++stuck > stuck_tries)); then return 1; fi
    last=$tip
    compose "$tip" "$message" "$change" || return
    if [ "$new" = "$tip" ] || git push -q origin "$new:refs/heads/$branch"; then
      if [ -z "$local_stays" ]; then settle "$new"; fi
      return
    fi
  done
  return 1
}

# Sets `new` to the commit to push, which is the remote's own where nothing is to be added to it;
# `local_stays` where the commits of this folder are the reader's to merge.
compose() {
  local tip=$1 message=$2 change=$3 head base start tree again=:
  local -a parents=(-p "$tip")
  new="" local_stays=""
  head=$(git rev-parse HEAD) || return
  rm -f "$scratch"/index*
  local GIT_INDEX_FILE="$scratch/index"
  export GIT_INDEX_FILE
  start=$tip
  if ! base=$(git merge-base "$head" "$tip"); then
    base=$head local_stays=1 # the remote's history was written anew
  elif [ "$base" = "$tip" ]; then
    start=$head parents=(-p "$head")
  elif [ "$base" = "$head" ]; then
    :
  elif git diff --quiet "$base" "$head" -- . "${made[@]}"; then
    again=put_digests # what a run committed and could not push
  elif start=$(joined "$base" "$tip" "$head"); then
    parents=(-p "$tip" -p "$head")
  else
    start=$tip local_stays=1
    echo "::warning::GitHub and this folder both changed a file; join them with git pull"
  fi
  git read-tree "$start" && put_votes "$tip" "$head" && "$again" "$base" && "$change" "$base" ||
    return
  tree=$(git write-tree) || return
  if [ "$start" = "$head" ] && [ "$tree" = "$(git rev-parse "$head^{tree}")" ]; then
    new=$head
  elif [ "$tree" = "$(git rev-parse "$tip^{tree}")" ]; then
    new=$tip
  else
    new=$(git commit-tree "$tree" "${parents[@]}" -m "$message")
  fi
}

# The tree of two sides, file by file: who changed a file has it. Fails where both did, but for
# what a run makes, of which the remote's stands.
joined() {
  local base=$1 tip=$2 head=$3 path entry
  git read-tree -i -m --aggressive "$base" "$tip" "$head" || return
  if [ -n "$(git ls-files -u -- . "${made[@]}")" ]; then return 1; fi
  while IFS= read -r -d '' entry; do
    path=${entry#*$'\t'}
    git update-index --force-remove -- "$path"
    entry=$(git ls-tree "$tip" -- ":(literal)$path")
    if [ -n "$entry" ]; then git update-index --index-info <<<"$entry"; fi
  done < <(git ls-files -u -z)
  git write-tree
}

# Every line of the votes (and of the shelf) here, in the last commit and on the remote; here, too.
put_votes() {
  local path commit blob
  while IFS= read -r path; do
    for commit in "$@"; do
      git cat-file blob "$commit:$path" >"$scratch/copy-$commit" 2>/dev/null || :
    done
    python3 .github/join.py "$path" "${@/#/$scratch/copy-}" >"$scratch/joined" || return
    blob=$(git hash-object -w "$scratch/joined") || return
    git update-index --add --cacheinfo "100644,$blob,$path" || return
  done < <({
    for commit in "$@"; do git ls-tree --name-only "$commit" feedback/; done
    ls -d feedback/*.jsonl 2>/dev/null
  } | grep '\.jsonl$' | sort -u)
}

# The digests that this run wrote: those that are not as they were at `base`.
put_digests() {
  local base=$1 entry path mode blob
  if [ ! -d digests ]; then return 0; fi
  GIT_INDEX_FILE="$scratch/index-mine" git read-tree "$base" || return
  GIT_INDEX_FILE="$scratch/index-mine" git add --ignore-removal -- digests || return
  while IFS= read -r -d '' entry && IFS= read -r -d '' path; do
    read -r _ mode _ blob _ <<<"$entry"
    if [ "$(git cat-file -s "$blob")" -gt "$largest_file" ]; then
      echo "::warning::$path is larger than $largest_file bytes and is not committed"
      continue
    fi
    git update-index --add --replace --cacheinfo "$mode,$blob,$path" || return
  done < <(GIT_INDEX_FILE="$scratch/index-mine" git diff-index --cached -z --no-renames \
    --diff-filter=AMT "$base" -- digests)
}

# Models were kept in git once, where each added a megabyte to the history for ever.
drop_models() {
  git ls-files -z -- models ':!models/README.md' | git update-index -z --force-remove --stdin
}

# The branch and its index are at the commit that was pushed, and so are the files that others
# changed; a file that was changed here, too, stays as it is. Models stay whatever became of them.
settle() {
  local new=$1 head path
  head=$(git rev-parse HEAD) || return
  if [ "$new" = "$head" ]; then return 0; fi
  : >"$scratch/take"
  while IFS= read -r -d '' path; do
    case "$path" in models/* | store/* | feedback/*.jsonl) continue ;; esac
    if git cat-file -e "$head:$path" 2>/dev/null; then
      if ! git diff --quiet "$head" -- ":(literal)$path"; then continue; fi
    elif [ -e "$path" ]; then
      continue
    fi
    if git cat-file -e "$new:$path" 2>/dev/null; then
      printf '%s\0' "$path" >>"$scratch/take"
    else
      rm -f -- "$path"
    fi
  done < <(git diff --name-only --no-renames -z "$head" "$new")
  git reset -q "$new" && git checkout-index -q -f -z --stdin <"$scratch/take"
}

# Runs of before rebased, and some stand in the middle of one, or have a stash that didn't go back.
# What they could not push is made again; their votes are joined with all others.
mend() {
  local name state="" path branch head onto stash
  git ls-files -u -z -- digests models >"$scratch/unmerged"
  for name in rebase-merge rebase-apply; do
    path=$(git rev-parse --git-path "$name")
    if [ -d "$path" ]; then state=$path; fi
  done
  if [ -n "$state" ]; then
    branch=$(cat "$state/head-name") && onto=$(cat "$state/onto") || return
    head=$(git rev-parse "$branch") || return
    if ! git diff --quiet "$onto...$head" -- . "${made[@]}"; then return 0; fi # the reader's own
    stash=$(cat "$state/autostash" 2>/dev/null)
    GIT_INDEX_FILE="$scratch/index" put_votes HEAD "$head" ${stash:+"$stash"} || return
    git rebase --quit || return
    settle "$head" && git symbolic-ref HEAD "$branch" || return
    echo "::warning::a rebase that a run left unfinished was given up; its votes are kept"
  fi
  if [ -s "$scratch/unmerged" ] && ! under_way; then
    git reset -q
    while IFS= read -r -d '' path; do
      path=${path#*$'\t'}
      git checkout-index -q -f -- "$path" 2>/dev/null || rm -f -- "$path"
    done <"$scratch/unmerged"
  fi
}

# Whether somebody is in the middle of something here that a commit would break.
under_way() {
  local name
  for name in rebase-merge rebase-apply MERGE_HEAD CHERRY_PICK_HEAD REVERT_HEAD; do
    if [ -e "$(git rev-parse --git-path "$name")" ]; then return 0; fi
  done
  return 1
}
