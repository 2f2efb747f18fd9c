"""What the letters of a pair of sentences tell of a translation, without any model of meaning.

Every figure reads the two texts and their languages alone: the same pair always gives the same figures.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from audit.model import base_of
from audit.text.languages import identify
from audit.text.lengths import expected_ratio
from audit.text.lexicon import has_lexicon, zipf
from audit.text.numbers import Number, digits, same
from audit.text.tokens import APOSTROPHES, Token, tokenize

#: Names of the figures, in their order. Training and use share it: a change asks for new weights.
NAMES = (
    *("source_length", "target_length", "length_gap", "words_gap"),
    *("source_zipf", "target_zipf", "source_rare", "target_rare", "target_unknown", "zipf_gap"),
    *("source_numbers", "number_lost", "number_new"),
    *("copied_words", "copied_run", "copied_letters", "identical", "copied_lower"),
    *("doubled_words", "doubled_pairs", "repeated", "source_repeated"),
    *("capitals_gap", "odd_capitals", "shouted", "first_case", "names_new", "names_lost"),
    *("final_mark", "marks_gap", "commas_gap", "doubled_marks", "spaced_marks", "quotes_gap", "brackets_gap"),
    *("target_language", "source_language", "foreign_letters", "letters"),
    *("source_lexicon", "target_lexicon", "capital_names"),
)
_FINAL = re.compile(r"([.!?…。！？।:;])[\"'”’»)\]]*\s*$")
_DOUBLED_MARK = re.compile(
    r"([,;:!?])\s*\1|[,;:]\s*[.,;:!?]|\.\s*[,;]|(?<!\.)\.\.(?!\.)|\.\s+[a-z]\w*\s+\w+\s+\w+"
)
_SPACED_MARK = re.compile(r"\s[,.](?:\s|$)|\w[,;](?=[^\W\d_])|(?<=[^\W\d_]{2})\.(?=[^\W\d_]{3})|\s{2,}")
_QUOTES, _BRACKETS = re.compile(r"[\"“”„«»‹›「」『』《》]"), re.compile(r"[()\[\]（）【】]")
_DIGIT = re.compile(r"\d")
_COMMAS, _MARKS = re.compile(r"[,،、，]"), re.compile(r"[.!?;:…。！？；：।—–]")
# All of a word but the marks within it that Python takes for no letters, accents aside.
_LEARNED = re.compile(rf"[\w\u0300-\u036f{APOSTROPHES}\-‐‑.&,\u00a0\u202f]+")
_NAME_CASE = {"de", "lb"}  # nouns are capitalised there, so that a capital is no sign of a name


def features(source: str, target: str, source_lang: str, target_lang: str) -> NDArray[np.float32]:
    """The figures of ``NAMES`` for one pair."""
    whole = tokenize(source, source_lang), tokenize(target, target_lang)
    left, right = map(_as_learned, whole)
    values = (
        *_lengths(source, target, left, right, source_lang, target_lang),
        *_rarity(*whole, source_lang, target_lang),
        *_numbers(source, target, source_lang, target_lang),
        *_copies(source, target, left, right),
        *_repeats(left, right),
        *_capitals(left, right, target_lang),
        *_marks(source, target),
        *_languages(source, target, source_lang, target_lang),
        float(has_lexicon(source_lang)),
        float(has_lexicon(target_lang)),
        float(base_of(target_lang) in _NAME_CASE),
    )
    return np.asarray(values, dtype=np.float32)


def _as_learned(tokens: list[Token]) -> list[Token]:
    """Words cut where the heads met them cut: at the vowel signs of the scripts of India, for one."""
    if _LEARNED.fullmatch("".join(token.text for token in tokens)):
        return tokens
    return [
        Token(part[0], token.start + part.start(), token.start + part.end())
        for token in tokens
        for part in _LEARNED.finditer(token.text)
    ]


def _lengths(
    source: str, target: str, left: list[Token], right: list[Token], source_lang: str, target_lang: str
) -> tuple[float, ...]:
    a, b = math.log1p(len(source)), math.log1p(len(target))
    words = math.log1p(len(right)) - math.log1p(len(left))
    return a, b, _bounded(b - a - expected_ratio(source_lang, target_lang), 2.0), _bounded(words, 2.0)


def _bounded(value: float, most: float) -> float:
    return max(-most, min(most, value))


def _rarity(left: list[Token], right: list[Token], source_lang: str, target_lang: str) -> tuple[float, ...]:
    sides = []
    for tokens, lang in ((left, source_lang), (right, target_lang)):
        values = [zipf(t.text, lang) for t in tokens if t.text.isalpha()] if has_lexicon(lang) else []
        sides.append(values)
    known = {t.lower for t in left}
    unknown = (
        sum(zipf(t.text, target_lang) == 0 and t.lower not in known for t in right if t.text.isalpha())
        if sides[1]
        else 0
    )
    mean = [sum(v) / len(v) if v else 4.5 for v in sides]
    rare = [sum(x < 3 for x in v) / len(v) if v else 0.0 for v in sides]
    gap = mean[1] - mean[0] if all(sides) else 0.0
    return mean[0], mean[1], rare[0], rare[1], min(unknown, 5), gap


_NUMBERS = 200


def _numbers(source: str, target: str, source_lang: str, target_lang: str) -> tuple[float, ...]:
    left, right = _written(source, source_lang), _written(target, target_lang)
    return min(len(left), 6), min(_unmatched(left, right), 4), min(_unmatched(right, left), 4)


def _written(text: str, lang: str) -> list[Number]:
    """The numbers of a text, of a very long one the first: each is held against all of the other side."""
    return digits(text, lang, 0, len(text))[:_NUMBERS] if _DIGIT.search(text) else []


def _unmatched(these: Sequence[Number], those: Sequence[Number]) -> int:
    rest = list(those)
    missing = 0
    for number in these:
        found = next((i for i, other in enumerate(rest) if same(number, other) or same(other, number)), None)
        if found is None:
            missing += 1
        else:
            del rest[found]
    return missing


def _copies(source: str, target: str, left: list[Token], right: list[Token]) -> tuple[float, ...]:
    theirs = {t.lower for t in left}
    words = [t for t in right if len(t.text) > 2 and t.text[0].isalpha()]
    copied = [t for t in words if t.lower in theirs]
    lower = [t for t in copied if t.text.islower()]
    run = best = 0
    for token in right:
        run = run + 1 if token.lower in theirs and token.text.islower() else 0
        best = max(best, run)
    share = len(copied) / len(words) if words else 0.0
    lower_share = len(lower) / len(words) if words else 0.0
    same_text = source.strip().casefold() == target.strip().casefold()
    return share, min(best, 10), _grams_shared(source, target), float(same_text), lower_share


def _grams_shared(source: str, target: str) -> float:
    """Share of the target's runs of three letters that the source has too."""
    (these, few), (those, many) = (_grams(t) for t in (source, target))
    if not len(those):
        return 0.0
    _, i, j = np.intersect1d(these, those, assume_unique=True, return_indices=True)
    return float(np.minimum(few[i], many[j]).sum() / many.sum())


def _grams(text: str) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Runs of three letters as numbers, and how often each comes."""
    line = " ".join(text.casefold().split()).encode("utf-32-le", "surrogatepass")
    points = np.frombuffer(line, dtype="<u4").astype(np.int64)
    return np.unique((points[:-2] << 42) | (points[1:-1] << 21) | points[2:], return_counts=True)


def _repeats(left: list[Token], right: list[Token]) -> tuple[float, ...]:
    words = [t.lower for t in right]
    source = [t.lower for t in left]
    doubled = sum(a == b and a[0].isalpha() for a, b in pairwise(words))
    there = sum(a == b and a[0].isalpha() for a, b in pairwise(source))
    two = list(pairwise(words))
    repeated_pairs = len(two) - len(set(two))
    return (
        min(max(0, doubled - there), 5),
        min(repeated_pairs, 8),
        1 - len(set(words)) / len(words) if words else 0.0,
        1 - len(set(source)) / len(source) if source else 0.0,
    )


def _capitals(left: list[Token], right: list[Token], target_lang: str) -> tuple[float, ...]:
    inner = [[t for t in side[1:] if t.text[0].isupper()] for side in (left, right)]
    theirs = {t.lower for t in left}
    raised = {t.lower for t in left if t.text[0].isupper()}
    german = base_of(target_lang) in _NAME_CASE
    odd = (
        0
        if german
        else sum(
            t.lower not in raised and t.text[1:].islower() and zipf(t.text, target_lang) > 4 for t in inner[1]
        )
    )
    # A name that the source writes with a capital and the target without.
    lowered = sum(t.text.islower() and t.lower in raised and len(t.text) > 2 for t in right)
    shouted = sum(t.text.isupper() and len(t.text) > 2 and t.lower not in theirs for t in right)
    first = 0.0
    if left and right and left[0].text[0].isalpha() and right[0].text[0].isalpha():
        first = float(left[0].text[0].isupper() and right[0].text[0].islower())
    names = [t for t in inner[1] if not german and len(t.text) > 3]
    new = sum(t.lower not in theirs for t in names)
    mine = {t.lower for t in right}
    lost = sum(t.lower not in mine for t in inner[0] if len(t.text) > 3)
    gap = 0.0 if german else _bounded(len(inner[1]) - len(inner[0]), 6)
    return gap, min(odd + lowered, 5), min(shouted, 4), first, min(new, 6), min(lost, 6)


_ONE_MARK = str.maketrans({"。": ".", "।": ".", "！": "!", "？": "?", "…": "."})


def _marks(source: str, target: str) -> tuple[float, ...]:
    ends = [m.group(1).translate(_ONE_MARK) if (m := _FINAL.search(t)) else "" for t in (source, target)]

    def gap(pattern: re.Pattern[str]) -> float:
        return _bounded(len(pattern.findall(target)) - len(pattern.findall(source)), 5)

    def surplus(pattern: re.Pattern[str]) -> float:
        return min(4.0, max(0.0, gap(pattern)))

    return (
        float(ends[0] != ends[1]),
        gap(_MARKS),
        gap(_COMMAS),
        surplus(_DOUBLED_MARK),
        surplus(_SPACED_MARK),
        abs(gap(_QUOTES)),
        abs(gap(_BRACKETS)),
    )


def _languages(source: str, target: str, source_lang: str, target_lang: str) -> tuple[float, ...]:
    pair = (base_of(source_lang), base_of(target_lang))
    share = [0.5, 0.5]
    if pair[0] != pair[1]:
        for i, text in enumerate((source, target)):
            found, sure = identify(text, pair)
            if found != "und":
                share[i] = sure if found == pair[i] else 1 - sure
    scripts: Counter[str] = Counter()
    for char, often in Counter(target).items():
        if char.isalpha():
            scripts[_script(char)] += often
    letters = scripts.total()
    foreign = 1 - max(scripts.values()) / letters if letters else 0.0
    return share[1], share[0], foreign, letters / max(1, len(target))


@lru_cache(maxsize=4096)
def _script(char: str) -> str:
    return unicodedata.name(char, "?").split(" ", 1)[0]
