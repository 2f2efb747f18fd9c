"""``mtaudit run`` and ``mtaudit gate``: audit documents, write the reports, print what was found."""

from __future__ import annotations

import sys
from typing import Any

import click

from audit.cli.auditing import audit_files
from audit.cli.options import GATE, HISTORY, OPTIONS, with_options


@click.command()
@with_options(OPTIONS)
@click.option("--gate", "gated", is_flag=True, help="Judge against the thresholds and exit 1 when they fail.")
@with_options(GATE)
@with_options(HISTORY)
@click.option(
    "--scheduler",
    metavar="ADDRESS",
    help="Audit a corpus of JSON Lines or Parquet on Dask: tcp://HOST:PORT, or local:N processes here.",
)
def run(inputs: tuple[str, ...], gated: bool, **options: Any) -> None:
    """Audit translations: files, folders, JSON Lines, CSV, TSV or Parquet ("-" reads JSON Lines from
    standard input).

    name.en.txt + name.fr.txt are a pair; name.fr.txt alone is audited alone.
    """
    sys.exit(audit_files(inputs, gated, options))


@click.command()
@with_options(OPTIONS)
@with_options(GATE)
@with_options(HISTORY)
def gate(inputs: tuple[str, ...], **options: Any) -> None:
    """Audit and judge: exit 0 passed, 1 failed, 3 could not judge."""
    sys.exit(audit_files(inputs, True, options))
