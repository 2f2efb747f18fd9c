"""``mtaudit run --scheduler``: a corpus on a Dask cluster."""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING

import click

from audit.cli.progress import Bar
from audit.errors import UsageError

if TYPE_CHECKING:
    from audit.cli.auditing import Plan

# What a path makes of an address: "s3://bucket" becomes "s3:/bucket".
_ADDRESS = re.compile(r"^([a-z][a-z0-9+.-]+):/(?!/)")


def audit_corpus(plan: Plan, scheduler: str) -> int:
    """Audit a corpus; returns the exit code: 3 where nothing of it could be audited.

    Raises AuditError for what a user can mend.
    """
    from audit.cluster.corpus import DONE, run_corpus
    from audit.report import wording

    settings = plan.settings
    asked = {
        "the gate": settings.gate,
        "--baseline": settings.baseline,
        "--decisions": settings.decisions,
        "--source": plan.source,
        "--since": plan.since,
        "--format": settings.formats,
    }
    for what, given in asked.items():
        if given:
            remedy = "leave it out, or audit without --scheduler"
            raise UsageError(f"a corpus on a cluster cannot have {what}", where="--scheduler", remedy=remedy)
    output = _ADDRESS.sub(r"\1://", str(plan.output))
    with Bar(sys.stderr, quiet=settings.quiet) as bar:
        report = run_corpus(plan.inputs, output, settings, scheduler, bar.show)
    for failure in report.failures[:20]:
        remedy = f" ({failure.remedy})" if failure.remedy else ""
        click.echo(f"mtaudit: not judged: {failure.where}: {failure.problem}{remedy}", err=True)
    if not settings.quiet:
        for note in report.not_judged:
            click.echo(f"not judged: {note.need}: {note.reason} ({note.remedy})")
        score = report.score
        found = wording.count(sum(score.counts.values()), "finding")
        documents, words = wording.count(report.audited, "document"), wording.count(score.words, "word")
        click.echo(f"{found} in {documents}, {words}; score {wording.number(score.calibrated, 1)} of 100")
        if report.failures:
            click.echo(f"{wording.count(len(report.failures), 'document')} could not be read")
        click.echo(f"{output}/summary.json, findings, segments, documents (Parquet); complete: {DONE}")
    return 0 if report.audited else 3
