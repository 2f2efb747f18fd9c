"""Single words left in the source language: the places where one may stand, and the measures a model
weighs.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from audit.detect.rules import _around as around
from audit.detect.rules._foreign import Foreign
from audit.model import Segment
from audit.text.anchors import fold
from audit.text.capitals import links
from audit.text.lemmas import has_dictionary, lemma
from audit.text.lexicon import zipf
from audit.text.locale import locale
from audit.text.scripts import script
from audit.text.tokens import Token, bare

#: In the order in which the model weighs them.
NAMES = (
    "gap", "zipf_source", "zipf", "others", "dictionary", "form", "copied", "kept", "rendered", "length",
    "before", "after", "name_before", "name_after", "source_form",
)  # fmt: skip
_QUOTES = tuple('"“”„«»‘‚\u2039\u203a「」『』')
_BRACKETS = ("()", "（）", "[]")
_SHORTEST = 3  # letters
_OWN = 4.8  # Zipf of a word so common in the target language that it is one of its own ("but", "second")
_UNKNOWN = 1.0  # Zipf below which a language hardly has a word
_LEAST = 0.3  # how much commoner in the source language a word must be to be looked at
_HOME = 3.2  # how much commoner at home a noun must be that other languages hardly have, but have
_RARE, _FAR = 2.0, 1.5  # Zipf of a word that texts quote now and then, and how much commoner it is at home


@dataclass(frozen=True, slots=True)
class Place:
    """A word of the target that may be of the source language; ``index`` in the target's tokens."""

    index: int
    token: Token
    segment: Segment | None


class ForeignWords:
    """The places of one document, and the measures of a word at each of them."""

    def __init__(self, foreign: Foreign) -> None:
        self.foreign = foreign
        self.context = foreign.context
        self.lang = foreign.context.target_lang
        self.source_lang = foreign.source_lang
        self._sources: dict[int, frozenset[str]] = {}

    @cached_property
    def _order(self) -> dict[int, int]:
        return {s.index: i for i, s in enumerate(self.context.segments)}

    def places(self) -> Iterator[Place]:
        """Words in lower case, of letters alone, that are commoner in the source language."""
        if not self.foreign.judged:
            return
        for i, token in enumerate(self.context.target_tokens):
            if (
                candidate(token.text)
                and self._gap(token.text) >= _LEAST
                and zipf(token.text, self.lang) < _OWN
            ):
                yield Place(i, token, around.segment_at(self.context, token.start))

    def nouns(self) -> Iterator[Place]:
        """Where nouns have capitals: words with one that neither the dictionary nor the lexicon of the
        language has, and that the aligned source has in lower case ("Blowflies").
        """
        if not (self.foreign.judged and locale(self.lang).noun_capitals):
            return
        for i, token in enumerate(self.context.target_tokens):
            low = token.lower
            if not (token.text[0].isupper() and candidate(low)) or self._gap(low) < _LEAST:
                continue
            if not self.unknown(token):
                continue
            segment = around.segment_at(self.context, token.start)
            theirs = self._theirs(segment)
            if low in theirs and token.text not in theirs:
                yield Place(i, token, segment)

    def kept_nouns(self) -> Iterator[Place]:
        """Where nouns have capitals in the source language alone: a noun of its dictionary, as the aligned
        source has it, that the target language does not know and that is no part of a longer name
        ("a Gruppe of elves").
        """
        if not self.foreign.judged or not locale(self.source_lang).noun_capitals:
            return
        if locale(self.lang).noun_capitals:
            return
        for i, token in enumerate(self.context.target_tokens):
            text = token.text
            if not (text[0].isupper() and candidate(text[0].lower() + text[1:])) or not self.stray(token):
                continue
            if zipf(token.lower, self.lang) >= _UNKNOWN and self._gap(token.lower) < _HOME:
                continue  # "Landtag": English texts have it too
            if token.start in self.context.firsts["target"] or any(
                t is not None and not t.text[0].islower() for t in (self._beside(i, -1), self._beside(i, 1))
            ):
                continue
            segment = around.segment_at(self.context, token.start)
            if text in self._theirs(segment):
                yield Place(i, token, segment)

    def of_their_script(self) -> Iterator[Place]:
        """Words in a script without capitals that the source language alone is written in, as the aligned
        source has them.
        """
        theirs = script(self.source_lang)
        if not self.foreign.judged or not self.foreign.caseless or theirs is None:
            return
        for i, token in enumerate(self.context.target_tokens):
            if len(token.text) > 1 and theirs.has(token.text):
                place = Place(i, token, around.segment_at(self.context, token.start))
                if self.copied(place):
                    yield place

    def unknown(self, token: Token) -> bool:
        """Whether the language has a dictionary, and neither that nor the lexicon has a word."""
        return zipf(token.lower, self.lang) < _UNKNOWN and self._unlisted(token)

    def stray(self, token: Token) -> bool:
        """Whether a word is of the source language alone: that one's dictionary has it, this one's has not,
        and texts hardly ever quote it.
        """
        word = token.lower
        return (
            zipf(word, self.lang) < _RARE
            and self._gap(word) >= _FAR
            and self._unlisted(token)
            and (lemma(word, self.source_lang) or lemma(token.text, self.source_lang)) is not None
        )

    def _unlisted(self, token: Token) -> bool:
        """Whether the language has a dictionary, and that lacks a word."""
        if not has_dictionary(self.lang):
            return False
        return lemma(token.text, self.lang) is None and lemma(token.lower, self.lang) is None

    def _theirs(self, segment: Segment | None) -> set[str]:
        """The words of the source of a segment, as they stand there."""
        return {t.text for t in around.source_tokens(self.context, segment)} if segment else set()

    def _gap(self, word: str) -> float:
        return zipf(word, self.source_lang) - zipf(word, self.lang)

    def copied(self, place: Place, word: str | None = None) -> bool:
        """Whether the aligned source has the word."""
        return (word or place.token.lower) in self.source_words(place.segment)

    def source_words(self, segment: Segment | None) -> frozenset[str]:
        """The words of the source of a segment and of those beside it, in lower case."""
        if segment is None:
            return frozenset()
        if segment.index not in self._sources:
            at = self._order[segment.index]
            near = self.context.segments[max(0, at - 1) : at + 2]  # sentences may have been aligned one off
            tokens = (t for s in near for t in around.source_tokens(self.context, s))
            self._sources[segment.index] = frozenset(w for t in tokens for w in (t.lower, bare(t.lower)))
        return self._sources[segment.index]

    def measures(self, place: Place, planted: str | None = None) -> list[float]:
        """The numbers that the model weighs; ``planted`` is measured as if it stood at the place, to
        train.
        """
        word = planted or place.token.lower
        batch = self.context.batch
        others = batch.casing.get(word, (0, 0))[0] - (planted is None)
        forms = batch.renderings.get(word, {})
        kept = forms.get(word, 0) - (planted is None)
        first = lemma(word, self.lang)
        before, after = self._beside(place.index, -1), self._beside(place.index, 1)
        return [
            self._gap(word),
            zipf(word, self.source_lang),
            zipf(word, self.lang),
            math.log1p(max(0, others)),
            float(has_dictionary(self.lang)),
            float(first is not None),
            float(self.copied(place, word)),
            math.log1p(max(0, kept)),
            math.log1p(max(0, sum(forms.values()) - max(0, forms.get(word, 0)))),
            float(len(word)),
            self.foreign.weight(before) if before else 0.0,
            self.foreign.weight(after) if after else 0.0,
            float(before is not None and not before.text[0].islower()),
            float(after is not None and not after.text[0].islower()),
            float(lemma(word, self.source_lang) is not None),
        ]

    def measures_alone(self, place: Place) -> list[float]:
        """The same where there is no source: what it holds and how it is rendered is unknown (-1)."""
        unknown = {NAMES.index(name) for name in ("copied", "kept", "rendered")}
        return [-1.0 if i in unknown else m for i, m in enumerate(self.measures(place))]

    def excused(self, place: Place) -> bool:
        """Whether a word is part of an address, stands alone in quotation marks, or is in a foreign title."""
        text, token = self.context.target, place.token
        if around.tied(text, token.start, token.end):
            return True
        before, after = text[token.start - 1 : token.start], text[token.end : token.end + 1]
        if (before in _QUOTES and after in _QUOTES) or before + after in _BRACKETS:
            return True  # in brackets it is the original of the term before it
        if fold(token.text) in links() and self.foreign.between_capitals(place.index):
            return True  # "Vincent van Gogh"
        return around.in_foreign_quotes(self.context, token.start, token.end)

    def _beside(self, i: int, step: int) -> Token | None:
        """The word before or after, where only white space lies between."""
        tokens = self.context.target_tokens
        if not 0 <= i + step < len(tokens):
            return None
        left, right = sorted((i, i + step))
        gap = self.context.target[tokens[left].end : tokens[right].start]
        return None if gap.strip() or "\n" in gap else tokens[i + step]


def candidate(word: str) -> bool:
    """Whether a word is of letters alone, in lower case, and long enough to be told by."""
    return len(word) >= _SHORTEST and word.isalpha() and word.islower()
