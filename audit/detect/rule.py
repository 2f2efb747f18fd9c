"""What a rule is: one file states it, and a catalogue collects it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from audit.model import Article, Evidence, GlossaryTerm, Need, Span
from audit.mqm import Severity

if TYPE_CHECKING:
    from audit.detect.context import Context


@dataclass(frozen=True, slots=True)
class Example:
    """A text that a rule must mark at ⟦…⟧ exactly (⟦⟧ marks a gap), or must leave alone where nothing is
    marked.

    ``languages`` is "en-fr", or "fr" for a target alone (then ``source`` is None).
    ``back`` gives the back-translation where the rule needs one, ``glossary`` the termbase, ``others`` the
    (source, target)
    of the other documents in the batch.
    """

    languages: str
    source: str | None
    target: str
    back: str | None = None
    glossary: tuple[GlossaryTerm, ...] = ()
    others: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Hit:
    """What a rule reports; what is None is taken from the rule."""

    spans: tuple[Span, ...]
    message: str
    confidence: float | None = None
    severity: Severity | None = None
    evidence: tuple[Evidence, ...] = ()
    suggestion: str | None = None


def _any_language(source_lang: str, target_lang: str) -> bool:
    """A rule that needs no tables of any language."""
    return True


@dataclass(frozen=True)
class Rule:
    """A defect that mtaudit knows.

    ``code`` is permanent ("UNT001"), ``name`` says the fault, ``check`` groups rules, ``mqm`` is
    "Dimension/Type",
    ``needs`` is the evidence without which it is not judged, ``hides`` lists codes whose findings it
    silences where they
    lie inside its own, ``confidence`` is the share of its findings that are right, where a hit gives none
    of its own.
    ``knows`` says whether the rule has its tables for (source language, target language), or needs none
    there; asked of rules that need ``Need.LANGUAGE``.
    ``default`` False means that it runs only when asked for by code. ``batch``: whether it looks at the
    evidence of the batch; only such a rule sees any.
    """

    code: str
    name: str
    check: str
    mqm: str
    severity: Severity
    confidence: float
    meaning: str
    why: str
    remedy: str
    examples: tuple[Example, ...]
    find: Callable[[Context], Iterable[Hit]]
    needs: frozenset[Need] = frozenset()
    hides: tuple[str, ...] = ()
    default: bool = True
    batch: bool = False
    knows: Callable[[str, str], bool] = _any_language

    def lacks(self, article: Article) -> frozenset[Need]:
        """The evidence for want of which an article is not judged; that of languages where all else is
        there.
        """
        lacking = self.needs - article.evidence - {Need.LANGUAGE}
        if lacking or Need.LANGUAGE not in self.needs:
            return lacking
        source = article.document.source_lang
        known = self.knows(source.code if source else "und", article.document.target_lang.code)
        return frozenset() if known else frozenset({Need.LANGUAGE})


#: The checks of the contract.
CHECKS = (
    "untranslated", "terminology", "capitalization", "number", "name", "omission", "addition", "repetition",
    "negation", "mistranslation", "encoding", "spelling", "grammar", "typography", "punctuation",
    "boilerplate", "markup", "language", "register", "other",
)  # fmt: skip
