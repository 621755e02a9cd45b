"""Warnings of the package are sentences on standard error, and leave standard output alone."""

from __future__ import annotations

import logging

import click
import pytest
from click.testing import CliRunner

from graphmem.cli import main
from graphmem.cli.main import LazyGroup


@click.command()
def noisy() -> None:
    logging.getLogger("graphmem").warning("Compiling %s.", "code")
    logging.getLogger("graphmem").info("nobody asked")
    click.echo('{"result": 1}')


def test_a_warning_is_a_sentence_on_stderr(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(LazyGroup, "get_command", lambda *_: noisy)
    result = CliRunner().invoke(main, ["route"])
    assert result.stdout == '{"result": 1}\n'
    assert result.stderr == "graphmem: Compiling code.\n"
    assert not logging.getLogger("graphmem").handlers
