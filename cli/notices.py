"""What the package logs while a command runs, as sentences on standard error."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from .failures import echo_sentence


@contextmanager
def notices_on_stderr() -> Iterator[None]:
    """Print warnings of the logger "graphmem" as ``graphmem: SENTENCE``; standard output is left alone."""
    logger, handler = logging.getLogger("graphmem"), _Printer(logging.WARNING)
    logger.addHandler(handler)
    try:
        yield
    finally:
        logger.removeHandler(handler)


class _Printer(logging.Handler):
    def emit(self, record: logging.LogRecord) -> None:
        echo_sentence(record.getMessage())
