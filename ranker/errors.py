"""The errors a user can meet, each with the exit code of the command-line contract.

Every message is one line that names the value or file at fault and says what to do. The
command line prints the message and exits with the code; nothing else catches them. 0 is success,
also where nothing was announced; 1 is also a fault of rank itself; 2 also an option that there is
not. Those that name a room live there, by whatever they know more of.

    RankError                          1
    ├── UsageError                     2
    ├── ConfigError                    1
    ├── PaperIdError                   1
    ├── UnknownPaperError              1
    ├── InputFileError                 1
    ├── StoreError                     1
    │   └── DamagedError               1
    ├── BusyError                      1
    ├── EncoderError                   1
    │   └── DamagedEncoderError        1  encoder/
    ├── NothingToRankError             1
    ├── SourceError                    1
    │   ├── UnreachableError           3
    │   │   └── ThrottledError         3  sources/
    │   ├── NotArxivError              1
    │   ├── UnknownCategoryError       1  sources/
    │   ├── RefusedError               1  sources/
    │   └── OaiError                   1  sources/
    ├── DeliveryError                  1
    ├── ScheduleError                  1
    ├── GitHubError                    1  github/
    │   ├── GitHubUnavailableError     1  github/
    │   ├── RefusedError               1  github/
    │   └── OddAnswerError             1  github/
    └── ZoteroError                    1  zotero/
        └── ChangedError               1  zotero/
"""

from __future__ import annotations

import re
from typing import Any

_FOLDERS = re.compile(r"(?<![\w:/.])/(?:[^\s/:'\"]+/)+(?=[^\s/:'\"])")


class RankError(Exception):
    """An expected failure. Exit code 1.

    It comes whole out of another process: by itself Python makes an error anew from its message,
    which is not what those with facts of their own are made from.
    """

    exit_code = 1

    def __reduce__(self) -> tuple[Any, ...]:
        return _again, (type(self), self.args), vars(self)


class UsageError(RankError):
    """The command's words contradict each other or name something that cannot be. Exit code 2."""

    exit_code = 2


class ConfigError(RankError):
    """rank.toml is missing, broken or says something impossible."""


class PaperIdError(RankError):
    """A text that is no arXiv id in any written form."""


class UnknownPaperError(RankError):
    """A well-formed id that neither the store nor the last digest knows."""


class InputFileError(RankError):
    """A papers, votes or import file that cannot be read at all."""


class StoreError(RankError):
    """The workspace cannot be written or read: read-only, full, or damaged."""


class DamagedError(StoreError):
    """The store holds what nobody wrote. It can be fetched again; votes lie elsewhere."""


class BusyError(RankError):
    """Another process is at work in the same workspace: `who`, where it is known."""

    def __init__(self, message: str, who: str = "another rank") -> None:
        super().__init__(message)
        self.who = who


class EncoderError(RankError):
    """The encoder's weights are missing, damaged or not the ones that were asked for."""


class NothingToRankError(RankError):
    """There is neither a keyword nor a vote, or no stored paper, to rank with."""


class SourceError(RankError):
    """arXiv answered something that is not what was asked for."""


class NotArxivError(SourceError):
    """An answer that is not arXiv's: a captive portal, or HTML where XML was expected."""


class UnreachableError(SourceError):
    """arXiv could not be reached. Exit code 3 where nothing is stored to show instead."""

    exit_code = 3


class DeliveryError(RankError):
    """The mail server could not be reached or refused; what was to be sent stays queued."""


class ScheduleError(RankError):
    """The machine's scheduler (systemd, cron, launchd) is missing or refused."""


def _again(kind: type[RankError], told: tuple[Any, ...]) -> RankError:
    return kind.__new__(kind, *told)


def without_paths(message: str) -> str:
    """A message with the files that it names, and not the folders they are in."""
    return _FOLDERS.sub("", message)
