"""Terms left in the form of the source: where a word of the target is one, and what shows that it should not
be.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from audit.detect.context import Context
from audit.model import Segment, Span
from audit.text.anchors import fold
from audit.text.lexicon import has_lexicon, zipf
from audit.text.locale import locale
from audit.text.stems import same_word, stem
from audit.text.termbase import Known, foreign_forms
from audit.text.tokens import APOSTROPHES, Token, hyphen_parts, tokenize

#: Where nothing is known of the source language, the one most news is translated from.
_USUAL_SOURCE = "en"
_QUOTES = '"“”„«»\u2039\u203a「」『』'
_JOINERS = " \u00a0-\u2010\u2011&"
_TIED = "@#\\_=+"  # a word tied to one of these is part of a handle, a tag or a product name
_ADDRESS = 80  # code points of a web address looked at on either side
_FOREIGN = 1.0  # Zipf: a word this much commoner in one language than in the other is a word of that language
_CLEARLY_FOREIGN = 0.8
_RUN = 6  # words of a name or title looked at on either side
_MAJORITY = 2 / 3
_KEPT, _KEPT_CASES = 0.7, 4  # the share and number of segments that make a source form a batch's own choice
_CASES = 2  # how often another rendering must have been seen before it counts


@dataclass(frozen=True, slots=True)
class Left:
    """One place where a term stands in the form of the source.

    ``key``: what is the same for all places of one term; ``own``: the forms that the target language has for
    it, the usual
    one first. ``known``: from the term data; else the batch renders it so, ``count`` times of ``of``.
    ``in_source``: the aligned source has the term in this form.
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
        taken = [p.span for p in places]
        own = tuple(s for s in occurrences(context, places[0].own) if not any(s.overlaps(t) for t in taken))
        if own or not (_unproven(context, places[0]) or _kept_by_batch(context, places[0])):
            yield LeftTerm(tuple(places), own)


def _unproven(context: Context, place: Left) -> bool:
    """Whether a form also names something else, and the batch does not show that it means this here."""
    term = place.form.casefold()
    return place.ambiguous and not (
        place.in_source and usual(context.batch.renderings.get(term, {}), term)[0] is not None
    )


def _kept_by_batch(context: Context, place: Left) -> bool:
    """Whether the batch has chosen to keep a name as the source has it; acronyms are not chosen, they are
    forgotten.
    """
    term = place.form.casefold()
    forms = context.batch.renderings.get(term, {})
    return not place.form.isupper() and forms.get(term, 0) >= _KEPT * max(_KEPT_CASES, sum(forms.values()))


# --- terms that the data knows ---


def _known(context: Context) -> Iterator[Left]:
    source = context.source_lang.split("-")[0].lower()
    table = foreign_forms(
        _USUAL_SOURCE if source == "und" else source, context.target_lang.split("-")[0].lower()
    )
    if not table:
        return
    tokens = context.target_tokens
    skip = 0
    for i, token in enumerate(tokens):
        if i < skip:
            continue
        for known in table.get(token.text, ()):
            j = i + len(known.words)
            if _matches(context.target, tokens, i, known.words):
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
    for part in parts if len(parts) > 1 else ():
        if len(part) > 1 and part.isupper():
            for known in table.get(part, ()):
                left = (
                    _judge(context, i, i + 1, start, start + len(part), known)
                    if len(known.words) == 1
                    else None
                )
                if left is not None:
                    yield left
        start += len(part) + 1


def _judge(context: Context, i: int, j: int, start: int, end: int, known: Known) -> Left | None:
    """The tokens ``i:j`` hold a source form at ``start:end``: is it a term of its own there?"""
    text, tokens = context.target, context.target_tokens
    if _tied(text, start, end) or _shouted(text, tokens, i, j) or not _in_prose(context, tokens[i]):
        return None
    if _in_foreign_quotes(context, start, end):
        return None
    segment = _segment(context, start)
    there = _in_source(context, segment, known.words)
    if there:
        if segment is not None and _longer_in_source(context, segment, i, j):
            return None
    elif _part_of_name(context, i, j, text[start:end].isupper()):
        return None
    return Left(
        Span("target", start, end), text[start:end], known.concept, known.own, True, there, known.ambiguous
    )


def _matches(text: str, tokens: Sequence[Token], i: int, words: Sequence[str]) -> bool:
    """Whether the words stand at token ``i``, one space apart."""
    if i + len(words) > len(tokens):
        return False
    return all(tokens[i + k].text == w for k, w in enumerate(words)) and all(
        text[tokens[i + k].end : tokens[i + k + 1].start] in (" ", "\u00a0") for k in range(len(words) - 1)
    )


def _tied(text: str, start: int, end: int) -> bool:
    """Whether a word is part of an address, a handle, a tag or a product name ("Face++")."""
    before, after = text[max(0, start - 1) : start], text[end : end + 2]
    if "/" in (before, after[:1]):  # "HIV/AIDS" is none, "example.org/NATO" is
        chunk = text[max(0, start - _ADDRESS) : start].split()[-1:] + text[end : end + _ADDRESS].split()[:1]
        return any("." in c.rstrip(".,;:!?)") or "//" in c for c in chunk)
    return any(c and c in _TIED for c in (before, after[:1])) or (after[:1] == "." and after[1:].isalnum())


def _shouted(text: str, tokens: Sequence[Token], i: int, j: int) -> bool:
    """A line in capitals: "UN" is no acronym there."""
    if not tokens[i].text.isupper():
        return False
    around = [
        t for t in (*tokens[max(0, i - 2) : i], *tokens[j : j + 2]) if len(t.text) > 1 and t.text[0].isalpha()
    ]
    low, high = text.rfind("\n", 0, tokens[i].start) + 1, text.find("\n", tokens[j - 1].end)
    line = [t for t in around if t.start >= low and (high < 0 or t.end <= high)]
    return bool(line) and all(t.text.isupper() for t in line)


def _in_prose(context: Context, token: Token) -> bool:
    """False in a sentence that is itself in the source language: then the sentence is the fault."""
    sentence = sentence_at(context, token.start)
    return sentence is None or not _foreign(context, sentence)


def _foreign(context: Context, sentence: Span) -> bool:
    gaps = [_gap(context, t.text) for t in context.tokens(sentence) if t.text.islower() and len(t.text) > 1]
    return sum(g > _FOREIGN for g in gaps) > sum(g < -_FOREIGN for g in gaps)


def _in_foreign_quotes(context: Context, start: int, end: int) -> bool:
    """Whether a word stands in quotation marks together with words of the source language: a title, left as
    it is.
    """
    sentence = sentence_at(context, start)
    if sentence is None:
        return False
    text = context.target
    low = max(text.rfind(q, sentence.start, start) for q in _QUOTES)
    high = min((h for q in _QUOTES if (h := text.find(q, end, sentence.end)) >= 0), default=-1)
    if low < 0 or high < 0:
        return False
    gaps = [_gap(context, t.text) for t in context.tokens(Span("target", low, high)) if t.start != start]
    return sum(g > _CLEARLY_FOREIGN for g in gaps) > sum(g < -_CLEARLY_FOREIGN for g in gaps)


def sentence_at(context: Context, place: int) -> Span | None:
    """The target sentence that holds a code point."""
    from bisect import bisect_right

    spans = context.sentences
    k = bisect_right(spans, place, key=lambda s: s[0].start) - 1
    return spans[k][0] if k >= 0 and place < spans[k][0].end else None


def _segment(context: Context, place: int) -> Segment | None:
    sentence = sentence_at(context, place)
    return context.segment_of.get(sentence) if sentence is not None else None


def _source_tokens(context: Context, segment: Segment) -> list[Token]:
    return context.tokens(segment.source) if segment.source is not None else []


def _in_source(context: Context, segment: Segment | None, words: Sequence[str]) -> bool:
    """Whether the aligned source has the words as they are, a compound's part counting too."""
    if segment is None:
        return False
    there = _source_tokens(context, segment)
    if len(words) == 1 and words[0].isupper():
        return any(words[0] in hyphen_parts(t.text) for t in there)
    wanted = [w.casefold() for w in words]
    return any([t.lower for t in there[k : k + len(wanted)]] == wanted for k in range(len(there)))


def has_term(context: Context, place: Span, terms: Sequence[str], unless: str) -> bool:
    """Whether the source of a place has one of the terms, and not the very word that stands in the target."""
    segment = _segment(context, place.start)
    if segment is None:
        return False
    there = [t.text.casefold() for t in _source_tokens(context, segment)]
    wanted = [[t.text.casefold() for t in tokenize(term, context.source_lang)] for term in terms]
    if not any(there[k : k + len(w)] == w for w in wanted for k in range(len(there))):
        return False
    last = stem(unless.casefold().split()[-1])
    return not any(stem(word) == last for word in there if not any(word in w for w in wanted))


def _longer_in_source(context: Context, segment: Segment, i: int, j: int) -> bool:
    """Whether the source has the words with the same neighbours: then a longer name or a title was left
    whole.
    """
    theirs, ours = _source_tokens(context, segment), context.target_tokens
    for k in range(len(theirs) - (j - i) + 1):
        if all(theirs[k + n].lower == ours[i + n].lower for n in range(j - i)):
            before = _run(context, theirs, ours, k - 1, i - 1, -1)
            after = _run(context, theirs, ours, k + j - i, j, 1)
            if any(near and (w[0].isupper() or w[0].isdigit()) for w, near in (*before, *after)):
                return True
            if any(w.islower() and _gap(context, w) > _CLEARLY_FOREIGN for w, _ in (*before, *after)):
                return True
    return False


def _run(
    context: Context, theirs: Sequence[Token], ours: Sequence[Token], k: int, i: int, step: int
) -> list[tuple[str, bool]]:
    """Words that go on alike in both texts, and whether nothing but a space or a hyphen lies between."""
    found: list[tuple[str, bool]] = []
    near = True
    while (
        0 <= k < len(theirs) and 0 <= i < len(ours) and len(found) < _RUN and theirs[k].text == ours[i].text
    ):
        gap, same = _between(context.source, theirs, k, step), _between(context.target, ours, i, step)
        if len(gap) > 3 or gap.strip() != same.strip():
            break
        near = near and _joins(gap) and _joins(same)
        found.append((ours[i].text, near))
        k, i = k + step, i + step
    return found


def _between(text: str, tokens: Sequence[Token], k: int, step: int) -> str:
    """What lies between token ``k`` and the one before it (``step`` 1) or after it (-1)."""
    left, right = (k - 1, k) if step == 1 else (k, k + 1)
    return text[tokens[left].end : tokens[right].start]


def _joins(gap: str) -> bool:
    return len(gap) <= 3 and all(c in _JOINERS for c in gap)


def _gap(context: Context, word: str) -> float:
    """How much commoner a word is in the source language (Zipf); 0 where either is not known."""
    source = context.source_lang if context.source_lang != "und" else _USUAL_SOURCE
    if not (has_lexicon(source) and has_lexicon(context.target_lang)):
        return 0.0
    return zipf(word.casefold(), source) - zipf(word.casefold(), context.target_lang)


def _part_of_name(context: Context, i: int, j: int, acronym: bool) -> bool:
    """Without a source: whether a neighbour makes it look like part of a longer name or title.

    A capitalized word of the target language does not, beside an acronym ("le Conseil NATO-Ukraine") or in a
    language that capitalizes its nouns.
    """
    plain = acronym or locale(context.target_lang).noun_capitals
    text, tokens = context.target, context.target_tokens
    sentence = sentence_at(context, tokens[i].start)
    for k, step in ((i - 1, -1), (j, 1)):
        if not 0 <= k < len(tokens) or not _joins(_between(text, tokens, k, step)):
            continue
        word = tokens[k]
        if word.text[-1] in APOSTROPHES:
            continue
        first = sentence is not None and word.start <= sentence.start
        gap = _gap(context, word.text)
        if gap > _CLEARLY_FOREIGN:
            return True
        ours = first or (plain and gap < 0 and zipf(word.lower, context.target_lang) > 0)
        if not word.text[0].islower() and not ours:
            return True
    return False


# --- terms that the batch renders otherwise ---


def _unlike_batch(context: Context) -> Iterator[Left]:
    """Capitalized words copied from the source although the batch mostly has another word for them."""
    if context.source_lang == "und" or not (
        has_lexicon(context.source_lang) and has_lexicon(context.target_lang)
    ):
        return
    source = context.source_lang.split("-")[0].lower()
    table = foreign_forms(source, context.target_lang.split("-")[0].lower())
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
        if not forms or zipf(token.lower, source) - zipf(token.lower, context.target_lang) < _CLEARLY_FOREIGN:
            continue
        own, count, of = usual(forms, token.lower)
        if own is None or token.text in people:
            continue
        segment = _segment(context, token.start)
        if (
            segment is None
            or all(t.text != token.text for t in _source_tokens(context, segment))
            or _odd_in_source(context, segment, token)
        ):
            continue
        if _part_of_name(context, i, i + 1, acronym=False):
            continue
        known = Known(f"\x00{token.lower}", (token.text,), own)
        left = _judge(context, i, i + 1, token.start, token.end, known)
        if left is not None:
            yield replace(left, known=False, count=count, of=of)


def _odd_in_source(context: Context, segment: Segment, token: Token) -> bool:
    """Whether the source has the word with a capital inside a sentence where it mostly has none: a name,
    then.
    """
    lower, upper = context.batch.source_casing.get(token.lower, (0, 0))
    firsts = {s.start for s in segment.source_sentences}
    inner = any(t.text == token.text and t.start not in firsts for t in _source_tokens(context, segment))
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


# --- where the text has a form of its own ---


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


def quoted(context: Context, span: Span) -> str:
    """A span with a little of what stands around it, for evidence."""
    text = context.target
    low, high = max(0, span.start - 30), min(len(text), span.end + 30)
    return ("…" if low else "") + " ".join(text[low:high].split()) + ("…" if high < len(text) else "")


def nearest(spans: Sequence[Span], place: Span) -> Span:
    """The span closest to a place."""
    return min(spans, key=lambda s: (abs(s.start - place.start), s.start))


def source_quote(context: Context, place: Span) -> str | None:
    """The source sentence of a place, shortened."""
    segment = _segment(context, place.start)
    if segment is None or segment.source is None:
        return None
    text = " ".join(context.document.at(segment.source).split())
    return text if len(text) <= 160 else text[:159] + "…"
