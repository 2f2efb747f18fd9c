"""What is known of a document without a look at the others of its batch."""

from __future__ import annotations

from dataclasses import dataclass, field, fields

from audit.detect.rule import Hit
from audit.model import Article, Block, Document, GrammarNote, Need, Segment
from audit.pipeline.doubts import Unlike

#: What rules report: (code, hit).
Hits = tuple[tuple[str, Hit], ...]


@dataclass(frozen=True, slots=True)
class Missing:
    """Evidence that could not be had for a document, why, and the remedy."""

    need: Need
    reason: str
    remedy: str


@dataclass(frozen=True)
class Examination:
    """What is found out about a document: all that does not depend on the rest of its batch.

    ``hits`` are those of the rules that do not look at the batch: (code, hit). ``engines``, ``encoders`` and
    ``estimators`` are signatures of what was used. ``words`` are those of the target. ``unlike`` are the
    sides that read like another language. ``lasting``: whether the next run would find the same, for nothing
    failed on the way.
    """

    source_blocks: tuple[Block, ...]
    target_blocks: tuple[Block, ...]
    segments: tuple[Segment, ...]
    evidence: frozenset[Need]
    grammar: tuple[GrammarNote, ...] = ()
    hits: Hits = ()
    words: int = 0
    unlike: Unlike = ()
    missing: tuple[Missing, ...] = ()
    engines: tuple[str, ...] = ()
    encoders: tuple[str, ...] = ()
    estimators: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    lasting: bool = True


@dataclass(frozen=True)
class Examined(Examination):
    """A document and its examination."""

    document: Document = field(kw_only=True)

    @classmethod
    def of(cls, document: Document, examination: Examination) -> Examined:
        """The two together."""
        return cls(**{name: getattr(examination, name) for name in _NAMES}, document=document)

    @property
    def examination(self) -> Examination:
        """Without the document."""
        return Examination(**{name: getattr(self, name) for name in _NAMES})

    @property
    def article(self) -> Article:
        """The analysed article."""
        return Article(self.document, self.source_blocks, self.target_blocks, self.segments, self.evidence)


_NAMES = tuple(f.name for f in fields(Examination))
