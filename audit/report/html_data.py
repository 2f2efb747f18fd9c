"""What the page of the HTML report draws: the JSON record and the texts, packed as gzip in base64.

The index (summary, findings, rules) is read at once; texts and segments lie in chunks of whole documents that
are read when one of their documents is shown. All of it is the record, so the page is one more reader of it:
``findings`` and ``segments`` are the lines of findings.jsonl and segments.jsonl.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final, Protocol

import msgspec

from audit.model import DocumentReport, Report
from audit.mqm import CORE, Severity
from audit.report import record
from audit.report.html_overview import RuleText

Json = dict[str, Any]

_encoder = msgspec.json.Encoder()

#: A chunk is closed once it holds this many characters of text.
_CHUNK: Final = 400_000
#: JSON has no word for a lone surrogate that JavaScript would not join with its neighbour.
_LOST: Final = re.compile("[\ud800-\udfff]")


class Scoring(Protocol):
    """What the page needs of a scoring profile to let the score follow a filter."""

    @property
    def threshold(self) -> float: ...
    @property
    def acceptable(self) -> float: ...
    @property
    def points(self) -> Callable[[str, Severity], float]: ...


@dataclass(frozen=True)
class Chunk:
    """Texts and segments of whole documents, packed; ``start`` is the number of the first."""

    start: int
    data: str


@dataclass(frozen=True)
class Packed:
    """What a page holds. ``run`` names the run, for what the browser keeps of it."""

    run: str
    index: str
    chunks: tuple[Chunk, ...]

    @property
    def size(self) -> int:
        """Bytes in the page."""
        return len(self.index) + sum(len(chunk.data) for chunk in self.chunks)


def packed(report: Report, rules: Mapping[str, RuleText], scoring: Scoring) -> Packed:
    """The data of a page that holds all of a report."""
    chunks = tuple(_chunks(report.documents))
    index = packed_index(report, rules, scoring, [chunk.start for chunk in chunks], {})
    digest = hashlib.sha256(index.encode("ascii"))
    for chunk in chunks:
        digest.update(chunk.data.encode("ascii"))
    return Packed(digest.hexdigest()[:16], index, chunks)


def packed_index(
    report: Report, rules: Mapping[str, RuleText], scoring: Scoring, starts: Sequence[int], more: Json
) -> str:
    """All but the texts. ``starts`` are the numbers of the first documents of the chunks beside it."""
    index = {
        "summary": record.summary(report),
        "findings": list(record.findings_lines(report)),
        "homes": [home for d in report.documents for home in _homes(d)],
        "scores": [[_rounded(s.measures.get("score")) for s in d.segments] for d in report.documents],
        "rules": {code: asdict(rule) for code, rule in rules.items()},
        "scoring": _scoring(report, scoring),
        "types": [f"{dimension}/{name}" for dimension, names in CORE.items() for name in names],
        "chunks": list(starts),
        **more,
    }
    return _pack(_dumps(index))


def _chunks(documents: Sequence[DocumentReport]) -> Iterator[Chunk]:
    start, size = 0, 0
    texts: list[Json] = []
    segments: list[list[Json]] = []
    for number, item in enumerate(documents):
        document = item.document
        texts.append({"source": document.source, "target": document.target})
        segments.append([_without_doc(line) for line in record.document_segments(item)])
        size += len(document.target) + len(document.source or "") + 200 * len(item.segments)
        if size >= _CHUNK or number == len(documents) - 1:
            yield Chunk(start, _pack(_dumps({"texts": texts, "segments": segments})))
            start, size, texts, segments = number + 1, 0, [], []


def _without_doc(line: Json) -> Json:
    """A line of segments.jsonl without the id that all lines of its document share."""
    del line["doc"]
    return line


def _homes(report: DocumentReport) -> Iterator[int | None]:
    """For each finding the row under which it is listed: the segment in which, or after which, it begins."""
    starts: dict[str, list[tuple[int, int]]] = {"source": [], "target": []}
    for row, segment in enumerate(report.segments):
        for place in (segment.source, segment.target):
            if place is not None:
                starts[place.side].append((place.start, row))
    for side in starts.values():
        side.sort()
    for finding in report.findings:
        side = starts[finding.side]
        at = bisect_right(side, (finding.start, len(report.segments))) - 1
        yield side[max(0, at)][1] if side else None


def _scoring(report: Report, scoring: Scoring) -> Json:
    types = sorted(
        {f"{d}/{n}" for d, names in CORE.items() for n in names} | {f.mqm for f in report.findings}
    )
    return {
        "threshold": scoring.threshold,
        "acceptable": scoring.acceptable,
        "points": {mqm: {str(s): scoring.points(mqm, s) for s in Severity} for mqm in types},
    }


def _rounded(score: float | None) -> float | None:
    return round(float(score), 3) if score is not None and score == score else None


def _dumps(value: Json) -> bytes:
    try:
        return _encoder.encode(value)
    except UnicodeEncodeError:
        text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
        return _LOST.sub("\ufffd", text).encode("utf-8")


def _pack(data: bytes) -> str:
    # mtime 0: the same run makes the same file, byte for byte.
    return base64.b64encode(gzip.compress(data, 6, mtime=0)).decode("ascii")
