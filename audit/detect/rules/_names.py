"""Names of a source segment and of its translation: which have no counterpart on the other side."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from audit.detect.context import Context, Encode
from audit.detect.rules._around import tied
from audit.detect.rules._name_forms import (
    APOSTROPHE,
    GRAMMAR,
    SHORTEST,
    is_name,
    matches,
    same_name,
    stem,
)
from audit.model import Segment, Span, base_of
from audit.text.anchors import fold
from audit.text.capitals import determiners, expected_capital, noun_capital, people
from audit.text.lemmas import compounded, lemma
from audit.text.lexicon import zipf
from audit.text.locale import locale
from audit.text.places import calendar, country_likeness
from audit.text.termbase import counterparts, foreign_forms, given_names
from audit.text.tokens import Token, hyphen_parts

_RARE = 2.0  # zipf of a word that says nothing of the language it is of
_EITHER = 0.3  # how much rarer in one of two languages a word is that both use
_COMMON = 5.0  # zipf of a word that is more than a name
_COUNTRY = 0.7  # of a country's name
_COMPOUND = 11  # letters; longer words of a language that capitalizes nouns are mostly compounds
_ALL_ALIKE = 0.5  # cosine of unrelated texts from which an encoder's vectors lie close together
_WIDE = 2  # sentences before and after in which a name may have moved


@dataclass(frozen=True, slots=True)
class Pair:
    """A source name without a counterpart, and a target name that stands in its segment without one either.

    ``beside``: the source name stands beside another name, and the target name beside its counterpart.
    ``elsewhere``: how often the source name stands in the target elsewhere.
    """

    source: Token
    target: Token
    beside: str | None
    elsewhere: int


class Names:
    """The names of one document."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.lang, self.source_lang = context.target_lang, context.source_lang

    @property
    def encode(self) -> Encode | None:
        """What compares the meaning of single words; None where nothing can.

        An encoder to which all texts are alike tells sentences apart, but hardly words (e5).
        """
        return self.context.encode if self.context.unrelated < _ALL_ALIKE else None

    @cached_property
    def _target_forms(self) -> dict[str, int]:
        """Folded words of the target that start with a capital → how often."""
        return _count(self.context.target_tokens)

    @cached_property
    def _source_forms(self) -> dict[str, int]:
        return _count(self.context.source_tokens)

    @cached_property
    def _named_forms(self) -> dict[str, int]:
        """The same of the source, each name without its genitive."""
        seen: dict[str, int] = {}
        for form, n in self._source_forms.items():
            seen[stem(form)] = seen.get(stem(form), 0) + n
        return seen

    @cached_property
    def _source_starts(self) -> dict[str, list[str]]:
        starts: dict[str, list[str]] = {}
        for t in self.context.source_tokens:
            word = stem(t.text)
            known = starts.setdefault(word[:2], [])
            if word not in known:
                known.append(word)
        return starts

    def segment_pairs(self, segment: Segment) -> list[Pair]:
        """Names lost in one segment, with the name that stands there and that the source does not have."""
        if not (segment.source_sentences and segment.target_sentences and self.context.comparable(segment)):
            return []
        target = self.all(segment.target_sentences)
        firsts = self.context.firsts["target"]
        strays = [
            t
            for t in target
            if is_name(t.text)
            and zipf(t.lower, self.lang) < GRAMMAR
            and t.start not in firsts
            and not self._opens(t)
            and not tied(self.context.target, t.start, t.end)
            # What stands for a day or a country shows in what the words mean.
            and not (self.encode is None and self._own(t))
        ]
        if not strays:
            return []
        source = self.all(segment.source_sentences)
        words = {stem(t.text) for t in source}
        named = _own_names(base_of(self.source_lang), base_of(self.lang))[0]
        own = {o for word in words for o in named.get(word, ())}
        strays = [x for t in strays if stem(t.text) not in own | words and (x := self._unlike(t, source))]
        if not strays:
            return []
        starts = self.context.firsts["source"]
        lost = [
            t
            for t in source
            if self._named(t)
            and self._missing(t, source, target)
            and (t.start not in starts or self.proper(t))
        ]
        return [pair for x in strays if (pair := self._best(x, lost)) is not None]

    def _unlike(self, token: Token, source: list[Token]) -> Token | None:
        """A target word that is like no source word, or the name that heads it with words of the language
        behind ("Leeds-Ausgabe"); None where either is like one. What means nothing is like nothing ("the",
        "Theresa").
        """
        meant = {stem(t.text) for t in source if zipf(t.lower, self.source_lang) < GRAMMAR}
        like = matches(stem(token.text), meant)
        head, *rest = hyphen_parts(token.text)
        if not rest or not (like or lemma(rest[-1], self.lang) is not None):
            return None if like else token
        part = Token(head, token.start, token.start + len(head))
        if not head or not is_name(head) or self._own(part) or not self.proper(part):
            return None
        parts = {p for word in meant for p in hyphen_parts(word) if p}
        return None if matches(stem(head), meant | parts) else part

    def all(self, sentences: tuple[Span, ...]) -> list[Token]:
        """The words of sentences."""
        return [t for s in sentences for t in self.context.tokens(s)]

    def _opens(self, token: Token) -> bool:
        """Whether a word opens a quotation or a sentence after a colon or another mark."""
        before = self.context.target[max(0, token.start - 6) : token.start].rstrip(
            " \u00a0\u202f“”„«»‚‘’\"'¿¡(–—-"
        )
        return before[-1:] in (":", ".", "!", "?", "…", "\n")

    def _own(self, token: Token) -> bool:
        """Whether a name is one that the target language forms by itself: a country, a people, a day, a form
        of address."""
        word, lang = stem(token.text), self.lang
        if expected_capital(word, lang) or people(word, lang) or word in calendar(lang):
            return True
        if word in _own_names(base_of(self.source_lang), base_of(lang))[1]:
            return True
        return country_likeness(word, lang) >= _COUNTRY and country_likeness(word, self.source_lang) < 1

    def _kept(self, token: Token, there: set[str]) -> bool:
        """Whether a source name has a counterpart among the target words."""
        word = stem(token.text)
        if word in calendar(self.source_lang) or matches(word, there):
            return True
        known = _own_names(base_of(self.source_lang), base_of(self.lang))[0].get(word, ())
        return any(matches(own, there) for own in known)

    def _named(self, token: Token) -> bool:
        """Whether a source word is written like a name and is no abbreviation ("Det.", "Sen.") nor, where
        nouns take a capital, a noun."""
        dotted = self.context.source[token.end : token.end + 1] == "." and len(token.text) <= SHORTEST
        empty = zipf(token.lower, self.source_lang) >= GRAMMAR  # "The Hague"
        return (
            is_name(token.text)
            and not dotted
            and not empty
            and not self._noun(token)
            and not self._joined(token)
        )

    def _joined(self, token: Token) -> bool:
        """Whether a word is joined with a hyphen from words of its language ("Black-Eye"): another language
        has words of its own for it.
        """
        parts = stem(token.text).split("-")
        return len(parts) > 1 and all(lemma(p, self.source_lang) is not None for p in parts)

    def _noun(self, token: Token) -> bool:
        """Whether a word owes its capital to a language that capitalizes nouns and forms of address.

        What the target has with a capital too is a name.
        """
        return stem(token.text) not in self._target_forms and noun_capital(
            token.text, self.source_lang, self.lang
        )

    def _missing(self, token: Token, source: list[Token], target: list[Token]) -> bool:
        """Whether a source name stands less often in the target segment than in the source segment."""
        word = stem(token.text)
        there = [stem(t.text) for t in target]
        if not self._kept(token, set(there)):
            return True
        wanted = sum(stem(t.text) == word for t in source)
        return wanted > 1 and wanted > sum(matches(word, (t,)) for t in there)

    def stray(self, token: Token) -> bool:
        """Whether no name of the whole source is like a target name, nor any word that it may be the
        translation of."""
        word = stem(token.text)
        if matches(word, self._source_forms):
            return False
        return self.foreign(token) or not matches(word, self._source_starts.get(word[:2], ()))

    def unsaid(self, token: Token) -> bool:
        """Whether a target name is the language's own for what the source names nowhere ("Berlino")."""
        theirs = _their_names(base_of(self.source_lang), base_of(self.lang)).get(stem(token.text))
        return theirs is not None and not any(matches(word, self._source_words) for word in theirs)

    @cached_property
    def _source_words(self) -> frozenset[str]:
        return frozenset(word for known in self._source_starts.values() for word in known)

    def gone(self, token: Token, segment: Segment) -> bool:
        """Whether a source name is missing in the sentences around its place too."""
        segments = self.context.segments
        at = self._order[segment.index]
        spans = [s.target for s in segments[max(0, at - _WIDE) : at + _WIDE + 1] if s.target is not None]
        near = {stem(t.text) for span in spans for t in self.context.tokens(span)}
        return not self._kept(token, near)

    @cached_property
    def _order(self) -> dict[int, int]:
        return {s.index: i for i, s in enumerate(self.context.segments)}

    def _best(self, stray: Token, lost: list[Token]) -> Pair | None:
        """The likeliest name that a stray one stands for."""
        found: list[tuple[tuple[int, int, int], Pair]] = []
        word = stem(stray.text)
        if any(word.startswith(name) or name.startswith(word) for name in (stem(s.text) for s in lost)):
            return None  # an abbreviation written out: "Insp" → "Inspector"
        for source in lost:
            beside = self._beside(source, stray)
            elsewhere = self._target_forms.get(stem(source.text), 0)
            rank = (int(beside is not None), int(self.proper(source)) + int(elsewhere > 0), -source.start)
            found.append((rank, Pair(source, stray, beside, elsewhere)))
        return max(found, key=lambda f: f[0])[1] if found else None

    def _beside(self, source: Token, stray: Token) -> str | None:
        """The name right beside the source name whose counterpart is right beside the stray one, on the same
        side."""
        for step in (-1, 1):
            left = _neighbour(self.context.source, self.context.source_tokens, source, step)
            right = _neighbour(self.context.target, self.context.target_tokens, stray, step)
            if (
                left
                and right
                and left[0].isupper()
                and right[0].isupper()
                and same_name(stem(left), stem(right))
            ):
                return right
        return None

    def ordinary(self, token: Token) -> bool:
        """Whether a target word may be an ordinary word of the language that has a capital for another
        reason."""
        low = token.text.lower()
        if locale(self.lang).noun_capitals:
            at = bisect_left(self.context.target_tokens, token.start, key=lambda t: t.start)
            before = self.context.target_tokens[at - 1].lower if at else ""
            return (
                (lemma(token.text, self.lang) is not None and not self._shared(low))
                or len(low) > _COMPOUND
                or compounded(low, self.lang)
                or before in determiners(self.lang)
            )
        head = APOSTROPHE.split(low)[0]  # "Ada’dan": Turkish sets the endings of a name off
        return any(lemma(w, self.lang) is not None or compounded(w, self.lang) for w in (low, head))

    def _shared(self, word: str) -> bool:
        """Whether both languages use a word as much and know it as no word of theirs but with a capital, as
        they do names ("Patrick", "Nevada"): of 1,179 such of the 60,000 most frequent of German nearly all
        are names.
        """
        there = zipf(word, self.source_lang)
        return (
            there >= max(_RARE, zipf(word, self.lang) - _EITHER)
            and lemma(word, self.lang) is None
            and lemma(word, self.source_lang) is None
        )

    def proper(self, token: Token) -> bool:
        """Whether a source word is a name and nothing else."""
        low = token.text.lower().removesuffix("'s").removesuffix("’s")
        return lemma(low, self.source_lang) is None and zipf(low, self.source_lang) < _COMMON

    def foreign(self, token: Token) -> bool:
        """Whether a target word is one of the source language rather than of the target language."""
        low = token.text.lower()
        if locale(self.lang).noun_capitals and lemma(token.text, self.lang) not in (None, token.text):
            return False  # a noun in one of its forms ("Programme"), whatever another language makes of it
        return zipf(low, self.source_lang) >= 3.0 and zipf(low, self.source_lang) > zipf(low, self.lang) + 0.3

    def usual(self, pair: Pair) -> bool:
        """Whether a target name stands for the source name wherever the texts have it: their form of it."""
        word, name = stem(pair.target.text), stem(pair.source.text)
        seen = self._target_forms.get(word) or sum(
            stem(hyphen_parts(t.text)[0]) == word for t in self.context.target_tokens
        )
        if not pair.elsewhere and min(seen, self._named_forms[name]) > 1:
            return True
        known = self.context.batch.renderings.get(pair.source.lower, {})
        return any(n > 1 and fold(form) == word for form, n in known.items())


Words = Mapping[str, frozenset[str]]


@lru_cache(maxsize=64)
def _own_names(source: str, target: str) -> tuple[Words, frozenset[str]]:
    """Folded word of a source name → folded words of the target's own names for it; and all words that the
    target has for what it calls otherwise. Base codes.
    """
    other = {
        word
        for group in foreign_forms(source, target).values()
        for known in group
        for word in _name_words(known.own)
    }
    return _by_word(_name_pairs(source, target)), frozenset(other)


@lru_cache(maxsize=64)
def _their_names(source: str, target: str) -> Words:
    """Folded name of one word of the target language's own → folded names of one word that the source has."""
    return _by_word(
        (own[:1], [name for name in theirs if " " not in name])
        for theirs, own in _name_pairs(source, target)
        if own and " " not in own[0]
    )


def _name_pairs(source: str, target: str) -> Iterator[tuple[Sequence[str], Sequence[str]]]:
    """Names of the source, and the target's own names for the same."""
    for theirs, own in (*counterparts(source, target), *given_names(source, target)):
        yield [f for f in theirs if " " not in f], own  # "City" of "Mexico City" means nothing by itself
    for group in foreign_forms(source, target).values():
        for known in group:
            yield known.words, known.own


def _by_word(pairs: Iterable[tuple[Sequence[str], Sequence[str]]]) -> Words:
    found: dict[str, set[str]] = {}
    for some, others in pairs:
        for word in _name_words(some):
            found.setdefault(word, set()).update(_name_words(others))
    return {word: frozenset(others) for word, others in found.items()}


def _name_words(names: Iterable[str]) -> set[str]:
    return {fold(w) for name in names for w in name.split() if len(w) >= SHORTEST}


def _count(tokens: list[Token]) -> dict[str, int]:
    seen: dict[str, int] = {}
    for t in tokens:
        if t.text[0].isupper():
            word = stem(t.text)
            seen[word] = seen.get(word, 0) + 1
    return seen


def _neighbour(text: str, tokens: list[Token], token: Token, step: int) -> str | None:
    """The word right before (-1) or after (1), with only a space between."""
    at = bisect_left(tokens, token.start, key=lambda t: t.start) + step
    if not 0 <= at < len(tokens):
        return None
    other = tokens[at]
    gap = text[other.end : token.start] if step < 0 else text[token.end : other.start]
    return other.text if gap.isspace() else None
