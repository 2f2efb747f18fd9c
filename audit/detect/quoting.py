"""Findings of meaning quote the pair that shows them: source, back-translations, the words that differ."""

from __future__ import annotations

from dataclasses import replace

from audit.model import Article, Difference, Evidence, Finding, Segment

#: Checks of meaning, which a back-translation can show to a reader of the source language.
_MEANING = frozenset({"omission", "addition", "negation", "number", "name", "mistranslation"})
_MOST = 6  # differences that a reader still reads


def quoted(finding: Finding, article: Article) -> Finding:
    """The finding with its pair as further evidence, where the segment was translated back."""
    if finding.check not in _MEANING or finding.segment is None:
        return finding
    segment = article.segments[finding.segment]
    if segment.back is None:
        return finding
    added: list[Evidence] = []
    source = article.document.at(segment.source) if segment.source is not None else ""
    if source and not any(e.text == source for e in finding.evidence):
        added.append(Evidence("source sentence", source))
    for each in (segment.back, *segment.also):
        label = f"back-translation by {each.engine.split()[0]}" if segment.also else "back-translation"
        added.append(Evidence(label, each.text))
    if segment.differences:
        shown = [_told(article, segment, d) for d in segment.differences[:_MOST]]
        rest = len(segment.differences) - len(shown)
        added.append(Evidence("word by word", "; ".join([*shown, *([f"and {rest} more"] if rest else [])])))
    if segment.back.unknown:
        added.append(Evidence("unknown to the engine", ", ".join(segment.back.unknown)))
    return replace(finding, evidence=(*finding.evidence, *added))


def _told(article: Article, segment: Segment, found: Difference) -> str:
    """ "lost “not”"; whether other engines agree is said where there are others."""
    mine = f"“{article.document.at(found.source)}”" if found.source else ""
    back = f"“{segment.back.text[slice(*found.back)]}”" if segment.back and found.back else ""
    what = f"{mine} became {back}" if mine and back else f"{found.kind} {mine or back}"
    agreed = {True: " (all engines)", False: " (one engine)", None: ""}[found.agreed]
    return what + agreed
