"""Slips of grammar as machines make them, for texts to learn from: a word that stands elsewhere, in another
form, or another small word in its place. Each takes a text, its language's words and dice.
"""

from __future__ import annotations

import random
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass

_WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
_STEM = 4  # letters that two forms of a word share
_ENDING = 3  # the most letters in which they differ
_SMALL = 60  # words of a language that are its grammar


@dataclass(frozen=True)
class Vocabulary:
    """The words of one language's texts: forms by how they begin, and the commonest of all."""

    forms: dict[str, tuple[str, ...]]
    small: tuple[str, ...]


def vocabulary(texts: Iterable[str]) -> Vocabulary:
    """Of many texts of one language."""
    count = Counter(w for t in texts for w in _WORD.findall(t) if w.islower())
    forms: dict[str, list[str]] = defaultdict(list)
    for word in sorted(count):
        if len(word) > _STEM:
            forms[word[:_STEM]].append(word)
    small = tuple(w for w, _ in count.most_common(_SMALL) if len(w) <= 5)
    return Vocabulary({k: tuple(v) for k, v in forms.items() if len(v) > 1}, small)


Damage = Callable[[str, Vocabulary, random.Random], str | None]


def _put(text: str, match: re.Match[str], word: str) -> str:
    return text[: match.start()] + word + text[match.end() :]


def _moved(text: str, _: Vocabulary, dice: random.Random) -> str | None:
    words = list(_WORD.finditer(text))
    if len(words) < 5:
        return None
    i = dice.randrange(1, len(words))
    j = dice.choice([k for k in (i - 3, i - 2, i + 2, i + 3) if 1 <= k < len(words)] or [0])
    if not j:
        return None
    rest = text[: words[i].start()].rstrip(" ") + text[words[i].end() :]
    gone = len(text) - len(rest)
    at = words[j].start() if j < i else words[j].end() - gone
    return f"{rest[:at]}{words[i][0]} {rest[at:]}" if j < i else f"{rest[:at]} {words[i][0]}{rest[at:]}"


def _form(text: str, words: Vocabulary, dice: random.Random) -> str | None:
    for m in dice.sample(found := list(_WORD.finditer(text)), len(found)):
        others = [
            w
            for w in words.forms.get(m[0][:_STEM], ())
            if w != m[0] and abs(len(w) - len(m[0])) <= _ENDING and _shared(w, m[0]) >= len(m[0]) - _ENDING
        ]
        if m[0].islower() and others:
            return _put(text, m, dice.choice(others))
    return None


def _shared(a: str, b: str) -> int:
    return next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))


def _small(text: str, words: Vocabulary, dice: random.Random) -> str | None:
    found = [m for m in _WORD.finditer(text) if m[0] in words.small]
    if not found:
        return None
    m = dice.choice(found)
    return _put(text, m, dice.choice([w for w in words.small if w != m[0]]))


def _small_dropped(text: str, words: Vocabulary, dice: random.Random) -> str | None:
    found = [m for m in _WORD.finditer(text) if m[0] in words.small and m.start()]
    if not found:
        return None
    m = dice.choice(found)
    return text[: m.start()].rstrip(" ") + text[m.end() :]


DAMAGES: dict[str, Damage] = {
    "word moved": _moved,
    "form changed": _form,
    "small word changed": _small,
    "small word dropped": _small_dropped,
}


def damaged(text: str, kind: str, words: Vocabulary, dice: random.Random) -> str | None:
    """The text with one slip of a kind; None where it offers no place for it."""
    out = DAMAGES[kind](text, words, dice)
    return out if out != text else None
