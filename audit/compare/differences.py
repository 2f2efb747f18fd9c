"""Word by word: what the source says and its back-translation does not, and the other way round.

Words are matched wherever they stand (another order is no difference), by form, lemma or stem, then by
meaning where an encoder takes two words for synonyms. Articles, prepositions and the like are left alone:
languages use them differently. A word that the engine did not know proves nothing, nor does a word of the
source that it may stand for.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from audit.compare.encoder import Vectors
from audit.model import Article, BackTranslation, Difference, Segment, Span
from audit.text.anchors import fold
from audit.text.lemmas import lemma
from audit.text.lexicon import has_lexicon, zipf
from audit.text.locale import locale
from audit.text.negation import polarity
from audit.text.numbers import spelled
from audit.text.opposites import apart
from audit.text.stems import stem
from audit.text.tokens import APOSTROPHES, Token, tokenize

_COMMON = 6.0  # Zipf frequency from which a word is grammar rather than content: "the", "of", "dans"
_SHORT = 2  # letters of a word that is grammar in a language without frequencies
_THOUSANDS = re.compile(r"\d{1,3}([ \u00a0\u202f]\d{3})+")
_NEGATION = "\0negation"  # the key of every word that negates
_MOST = 200  # words of a text; a longer "sentence" is a table or a list


@dataclass(frozen=True)
class Likeness:
    """An encoder's view of words: ``encode`` and the cosine from which two are synonyms."""

    encode: Callable[[Sequence[str]], Vectors]
    synonymous: float


@dataclass(frozen=True)
class _Words:
    """The words of one text that carry meaning, and where."""

    tokens: tuple[Token, ...]
    keys: tuple[frozenset[str], ...]


def mark(article: Article, like: Likeness | None) -> Article:
    """The article with ``differences`` on every segment that has a source and a back-translation."""
    document = article.document
    if document.source is None or document.source_lang is None:
        return article
    lang = document.source_lang.code
    read = [
        (
            segment,
            _words(document.source, lang, segment.source.start, segment.source.end),
            [_words(each.text, lang) for each in (segment.back, *segment.also)],
        )
        for segment in article.segments
        if segment.source is not None and segment.back is not None
    ]
    if like is not None:
        # Words met one by one cost seven times what they cost together.
        left = [word for _, given, made in read for words in made for word in _left_over(given, words, lang)]
        like = Likeness(_known(like.encode, left), like.synonymous)
    found = {segment.index: _differences(segment, given, made, lang, like) for segment, given, made in read}
    segments = tuple(replace(s, differences=found.get(s.index, ())) for s in article.segments)
    return replace(article, segments=segments)


def _left_over(given: _Words, made: _Words, lang: str) -> list[str]:
    """The words on both sides that could still be synonyms."""
    if max(len(given.tokens), len(made.tokens)) > _MOST:
        return []
    pairs = _matched(given, made, None, lang)
    taken = set(pairs.values())
    mine = [token.text for i, token in enumerate(given.tokens) if i not in pairs and _meant(given, i, lang)]
    others = [token.text for j, token in enumerate(made.tokens) if j not in taken and _meant(made, j, lang)]
    return [*mine, *others] if mine and others else []


def _known(
    encode: Callable[[Sequence[str]], Vectors], words: Sequence[str]
) -> Callable[[Sequence[str]], Vectors]:
    """``encode`` for words that are all encoded at once, now."""
    distinct = list(dict.fromkeys(words))
    if not distinct:
        return encode
    vectors = dict(zip(distinct, encode(distinct), strict=True))
    return lambda wanted: np.stack([vectors[word] for word in wanted])


def _differences(
    segment: Segment, given: _Words, made: Sequence[_Words], lang: str, like: Likeness | None
) -> tuple[Difference, ...]:
    """Of the source (``given``) and its back-translations (``made``, the first is shown, the others can
    agree), in the order of the source, then of the back-translation.
    """
    assert segment.back is not None
    back, also = segment.back, segment.also
    if max(len(words.tokens) for words in (given, *made)) > _MOST:
        return ()
    pairs = [_matched(given, words, like, lang) for words in made]
    lost = [set(range(len(given.tokens))) - set(pair) for pair in pairs]
    gained = [
        {
            i
            for i in range(len(words.tokens))
            if i not in set(pair.values()) and not _unknown(words.tokens[i], each)
        }
        for words, pair, each in zip(made, pairs, (back, *also), strict=True)
    ]
    lost[0], gained[0] = _without_doubled_negations(given, made[0], lost[0], gained[0])
    changed = dict(_changed(given, made[0], pairs[0], lost[0]))
    left = {i for i in lost[0] if i not in changed}
    blind = {i for i, j in changed.items() if _unknown(made[0].tokens[j], back)}
    blind |= _spared(
        left, _strange(made[0], back, set(changed.values())), len(given.tokens), len(made[0].tokens)
    )
    places = [(i, changed.get(i)) for i in sorted((left | set(changed)) - blind)]
    found = [*_runs(places), *(((), run) for run in _neighbours(sorted(gained[0] - set(changed.values()))))]
    theirs = [
        {frozenset(words.keys[i]) for i in extra} for words, extra in zip(made[1:], gained[1:], strict=True)
    ]
    out = []
    for mine, others in found:
        agreed = None
        if also:
            agreed = all(
                set(mine) <= gone and (bool(mine) or all(made[0].keys[j] in extra for j in others))
                for gone, extra in zip(lost[1:], theirs, strict=True)
            )
        out.append(_difference(given, made[0], mine, others, agreed))
    return tuple(out)


def _words(text: str, lang: str, start: int = 0, end: int | None = None) -> _Words:
    tokens = _whole_numbers(text, tokenize(text, lang, start, end))
    negating = polarity(tokens, lang)
    strict = {token.start for token in negating.plain} if negating else set()
    kept = [token for token in tokens if token.start in strict or _carries(token.text, lang)]
    return _Words(tuple(kept), tuple(_keys(token.text, lang, token.start in strict) for token in kept))


def _whole_numbers(text: str, tokens: Sequence[Token]) -> list[Token]:
    """ "5 300" as one word: engines leave the thousands as the target had them."""
    out: list[Token] = []
    for token in tokens:
        last = out[-1] if out else None
        if (
            last is not None
            and _THOUSANDS.fullmatch(f"{last.text} {token.text}")
            and text[last.end : token.start] in (" ", "\u00a0", "\u202f")
        ):
            out[-1] = Token(text[last.start : token.end], last.start, token.end)
        else:
            out.append(token)
    return out


@lru_cache(maxsize=100_000)
def _carries(word: str, lang: str) -> bool:
    """Whether a word carries meaning of its own."""
    if any(char.isdigit() for char in word):
        return True
    if word[-1] in APOSTROPHES:
        return False
    if any(min(number.values) > 1 for number in spelled([Token(word, 0, len(word))], lang)):
        return True
    if has_lexicon(lang):
        return zipf(word, lang) < _COMMON
    return len(word) > _SHORT


@lru_cache(maxsize=100_000)
def _keys(word: str, lang: str, negates: bool) -> frozenset[str]:
    """What two words must share to be the same: every negation is the same, "3,500" is "3500"."""
    if negates:
        return frozenset({_NEGATION})
    if any(char.isdigit() for char in word):
        return frozenset({"".join(char for char in word if char.isalnum())})
    form = fold(word)
    found = {form, stem(form)} if len(form) > 4 else {form}
    for cased in (word, word.casefold()):
        if (known := lemma(cased, lang)) is not None:
            found.add(fold(known))
    return frozenset(found)


def _matched(given: _Words, made: _Words, like: Likeness | None, lang: str) -> dict[int, int]:
    """Position in the source → position in the back-translation, of words that say the same."""
    pairs: dict[int, int] = {}
    taken: set[int] = set()
    for i, keys in enumerate(given.keys):
        place = i * len(made.tokens) / max(1, len(given.tokens))
        fitting = [j for j, other in enumerate(made.keys) if j not in taken and keys & other]
        if fitting:
            pairs[i] = min(fitting, key=lambda j: abs(j - place))
            taken.add(pairs[i])
    if like is not None:
        _add_synonyms(given, made, like, pairs, taken, lang)
    return pairs


def _add_synonyms(
    given: _Words, made: _Words, like: Likeness, pairs: dict[int, int], taken: set[int], lang: str
) -> None:
    """The likeliest pairs first. Names, numbers and negations have no synonyms, opposites are none."""
    mine = [i for i in range(len(given.tokens)) if i not in pairs and _meant(given, i, lang)]
    others = [j for j in range(len(made.tokens)) if j not in taken and _meant(made, j, lang)]
    if not mine or not others:
        return
    left = like.encode([given.tokens[i].text for i in mine])
    right = like.encode([made.tokens[j].text for j in others])
    cosines = left @ right.T
    for place in np.argsort(-cosines, axis=None, kind="stable"):
        row, column = divmod(int(place), len(others))
        if cosines[row, column] < like.synonymous:
            break
        i, j = mine[row], others[column]
        if i not in pairs and j not in taken and not apart(given.keys[i], made.keys[j], lang):
            pairs[i] = j
            taken.add(j)


def _meant(words: _Words, i: int, lang: str) -> bool:
    """Whether a word can have synonyms: no name (a capital inside a sentence; German nouns have one too), no
    number, no negation."""
    token = words.tokens[i]
    if not token.text.replace("-", "").isalpha() or _NEGATION in words.keys[i] or spelled([token], lang):
        return False
    return not (i and token.text[0].isupper() and not locale(lang).noun_capitals)


def _without_doubled_negations(
    given: _Words, made: _Words, lost: set[int], gained: set[int]
) -> tuple[set[int], set[int]]:
    """Where both sides deny, how often each does is grammar: "ne … jamais", "not never"."""

    def denying(words: _Words) -> set[int]:
        return {i for i, keys in enumerate(words.keys) if _NEGATION in keys}

    mine, others = denying(given), denying(made)
    return (lost - mine, gained - others) if mine and others else (lost, gained)


def _changed(given: _Words, made: _Words, pairs: dict[int, int], lost: set[int]) -> Iterator[tuple[int, int]]:
    """Words left over on both sides between the same neighbours stand for each other."""
    taken = set(pairs.values())
    for i in sorted(lost):
        before, after = pairs.get(i - 1, -1 if i == 0 else None), pairs.get(i + 1)
        if i + 1 == len(given.tokens):
            after = len(made.tokens)
        spots = [before + 1 if before is not None else None, after - 1 if after is not None else None]
        for j in spots:
            if (
                j is not None
                and 0 <= j < len(made.tokens)
                and j not in taken
                and _same_kind(given, i, made, j)
            ):
                taken.add(j)
                yield i, j
                break


def _same_kind(given: _Words, i: int, made: _Words, j: int) -> bool:
    """A number stands for a number; a negation for nothing."""
    one, other = given.tokens[i].text, made.tokens[j].text
    digits = any(char.isdigit() for char in one) == any(char.isdigit() for char in other)
    return digits and _NEGATION not in given.keys[i] | made.keys[j]


def _unknown(token: Token, back: BackTranslation) -> bool:
    """Whether the engine passed a word through because it did not know it."""
    return token.lower in {word.casefold() for word in back.unknown}


def _strange(made: _Words, back: BackTranslation, paired: Iterable[int]) -> list[int]:
    """The unknown words in a back-translation that stand for no word of the source."""
    known = set(paired)
    return [i for i, token in enumerate(made.tokens) if i not in known and _unknown(token, back)]


def _spared(lost: Iterable[int], strange: Iterable[int], given: int, made: int) -> set[int]:
    """The lost words that stand nearest to where an unknown word stands in the back-translation."""
    left, out = set(lost), set()
    for j in strange:
        if left:
            nearest = min(left, key=lambda i: (abs(i / given - j / made), i))
            left.discard(nearest)
            out.add(nearest)
    return out


def _runs(places: Sequence[tuple[int, int | None]]) -> Iterator[tuple[tuple[int, ...], tuple[int, ...]]]:
    """Neighbouring words of the same kind together: (source words, back words)."""
    run: list[tuple[int, int | None]] = []
    for i, j in places:
        if run and not (i == run[-1][0] + 1 and _follows(run[-1][1], j)):
            yield _run(run)
            run = []
        run.append((i, j))
    if run:
        yield _run(run)


def _follows(last: int | None, j: int | None) -> bool:
    return (last is None and j is None) or (last is not None and j is not None and j == last + 1)


def _run(run: Sequence[tuple[int, int | None]]) -> tuple[tuple[int, ...], tuple[int, ...]]:
    return tuple(i for i, _ in run), tuple(j for _, j in run if j is not None)


def _neighbours(places: Sequence[int]) -> Iterator[tuple[int, ...]]:
    run: list[int] = []
    for j in places:
        if run and j != run[-1] + 1:
            yield tuple(run)
            run = []
        run.append(j)
    if run:
        yield tuple(run)


def _difference(
    given: _Words, made: _Words, mine: Sequence[int], others: Sequence[int], agreed: bool | None
) -> Difference:
    source = Span("source", given.tokens[mine[0]].start, given.tokens[mine[-1]].end) if mine else None
    back = (made.tokens[others[0]].start, made.tokens[others[-1]].end) if others else None
    kind = "changed" if source and back else "lost" if source else "gained"
    return Difference(kind, source, back, agreed)  # type: ignore[arg-type]
