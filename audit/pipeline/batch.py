"""A run: documents are examined one by one, their batch is summed up, and each is judged in its light.

Two passes over units of documents, shared by worker processes. Between them documents lie in a spool, so
that a batch may be larger than memory. Nothing that comes out depends on how many workers there are, on what
the cache held, or on the order of the documents: the report has them by their ids.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path

from audit import grade
from audit.config import Settings
from audit.detect.exceptions import Exceptions, read_words
from audit.model import (
    Article,
    Document,
    DocumentReport,
    Failure,
    Finding,
    Glossary,
    Report,
)
from audit.pipeline.deciding import as_audited, by_decisions
from audit.pipeline.grading import Mark, graded
from audit.pipeline.kept import Kept
from audit.pipeline.passes import Passes
from audit.pipeline.spool import Spool
from audit.pipeline.summing import Summing
from audit.pipeline.tools import Progress, Tools, silent
from audit.pipeline.workers import one_thread
from audit.review import Decisions
from audit.text.glossary import read_glossary
from audit.text.listed import Listed

#: Called with the report of each document, in the order of their ids.
Sink = Callable[[DocumentReport], None]

#: Characters of both sides from which a batch is not held in memory to the end.
LARGE = 50_000_000


def run(
    items: Iterable[Document | Failure],
    settings: Settings,
    progress: Progress = silent,
    glossary: Glossary | None = None,
    decisions: Decisions | None = None,
    today: date | None = None,
    sink: Sink | None = None,
) -> Report:
    """Audit documents; those that could not be read stand as failures in the report.

    ``glossary`` None takes the one that the settings name, if any. Findings that ``decisions`` call false
    alarms are suppressed. ``today`` is the day by which suppressions of the baseline expire; None lets none
    expire. ``sink`` is given the report of each document as soon as it is made: of a batch too large to be
    held, the report that is returned has but the worst.

    Raises UsageError for settings that cannot be (an unknown rule, an encoder that is not installed, a
    glossary or baseline that cannot be read).
    """
    baseline = grade.read_baseline(settings.baseline) if settings.baseline else None
    if glossary is None and settings.glossary:
        glossary = read_glossary(settings.glossary)
    tools = Tools(settings, glossary)
    exceptions = exceptions_of(settings)
    against = grade.Against(baseline, today) if baseline is not None else None
    marks = _marks(tools, against, decisions)
    with one_thread(), Spool() as spool:
        kept = Kept(settings.cache_dir)
        try:
            passes = Passes(tools, spool, kept, progress)
            passes.examine(items)
            summing = Summing(tools, large=spool.chars > LARGE)
            for examined, hits in passes.judge():
                made = graded(examined, hits, tools, exceptions, marks)
                summing.add(examined, made)
                if sink is not None:
                    sink(made)
        finally:
            kept.close()
    notes = (*kept.notes, *summing.notes(), *exceptions.notes())
    if decisions is not None:
        notes = (*notes, *(note for note in decisions.notes if note not in notes))
    report = replace(
        summing.report(exceptions.signature()),
        failures=tuple(passes.failures),
        notes=notes,
        baseline=against.report() if against else None,
    )
    return replace(report, verdict=summing.verdict(report)) if settings.gate is not None else report


def _marks(tools: Tools, against: grade.Against | None, decisions: Decisions | None) -> list[Mark]:
    """What a baseline, then an editor, makes of the findings of a document."""
    marks: list[Mark] = []
    if against is not None:
        known = against

        def by_baseline(article: Article, findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
            return known.mark(as_audited(article, findings, tools.rules))

        marks.append(by_baseline)
    if decisions is not None:
        marks.append(by_decisions(decisions))
    return marks


def exceptions_of(settings: Settings) -> Exceptions:
    """The exceptions that the settings name. Raises UsageError for a list that cannot be read."""
    kept, names = settings.do_not_translate, settings.names
    return Exceptions(
        Listed.of(read_words(kept) if isinstance(kept, Path) else kept),
        Listed.of(read_words(names) if isinstance(names, Path) else names),
        settings.ignore_patterns,
        settings.per_file_ignores,
    )
