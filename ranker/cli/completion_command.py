"""`rank completion`: the script that has a shell complete the words of `rank`."""

from __future__ import annotations

import os
from pathlib import PurePath
from typing import Annotated

import typer

from ranker.errors import UsageError

# Each asks rank itself, with the words so far and the place of the one that is being typed, and
# offers files where rank has nothing to offer.
_BASH = r"""
_rank_completion() {
    local IFS=$'\n'
    COMPREPLY=($(COMP_WORDS="${COMP_WORDS[*]}" COMP_CWORD=$COMP_CWORD \
        _RANK_COMPLETE=complete_bash "$1" 2>/dev/null))
}
complete -o default -F _rank_completion rank
"""
_ZSH = r"""
#compdef rank
_rank() {
    local answer
    answer=$(COMP_WORDS="${(j: :)words}" COMP_CWORD=$((CURRENT - 1)) \
        _RANK_COMPLETE=complete_zsh "${words[1]}" 2>/dev/null)
    if [[ -n $answer ]]; then
        local -a found=("${(@f)answer}")
        _describe rank found
    else
        _files
    fi
}
if [[ ${funcstack[1]} == _rank ]]; then _rank "$@"; else compdef _rank rank; fi
"""
_FISH = r"""
function __rank_complete
    set -l before (commandline -opc)
    set -l current (commandline -ct)
    set -l words (string escape -- $before "$current" | string join ' ')
    set -l found (COMP_WORDS="$words" COMP_CWORD=(count $before) \
        _RANK_COMPLETE=complete_fish $before[1] 2>/dev/null)
    if test (count $found) -gt 0
        printf '%s\n' $found
    else
        __fish_complete_path "$current"
    end
end
complete --command rank --no-files --arguments '(__rank_complete)'
"""
SCRIPTS = {"bash": _BASH, "zsh": _ZSH, "fish": _FISH}


def register(app: typer.Typer) -> None:
    """Add this file's commands."""
    app.command()(completion)


def completion(
    shell: Annotated[
        str | None, typer.Argument(metavar="bash|zsh|fish", help="Which; else that of $SHELL.")
    ] = None,
) -> None:
    """Print the script that completes rank's words in a shell.

    Put it where the shell looks for such scripts, as in the examples; for zsh, that folder must be
    in fpath before compinit. Or have the shell read it at its start.
    """
    name = shell or PurePath(os.environ.get("SHELL", "")).name
    if name not in SCRIPTS:
        raise UsageError(f"there is a script for {', '.join(SCRIPTS)}, not for {name!r}; name one")
    typer.echo(SCRIPTS[name].lstrip(), nl=False)
