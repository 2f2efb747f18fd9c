"""What stands around a word: longer names, titles, addresses, capital lines, sentences left untranslated."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from audit.detect.context import LONGEST, Context
from audit.model import Segment, Span
from audit.text.lexicon import has_lexicon, zipf
from audit.text.locale import locale
from audit.text.scripts import script
from audit.text.tokens import APOSTROPHES, Token, hyphen_parts, unspaced

#: Where nothing is known of the source language, the one most news is translated from.
USUAL_SOURCE = "en"
#: Zipf: a word this much commoner in one language than in another is a word of that language.
CLEARLY_FOREIGN = 0.8

_FOREIGN = 1.0  # and this much, where it decides on a whole sentence
_QUOTES = '"“”„«»\u2039\u203a「」『』'
_JOINERS = " \u00a0-\u2010\u2011&"
_TIED = "@#\\_=+$"  # a word tied to one of these is part of a handle, a tag or a product name
_ADDRESS = 80  # code points of a web address looked at on either side
_RUN = 6  # words of a name or title looked at on either side


def matches(text: str, tokens: Sequence[Token], i: int, words: Sequence[str]) -> bool:
    """Whether the words stand at token ``i``, one space apart; an abbreviation has a full stop before it
    ("EE. UU.").
    """
    if i + len(words) > len(tokens):
        return False
    return all(tokens[i + k].text == w for k, w in enumerate(words)) and all(
        text[tokens[i + k].end : tokens[i + k + 1].start].removeprefix("." if words[k].isupper() else "")
        in (" ", "\u00a0")
        for k in range(len(words) - 1)
    )


def tied(text: str, start: int, end: int) -> bool:
    """Whether a word is part of an address, a handle, a tag, a product name ("Face++") or an option
    ("--help").
    """
    before, after = text[max(0, start - 1) : start], text[end : end + 2]
    if text[max(0, start - 2) : start] == "--" and not text[max(0, start - 3) : start - 2].strip():
        return True
    if "/" in (before, after[:1]):  # "HIV/AIDS" is none, "example.org/NATO" is
        chunk = text[max(0, start - _ADDRESS) : start].split()[-1:] + text[end : end + _ADDRESS].split()[:1]
        return any("." in c.rstrip(".,;:!?)") or "//" in c for c in chunk)
    # Where words have no spaces between, nor have sentences: "Tokyo.東京" is no address.
    dotted = after[:1] == "." and after[1:].isalnum() and not unspaced(after[1:])
    return dotted or any(c and c in _TIED for c in (before, after[:1]))


def acronym(word: str) -> bool:
    """Whether a word is of capitals alone, two or more."""
    return len(word) > 1 and word.isalpha() and word.isupper()


def shouted(text: str, tokens: Sequence[Token], i: int, j: int) -> bool:
    """A line in capitals: "UN" is no acronym there."""
    if not tokens[i].text.isupper():
        return False
    around = [
        t for t in (*tokens[max(0, i - 2) : i], *tokens[j : j + 2]) if len(t.text) > 1 and t.text[0].isalpha()
    ]
    start, end = tokens[i].start, tokens[j - 1].end
    low, high = text.rfind("\n", max(0, start - LONGEST), start) + 1, text.find("\n", end, end + LONGEST)
    line = [t for t in around if t.start >= low and (high < 0 or t.end <= high)]
    return bool(line) and all(t.text.isupper() for t in line)


def in_prose(context: Context, token: Token) -> bool:
    """Whether a word stands in a sentence, and not in one of the source language: that is the fault then."""
    sentence = sentence_at(context, token.start)
    return sentence is not None and len(sentence) <= LONGEST and not _foreign(context, sentence)


def _foreign(context: Context, sentence: Span) -> bool:
    gaps = [gap(context, t.text) for t in context.tokens(sentence) if t.text.islower() and len(t.text) > 1]
    return sum(g > _FOREIGN for g in gaps) > sum(g <= -_FOREIGN for g in gaps)


def in_foreign_quotes(context: Context, start: int, end: int) -> bool:
    """Whether a word stands in quotation marks together with words of the source language: a title, left as
    it is.
    """
    sentence = sentence_at(context, start)
    if sentence is None:
        return False
    text = context.target
    first, last = max(sentence.start, start - LONGEST), min(sentence.end, end + LONGEST)
    low = max(text.rfind(q, first, start) for q in _QUOTES)
    high = min((h for q in _QUOTES if (h := text.find(q, end, last)) >= 0), default=-1)
    if low < 0 or high < 0:
        return False
    gaps = [gap(context, t.text) for t in context.tokens(Span("target", low, high)) if t.start != start]
    return sum(g > CLEARLY_FOREIGN for g in gaps) > sum(g < -CLEARLY_FOREIGN for g in gaps)


def sentence_at(context: Context, place: int) -> Span | None:
    """The target sentence that holds a code point."""
    spans = context.sentences
    k = bisect_right(spans, place, key=lambda s: s[0].start) - 1
    return spans[k][0] if k >= 0 and place < spans[k][0].end else None


def segment_at(context: Context, place: int) -> Segment | None:
    sentence = sentence_at(context, place)
    return context.segment_of.get(sentence) if sentence is not None else None


def source_tokens(context: Context, segment: Segment) -> list[Token]:
    if segment.source is None or len(segment.source) > 2 * LONGEST:
        return []
    return context.tokens(segment.source)


def in_source_text(context: Context, segment: Segment | None, words: Sequence[str]) -> bool:
    """Whether the aligned source has the words as they are, a compound's part counting too."""
    if segment is None:
        return False
    there = source_tokens(context, segment)
    if len(words) == 1 and words[0].isupper():
        return any(words[0] in hyphen_parts(t.text) for t in there)
    wanted = [w.casefold() for w in words]
    return any([t.lower for t in there[k : k + len(wanted)]] == wanted for k in range(len(there)))


def longer_in_source(context: Context, segment: Segment, i: int, j: int) -> bool:
    """Whether the source has the words with the same neighbours: then a longer name or a title was left
    whole.
    """
    theirs, ours = source_tokens(context, segment), context.target_tokens
    for k in range(len(theirs) - (j - i) + 1):
        if all(theirs[k + n].lower == ours[i + n].lower for n in range(j - i)):
            before = _run(context, theirs, ours, k - 1, i - 1, -1)
            after = _run(context, theirs, ours, k + j - i, j, 1)
            if any(near and (w[0].isupper() or w[0].isdigit()) for w, near in (*before, *after)):
                return True
            if any(w.islower() and gap(context, w) > CLEARLY_FOREIGN for w, _ in (*before, *after)):
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


def gap(context: Context, word: str) -> float:
    """How much commoner a word is in the source language (Zipf); 0 where either is not known. Of a target
    language without a lexicon that has a script of its own, the script tells its words.
    """
    source = context.source_lang if context.source_lang != "und" else USUAL_SOURCE
    if not has_lexicon(source):
        return 0.0
    if not has_lexicon(context.target_lang):
        ours = script(context.target_lang)
        if ours is None or ours == script(source):
            return 0.0
        return -_FOREIGN if ours.has(word) else zipf(word.casefold(), source)
    return zipf(word.casefold(), source) - zipf(word.casefold(), context.target_lang)


def part_of_name(context: Context, i: int, j: int, acronym: bool) -> bool:
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
        more = gap(context, word.text)
        if more > CLEARLY_FOREIGN:
            return True
        ours = first or (plain and more < 0 and zipf(word.lower, context.target_lang) > 0)
        if not word.text[0].islower() and not ours:
            return True
    return False
