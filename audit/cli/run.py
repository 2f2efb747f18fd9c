"""``mtaudit run`` and ``mtaudit gate``: audit documents, write the reports, print what was found."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from audit.cli.auditing import audit_files

F = TypeVar("F", bound=Callable[..., Any])

_OPTIONS = (
    click.argument("inputs", nargs=-1, required=True, metavar="INPUT..."),
    click.option(
        "-o",
        "--output",
        type=click.Path(path_type=Path),
        help="Folder for the reports [default: reports/NAME].",
    ),
    click.option(
        "--source", type=click.Path(path_type=Path), help="The source text of a single target file."
    ),
    click.option("-s", "--source-lang", metavar="CODE", help="Source language, e.g. en."),
    click.option("-t", "--target-lang", metavar="CODE", help="Target language, e.g. fr or pt-BR."),
    click.option(
        "--back-translation",
        metavar="ENGINE",
        help="auto, none, apertium, transformers[:MODEL or folder] [default: auto].",
    ),
    click.option(
        "--encoder", metavar="NAME", help="auto, none, use, e5, sentence-transformers:MODEL [default: auto]."
    ),
    click.option(
        "--estimate",
        metavar="NAME",
        help="What estimates quality: auto, none, words, vectors, comet:MODEL [default: auto].",
    ),
    click.option("--glossary", type=click.Path(path_type=Path), help="Termbase: CSV, TSV or TBX."),
    click.option("--profile", metavar="NAME", help="Scoring profile: mqm or wmt [default: mqm]."),
    click.option(
        "--select", multiple=True, metavar="RULE", help="Run only these rules, checks or code prefixes."
    ),
    click.option("--ignore", multiple=True, metavar="RULE", help="Leave these out."),
    click.option(
        "--column",
        "columns",
        multiple=True,
        metavar="NAME=COLUMN",
        help="Column of a table, e.g. target=Übersetzung.",
    ),
    click.option(
        "--format",
        "formats",
        multiple=True,
        type=click.Choice(["csv", "parquet"]),
        help="Tables to write as well.",
    ),
    click.option(
        "--min-confidence", type=click.FloatRange(0, 1), help="Leave out findings below this confidence."
    ),
    click.option("--cache-dir", type=click.Path(path_type=Path), help="Where back-translations are kept."),
    click.option("--no-cache", is_flag=True, help="Keep no back-translations."),
    click.option(
        "--config",
        type=click.Path(path_type=Path),
        help="Configuration file [default: mtaudit.toml or pyproject.toml above here].",
    ),
    click.option("-q", "--quiet", is_flag=True, default=None, help="Print errors only."),
)

_GATE = (
    click.option(
        "--threshold", type=float, metavar="CQS", help="Lowest calibrated quality score that passes."
    ),
    click.option("--max-critical", type=int, metavar="N"),
    click.option("--max-major", type=int, metavar="N"),
    click.option("--max-minor", type=int, metavar="N"),
    click.option(
        "--max-per-1000", "max_findings_per_1000", type=float, metavar="N", help="Findings per 1,000 words."
    ),
    click.option(
        "--require",
        multiple=True,
        metavar="EVIDENCE",
        help="Evidence without which nothing passes, e.g. back-translation.",
    ),
)


def _with(options: tuple[Callable[[F], F], ...]) -> Callable[[F], F]:
    def apply(function: F) -> F:
        for option in reversed(options):
            function = option(function)
        return function

    return apply


@click.command()
@_with(_OPTIONS)
@click.option("--gate", "gated", is_flag=True, help="Judge against the thresholds and exit 1 when they fail.")
@_with(_GATE)
def run(inputs: tuple[str, ...], gated: bool, **options: Any) -> None:
    """Audit translations: files, folders, JSON Lines, CSV or TSV ("-" reads JSON Lines from standard input).

    name.en.txt + name.fr.txt are a pair; name.fr.txt alone is audited alone.
    """
    sys.exit(audit_files(inputs, gated, options))


@click.command()
@_with(_OPTIONS)
@_with(_GATE)
def gate(inputs: tuple[str, ...], **options: Any) -> None:
    """Audit and judge: exit 0 passed, 1 failed, 3 could not judge."""
    sys.exit(audit_files(inputs, True, options))
