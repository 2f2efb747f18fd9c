"""The options that the commands share; each is called after the setting that it gives."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from audit.report.formats import FORMATS

F = TypeVar("F", bound=Callable[..., Any])

#: What to audit, and how.
OPTIONS = (
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
        "--engines",
        "back_translation",
        metavar="ENGINE[,ENGINE]",
        help="auto, none, apertium, ctranslate2[:MODEL or folder], transformers[:MODEL or folder], "
        "libretranslate:URL, openai:URL#MODEL; several with commas [default: auto].",
    ),
    click.option(
        "--encoder", metavar="NAME", help="auto, none, use, e5, sentence-transformers:MODEL [default: auto]."
    ),
    click.option(
        "--estimate",
        metavar="NAME",
        help="What estimates quality: auto, pieces, vectors, words, both, comet:MODEL, none [default: auto].",
    ),
    click.option("--glossary", type=click.Path(path_type=Path), help="Termbase: CSV, TSV or TBX."),
    click.option(
        "--decisions",
        type=click.Path(path_type=Path),
        metavar="FILE",
        help="Decisions of an editor: false alarms are not reported again [default: DIR/decisions.jsonl].",
    ),
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
        type=click.Choice(FORMATS),
        help="Formats to write as well.",
    ),
    click.option(
        "--min-confidence", type=click.FloatRange(0, 1), help="Leave out findings below this confidence."
    ),
    click.option("--baseline", type=click.Path(path_type=Path), help="Known findings: only new ones count."),
    click.option(
        "--since",
        metavar="REV",
        help="Only documents whose files changed since a revision of the git checkout.",
    ),
    click.option(
        "--workers", type=int, metavar="N", help="Processes; 0 is as many as processors [default: 0]."
    ),
    click.option(
        "--cache-dir",
        type=click.Path(path_type=Path),
        help="Where back-translations and results are kept [default: ~/.cache/mtaudit].",
    ),
    click.option("--no-cache", is_flag=True, help="Keep nothing, and take nothing from earlier runs."),
    click.option(
        "--config",
        type=click.Path(path_type=Path),
        help="Configuration file [default: mtaudit.toml or pyproject.toml above here].",
    ),
    click.option("-q", "--quiet", is_flag=True, default=None, help="Print errors only."),
)

#: What a run must reach.
GATE = (
    click.option(
        "--threshold", type=float, metavar="CQS", help="Lowest calibrated quality score that passes."
    ),
    click.option("--max-critical", type=int, metavar="N"),
    click.option("--max-major", type=int, metavar="N"),
    click.option("--max-minor", type=int, metavar="N"),
    click.option(
        "--max-by-rule",
        multiple=True,
        metavar="RULE=N",
        help="Findings of a rule, check or code prefix, e.g. CAP=3.",
    ),
    click.option(
        "--max-per-1000", "max_findings_per_1000", type=float, metavar="N", help="Findings per 1,000 words."
    ),
    click.option(
        "--max-failing-documents", type=float, metavar="SHARE", help="0 to 1, of documents that may fail."
    ),
    click.option(
        "--max-not-judged", type=float, metavar="SHARE", help="0 to 1, of documents that need not be judged."
    ),
    click.option(
        "--require",
        multiple=True,
        metavar="EVIDENCE",
        help="Evidence without which nothing passes, e.g. back-translation.",
    ),
)

#: Where runs are remembered.
HISTORY = (
    click.option(
        "--history",
        type=click.Path(path_type=Path),
        help="Database of runs [default: history.sqlite among the reports].",
    ),
    click.option("--no-history", is_flag=True, help="Do not remember this run."),
    click.option(
        "--fail-on-regression",
        is_flag=True,
        default=None,
        help="Fail where the last run that passed was better; asks for the gate.",
    ),
)


def with_options(options: tuple[Callable[[F], F], ...]) -> Callable[[F], F]:
    """All of these options."""

    def apply(function: F) -> F:
        for option in reversed(options):
            function = option(function)
        return function

    return apply
