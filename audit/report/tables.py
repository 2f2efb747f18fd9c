"""Findings and segments as tables: pandas data frames, CSV, Parquet. The one door of pandas in this room.

CSV is what people open in a spreadsheet, and a cell that begins with =, +, -, @, a tab or a line break is run
there as a formula. What comes from a translation is hostile, so such a text cell gets an apostrophe before it
in CSV, which spreadsheets take for "this is text" (https://owasp.org/www-community/attacks/CSV_Injection).
Figures, Parquet and the JSON record are untouched. A lone surrogate, which UTF-8 cannot hold, is U+FFFD in
every table.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from audit.errors import AuditError
from audit.model import Difference, Document, DocumentReport, Report, Segment, Span
from audit.report.files import replacing
from audit.report.record import document_line, document_segments, finding_line
from audit.report.visible import encodable

if TYPE_CHECKING:
    import pandas as pd

_FINDINGS = {
    "doc": "string", "check": "string", "side": "string", "start": "Int64", "end": "Int64",
    "severity": "string", "code": "string", "name": "string", "mqm": "string", "confidence": "Float64",
    "message": "string", "text": "string", "evidence": "string", "suggestion": "string", "segment": "Int64",
    "spans": "string", "fingerprint": "string", "baseline": "string", "suppressed": "string",
    "decision": "string", "note": "string",
}  # fmt: skip

_SEGMENTS = {
    "doc": "string", "segment": "Int64", "score": "Float64", "kind": "string",
    "source_start": "Int64", "source_end": "Int64", "target_start": "Int64", "target_end": "Int64",
    "source": "string", "target": "string",
    "back_translation": "string", "engine": "string", "hops": "Int64", "unknown": "string", "also": "string",
    "differences": "string",
}  # fmt: skip

#: Measures that a segment may have; parts of a corpus must all have the same columns.
MEASURES = (
    "agreement", "back_cosine", "back_likeness", "bleu", "calibrated", "chrf", "cosine", "estimate",
    "estimate_high", "estimate_low", "likeness", "score_high", "score_low",
)  # fmt: skip

# Full-width forms too: spreadsheets of East Asian locales take them for the ASCII ones.
_FORMULA = re.compile("[=+\\-@\t\r\n＝＋－＠]")


def findings_frame(report: Report) -> pd.DataFrame:
    """One row a finding. ``evidence``: "label: text", one a line; ``spans``: "target:3-9 target:20-26";
    ``suppressed``: the reason.
    """
    return findings_of(report.documents)


def findings_of(documents: Iterable[DocumentReport]) -> pd.DataFrame:
    """As ``findings_frame``, of some documents."""
    rows = []
    for finding in (f for d in documents for f in d.findings):
        line = finding_line(finding)
        line["evidence"] = "\n".join(f"{e['label']}: {e['text']}" for e in line["evidence"])
        line["spans"] = " ".join(f"{s.side}:{s.start}-{s.end}" for s in finding.spans)
        line.update(line.get("decision") or {})  # the word and the note in columns of their own
        line["suppressed"] = finding.suppressed.reason if finding.suppressed else None
        rows.append(line)
    return _frame(rows, _FINDINGS)


def segments_frame(report: Report) -> pd.DataFrame:
    """One row a segment with its texts; after them a column for each measure but the score."""
    return segments_of(report.documents)


def segments_of(documents: Sequence[DocumentReport], measures: Iterable[str] = ()) -> pd.DataFrame:
    """As ``segments_frame``, of some documents; ``measures`` have a column whether there are any or not."""
    texts = (
        (d, line, s) for d in documents for line, s in zip(document_segments(d), d.segments, strict=True)
    )
    rows = []
    for report, line, segment in texts:
        document = report.document
        found = {name: value for name, value in line.pop("measures").items() if name != "score"}
        for side, span in (("source", segment.source), ("target", segment.target)):
            line[side] = document.at(span) if span is not None else None
            line[f"{side}_start"], line[f"{side}_end"] = _ends(span)
        line["unknown"] = " ".join(line["unknown"])
        line["also"] = "\n".join(f"{other['engine']}: {other['text']}" for other in line["also"])
        line["differences"] = "\n".join(_difference(document, segment, d) for d in segment.differences)
        rows.append({**found, **line})
    names = sorted({*measures, *(name for row in rows for name in row)} - set(_SEGMENTS))
    return _frame(rows, {**_SEGMENTS, **dict.fromkeys(names, "Float64")})


def documents_of(documents: Iterable[DocumentReport]) -> pd.DataFrame:
    """One row a document: its text and, as JSON where they are more than a text or number, the fields of its
    line in the summary.
    """
    import pandas as pd

    rows = [
        {k: v if isinstance(v, (str, int)) else json.dumps(v) for k, v in document_line(d).items()}
        | {"text": encodable(d.document.target)}
        for d in documents
    ]
    return pd.DataFrame(rows, columns=list(rows[0]) if rows else ["id"]).astype({"id": "string"})


def _difference(document: Document, segment: Segment, found: Difference) -> str:
    """ "changed: dog → cat"."""
    mine = document.at(found.source) if found.source else ""
    back = segment.back.text[slice(*found.back)] if segment.back and found.back else ""
    return f"{found.kind}: {' → '.join(text for text in (mine, back) if text)}"


def write_csv(report: Report, folder: Path) -> tuple[Path, Path]:
    """Write findings.csv and segments.csv: UTF-8, comma, text quoted. Raises AuditError where it cannot."""
    paths = (folder / "findings.csv", folder / "segments.csv")
    for path, frame in zip(paths, (findings_frame(report), segments_frame(report)), strict=True):
        for name in frame.columns[frame.dtypes == "string"]:
            frame[name] = frame[name].map(_inert, na_action="ignore")
        with replacing(path) as part:
            frame.to_csv(part, index=False, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\n")
    return paths


def write_parquet(report: Report, folder: Path) -> tuple[Path, Path]:
    """Write findings.parquet and segments.parquet. Raises AuditError where it cannot."""
    paths = (folder / "findings.parquet", folder / "segments.parquet")
    for path, frame in zip(paths, (findings_frame(report), segments_frame(report)), strict=True):
        with replacing(path) as part:
            try:
                frame.to_parquet(part, index=False)
            except ImportError as error:
                problem, remedy = "pyarrow is not installed", "pip install pyarrow, or use --format csv"
                raise AuditError(problem, where=str(path), remedy=remedy) from error
    return paths


def _frame(rows: Iterable[dict[str, Any]], columns: dict[str, str]) -> pd.DataFrame:
    import pandas as pd

    kept = list(rows)
    data = {name: [_whole(row.get(name)) for row in kept] for name in columns}
    return pd.DataFrame({name: pd.Series(data[name], dtype=kind) for name, kind in columns.items()})


def _whole(value: Any) -> Any:
    return encodable(value) if isinstance(value, str) else value


def _inert(cell: str) -> str:
    return f"'{cell}" if _FORMULA.match(cell) else cell


def _ends(span: Span | None) -> tuple[int | None, int | None]:
    return (span.start, span.end) if span is not None else (None, None)
