"""Where the target has a form of a name, and what to show of such a place."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from audit.detect.context import LONGEST, Context
from audit.detect.rules._around import segment_at, source_tokens
from audit.model import Span
from audit.text.anchors import fold
from audit.text.stems import same_word, stem
from audit.text.tokens import Token, hyphen_parts, tokenize


def occurrences(context: Context, forms: Sequence[str]) -> list[Span]:
    """Where the target has one of the forms, inflected or not, in order; acronyms inside hyphen compounds
    too.
    """
    found: set[Span] = set()
    tokens = context.target_tokens
    for words in (_words(context, form) for form in forms):
        for i in context.target_starts.get(fold(words[0][:2]), ()) if words else ():
            span = _occurs(context.target, tokens, i, words)
            if span is None and len(words) == 1:
                span = _acronym_part(tokens[i], words[0])
            if span is not None:
                found.add(span)
    return _apart(sorted(found))


def _apart(spans: Sequence[Span]) -> list[Span]:
    """Spans in order, the longest of those that overlap."""
    kept: list[Span] = []
    for span in spans:
        if kept and kept[-1].overlaps(span):
            kept[-1] = max(kept[-1], span, key=len)
        else:
            kept.append(span)
    return kept


def _words(context: Context, form: str) -> list[str]:
    return [t.text for t in tokenize(form, context.target_lang)]


def _occurs(text: str, tokens: Sequence[Token], i: int, words: Sequence[str]) -> Span | None:
    last = i + len(words) - 1
    if last >= len(tokens) or not all(_same(tokens[i + k].text, w) for k, w in enumerate(words)):
        return None
    if any(text[tokens[k].end : tokens[k + 1].start].strip() for k in range(i, last)):
        return None
    return Span("target", tokens[i].start, tokens[last].end)


def _same(form: str, word: str) -> bool:
    return form[:1].casefold() == word[:1].casefold() and same_word(form, word)


def _acronym_part(token: Token, acronym: str) -> Span | None:
    if len(acronym) < 2 or not acronym.isupper() or token.text == acronym:
        return None
    start = token.start
    for part in hyphen_parts(token.text):
        if part == acronym:
            return Span("target", start, start + len(part))
        start += len(part) + 1
    return None


def has_term(context: Context, place: Span, terms: Sequence[str], unless: str) -> bool:
    """Whether the source of a place has one of the terms, and not the very word that stands in the target."""
    segment = segment_at(context, place.start)
    if segment is None:
        return False
    there = [t.text.casefold() for t in source_tokens(context, segment)]
    wanted = [[t.text.casefold() for t in tokenize(term, context.source_lang)] for term in terms]
    if not any(there[k : k + len(w)] == w for w in wanted for k in range(len(there))):
        return False
    last = stem(unless.casefold().split()[-1])
    return not any(stem(word) == last for word in there if not any(word in w for w in wanted))


def quoted(context: Context, span: Span) -> str:
    """A span with a little of what stands around it, for evidence."""
    text = context.target
    low, high = max(0, span.start - 30), min(len(text), span.end + 30)
    return ("…" if low else "") + " ".join(text[low:high].split()) + ("…" if high < len(text) else "")


def nearest(spans: Sequence[Span], place: Span) -> Span:
    """The span closest to a place, of spans in order."""
    k = bisect_left(spans, place)
    return min(spans[max(0, k - 1) : k + 1], key=lambda s: (abs(s.start - place.start), s.start))


def source_quote(context: Context, place: Span) -> str | None:
    """The source sentence of a place, shortened."""
    segment = segment_at(context, place.start)
    if segment is None or segment.source is None:
        return None
    text = " ".join(context.source[segment.source.start : segment.source.end][:LONGEST].split())
    return text if len(text) <= 160 else text[:159] + "…"
