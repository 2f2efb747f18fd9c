"""The JSON record: findings, segments, documents (.jsonl) and summary.json, schemas in data/*.schema.json.

Texts stand in it as they were read. Figures that are not finite are null, for JSON has no word for them.
A lone surrogate, which UTF-8 cannot hold, is written as a \\u escape, and its line in ASCII.
"""

from __future__ import annotations

import json
import math
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO

import msgspec

from audit.errors import AuditError
from audit.model import (
    Decision,
    Difference,
    DocumentReport,
    Estimate,
    Finding,
    Known,
    Language,
    NotJudged,
    Report,
    Score,
    Segment,
    Span,
)
from audit.report import wording
from audit.report.files import replacing_bytes
from audit.version import VERSION

Json = dict[str, Any]


def write(report: Report, folder: Path) -> None:
    """Write the four files of the record; they replace older ones once all are written.

    Raises AuditError where the folder cannot be written to.
    """
    with Writer(folder) as writer:
        for document in report.documents:
            writer.add(document)
        writer.finish(report)


class Writer:
    """The record of a run, written document by document; the files replace older ones when the block ends
    well.

    Raises AuditError where the folder cannot be written to.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._stack = ExitStack()
        self._files: dict[str, BinaryIO] = {}
        self._counts: Counter[tuple[str, str, str]] = Counter()  # (severity, check, code) of what stands
        self._states: Counter[str] = Counter()
        self._suppressed = 0

    def __enter__(self) -> Writer:
        return self

    def _open(self) -> None:
        """Open the files, when there is something to write: an audit that cannot begin leaves no folder."""
        if self._files:
            return
        for name in ("summary.json", "documents.jsonl", "segments.jsonl", "findings.jsonl"):
            self._files[name] = self._stack.enter_context(replacing_bytes(self._folder / name))
        # Each document's line of the summary waits here until what comes before it is known.
        self._waiting = self._stack.enter_context(tempfile.TemporaryFile())  # noqa: SIM115

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.__exit__(kind, error, trace)

    def add(self, document: DocumentReport) -> None:
        """Write a document, its segments and its findings."""
        self._open()
        with self._writing():
            self._lines("findings.jsonl", map(finding_line, document.findings))
            self._lines("segments.jsonl", document_segments(document))
            self._lines("documents.jsonl", [_texts(document)])
            self._waiting.write(
                (b",\n  " if self._waiting.tell() else b"  ") + _line(document_line(document))
            )
        self._counts.update((str(f.severity), f.check, f.code) for f in document.standing)
        self._states.update("suppressed" if f.suppressed else str(f.baseline) for f in document.findings)
        self._suppressed += len(document.findings) - len(document.standing)

    def finish(self, report: Report) -> None:
        """Write the summary of the run that these documents were of."""
        self._open()
        found = _Found(self._counts, self._suppressed, self._states)
        before, after = _page(_summary(report, found, [_HERE])).split(f'\n  "{_HERE}"\n ')
        with self._writing():
            file = self._files["summary.json"]
            file.write(before.encode("utf-8"))
            if self._waiting.tell():
                file.write(b"\n")
                self._waiting.seek(0)
                shutil.copyfileobj(self._waiting, file)
                file.write(b"\n ")
            file.write(f"{after}\n".encode())

    def _lines(self, name: str, lines: Iterable[Json]) -> None:
        self._files[name].write(_lines(lines))

    @contextmanager
    def _writing(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            problem = f"cannot be written: {error.strerror or error}"
            remedy = "choose another folder with --output"
            raise AuditError(problem, where=str(self._folder), remedy=remedy) from error


_encoder = msgspec.json.Encoder()
_HERE = "@documents"  # stands in a summary for the lines of its documents


@dataclass(frozen=True)
class _Found:
    """Findings counted: (severity, check, code) of what stands; how many somebody suppressed; their
    states.
    """

    standing: Counter[tuple[str, str, str]]
    suppressed: int
    states: Counter[str]

    def by(self, place: int) -> Counter[str]:
        out: Counter[str] = Counter()
        for key, n in self.standing.items():
            out[key[place]] += n
        return out


def findings_lines(report: Report) -> Iterator[Json]:
    """One mapping a finding, in the order of the documents and of the text."""
    return (finding_line(f) for f in report.findings)


def segments_lines(report: Report) -> Iterator[Json]:
    """One mapping a segment, in the order of the documents and of their segments."""
    return (line for d in report.documents for line in document_segments(d))


def document_segments(report: DocumentReport) -> Iterator[Json]:
    """One mapping for each segment of one document."""
    return (_segment(report, s) for s in report.segments)


def documents_lines(report: Report) -> Iterator[Json]:
    """One mapping a document: its texts, into which all offsets count."""
    return map(_texts, report.documents)


def _texts(report: DocumentReport) -> Json:
    document = report.document
    return {"doc": document.id, "source": document.source, "target": document.target}


def summary(report: Report) -> Json:
    """Everything about the run but the findings and segments themselves."""
    standing = Counter((str(f.severity), f.check, f.code) for f in report.standing)
    states = Counter("suppressed" if f.suppressed else str(f.baseline) for f in report.findings)
    found = _Found(standing, len(report.findings) - standing.total(), states)
    return _summary(report, found, [document_line(d) for d in report.documents])


def summary_of(report: Report, standing: Mapping[tuple[str, str, str], int]) -> Json:
    """As ``summary``, of a report that does not hold its documents: findings as (severity, check, code) → how
    many.
    """
    return _summary(report, _Found(Counter(standing), 0, Counter()), [])


def _summary(report: Report, found: _Found, documents: list[Any]) -> Json:
    return {
        "format_version": report.format_version,
        "version": VERSION,
        "signature": report.signature,
        "profile": report.profile,
        "engine": report.engine,
        "encoder": report.encoder,
        "verdict": {"passed": report.verdict.passed, "reasons": list(report.verdict.reasons)},
        "score": _score(report.score),
        "confirmed": _score(report.confirmed) if report.confirmed else None,
        "findings": {
            **_counted(found.by(0), found.suppressed),
            "check": dict(sorted(found.by(1).items())),
            "code": dict(sorted(found.by(2).items())),
        },
        "documents": documents,
        "failures": [{"where": f.where, "problem": f.problem, "remedy": f.remedy} for f in report.failures],
        "not_judged": [_not_judged(n) for n in report.not_judged],
        "notes": list(report.notes),
        **_baseline(report, found.states),
    }


def _baseline(report: Report, states: Counter[str]) -> Json:
    """What a baseline made of the findings; nothing where none was given."""
    if report.baseline is None:
        return {}
    return {
        "baseline": {
            "path": report.baseline.path,
            "new": states["new"],
            "unchanged": states["unchanged"],
            "suppressed": states["suppressed"],
            "absent": [_known(k) for k in report.baseline.absent],
            "unused": [_known(k) for k in report.baseline.unused],
            "expired": [_known(k) for k in report.baseline.expired],
        }
    }


def _known(known: Known) -> Json:
    return {"doc": known.doc, "fingerprint": known.fingerprint, "code": known.code, "text": known.text}


def finding_line(finding: Finding) -> Json:
    """One finding."""
    line: Json = {
        "doc": finding.doc,
        "check": finding.check,
        "side": finding.side,
        "start": finding.start,
        "end": finding.end,
        "severity": str(finding.severity),
        "code": finding.code,
        "name": finding.name,
        "mqm": finding.mqm,
        "confidence": _finite(finding.confidence),
        "message": finding.message,
        "text": finding.text,
        "evidence": [{"label": e.label, "text": e.text} for e in finding.evidence],
        "suggestion": finding.suggestion,
        "segment": finding.segment,
        "fingerprint": finding.fingerprint,
    }
    if len(finding.spans) > 1:
        line["spans"] = [{"side": s.side, "start": s.start, "end": s.end} for s in finding.spans]
    if finding.baseline is not None:
        line["baseline"] = finding.baseline
    if (said := finding.suppressed) is not None:
        line["suppressed"] = {
            "reason": said.reason,
            "author": said.author,
            "date": said.date,
            "expires": said.expires,
        }
    if finding.decision is not None:
        line["decision"] = _decision(finding.decision)
    return line


def _decision(decision: Decision) -> Json:
    return {
        "decision": str(decision.judgement),
        "note": decision.note,
        "author": decision.author,
        "date": decision.date,
        "expires": decision.expires,
    }


def _segment(document: DocumentReport, segment: Segment) -> Json:
    measures = _measures(segment.measures)
    return {
        "doc": document.document.id,
        "segment": segment.index,
        "score": measures.get("score"),
        "kind": str(segment.kind),
        "source": _place(segment.source),
        "target": _place(segment.target),
        "back_translation": segment.back.text if segment.back else None,
        "engine": segment.back.engine if segment.back else None,
        "unknown": list(segment.back.unknown) if segment.back else [],
        "hops": segment.back.hops if segment.back else None,
        "also": [
            {"text": b.text, "engine": b.engine, "unknown": list(b.unknown), "hops": b.hops}
            for b in segment.also
        ],
        "differences": list(_differences(segment.differences)) if segment.differences else [],
        "measures": measures,
    }


def _measures(measures: Mapping[str, float]) -> dict[str, float | None]:
    # Nearly always all are finite figures of Python's own: then their sum is one too, and else it is not.
    total = sum(measures.values())
    if type(total) is float and math.isfinite(total):
        return {**measures}
    return {name: _finite(value) for name, value in measures.items()}


def _differences(differences: tuple[Difference, ...]) -> Iterator[Json]:
    """A mapping for each marked place; the two places of a change have the same ``pair``."""
    for pair, found in enumerate(differences):
        source = (found.source.start, found.source.end) if found.source else None
        for side, place in (("source", source), ("back", found.back)):
            if place is not None:
                marked = {"side": side, "start": place[0], "end": place[1]}
                yield {"kind": found.kind, **marked, "pair": pair, "agreed": found.agreed}


def document_line(report: DocumentReport) -> Json:
    """One document: its languages, words, scores, and what could not be judged."""
    document = report.document
    return {
        "id": document.id,
        "path": document.path,
        "source_lang": _language(document.source_lang),
        "target_lang": _language(document.target_lang),
        "words": report.score.words,
        "segments": len(report.segments),
        "score": _score(report.score),
        "confirmed": _score(report.confirmed) if report.confirmed else None,
        "estimate": _estimate(report.estimate),
        "findings": _by_severity(report.findings),
        "level": wording.level(report.article),
        "evidence": sorted(str(need) for need in report.article.evidence),
        "not_judged": [_not_judged(n) for n in report.not_judged],
        "notes": list(document.notes),
    }


def _estimate(estimate: Estimate | None) -> Json | None:
    if estimate is None:
        return None
    return {
        "score": _finite(estimate.value),
        "low": _finite(estimate.low),
        "high": _finite(estimate.high),
        "calibrated": estimate.calibrated,
    }


def _score(score: Score) -> Json:
    return {
        "words": score.words,
        "counts": {str(s): score.counts.get(s, 0) for s in wording.SEVERITIES},
        "penalty": _finite(score.penalty),
        "per_word": _finite(score.per_word),
        "per_thousand": _finite(score.per_thousand),
        "raw": _finite(score.raw),
        "calibrated": _finite(score.calibrated),
        "threshold": _finite(score.threshold),
        "passed": score.passed,
        "small_sample": score.small_sample,
    }


def _by_severity(findings: tuple[Finding, ...]) -> Json:
    """Counts of what stands, and beside them of what somebody suppressed."""
    counts = Counter(str(f.severity) for f in findings if f.suppressed is None)
    return _counted(counts, len(findings) - counts.total())


def _counted(counts: Counter[str], suppressed: int) -> Json:
    return {
        "total": counts.total(),
        "severity": {str(s): counts[str(s)] for s in wording.SEVERITIES},
        "suppressed": suppressed,
    }


def _language(language: Language | None) -> Json | None:
    if language is None:
        return None
    return {"code": language.code, "origin": language.origin, "confidence": _finite(language.confidence)}


def _not_judged(note: NotJudged) -> Json:
    return {"need": str(note.need), "reason": note.reason, "remedy": note.remedy, "codes": list(note.codes)}


def _place(span: Span | None) -> Json | None:
    return None if span is None else {"start": span.start, "end": span.end}


def _finite(value: float | None) -> float | None:
    """The figure as Python's own float (a measure may be NumPy's), or None where it is not finite."""
    return float(value) if value is not None and math.isfinite(value) else None


def _lines(values: Iterable[Json]) -> bytes:
    """Values as JSON, one a line."""
    lines = list(values)
    try:
        return _encoder.encode_lines(lines)
    except UnicodeEncodeError:
        return b"".join(_line(line) + b"\n" for line in lines)


def _line(value: Json) -> bytes:
    """A value as JSON on one line."""
    try:
        return _encoder.encode(value)
    except UnicodeEncodeError:  # a lone surrogate, which JSON can escape
        return json.dumps(value, separators=(",", ":")).encode("ascii")


def _page(value: Json) -> str:
    """A value as JSON for a person to read."""
    text = json.dumps(value, ensure_ascii=False, indent=1, allow_nan=False)
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return json.dumps(value, indent=1, allow_nan=False)
    return text
