"""What is known of a capital inside a sentence: the places where one needs a reason, and the measures a model
weighs."""

from __future__ import annotations

import math
import re
import unicodedata
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from audit.detect.context import Context
from audit.model import Kind, Segment, Span, base_of
from audit.text.anchors import fold
from audit.text.capitals import (
    bare_stems,
    expected_capital,
    institution,
    links,
    noun_capital,
    noun_makers,
    people,
    verb_makers,
)
from audit.text.lemmas import has_dictionary, known, lemma
from audit.text.lexicon import zipf
from audit.text.locale import locale
from audit.text.places import calendar, country_likeness
from audit.text.termbase import long_names
from audit.text.tokens import Token

#: Inflected present and strong participles, which stand as nouns too ("Folgendes").
_PARTICIPLE = re.compile(r"(?:ende|ene)[mnrs]?$")
#: Between two words: what lets the second one start something new, so that its capital needs no other reason.
_OPENERS = frozenset(".!?…:;\"'«»“”„‟‚‛‘’‹›「」()[]{}/\\|•*–—―-\n\r\t\u2028\u2029¿¡#@_=<>&0123456789")
_PLAIN, _NEVER = 4, 8  # times as often in lower case: no part of an office's name, no noun
_REACH = 4  # words that a chain of names reaches
_SHORTEST, _ARTICLE = 4, 5  # letters
_CLOSED = 5.3  # zipf of words that are most likely function words
_SAMPLE = 200  # words
_TITLED = 0.6  # share of capitals from which a line is set Like a Title
_TITLED_NOUNS = 0.8  # the same where nouns take a capital in any line
_COUNTRY = 0.6  # of a country's name
_FUNCTION = 5.8  # zipf of words as common as "when": with a capital they open a sentence or belong to a name
_GRAMMAR = 6.3  # zipf of words of the source that mean nothing by themselves
_NEAR = 0.6  # how alike two spellings of one name are at least


def capitalized(word: str) -> bool:
    """Whether a word is written Like This: one capital, then lower case alone, two letters or more."""
    return len(word) > 1 and word[0].isupper() and word[1:].islower() and word.isalpha()


def alike(a: str, b: str) -> float:
    """How alike two folded spellings are (0–1): twice the common prefix and suffix over their lengths."""
    short = min(len(a), len(b))
    head = tail = 0
    while head < short and a[head] == b[head]:
        head += 1
    while tail < short - head and a[-1 - tail] == b[-1 - tail]:
        tail += 1
    return 2 * (head + tail) / max(1, len(a) + len(b))


@dataclass(frozen=True, slots=True)
class Place:
    """A word inside a sentence that a capital would need a reason for."""

    token: Token
    before: Token
    after: Token | None
    segment: Segment | None
    block: int
    second: bool  # the word before opens the sentence


class Capitals:
    """The places of one document, and the measures of a capital at each of them."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.lang = context.target_lang
        self._source_lang = context.source_lang if context.source_lang != "und" else "en"
        self._shares: dict[int, float] = {}
        self._sides: dict[int, tuple[list[str], list[str], list[str], list[str]]] = {}

    @cached_property
    def _free_words(self) -> list[tuple[int, Span, list[int]]]:
        """For each sentence the number of its block, and which of its words need a reason for a capital."""
        return [
            (number, sentence, self._free(self.context.tokens(sentence)))
            for number, block in enumerate(self.context.blocks())
            for sentence in block.sentences
        ]

    def places(self, such: Callable[[str], bool] = bool) -> Iterator[Place]:
        """Where the words stand that need a reason for a capital; ``such`` says of which words."""
        for number, sentence, free in self._free_words:
            tokens = self.context.tokens(sentence)
            for i in free:
                if such(tokens[i].text):
                    after = tokens[i + 1] if i + 1 < len(tokens) else None
                    yield Place(tokens[i], tokens[i - 1], after, self._pair(sentence), number, i == 1)

    def _pair(self, sentence: Span) -> Segment | None:
        """The segment of a sentence; None where it is too long to be compared word by word."""
        segment = self.context.segment_of.get(sentence)
        return segment if segment is not None and self.context.comparable(segment) else None

    def _free(self, tokens: list[Token]) -> list[int]:
        """Which words have only spaces or a comma before them: nothing that starts anew."""
        text = self.context.target
        found: list[int] = []
        for i, (before, token) in enumerate(pairwise(tokens), 1):
            gap = text[before.end : token.start]
            if gap == " " or (_OPENERS.isdisjoint(gap) and (bool(gap) or before.text[-1] in "'’")):
                found.append(i)
        return found

    @cached_property
    def counts(self) -> dict[str, list[int]]:
        """Folded word → [in lower case, capitalized] inside sentences of this document."""
        words: Counter[str] = Counter()
        for _, sentence, free in self._free_words:
            tokens = self.context.tokens(sentence)
            words.update([tokens[i].text for i in free])
        seen: dict[str, list[int]] = {}
        for word, count in words.items():
            if word[0].isupper() or word[0].islower():
                seen.setdefault(word.casefold(), [0, 0])[int(word[0].isupper())] += count
        return seen

    @cached_property
    def _source_inside(self) -> list[Token]:
        """Source words that are written like names though they open no sentence."""
        firsts = self.context.firsts["source"]
        return [t for t in self.context.source_tokens if t.start not in firsts and self._source_name(t)]

    def _source_name(self, token: Token) -> bool:
        """Whether a source word has a capital that is no mere noun's."""
        return token.text[0].isupper() and not self._noun(token)

    def _noun(self, token: Token) -> bool:
        """Whether a source word owes its capital to a language that capitalizes nouns."""
        return noun_capital(token.text, self._source_lang, self.lang)

    @cached_property
    def _source_caps(self) -> dict[str, int]:
        seen: dict[str, int] = {}
        for t in self._source_inside:
            seen[fold(t.text)] = seen.get(fold(t.text), 0) + 1
        return seen

    def share(self, number: int) -> float:
        """Share of capitalized words among the words of four letters or more of a block, its first word left
        out."""
        if number not in self._shares:
            words = [
                t for t in self.context.tokens(self.context.blocks()[number].span)[1:] if len(t.text) > 3
            ]
            self._shares[number] = (
                sum(t.text[0].isupper() for t in words) / len(words) if len(words) > 1 else 0.0
            )
        return self._shares[number]

    def _segment(self, segment: Segment) -> tuple[list[str], list[str], list[str], list[str]]:
        """Folded words of a segment: source capitalized inside, source at sentence starts, source in lower
        case, target capitalized."""
        if segment.index not in self._sides:
            inside: list[str] = []
            first: list[str] = []
            plain: list[str] = []
            for sentence in segment.source_sentences:
                for i, t in enumerate(self.context.tokens(sentence)):
                    kind = first if i == 0 else inside if self._source_name(t) else plain
                    kind.append(fold(t.text))
            caps = [
                fold(t.text)
                for s in segment.target_sentences
                for t in self.context.tokens(s)[1:]
                if t.text[0].isupper()
            ]
            self._sides[segment.index] = (inside, first, plain, caps)
        return self._sides[segment.index]

    def measures(self, place: Place, planted: bool = False) -> list[float]:
        """The numbers that the model weighs, in the order of ``NAMES``.

        ``planted``: the word is in lower case and is measured as if it had a capital, to train.
        """
        token, lang = place.token, self.lang
        word = fold(token.text)
        low = token.text.lower()
        own = int(not planted)
        lower, upper = self.counts.get(token.lower, [0, 0])
        many_lower, many_upper = self.context.batch.casing.get(token.lower, (lower, upper))
        first = lemma(low, lang)
        noun = lemma(low[:1].upper() + low[1:], lang)
        prev_cap, next_cap = _joined(self.context.target, place)
        out = [
            zipf(low, lang),
            zipf(low, self._source_lang),
            math.log1p(max(0, many_lower - (not own))),
            math.log1p(max(0, many_upper - own)),
            math.log1p(max(0, lower - (not own))),
            math.log1p(max(0, upper - own)),
            float(has_dictionary(lang)),
            float(first is not None),
            float(noun is not None),
            float(first is not None and first != low),
            float(noun is not None and noun[:1].isupper()),
            float(locale(lang).noun_capitals),
            zipf(place.before.lower, lang),
            zipf(place.after.lower, lang) if place.after else -1.0,
            float(prev_cap and not place.second),
            float(prev_cap and place.second),
            float(next_cap),
            float(len(low)),
            self.share(place.block),
            float(expected_capital(word, lang)),
            float(institution(word)),
            max(country_likeness(word, lang), country_likeness(word, self._source_lang)),
            float(calendar(lang).get(word, False)) - float(calendar(lang).get(word) is False),
            *self._chain(place),
            float(locale(lang).noun_capitals and self._nominal(place, low, next_cap)),
            float(self._inside_clause(place)),
        ]
        return out + self._source_measures(place, word)

    def _chain(self, place: Place) -> tuple[float, float]:
        """Whether a capitalized word stands before, or after, with only small linking words between: "Agence
        de la Mer"."""
        tokens = self.context.target_tokens
        at = bisect_left(tokens, place.token.start, key=lambda t: t.start)
        before, after = tokens[max(0, at - _REACH) : at][::-1], tokens[at + 1 : at + 1 + _REACH]
        return float(self._reaches(place.token, before)), float(self._reaches(place.token, after))

    def _of_office(self, place: Place) -> bool:
        """Whether a word names what a body or an office is for: "ministère de la Culture"."""
        tokens = self.context.target_tokens
        at = bisect_left(tokens, place.token.start, key=lambda t: t.start)
        linked = False
        for t in reversed(tokens[max(0, at - _REACH) : at]):
            if fold(t.text).rstrip("'’") not in links():
                return linked and institution(fold(t.text))
            linked = True
        return False

    def _reaches(self, token: Token, tokens: list[Token]) -> bool:
        last = token
        for i, t in enumerate(tokens):
            if "," in self.context.target[min(last.end, t.end) : max(last.start, t.start)]:
                return False
            last = t
            if t.text[0].isupper():
                return i > 0 and t.start not in self.context.firsts["target"]
            if fold(t.text).rstrip("'’") not in links():
                return False
        return False

    def excused(self, place: Place) -> bool:
        """Whether the capital has a reason of its own, whatever else speaks against it: nothing is claimed of
        such a place."""
        token, lang, text = place.token, self.lang, self.context.target
        low, word = token.text.lower(), fold(token.text)
        _, next_cap = _joined(text, place)
        common = zipf(low, lang) >= _CLOSED
        if (
            len(low) < _SHORTEST
            or expected_capital(word, lang)
            or people(word, lang)
            or any(text.startswith(n, token.start) for n in long_names(base_of(lang)).get(token.text, ()))
            or self.share(place.block) > (_TITLED_NOUNS if locale(lang).noun_capitals else _TITLED)
        ):
            return True
        if (
            max(country_likeness(word, lang), country_likeness(word, self._source_lang)) >= _COUNTRY
            and not common
        ):
            return True
        if calendar(lang).get(word, False) or (next_cap and common and len(low) <= _ARTICLE):
            return True
        if not self._ordinary(token) or (self._sparing and self._named(place)):
            return True
        # Where nouns take a capital, what a word may be is left to the model; elsewhere a chain of names is
        # one.
        if locale(lang).noun_capitals:
            return self._nominal(place, low, next_cap) and not self._never_noun(place)
        if institution(word) or (
            self._of_office(place) and (next_cap or not self._mostly_plain(place, _PLAIN))
        ):
            return True
        return any(self._chain(place)) and not common

    def _mostly_plain(self, place: Place, times: int) -> bool:
        """Whether the batch writes a word in lower case, and this many times as often as with a capital."""
        lower, upper = self.context.batch.casing.get(place.token.lower, (0, 0))
        return lower >= times * max(1, upper)

    def _never_noun(self, place: Place) -> bool:
        """Whether the batch hardly ever makes a noun of a word, and no word before it does here."""
        return place.before.lower not in noun_makers(self.lang) and self._mostly_plain(place, _NEVER)

    @cached_property
    def _sparing(self) -> bool:
        """Whether the source spends fewer capitals on names than English does, or the target as many: then
        a capital that the source lacks may well be part of a name. Where nouns take capitals, most stand
        beside one.
        """
        known = self.context.source_lang != "und"
        return (
            bool(self.context.source)
            and known
            and not locale(self.lang).noun_capitals
            and (locale(self.lang).name_capitals or not locale(self.context.source_lang).name_capitals)
        )

    def _named(self, place: Place) -> bool:
        """Whether a word stands beside another capital or a number, or has its capital in most places."""
        text, after = self.context.target, place.after
        prev_cap, next_cap = _joined(text, place)
        lower, upper = self.context.batch.casing.get(place.token.lower, (0, 0))
        numbered = after is not None and after.text[0].isdigit()
        return (prev_cap and not place.second) or next_cap or numbered or upper > max(1, lower)

    def doubtful(self, place: Place) -> bool:
        """Whether a capital may be the second part of a name, or open a sentence whose forerunner lost its
        full stop: then only the source can say that it is odd."""
        if locale(self.lang).noun_capitals:
            return False
        return self.joined(place) or (self.function_word(place) and not self._inside_clause(place))

    def joined(self, place: Place) -> bool:
        """Whether a word stands right behind another with a capital that opens no sentence."""
        return _joined(self.context.target, place)[0] and not place.second

    def function_word(self, place: Place) -> bool:
        """Whether a word is as common as those that mean nothing by themselves: the source has no such
        word.
        """
        return zipf(place.token.text.lower(), self.lang) >= _CLOSED

    def unasked(self, place: Place) -> float | None:
        """How much more like the word is to the likest lower-case word of its source sentence than to the
        likest with a capital (likeness of single words); None where that cannot be told.

        A word that opens the source sentence owes its capital to that place, and counts as lower-case.
        """
        likest = self._likest(place)
        if likest is None:
            return None
        if place.token.lower in {t.lower for t, _ in likest}:
            return -1.0  # the very word of the source: a name, or left untranslated
        firsts = self.context.firsts["source"]
        capital = plain = 0.0
        for token, cosine in likest:
            if token.start not in firsts and self._source_name(token):
                capital = max(capital, cosine)
            else:
                plain = max(plain, cosine)
        return (plain - capital) / (1 - self.context.unrelated)

    def silent(self, place: Place) -> bool:
        """Whether the word that is likest is a noun of a source that capitalizes nouns, which says nothing,
        and the batch does not say either that the word has no capital.
        """
        if not locale(self._source_lang).noun_capitals:
            return False
        likest = max(self._likest(place) or (), key=lambda known: known[1], default=None)
        if likest is None or not likest[0].text[0].isupper() or not self._noun(likest[0]):
            return False
        lower, upper = self.context.batch.casing.get(place.token.lower, (0, 0))
        return not lower or upper > 1

    def _likest(self, place: Place) -> list[tuple[Token, float]] | None:
        """The words of the source sentence with their cosine to the word; None where that cannot be told."""
        context, segment = self.context, place.segment
        if context.encode is None or segment is None or segment.source is None:
            return None
        words = [t for t in context.tokens(segment.source) if zipf(t.lower, self._source_lang) < _GRAMMAR]
        if not words or len(words) > _SAMPLE:
            return None
        vectors = context.encode([place.token.text.lower(), *(t.text.lower() for t in words)])
        return list(zip(words, (vectors[1:] @ vectors[0]).tolist(), strict=True))

    def _ordinary(self, token: Token) -> bool:
        """Whether a word is known to be one in lower case: from the dictionary or from the texts themselves.

        Where the source is in another script its names tell nothing, and the texts themselves must say so.
        """
        lower = self.counts.get(token.lower, (0, 0))[0]
        seen = self.context.batch.casing.get(token.lower, (lower, 0))[0]
        if self._other_script:
            return seen > 0 and known(token.text.lower(), self.lang)
        return seen > 0 or known(token.text.lower(), self.lang)

    @cached_property
    def _other_script(self) -> bool:
        source, target = self.context.source_tokens, self.context.target_tokens
        return bool(source and target) and _script(source) != _script(target)

    def label(self, place: Place) -> bool:
        """Whether the place is the end of a navigation line of ordinary words."""
        if self.context.blocks()[place.block].kind is not Kind.NAVIGATION or locale(self.lang).noun_capitals:
            return False
        return place.after is None and all(
            lemma(t.text.lower(), self.lang) for t in (place.before, place.token)
        )

    def _inside_clause(self, place: Place) -> bool:
        """Whether a function word cannot be the start of a sentence whose forerunner lost its full stop."""
        if zipf(place.before.lower, self.lang) >= _CLOSED:
            return True
        if place.segment is None or not place.segment.source_sentences:
            return False
        return self._source_measures(place, fold(place.token.text))[3] <= 0

    def _nominal(self, place: Place, low: str, next_cap: bool) -> bool:
        """Whether a word may be a noun where nouns take a capital: by the dictionary, its ending, and the
        words beside it."""
        before = place.before.lower
        common = zipf(low, self.lang) >= _CLOSED
        first, noun = lemma(low, self.lang), lemma(low[:1].upper() + low[1:], self.lang)
        if common and not next_cap and (noun is None or noun[:1].islower()):
            return False  # a word as common as "schon" whose lemma has no capital is no noun
        if first is None or before in noun_makers(self.lang):
            return True
        if first == low + "n" and low.endswith(bare_stems(self.lang)):
            return True  # "Kuppel": the verb of that stem ("kuppeln") has no such form
        verb, twin = first.endswith("n"), noun is not None and noun[:1].isupper()
        if verb and (twin or first == low):
            made = noun in (
                None,
                low[:1].upper() + low[1:],
            )  # the infinitive as a noun, not a noun that looks like it
            return low != first or not made or not (before in verb_makers(self.lang) or self._object(place))
        if verb and _PARTICIPLE.search(low):
            return True
        if not verb and low.endswith(("e", "en", "er", "es", "em")) and (twin or not common):
            # An adjective: beside a noun it is none itself, but it may be part of a name; only the source can
            # tell.
            return not next_cap or place.segment is None or not place.segment.source_sentences
        return twin or (common and not verb and not self._inside_clause(place))

    def _object(self, place: Place) -> bool:
        """Whether an infinitive closes its clause after a noun: "die Unabhängigkeit erlangen"."""
        if lemma(place.before.text, self.lang) is None or not place.before.text[0].isupper() or place.second:
            return False
        return place.after is None or not self.context.target[place.token.end : place.after.start].isspace()

    def _source_measures(self, place: Place, word: str) -> list[float]:
        segment = place.segment
        if segment is None or not segment.source_sentences:
            return [-1.0] * 11
        inside, first, plain, caps = self._segment(segment)
        others = list(caps)
        if word in others:
            others.remove(word)
        loose = [s for s in inside if s != "i" and not any(alike(s, t) >= _NEAR for t in others)]
        spare = [t for t in others if not any(alike(s, t) >= _NEAR for s in inside)]
        return [
            max((alike(word, s) for s in inside), default=0.0),
            max((alike(word, s) for s in first), default=0.0),
            max((alike(word, s) for s in plain), default=0.0),
            float(len(loose)),
            float(len(loose) - len(spare)),
            float(len(inside)),
            math.log1p(self._source_caps.get(word, 0)),
            len(self._source_inside) / max(1, len(self.context.source_tokens)),
            max((zipf(s, self._source_lang) for s in loose), default=-1.0),
            float(any(zipf(s, self._source_lang) > _FUNCTION for s in inside if s != "i")),
            float(len(first) - len(segment.target_sentences)),
        ]


def _script(tokens: list[Token]) -> str:
    """The script of most of the first words of a text: "LATIN", "CYRILLIC" …"""
    found = Counter(
        unicodedata.name(t.text[0], "").split(" ")[0] for t in tokens[:_SAMPLE] if t.text[0].isalpha()
    )
    return max(found, key=lambda name: (found[name], name), default="")


def _joined(text: str, place: Place) -> tuple[bool, bool]:
    """Whether the word before, and the one after, is capitalized and only a space away."""
    before, token, after = place.before, place.token, place.after
    prev_cap = before.text[0].isupper() and text[before.end : token.start].isspace()
    next_cap = after is not None and after.text[0].isupper() and text[token.end : after.start].isspace()
    return prev_cap, next_cap


NAMES = (
    "zipf", "zipf_source", "batch_lower", "batch_upper", "lower", "upper", "dictionary", "form_lower",
    "form_upper", "inflected", "noun", "nouns_upper", "zipf_before", "zipf_after", "name_before",
    "start_before", "name_after", "length", "share", "expected", "institution", "country", "calendar",
    "chain_before", "chain_after", "nominal", "clause", "like_inside", "like_first", "like_plain", "loose",
    "loose_spare", "inside", "source_upper", "source_share", "loose_zipf", "source_function", "joined",
)  # fmt: skip
