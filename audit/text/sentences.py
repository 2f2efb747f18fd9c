"""Sentences through sentencex (Wikimedia, about 240 languages), offsets exact, its over-cuts mended from
data.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise

from audit.model import Side, Span, base_of
from audit.text.lexicon import zipf
from audit.text.locale import locale
from audit.text.marks import quotations

# A cut after an initial ("J. Smith"), a known abbreviation ("M. Dupont") or before a lower-case word is no
# sentence end.
_LAST_WORD = re.compile(r"(?:^|[\s(«„“\"'’\[])([^\W\d_][\w.\-]*)\.\s*$")
# "am 14. Mai": where ordinals take a full stop, one or two digits before it are one far more often than a
# sentence end.
_ORDINAL = re.compile(r"(?<![\d.,:])\d{1,2}\.\s*$")
_INNER_END = re.compile(r"[.!?…][\"”“»’)\]]{0,3}\s+(?=[\"“„«¿¡(]{0,2}[^\W\d_a-z])")
_QUOTE = re.compile("[\"“”„«»‘’‚']")
_WINDOW = 4_000  # code points
_TAIL = 100  # code points of a sentence in which its last word is looked for
_CLOSERS = re.compile(r"[\s\u00a0\u202f]*[»”“\"’')\]]+[\s\u00a0\u202f.,;!?…]*")
_FIRST_WORDS = re.compile(r"[\s«„“\"'’(\[]*([^\W\d_]{2,})\s+[^\W\d_A-ZÀ-ÖØ-Þ]")
_COMMON = 5.9  # Zipf: words that are hardly ever a surname
_LETTER = re.compile(r"[^\W_]")


def split_sentences(
    text: str, lang: str, start: int = 0, end: int | None = None, side: Side = "target"
) -> tuple[Span, ...]:
    """Sentence spans of ``text[start:end]``, trimmed of white space at both ends, offsets into ``text``.

    Never fails: text that holds no sentence end is one sentence, white space alone is none.
    """
    stop = len(text) if end is None else end
    part = text[start:stop]
    if not part.strip():
        return ()
    cuts: list[list[int]] = []
    for low, high in _boundaries(part, lang):
        if cuts and _joins(part, cuts[-1], low, high, lang):
            cuts[-1][1] = high
        else:
            cuts.append([low, high])
    cuts = [piece for cut in cuts for piece in _after_words(part, cut, lang)]
    parts = [piece for cut in cuts for piece in _inside_quotations(part, cut, lang)]
    return tuple(s for low, high in parts if len(s := trim(text, Span(side, start + low, start + high))))


def _boundaries(part: str, lang: str) -> list[list[int]]:
    """[start, end] of what sentencex takes for sentences, in order.

    Its time is quadratic in the length, so a long text goes in windows; the last sentence of each is read
    again with what follows it. A sentence longer than a window goes on in the next.
    """
    from sentencex import get_sentence_boundaries

    base = base_of(lang) or "en"
    out: list[list[int]] = []
    start, unfinished = 0, False
    while start < len(part):
        stop = min(len(part), start + _WINDOW)
        found = [
            [start + b["start_index"], start + b["end_index"]]
            for b in get_sentence_boundaries(base, part[start:stop])
            if not b["is_paragraph_break"]
        ]
        start = found.pop()[0] if stop < len(part) and len(found) > 1 else stop
        if found and unfinished:
            out[-1][1] = found.pop(0)[1]
        out += found
        unfinished = bool(out) and start == stop
    return out


def _after_words(part: str, cut: list[int], lang: str) -> list[list[int]]:
    """A piece cut after the ordinary words that sentencex takes for abbreviations ("in May. Then")."""
    words = _no_abbreviation(lang)
    low, high = cut
    ends = [m.end() for m in words.finditer(part, low, high) if m[1].isupper()] if words else []
    return [[a, b] for a, b in pairwise([low, *ends, high])]


@lru_cache(maxsize=64)
def _no_abbreviation(lang: str) -> re.Pattern[str] | None:
    words = "|".join(map(re.escape, locale(lang).no_abbreviations))
    return (
        re.compile(rf"(?<!\w)(?:{words})\.[»”’\")\]]{{0,2}}\s+(?=[\"“„«¿¡(]{{0,2}}([^\W\d_]))")
        if words
        else None
    )


def _inside_quotations(part: str, cut: list[int], lang: str) -> list[list[int]]:
    """A piece that quotation marks hold together, cut at the sentence ends inside them: of several sentences
    that are quoted one can be missing.
    """
    low, high = cut
    piece = part[low:high]
    out = [[low, high]]
    for end in _unpaired_ends(piece) if _unbalanced(piece) else _quoted_ends(piece, lang):
        at = low + end
        if not _joins(part, [out[-1][0], at], at, high, lang):
            out[-1][1] = at
            out.append([at, high])
    return out


def _unpaired_ends(piece: str) -> list[int]:
    """Where a sentence ends in a piece with a mark that has no partner: what is quoted cannot be told."""
    return [m.end() for m in _INNER_END.finditer(piece)]


def _quoted_ends(piece: str, lang: str) -> list[int]:
    """Where sentences end within the quotations of a piece."""
    if not _QUOTE.search(piece) or not _INNER_END.search(piece):
        return []
    return [
        start + 1 + low
        for start, end in quotations(piece)
        if _INNER_END.search(piece, start, end)
        for low, _ in _boundaries(piece[start + 1 : end - 1], lang)
        if low
    ]


def _unbalanced(piece: str) -> bool:
    if piece.count('"') % 2:
        return True
    # German opens with “ what English closes with it: a pair is counted both ways round.
    return (piece.count("«") != piece.count("»")) or (
        (piece.count("“") + piece.count("„")) != piece.count("”")
        and piece.count("„") != piece.count("“") + piece.count("”")
        and piece.count("“") + piece.count("”") + piece.count("„") > 0
    )


def _joins(part: str, before: list[int], low: int, high: int, lang: str) -> bool:
    """Whether the piece at ``low:high`` belongs to the sentence before it."""
    previous = part[max(before[0], before[1] - _TAIL) : before[1]]
    if "\n" in previous[len(previous.rstrip()) :]:
        return False
    if _CLOSERS.fullmatch(part, low, high):
        return True
    first = _LETTER.search(part, low, high)
    if first is not None and first.group().islower():
        return True
    if locale(lang).ordinal_dot and _ORDINAL.search(previous):
        return True
    match = _LAST_WORD.search(previous)
    if match is None:
        return False
    word = match.group(1)
    if len(word) == 1 and word.isupper():
        ends = previous[: match.start(1)].rstrip()[-1:].islower()
        return not (ends and _begins(part[low:high], lang))
    return word in locale(lang).abbreviations


def _begins(piece: str, lang: str) -> bool:
    """Whether a piece after "vitamin D." begins a sentence, and no surname: with one of the commonest words,
    then a small letter.
    """
    words = _FIRST_WORDS.match(piece)
    return words is not None and zipf(words[1].lower(), lang) >= _COMMON


def trim(text: str, span: Span) -> Span:
    """The span without white space at its ends."""
    piece = text[span.start : span.end]
    low = span.start + len(piece) - len(piece.lstrip())
    return Span(span.side, low, max(low, span.start + len(piece.rstrip())))
