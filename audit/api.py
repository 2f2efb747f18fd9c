"""The Python API: one function, and a report with its findings, segments and data frames."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from audit.errors import InputError, UsageError
from audit.model import Document, DocumentReport, Failure, Finding, Report, Score, Segment, Verdict

if TYPE_CHECKING:
    import pandas as pd

#: A target text; a (source, target) pair; a Document; a mapping of the contract ({"target": …, "source": …}).
Text = str | tuple[str, str] | Document | Mapping[str, Any]


@dataclass(frozen=True)
class AuditReport:
    """What an audit found. ``record`` is the whole record, as every renderer reads it."""

    record: Report

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All findings, in the order of the documents and of the text."""
        return self.record.findings

    @property
    def documents(self) -> tuple[DocumentReport, ...]:
        return self.record.documents

    @property
    def segments(self) -> tuple[Segment, ...]:
        """All aligned segments, in the order of the documents and of the text."""
        return tuple(s for d in self.record.documents for s in d.segments)

    @property
    def failures(self) -> tuple[Failure, ...]:
        """Documents that could not be audited, and why."""
        return self.record.failures

    @property
    def score(self) -> Score:
        return self.record.score

    @property
    def verdict(self) -> Verdict:
        return self.record.verdict

    def to_frame(self) -> pd.DataFrame:
        """The findings as a data frame, one row each."""
        from audit.report.tables import findings_frame

        return findings_frame(self.record)

    def segments_frame(self) -> pd.DataFrame:
        """The segments as a data frame, one row each, with their measures."""
        from audit.report.tables import segments_frame

        return segments_frame(self.record)

    def to_html(self, path: str | Path) -> Path:
        """Write the HTML report to a file and return its path."""
        from audit.detect.catalogue import catalogue
        from audit.grade import profile
        from audit.report import html

        html.write(self.record, Path(path), html.rule_texts(catalogue()), profile(self.record.profile))
        return Path(path)

    def _repr_html_(self) -> str:
        return str(self.to_frame()._repr_html_())  # type: ignore[operator]


def audit(
    texts: Text | Sequence[Text] | pd.DataFrame,
    *,
    source_lang: str | None = None,
    target_lang: str | None = None,
    **settings: Any,
) -> AuditReport:
    """Audit translations.

    Parameters
    ----------
    texts: a target text, a (source, target) pair, a ``Document``, a mapping as in the JSON Lines contract,
    a list of any of
        these, or a DataFrame with a column "target" and, where known, "source", "id", "source_lang",
        "target_lang".
    source_lang, target_lang: BCP 47 codes; detected where not given.
    settings: any field of ``audit.config.Settings``, e.g. ``back_translation="none"``,
    ``glossary="terms.csv"``.

    Raises
    ------
    UsageError: for settings that cannot be, or texts of another kind.
    InputError: for a single text that cannot be read (it is empty, say); among several it is a failure in the
        report.

    Examples
    --------
    >>> report = audit(("He paid 3,500 euros.", "Il a payé 5 300 euros."), source_lang="en", target_lang="fr")
    >>> [f.check for f in report.findings]
    ['number']
    """
    from audit import pipeline, review
    from audit.config import Settings

    known = set(Settings.__dataclass_fields__)
    if unknown := sorted(set(settings) - known):
        raise UsageError(
            f"no setting is called {unknown[0]!r}", remedy=f"there are: {', '.join(sorted(known))}"
        )
    chosen = Settings(**{**settings, "source_lang": source_lang, "target_lang": target_lang})
    today = date.today()  # by which decisions and suppressions of a baseline expire
    decisions = review.load(chosen.decisions, today) if chosen.decisions else None
    documents = list(_documents(texts, chosen.source_lang, chosen.target_lang))
    return AuditReport(pipeline.run(documents, chosen, decisions=decisions, today=today))


def _documents(texts: Any, source_lang: str | None, target_lang: str | None) -> Iterable[Document | Failure]:
    if isinstance(texts, (str, Document, Mapping)) or _is_pair(texts):
        yield _document(texts, "1", source_lang, target_lang)
        return
    if hasattr(texts, "to_dict") and hasattr(texts, "columns"):
        if "target" not in texts.columns:
            raise UsageError(
                "the data frame has no column 'target'", remedy="rename the column of the translations"
            )
        there = texts.notna().to_dict("records")
        items: list[Any] = [
            {str(k): v for k, v in row.items() if known[k]}
            for row, known in zip(texts.to_dict("records"), there, strict=True)
        ]
    elif isinstance(texts, Iterable):
        items = list(texts)
    else:
        raise UsageError(
            f"cannot audit a {type(texts).__name__}",
            remedy="give a text, a (source, target) pair, or a list of them",
        )
    for number, item in enumerate(items, 1):
        try:
            yield _document(item, str(number), source_lang, target_lang)
        except InputError as error:
            yield Failure(error.where or f"document {number}", error.problem, error.remedy)


def _is_pair(texts: Any) -> bool:
    return isinstance(texts, tuple) and len(texts) == 2 and all(isinstance(t, str) for t in texts)


def _document(item: Any, number: str, source_lang: str | None, target_lang: str | None) -> Document:
    if isinstance(item, Document):
        from audit.acquire.encoding import check_characters

        check_characters(item.target, "the target")
        check_characters(item.source or "", "the source")
        return item
    if isinstance(item, str):
        return _made(number, None, item, source_lang, target_lang)
    if _is_pair(item):
        return _made(number, item[0], item[1], source_lang, target_lang)
    if isinstance(item, Mapping):
        from audit.acquire.jsonl import document

        return document(item, number, source_lang, target_lang)
    raise UsageError(
        f"cannot audit a {type(item).__name__}", remedy="give a text, a (source, target) pair, or a Document"
    )


def _made(
    number: str, source: str | None, target: str, source_lang: str | None, target_lang: str | None
) -> Document:
    from audit.acquire.jsonl import document

    return document({"target": target, "source": source}, number, source_lang, target_lang)
