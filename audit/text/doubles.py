"""Runs of words that stand twice or more in a row, and the doubles that languages allow. Data, read once."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Sequence
from functools import lru_cache
from importlib.resources import files

from audit.model import base_of

_LONGEST = 40  # words; a longer run that repeats is a sentence, and sentences have their own rule


@lru_cache(maxsize=2)
def _tables(kind: str = "all") -> dict[str, frozenset[str]]:
    """Language → its words of a kind."""
    raw = tomllib.loads(files("audit.text").joinpath("data/doubles.toml").read_text("utf-8"))
    return {code: frozenset(table[kind]) for code, table in raw.items() if kind in table}


def reduplicates(lang: str) -> bool:
    """Whether doubling a word is grammar in a language."""
    return base_of(lang) in _tables()["reduplication"]


def may_double(word: str, lang: str) -> bool:
    """Whether a word (lower case) stands twice in a row in correct text."""
    return word in _tables()["any"] or word in _tables().get(base_of(lang), frozenset())


def may_double_after(word: str, lang: str) -> bool:
    """Whether a word (lower case) opens a clause that may end with what follows it ("whatever happens
    happens").
    """
    return word in _tables("after").get(base_of(lang), frozenset())


def has_doubles(lang: str) -> bool:
    """Whether it is known which words a language doubles."""
    return base_of(lang) in _tables()


def doubled_runs(words: Sequence[str]) -> Iterator[tuple[int, int, int]]:
    """(start, width, copies) of each run ``words[start:start + width]`` that is repeated at once, the
    shortest width first.

    Linear in the number of words for a bounded width; runs do not overlap.
    """
    last: dict[str, list[int]] = {}
    i = 0
    while i < len(words):
        found = None
        for start in last.get(words[i], ()):
            width = i - start
            if width <= _LONGEST and words[start:i] == words[i : i + width]:
                found = (start, width)
        if found is None:
            places = last.setdefault(words[i], [])
            places.append(i)
            if i - places[0] > _LONGEST:
                del places[: next(k for k, p in enumerate(places) if i - p <= _LONGEST)]
            i += 1
            continue
        start, width = found
        copies = 2
        while words[start + copies * width : start + (copies + 1) * width] == words[start:i]:
            copies += 1
        yield start, width, copies
        i = start + copies * width
        last = {}
