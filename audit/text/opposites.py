"""Words that a sentence encoder finds alike and that do not mean the same: opposites, members of a set."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from functools import lru_cache
from importlib.resources import files

from audit.model import base_of
from audit.text.anchors import fold

_SHORTEST = 4  # letters of a word that a prefix can turn round: "in" + "to" is nothing of the kind


@lru_cache(maxsize=1)
def _tables() -> Mapping[str, Mapping[str, list[str]]]:
    return tomllib.loads(files("audit.text").joinpath("data/opposites.toml").read_text("utf-8"))


@lru_cache(maxsize=64)
def _sets(lang: str) -> Mapping[str, frozenset[int]]:
    """Folded word → numbers of the sets that it is in."""
    found: dict[str, set[int]] = {}
    for number, line in enumerate(_tables().get(lang, {}).get("sets", ())):
        for word in line.split():
            found.setdefault(fold(word), set()).add(number)
    return {word: frozenset(numbers) for word, numbers in found.items()}


def apart(one: Iterable[str], other: Iterable[str], lang: str) -> bool:
    """Whether two words, each given by its folded forms (as written, as in a dictionary), are no synonyms."""
    base = base_of(lang)
    left, right, sets = frozenset(one), frozenset(other), _sets(base)
    if left & right:
        return False
    mine = frozenset[int]().union(*(sets.get(word, frozenset()) for word in left))
    if mine & frozenset[int]().union(*(sets.get(word, frozenset()) for word in right)):
        return True
    prefixes = _tables().get(base, {}).get("prefixes", ())
    return any(
        long == fold(prefix) + short
        for prefix in prefixes
        for pair in ((left, right), (right, left))
        for long in pair[0]
        for short in pair[1]
        if len(short) >= _SHORTEST
    )
