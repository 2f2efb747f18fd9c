"""Sentences that end in a number, where a number with a full stop is mostly an ordinal ("mit 37. Anna Blum
geht"): told from "am 37. Tag" by the other side, which has the number before a sentence that begins with the
same name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from audit.model import Block, Span
from audit.text.lexicon import zipf
from audit.text.locale import locale
from audit.text.sentences import trim

_NAME = r"([^\W\d_]+)(?:\s+([A-ZÀ-ÖØ-ÞА-ЯЁΑ-Ω][^\W\d_]+))?"
_PLACE = re.compile(rf"(?<![\d.,:])(\d{{1,2}})\.\s+(?=[\"“„«]?(?=[A-ZÀ-ÖØ-ÞА-ЯЁΑ-Ω]){_NAME})")
_FIRST = re.compile(rf"\W*{_NAME}")
_NUMBER = re.compile(r"(?<![\d.,:])\d{1,2}(?![\d:])(?![.,]\d)")
# Zipf: what is numbered (day of a month, league, round, place) is commoner; a first name may be as common,
# and then the name after it tells.
_RARE = 4.5


def part_ordinals(
    text: str, lang: str, blocks: tuple[Block, ...], other: str, facing: tuple[Block, ...]
) -> tuple[Block, ...]:
    """The blocks of ``text`` with such sentences parted.

    ``facing``: the blocks of ``other``, the text of the other side.
    """
    if not locale(lang).ordinal_dot:
        return blocks
    begun: set[tuple[str, str, str | None]] | None = None
    out: list[Block] = []
    for block in blocks:
        places = list(_PLACE.finditer(text, block.span.start, block.span.end))
        if places and begun is None:
            begun = set(_begun(other, facing))
        cuts = [
            m.end()
            for m in places
            if (m[1], m[2], m[3]) in (begun or ()) and (m[3] or zipf(m[2].lower(), lang) < _RARE)
        ]
        out.append(_parted(text, block, cuts) if cuts else block)
    return tuple(out)


def _begun(text: str, blocks: tuple[Block, ...]) -> Iterator[tuple[str, str, str | None]]:
    """Each number of up to two digits with the name that begins the sentence after its own: its first word,
    and its second where there is one.
    """
    spans = [s for b in blocks for s in b.sentences]
    for before, after in pairwise(spans):
        first = _FIRST.match(text, after.start, after.end)
        if first is not None:
            for number in _NUMBER.finditer(text, before.start, before.end):
                yield number[0], first[1], first[2]


def _parted(text: str, block: Block, cuts: list[int]) -> Block:
    out: list[Span] = []
    for sentence in block.sentences:
        inner = [at for at in cuts if sentence.start < at < sentence.end]
        ends = [sentence.start, *inner, sentence.end]
        out += [trim(text, replace(sentence, start=a, end=b)) for a, b in pairwise(ends)]
    return replace(block, sentences=tuple(out))
