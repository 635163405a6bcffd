"""What the program logs, as lines on stderr."""

from __future__ import annotations

import logging
import sys


def show_logs(*, verbose: bool, quiet: bool) -> None:
    """Let the program's own log, and nobody else's, be read."""
    level = logging.DEBUG if verbose else logging.ERROR if quiet else logging.WARNING
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_OneLine())
    logger = logging.getLogger("ranker")
    logger.handlers, logger.propagate = [handler], False
    logger.setLevel(level)


def is_verbose() -> bool:
    """Whether the reader asked for more than the usual."""
    return logging.getLogger("ranker").isEnabledFor(logging.DEBUG)


class _OneLine(logging.Formatter):
    """`rank: message`, escaped, since messages quote what strangers wrote."""

    def format(self, record: logging.LogRecord) -> str:
        from ranker.digest.escape import terminal

        text = f"rank: {terminal(record.getMessage())}"
        return f"{text}\n{self.formatException(record.exc_info)}" if record.exc_info else text
