"""The JSON record: findings, segments, documents (.jsonl) and summary.json, schemas in data/*.schema.json.

Texts stand in it as they were read. Figures that are not finite are null, for JSON has no word for them.
A lone surrogate, which UTF-8 cannot hold, is written as a \\u escape, and its line in ASCII.
"""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

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
from audit.report.files import replacing_text
from audit.version import VERSION

Json = dict[str, Any]


def write(report: Report, folder: Path) -> None:
    """Write the four files of the record; they replace older ones once all are written.

    Raises AuditError where the folder cannot be written to.
    """
    with (
        replacing_text(folder / "summary.json") as whole,
        replacing_text(folder / "documents.jsonl") as documents,
        replacing_text(folder / "segments.jsonl") as segments,
        replacing_text(folder / "findings.jsonl") as findings,
    ):
        for file, lines in (
            (findings, findings_lines(report)),
            (segments, segments_lines(report)),
            (documents, documents_lines(report)),
        ):
            file.writelines(_dumps(line) + "\n" for line in lines)
        whole.write(_dumps(summary(report), indent=1) + "\n")


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
    documents = (d.document for d in report.documents)
    return ({"doc": d.id, "source": d.source, "target": d.target} for d in documents)


def summary(report: Report) -> Json:
    """Everything about the run but the findings and segments themselves."""
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
            **_by_severity(report.findings),
            "check": dict(sorted(Counter(f.check for f in report.standing).items())),
            "code": dict(sorted(Counter(f.code for f in report.standing).items())),
        },
        "documents": [_document(d) for d in report.documents],
        "failures": [{"where": f.where, "problem": f.problem, "remedy": f.remedy} for f in report.failures],
        "not_judged": [_not_judged(n) for n in report.not_judged],
        "notes": list(report.notes),
        **_baseline(report),
    }


def _baseline(report: Report) -> Json:
    """What a baseline made of the findings; nothing where none was given."""
    if report.baseline is None:
        return {}
    states = Counter("suppressed" if f.suppressed else f.baseline for f in report.findings)
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
    measures = {name: _finite(value) for name, value in segment.measures.items()}
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
        "differences": list(_differences(segment.differences)),
        "measures": measures,
    }


def _differences(differences: tuple[Difference, ...]) -> Iterator[Json]:
    """A mapping for each marked place; the two places of a change have the same ``pair``."""
    for pair, found in enumerate(differences):
        source = (found.source.start, found.source.end) if found.source else None
        for side, place in (("source", source), ("back", found.back)):
            if place is not None:
                marked = {"side": side, "start": place[0], "end": place[1]}
                yield {"kind": found.kind, **marked, "pair": pair, "agreed": found.agreed}


def _document(report: DocumentReport) -> Json:
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
    counts = Counter(f.severity for f in findings if f.suppressed is None)
    return {
        "total": counts.total(),
        "severity": {str(s): counts[s] for s in wording.SEVERITIES},
        "suppressed": len(findings) - counts.total(),
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


def _dumps(value: Json, indent: int | None = None) -> str:
    text = json.dumps(value, ensure_ascii=False, indent=indent, allow_nan=False)
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return json.dumps(value, ensure_ascii=True, indent=indent, allow_nan=False)
    return text
