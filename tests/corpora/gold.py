"""The sample articles and their gold defects, as the tests of the corpora read them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache

from audit.acquire import read
from audit.model import Document, Finding, Side, Span
from tests.support import ROOT

CORPORA = ROOT / "corpora"
LANGUAGES = ("de", "es", "fr", "it")


@dataclass(frozen=True)
class Defect:
    """One line of gold.jsonl: a defect, where it is, and the checks that may report it."""

    doc: str
    defect: str
    checks: frozenset[str]
    span: Span
    text: str

    def found_by(self, finding: Finding) -> bool:
        """Whether a finding of a fitting check overlaps it: by half where it is longer than three words."""
        need = len(self.span) / 2 if len(self.text.split()) > 3 else 1
        return (
            finding.doc == self.doc
            and finding.check in self.checks
            and any(_common(self.span, span) >= need for span in finding.spans)
        )


def _common(one: Span, other: Span) -> int:
    """How many characters two spans share."""
    return min(one.end, other.end) - max(one.start, other.start) if one.side == other.side else 0


@lru_cache(maxsize=1)
def defects() -> tuple[Defect, ...]:
    lines = (CORPORA / "gold.jsonl").read_text("utf-8").splitlines()
    return tuple(_defect(json.loads(line)) for line in lines)


def _defect(item: dict[str, object]) -> Defect:
    side: Side = "source" if item["side"] == "source" else "target"
    start, end, checks = item["start"], item["end"], item["checks"]
    assert isinstance(start, int) and isinstance(end, int) and isinstance(checks, list)
    return Defect(
        str(item["doc"]),
        str(item["defect"]),
        frozenset(map(str, checks)),
        Span(side, start, end),
        str(item["text"]),
    )


@lru_cache(maxsize=1)
def news() -> dict[str, Document]:
    """The documents of corpora/news by id, in the order of a run; a file that cannot be read fails here."""
    items = list(read([CORPORA / "news"]))
    assert all(isinstance(item, Document) for item in items), items
    return {item.id: item for item in items if isinstance(item, Document)}


def clean() -> tuple[str, ...]:
    """Ids of the documents without gold defects."""
    marked = {d.doc for d in defects()}
    return tuple(name for name in news() if name not in marked)
