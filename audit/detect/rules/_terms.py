"""Terms left in the form of the source: which words of the target are such, and what proves it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise

from audit.detect.context import Context
from audit.detect.rules import _around as around
from audit.detect.rules._places import occurrences
from audit.model import Segment, Span, base_of
from audit.text.lexicon import has_lexicon
from audit.text.stems import stem
from audit.text.termbase import Known, foreign_forms
from audit.text.tokens import Token, hyphen_parts

_MAJORITY = 2 / 3
_KEPT, _KEPT_CASES = 0.7, 4  # the share and number of segments that make a source form a batch's own choice
_CASES = 2  # how often another rendering must have been seen before it counts
_PARTS = 6  # of a hyphen compound; more is no compound


@dataclass(frozen=True, slots=True)
class Left:
    """One place where a term stands in the form of the source.

    ``key``: what is the same for all places of one term; ``own``: the forms that the target language has for
    it, the usual one first. ``known``: from the term data; else the batch renders it so, ``count`` times of
    ``of``. ``in_source``: the aligned source has the term in this form.
    """

    span: Span
    form: str
    key: str
    own: tuple[str, ...]
    known: bool
    in_source: bool
    ambiguous: bool = False
    count: int = 0
    of: int = 0


@dataclass(frozen=True, slots=True)
class LeftTerm:
    """All places of one term left in its source form, and the places where the text has a form of its own."""

    places: tuple[Left, ...]
    own: tuple[Span, ...]

    @property
    def first(self) -> Left:
        return self.places[0]


def left_terms(context: Context) -> Iterator[LeftTerm]:
    """Terms left in source form, in order of the text."""
    groups: dict[str, list[Left]] = defaultdict(list)
    for left in (*_known(context), *_unlike_batch(context)):
        groups[left.key].append(left)
    for places in groups.values():
        places.sort(key=lambda p: p.span)
        taken = {p.span.start for p in places}
        own = tuple(s for s in occurrences(context, places[0].own) if s.start not in taken)
        if own or not (_unproven(context, places[0]) or _kept_by_batch(context, places[0])):
            yield LeftTerm(tuple(places), own)


def _unproven(context: Context, place: Left) -> bool:
    """Whether a form also names something else, and the batch does not show that it means this here."""
    term = place.form.casefold()
    return place.ambiguous and not (
        place.in_source and usual(context.batch.renderings.get(term, {}), term)[0] is not None
    )


def _kept_by_batch(context: Context, place: Left) -> bool:
    """Whether the batch has chosen to keep a name as the source has it (acronyms are not chosen)."""
    term = place.form.casefold()
    forms = context.batch.renderings.get(term, {})
    return not place.form.isupper() and forms.get(term, 0) >= _KEPT * max(_KEPT_CASES, sum(forms.values()))


def _known(context: Context) -> Iterator[Left]:
    source = base_of(context.source_lang)
    table = foreign_forms(around.USUAL_SOURCE if source == "und" else source, base_of(context.target_lang))
    if not table:
        return
    tokens = context.target_tokens
    skip = 0
    for i, token in enumerate(tokens):
        if i < skip:
            continue
        word = token.text
        if word not in table:
            if not word.isalnum():
                yield from _in_compound(context, i, token, table)
            continue
        for known in table[word]:
            j = i + len(known.words)
            if around.matches(context.target, tokens, i, known.words):
                skip = j
                if (left := _judge(context, i, j, token.start, tokens[j - 1].end, known)) is not None:
                    yield left
                break
        else:
            yield from _in_compound(context, i, token, table)


def _in_compound(
    context: Context, i: int, token: Token, table: dict[str, tuple[Known, ...]]
) -> Iterator[Left]:
    """An acronym in a hyphen compound ("NATO-Ukraine")."""
    parts = hyphen_parts(token.text)
    start = token.start
    for part in parts if 1 < len(parts) <= _PARTS else ():
        if len(part) > 1 and part.isupper():
            for known in table.get(part, ()):
                alone = len(known.words) == 1
                if alone and (left := _judge(context, i, i + 1, start, start + len(part), known)):
                    yield left
        start += len(part) + 1


def _judge(context: Context, i: int, j: int, start: int, end: int, known: Known) -> Left | None:
    """The tokens ``i:j`` hold a source form at ``start:end``: is it a term of its own there?"""
    text, tokens = context.target, context.target_tokens
    if (
        around.tied(text, start, end)
        or around.shouted(text, tokens, i, j)
        or not around.in_prose(context, tokens[i])
        or around.in_foreign_quotes(context, start, end)
    ):
        return None
    if (
        "." in text[start:end]
        and text[end : end + 1] == "."
        and text[end + 1 : end + 3].lstrip()[:1].islower()
    ):
        end += 1  # the full stop of an abbreviation, not that of a sentence
    segment = around.segment_at(context, start)
    there = around.in_source_text(context, segment, known.words)
    if there:
        if segment is not None and around.longer_in_source(context, segment, i, j):
            return None
    elif around.part_of_name(context, i, j, text[start:end].isupper()):
        return None
    return Left(
        Span("target", start, end), text[start:end], known.concept, known.own, True, there, known.ambiguous
    )


def _unlike_batch(context: Context) -> Iterator[Left]:
    """Capitalized words copied from the source although the batch mostly has another word for them."""
    if context.source_lang == "und" or not (
        has_lexicon(context.source_lang) and has_lexicon(context.target_lang)
    ):
        return
    source = base_of(context.source_lang)
    table = foreign_forms(source, base_of(context.target_lang))
    people = _people(context)
    tokens = context.target_tokens
    for i, token in enumerate(tokens):
        if (
            len(token.text) < 4
            or not token.text[0].isupper()
            or not token.text.isalpha()
            or token.text in table
        ):
            continue
        forms = context.batch.renderings.get(token.lower)
        if not forms or around.gap(context, token.text) < around.CLEARLY_FOREIGN:
            continue
        own, count, of = usual(forms, token.lower)
        if own is None or token.text in people:
            continue
        segment = around.segment_at(context, token.start)
        if (
            segment is None
            or all(t.text != token.text for t in around.source_tokens(context, segment))
            or _odd_in_source(context, segment, token)
        ):
            continue
        if around.part_of_name(context, i, i + 1, acronym=False):
            continue
        known = Known(f"\x00{token.lower}", (token.text,), tuple(_cased(context, form) for form in own))
        left = _judge(context, i, i + 1, token.start, token.end, known)
        if left is not None:
            yield replace(left, known=False, count=count, of=of)


def _cased(context: Context, form: str) -> str:
    """A case-folded form with the capital that the batch mostly gives it."""
    lower, upper = context.batch.casing.get(form, (0, 0))
    return form[:1].upper() + form[1:] if upper > lower else form


def _odd_in_source(context: Context, segment: Segment, token: Token) -> bool:
    """Whether the source has the word with a capital inside a sentence where it mostly has none: a name,
    then.
    """
    lower, upper = context.batch.source_casing.get(token.lower, (0, 0))
    firsts = {s.start for s in segment.source_sentences}
    inner = any(
        t.text == token.text and t.start not in firsts for t in around.source_tokens(context, segment)
    )
    return inner and lower > upper


def usual(forms: Mapping[str, int], term: str) -> tuple[tuple[str, ...] | None, int, int]:
    """(forms of the word that mostly stands for a term, how often, of how many); None where there is no such
    word.
    """
    if not forms:
        return None, 0, 0
    groups: Counter[str] = Counter()
    members: dict[str, Counter[str]] = defaultdict(Counter)
    for form, n in forms.items():
        groups[stem(form)] += n
        members[stem(form)][form] += n
    total = groups.total()
    best, count = min(groups.items(), key=lambda g: (-g[1], g[0]))
    if (
        best == stem(term)
        or any(f.startswith(term) for f in members[best])
        or count < _CASES
        or count < _MAJORITY * total
    ):
        return None, count, total
    return tuple(f for f, _ in sorted(members[best].items(), key=lambda m: (-m[1], m[0]))), count, total


def _people(context: Context) -> frozenset[str]:
    """Words that stand in the source beside a capitalized word which is not translated, as first names and
    surnames do.
    """
    tokens = context.source_tokens
    found: set[str] = set()
    for left, right in pairwise(tokens):
        if (
            left.text[0].isupper()
            and right.text[0].isupper()
            and context.source[left.end : right.start] == " "
        ):
            found |= {a.text for a, b in ((left, right), (right, left)) if not _translated(context, b.lower)}
    return frozenset(found)


def _translated(context: Context, word: str) -> bool:
    forms = context.batch.renderings.get(word, {})
    return sum(forms.values()) > 2 * forms.get(word, 0)
