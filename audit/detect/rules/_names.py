"""Names of a source segment and of its translation: which have no counterpart on the other side."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache

from audit.detect.context import Context
from audit.detect.rules._around import USUAL_SOURCE, tied
from audit.detect.rules._capital import alike
from audit.model import Segment, Span, base_of
from audit.text.anchors import fold
from audit.text.capitals import determiners, expected_capital, people
from audit.text.lemmas import compounded, lemma
from audit.text.lexicon import zipf
from audit.text.locale import locale
from audit.text.places import calendar, country_likeness
from audit.text.spellings import respelled
from audit.text.termbase import counterparts, foreign_forms, given_names
from audit.text.tokens import APOSTROPHES, Token, hyphen_parts

_APOSTROPHE = re.compile(f"[{APOSTROPHES}]")
_CONTRACTED = re.compile(r"['’](?:d|em|ll|m|re|s|t|ve)$")  # "I've", "Didn't"; "Kapou'e" is a name
NEAR = 0.6  # two spellings of one name share this much
_OTHER_START = 0.75  # and more where the first letters differ ("Wales", "Gales")
_SHORTEST, _LONG = 3, 5  # letters of a name
_ENDING = 4  # letters of an ending
_ENDINGS = 8  # and of several, which longer names have in some languages ("Mercedeksellään")
_INTERNATIONAL = 2.9  # zipf in the source language of a name that both languages use as it is
_RARE = 2.0  # zipf of a word that says nothing of the language it is of
_EITHER = 0.3  # how much rarer in one of two languages a word is that both use
_COMMON = 4.0  # zipf of a word that is more than a name
_COUNTRY = 0.7  # of a country's name
_COMPOUND = 11  # letters; longer words of a language that capitalizes nouns are mostly compounds
_GRAMMAR = 6.3  # zipf of words that mean nothing by themselves
_LONGEST = 120  # words of a sentence
# Cosines of single words (USE multilingual): a word that means one of the others is rarely below these.
_ASKED, _KEPT = 0.4, 0.45
_KNOWN = 3.0  # zipf of a word that an encoder knows the meaning of
_RENDERED = 0.6  # cosine of two words that render each other
_SAID = 0.7  # the same on the scale on which words of no relation are 0
_WIDE = 2  # sentences before and after in which a name may have moved


@lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """A folded name without the English genitive: "Martin's" → "martin"."""
    folded = _APOSTROPHE.sub("'", fold(word))
    return folded.removesuffix("'s")


@lru_cache(maxsize=100_000)
def is_name(word: str) -> bool:
    """Whether a word is written like a name: a capital, then lower case, three letters or more ("McDonald",
    "Jean-Luc" too)."""
    if not word[0].isupper():
        return False
    bare = word.removesuffix("'s").removesuffix("’s")
    letters = [c for c in bare if c.isalpha()]
    return (
        len(letters) >= _SHORTEST
        and any(c.islower() for c in letters)
        and not any(c.isdigit() for c in word)
        and not _CONTRACTED.search(bare)
        and not (len(letters) <= _LONG and sum(c.isupper() for c in letters) >= len(letters) - 1)  # "MPs"
    )


def one_script(a: str, b: str) -> bool:
    """Whether two names are written in one script, so that their letters can be compared."""
    return _script(a) == _script(b)


def _script(word: str) -> str:
    return unicodedata.name(word[0], "").split(" ")[0]


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
        target = self._all(segment.target_sentences)
        firsts = self.context.firsts["target"]
        strays = [
            t
            for t in target
            if is_name(t.text)
            and t.start not in firsts
            and not self._opens(t)
            and not tied(self.context.target, t.start, t.end)
            and not self._own(t)
        ]
        if not strays:
            return []
        source = self._all(segment.source_sentences)
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
        meant = {stem(t.text) for t in source if zipf(t.lower, self.source_lang) < _GRAMMAR}
        like = _matches(stem(token.text), meant)
        head, *rest = hyphen_parts(token.text)
        if not rest or not (like or lemma(rest[-1], self.lang) is not None):
            return None if like else token
        part = Token(head, token.start, token.start + len(head))
        if not head or not is_name(head) or self._own(part) or not self.proper(part):
            return None
        parts = {p for word in meant for p in hyphen_parts(word) if p}
        return None if _matches(stem(head), meant | parts) else part

    def _all(self, sentences: tuple[Span, ...]) -> list[Token]:
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
        if word in calendar(self.source_lang) or _matches(word, there):
            return True
        known = _own_names(base_of(self.source_lang), base_of(self.lang))[0].get(word, ())
        return any(_matches(own, there) for own in known)

    def _named(self, token: Token) -> bool:
        """Whether a source word is written like a name and is no abbreviation ("Det.", "Sen.") nor, where
        nouns take a capital, a noun."""
        dotted = self.context.source[token.end : token.end + 1] == "." and len(token.text) <= _SHORTEST
        empty = zipf(token.lower, self.source_lang) >= _GRAMMAR  # "The Hague"
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
        """Whether a word owes its capital to a language that capitalizes nouns and forms of address."""
        lang = self.source_lang
        return locale(lang).noun_capitals and (
            lemma(token.text, lang) is not None
            or lemma(token.text.lower(), lang) is not None
            or len(token.text) > _COMPOUND
            or expected_capital(stem(token.text), lang)
        )

    def _missing(self, token: Token, source: list[Token], target: list[Token]) -> bool:
        """Whether a source name stands less often in the target segment than in the source segment."""
        word = stem(token.text)
        there = [stem(t.text) for t in target]
        if not self._kept(token, set(there)):
            return True
        wanted = sum(stem(t.text) == word for t in source)
        return wanted > 1 and wanted > sum(_matches(word, (t,)) for t in there)

    def stray(self, token: Token) -> bool:
        """Whether no name of the whole source is like a target name, nor any word that it may be the
        translation of."""
        word = stem(token.text)
        if _matches(word, self._source_forms):
            return False
        return self.foreign(token) or not _matches(word, self._source_starts.get(word[:2], ()))

    def mentioned(self, token: Token) -> bool:
        """Whether the source has a target name as it stands, wherever."""
        return stem(token.text) in self._source_forms

    def far(self, token: Token, segment: Segment) -> bool:
        """Whether no name of the source sentences about a place is like a target name."""
        segments = self.context.segments
        at = self._order[segment.index]
        spans = [s.source for s in segments[max(0, at - _WIDE) : at + _WIDE + 1] if s.source is not None]
        return not _matches(
            stem(token.text), {stem(t.text) for span in spans for t in self.context.tokens(span)}
        )

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
        head = _APOSTROPHE.split(low)[0]  # "Ada’dan": Turkish sets the endings of a name off
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

    def native(self, token: Token) -> bool:
        """Whether a target word is one that the target language uses more than the source language does."""
        low = token.text.lower()
        if locale(self.lang).noun_capitals and lemma(token.text, self.lang) is not None:
            return zipf(low, self.lang) > zipf(low, self.source_lang)
        if zipf(low, self.lang) < _RARE and lemma(low, self.lang) is None and len(low) <= _COMPOUND:
            return False  # too rare to be the language's own rather than somebody's name
        there = zipf(low, self.source_lang)
        return there < _INTERNATIONAL and zipf(low, self.lang) > there + 0.3

    def unlike(self, pair: Pair, segment: Segment) -> bool:
        """Whether neither name of a pair resembles any word on the other side, in letters or in meaning."""
        if self.context.encode is None or _matches(stem(pair.target.text), self._source_forms):
            return False
        source, target = self._all(segment.source_sentences), self._all(segment.target_sentences)
        there = [t.text for t in source if zipf(t.lower, self.source_lang) < _GRAMMAR]
        here = [t.text for t in target if t.start != pair.target.start]
        if not there or not here or max(len(there), len(here)) > _LONGEST:
            return False
        vectors = self.context.encode([pair.source.text, pair.target.text, *there, *here])
        asked = float((vectors[2 : 2 + len(there)] @ vectors[1]).max())
        kept = float((vectors[2 + len(there) :] @ vectors[0]).max())
        return asked < _ASKED and kept < _KEPT

    def said(self, pair: Pair, segment: Segment) -> bool:
        """Whether the source name is a word with a capital that another word of the target renders ("Opções",
        "Options").
        """
        here = [t.text for t in self._all(segment.target_sentences) if t.start != pair.target.start]
        if self.context.encode is None or not here or len(here) > _LONGEST:
            return False
        vectors = self.context.encode([pair.source.text, *here])
        return self.context.likeness(float((vectors[1:] @ vectors[0]).max())) >= _SAID

    def translated(self, pair: Pair) -> bool:
        """Whether the target name is what the source name means ("Snow", "Nieve"), or, where both names
        are of no language of the pair, an English name left as it is.
        """
        source, target = pair.source.text.lower(), pair.target.text.lower()
        foreign = USUAL_SOURCE not in (base_of(self.source_lang), base_of(self.lang))
        known = max(zipf(target, self.lang), zipf(target, USUAL_SOURCE) if foreign else 0.0)
        if foreign and pair.beside is None and zipf(target, USUAL_SOURCE) > zipf(target, self.lang) + 0.3:
            return True
        if self.context.encode is None or min(known, zipf(source, self.source_lang)) < _KNOWN:
            return False
        vectors = self.context.encode([source, target])
        return float(vectors[0] @ vectors[1]) >= _RENDERED

    def proper(self, token: Token) -> bool:
        """Whether a source word is a name and nothing else."""
        low = token.text.lower().removesuffix("'s").removesuffix("’s")
        return lemma(low, self.source_lang) is None and zipf(low, self.source_lang) < _COMMON + 1

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


@lru_cache(maxsize=64)
def _own_names(source: str, target: str) -> tuple[dict[str, frozenset[str]], frozenset[str]]:
    """Folded word of a source name → folded words of the target's own names for it; and all words that the
    target has for what it calls otherwise. Base codes.
    """
    other: set[str] = set()
    pairs = [
        (tuple(f for f in theirs if " " not in f), own)  # "City" of "Mexico City" means nothing by itself
        for theirs, own in (*counterparts(source, target), *given_names(source, target))
    ]
    for group in foreign_forms(source, target).values():
        for known in group:
            other |= _name_words(known.own)
            pairs.append((known.words, known.own))
    found: dict[str, set[str]] = {}
    for theirs, own in pairs:
        for word in _name_words(theirs):
            found.setdefault(word, set()).update(_name_words(own))
    return {word: frozenset(own) for word, own in found.items()}, frozenset(other)


def _name_words(names: Iterable[str]) -> set[str]:
    return {fold(w) for name in names for w in name.split() if len(w) >= _SHORTEST}


def _matches(word: str, others: Collection[str]) -> bool:
    """Whether a folded name, or a part of it between hyphens, is among others in any spelling or
    inflection."""
    if word in others:
        return True
    parts = [word, *(p for p in word.split("-") if len(p) >= _SHORTEST)] if "-" in word else [word]
    return any(same_name(part, other) for other in others for part in parts)


def same_name(a: str, b: str) -> bool:
    """Whether two folded words may be one name: alike, or one the other with an ending of its own, as they
    stand or spelled as one hears them.
    """
    if a == b:
        return True
    short = min(len(a), len(b))
    if a[0] != b[0]:
        likely = short >= _LONG and a[-1] == b[-1] and alike(a, b) >= _OTHER_START
        return likely or _respelled(a, b)
    likeness = alike(a, b)
    return (
        likeness >= _OTHER_START
        or (likeness >= NEAR and a[:_SHORTEST] == b[:_SHORTEST] and abs(len(a) - len(b)) <= _ENDING)
        or _inflected(a, b)
        or _inflected(b, a)
        or _respelled(a, b)
    )


def _respelled(a: str, b: str) -> bool:
    """Whether two folded names differ in spelling alone, or in that and little else ("Karta'yı")."""
    left, right = respelled(_head(a)), respelled(_head(b))
    if (left, right) == (a, b) or not left or not right or left[0] != right[0]:
        return False
    if left == right:
        return True
    short = min(len(left), len(right))
    return (short > _LONG and (_inflected(left, right) or _inflected(right, left))) or (
        short >= _LONG and alike(left, right) >= _OTHER_START
    )


def _head(name: str) -> str:
    """What stands before an ending that an apostrophe sets off; "O'Neill" is one word."""
    head, mark, _ = name.partition("'")
    return head if mark and len(head) > _SHORTEST else name


def _inflected(form: str, name: str) -> bool:
    """Whether a word is a name with an ending added, or put in place of its last letter."""
    return len(form) <= len(name) + (_ENDINGS if len(name) > _LONG else _ENDING) and (
        (len(name) >= _LONG and form.startswith(name[:-1]))
        or (len(name) >= _LONG - 1 and form.startswith(name))
    )


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
