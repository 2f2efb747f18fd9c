"""Minimal pairs: a good translation and the same with one thing wrong, made from texts that are given."""

from __future__ import annotations

import random
import re
import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

_DATA: dict[str, Any] = tomllib.loads(
    Path(__file__).with_name("minimal_pairs.toml").read_text(encoding="utf-8")
)
_WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_CLAUSE = re.compile(r"\s*[,;:–—]\s+")
_FINAL = re.compile(r"[.!?…]+[\"'”’»)]*\s*$")


@dataclass(frozen=True)
class Pair:
    """Source and target of one segment, and another pair's texts to borrow from."""

    source: str
    target: str
    lang: str
    other: str
    names: tuple[str, ...]


Perturb = Callable[[Pair, random.Random], str | None]


def _words(text: str) -> list[re.Match[str]]:
    return list(_WORD.finditer(text))


def _replaced(text: str, match: re.Match[str], new: str) -> str:
    return text[: match.start()] + new + text[match.end() :]


def _dropped(pair: Pair, dice: random.Random) -> str | None:
    words = [m for m in _words(pair.target)[1:] if len(m[0]) > 3]
    if len(words) < 2:
        return None
    m = dice.choice(words)
    return pair.target[: m.start()].rstrip() + pair.target[m.end() :]


def _doubled(pair: Pair, dice: random.Random) -> str | None:
    words = _words(pair.target)[1:]
    return _replaced(pair.target, m := dice.choice(words), f"{m[0]} {m[0]}") if words else None


def _swapped(pair: Pair, dice: random.Random) -> str | None:
    words = _words(pair.target)[1:]
    chances = [
        (a, b)
        for a, b in pairwise(words)
        if pair.target[a.end() : b.start()] == " " and a[0].lower() != b[0].lower()
    ]
    if not chances:
        return None
    a, b = dice.choice(chances)
    return pair.target[: a.start()] + f"{b[0]} {a[0]}" + pair.target[b.end() :]


def _left(pair: Pair, dice: random.Random) -> str | None:
    known = {m[0].lower() for m in _words(pair.target)}
    source = [m[0] for m in _words(pair.source) if len(m[0]) > 4 and m[0].islower()]
    source = [w for w in source if w not in known]
    target = [m for m in _words(pair.target)[1:] if len(m[0]) > 4]
    if not source or not target:
        return None
    return _replaced(pair.target, dice.choice(target), dice.choice(source))


def _copied_clause(pair: Pair, dice: random.Random) -> str | None:
    source, target = _words(pair.source), _words(pair.target)
    if len(source) < 8 or len(target) < 8:
        return None
    n = dice.randint(3, 5)
    at = dice.randrange(len(source) - n)
    piece = pair.source[source[at].start() : source[at + n - 1].end()]
    to = min(len(target) - n - 1, round(at * len(target) / len(source)))
    to = max(to, 0)
    return pair.target[: target[to].start()] + piece + pair.target[target[to + n - 1].end() :]


def _number(pair: Pair, dice: random.Random) -> str | None:
    numbers = list(_NUMBER.finditer(pair.target))
    if not numbers:
        return None
    m = dice.choice(numbers)
    places = [i for i, c in enumerate(m[0]) if c.isdigit()]
    i = dice.choice(places)
    new = dice.choice([d for d in "123456789" if d != m[0][i]])
    return _replaced(pair.target, m, m[0][:i] + new + m[0][i + 1 :])


def _name(pair: Pair, dice: random.Random) -> str | None:
    there = {m[0] for m in _words(pair.source)}
    names = [m for m in _words(pair.target)[1:] if m[0][:1].isupper() and len(m[0]) > 3 and m[0] in there]
    others = [n for n in pair.names if n not in there and n not in pair.target]
    return _replaced(pair.target, dice.choice(names), dice.choice(others)) if names and others else None


def names_of(source: str, target: str) -> list[str]:
    """Capitalised words inside a sentence that both sides share."""
    there = {m[0] for m in _words(source)[1:]}
    return [m[0] for m in _words(target)[1:] if m[0].istitle() and len(m[0]) > 3 and m[0] in there]


def _negation(pair: Pair, dice: random.Random) -> str | None:
    data = _DATA.get(pair.lang)
    if data is None:
        return None
    words = _words(pair.target)
    found = [m for m in words if m[0].lower() in data["negation"]]
    if found:
        m = dice.choice(found)
        out = pair.target[: m.start()].rstrip() + pair.target[m.end() :]
        if pair.lang == "fr":
            out = re.sub(r"\b(?:ne |n['’])", "", out, count=1)
        return out.strip()
    found = [m for m in words[1:] if m[0] in data["negate"]]
    return _replaced(pair.target, m := dice.choice(found), data["negate"][m[0]]) if found else None


def _antonym(pair: Pair, dice: random.Random) -> str | None:
    data = _DATA.get(pair.lang)
    if data is None:
        return None
    turn = {a: b for x, y in data["antonyms"] for a, b in ((x, y), (y, x))}
    found = [m for m in _words(pair.target)[1:] if m[0] in turn]
    return _replaced(pair.target, m := dice.choice(found), turn[m[0]]) if found else None


def _clauses(text: str) -> list[tuple[int, int]]:
    """Spans of the pieces between commas and the like that hold three words or more."""
    ends = [m.start() for m in _CLAUSE.finditer(text)] + [len(text)]
    starts = [0] + [m.start() for m in _CLAUSE.finditer(text)]
    return [(a, b) for a, b in zip(starts, ends, strict=True) if len(_words(text[a:b])) >= 3]


def _clause_dropped(pair: Pair, dice: random.Random) -> str | None:
    clauses = _clauses(pair.target)[1:]
    if not clauses or len(_words(pair.target)) < 7:
        return None
    a, b = dice.choice(clauses)
    final = _FINAL.search(pair.target)
    if b == len(pair.target) and final:
        b = final.start()
    return pair.target[:a] + pair.target[b:]


def _clause_added(pair: Pair, dice: random.Random) -> str | None:
    a, b = dice.choice(_clauses(pair.other) or [(0, 0)])
    piece = _FINAL.sub("", pair.other[a:b]).strip(" ,;:–—")
    if not piece:
        return None
    final = _FINAL.search(pair.target)
    at = final.start() if final else len(pair.target)
    return f"{pair.target[:at]}, {piece[:1].lower() + piece[1:]}{pair.target[at:]}"


def _case(pair: Pair, dice: random.Random) -> str | None:
    words = [m for m in _words(pair.target) if len(m[0]) > 2]
    if len(words) < 3:
        return None
    m = dice.choice(words)
    word = m[0]
    if word.isupper():
        new = word.capitalize()
    elif word[0].isupper():
        new = word.lower()
    else:
        new = dice.choice([word.capitalize(), word.capitalize(), word.upper()])
    return _replaced(pair.target, m, new)


def _punctuation(pair: Pair, dice: random.Random) -> str | None:
    text = pair.target
    chances: list[str] = []
    final = _FINAL.search(text)
    if final:
        chances += [text[: final.start()], text[: final.start()] + "," + text[final.start() + 1 :]]
    for m in re.finditer(r"(?<=\w)[,.](?= )", text):
        chances += [text[: m.start()] + text[m.end() :], text[: m.start()] + " " + text[m.start() :]]
        chances.append(text[: m.end()] + m[0] + text[m.end() :])
    words = _words(text)
    if len(words) > 4:
        m = dice.choice(words[1:-1])
        chances.append(text[: m.end()] + dice.choice([",", ".", ";"]) + text[m.end() :])
    return dice.choice(chances) if chances else None


def _copied(pair: Pair, dice: random.Random) -> str | None:
    return pair.source


KINDS: dict[str, Perturb] = {
    "word dropped": _dropped,
    "word doubled": _doubled,
    "words swapped": _swapped,
    "word left in the source language": _left,
    "words left in the source language": _copied_clause,
    "number changed": _number,
    "name changed": _name,
    "negation changed": _negation,
    "antonym": _antonym,
    "clause dropped": _clause_dropped,
    "clause added": _clause_added,
    "case damaged": _case,
    "punctuation damaged": _punctuation,
    "source copied": _copied,
}


def perturbed(pair: Pair, kind: str, dice: random.Random) -> str | None:
    """The target with one thing of a kind wrong; None where the text offers no place for it."""
    out = KINDS[kind](pair, dice)
    return out if out is not None and out.strip() and out != pair.target else None


def pairs_of(rows: Sequence[tuple[str, str, str]], dice: random.Random) -> list[Pair]:
    """(source, target, target language) rows → pairs that borrow clauses and names from each other."""
    names: dict[str, list[str]] = {}
    texts: dict[str, list[str]] = {}
    for source, target, lang in rows:
        names.setdefault(lang, []).extend(names_of(source, target))
        texts.setdefault(lang, []).append(target)
    return [
        Pair(
            s, t, lang, dice.choice(texts[lang]), tuple(dice.choices(names[lang], k=8)) if names[lang] else ()
        )
        for s, t, lang in rows
    ]
