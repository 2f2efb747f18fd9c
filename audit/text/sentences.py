"""Sentences through sentencex (Wikimedia, about 240 languages), offsets exact, its over-cuts mended from
data.
"""

from __future__ import annotations

import re

from audit.model import Side, Span
from audit.text.locale import locale

# A cut after an initial ("J. Smith"), a known abbreviation ("M. Dupont") or before a lower-case word is no
# sentence end.
_LAST_WORD = re.compile(r"(?:^|[\s(«„“\"'’\[])([^\W\d_][\w.\-]*)\.\s*$")
# "am 14. Mai": where ordinals take a full stop, one or two digits before it are one far more often than a
# sentence end.
_ORDINAL = re.compile(r"(?<![\d.,:])\d{1,2}\.\s*$")
_INNER_END = re.compile(r"[.!?…][\"”“»’)\]]{0,3}\s+(?=[\"“„«¿¡(]{0,2}[^\W\d_a-z])")
_CLOSERS = re.compile(r"[\s\u00a0\u202f]*[»”“\"’')\]]+[\s\u00a0\u202f.,;!?…]*$")


def split_sentences(
    text: str, lang: str, start: int = 0, end: int | None = None, side: Side = "target"
) -> tuple[Span, ...]:
    """Sentence spans of ``text[start:end]``, trimmed of white space at both ends, offsets into ``text``.

    Never fails: text that holds no sentence end is one sentence, white space alone is none.
    """
    from sentencex import get_sentence_boundaries

    stop = len(text) if end is None else end
    part = text[start:stop]
    if not part.strip():
        return ()
    cuts: list[list[int]] = []
    for boundary in get_sentence_boundaries(lang.replace("_", "-").split("-")[0].lower() or "en", part):
        if boundary["is_paragraph_break"]:
            continue
        low, high = boundary["start_index"], boundary["end_index"]
        if cuts and _joins(part, cuts[-1], low, high, lang):
            cuts[-1][1] = high
        else:
            cuts.append([low, high])
    parts = [piece for cut in cuts for piece in _unquoted(part, cut, lang)]
    return tuple(s for low, high in parts if len(s := trim(text, Span(side, start + low, start + high))))


def _unquoted(part: str, cut: list[int], lang: str) -> list[list[int]]:
    """A piece that a quotation mark without partner holds together, cut at the sentence ends inside it."""
    low, high = cut
    piece = part[low:high]
    if not _unbalanced(piece):
        return [cut]
    out = [[low, high]]
    for match in _INNER_END.finditer(piece):
        at = low + match.end()
        if not _joins(part, [out[-1][0], at], at, high, lang):
            out[-1][1] = at
            out.append([at, high])
    return out


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
    previous, piece = part[before[0] : before[1]], part[low:high]
    if "\n" in previous[len(previous.rstrip()) :]:
        return False
    if _CLOSERS.fullmatch(piece):
        return True
    first = next((c for c in piece if c.isalnum()), "")
    if first.islower():
        return True
    if locale(lang).ordinal_dot and _ORDINAL.search(previous):
        return True
    match = _LAST_WORD.search(previous)
    if match is None:
        return False
    word = match.group(1)
    return (len(word) == 1 and word.isupper()) or word in locale(lang).abbreviations


def trim(text: str, span: Span) -> Span:
    """The span without white space at its ends."""
    piece = text[span.start : span.end]
    low = span.start + len(piece) - len(piece.lstrip())
    return Span(span.side, low, max(low, span.start + len(piece.rstrip())))
