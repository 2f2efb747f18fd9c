"""Which small words lose their vowel before another word ("de avions" → "d’avions"). Data by language, read
once."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

from audit.model import base_of
from audit.text.anchors import fold

_NONE = "none"  # the table that lists the languages without such rules


@dataclass(frozen=True)
class Elision:
    """What a language elides; see ``data/elision.toml`` for the meaning of each field."""

    words: dict[str, str]
    vowels: frozenset[str]
    mute: tuple[str, ...]
    never: frozenset[str]
    never_starts: tuple[str, ...]
    only_before: dict[str, frozenset[str]]
    not_before: dict[str, frozenset[str]]

    def wants(self, word: str, following: str) -> str | None:
        """What a word becomes before the following one; None where it stays, or where that is not certain.

        Names, acronyms and single letters are never certain.
        """
        becomes = self.words.get(word.lower())
        if becomes is None or len(following) < 2 or not following.islower() or word.isupper():
            return None
        folded = fold(following)
        if word.lower() in self.only_before:
            return becomes if folded in self.only_before[word.lower()] else None
        if (
            folded in self.never
            or folded.startswith(self.never_starts)
            or folded in self.not_before.get(word.lower(), ())
        ):
            return None
        silent = following[0] in self.vowels or folded.startswith(self.mute)
        return becomes if silent else None


@lru_cache(maxsize=64)
def elision(lang: str) -> Elision | None:
    """The elisions of a language; None where it has none, or none are known."""
    base = base_of(lang)
    table = _tables().get(base)
    if table is None or base == _NONE:
        return None
    return Elision(
        words=table["words"],
        vowels=frozenset(table["vowels"]),
        mute=tuple(table.get("mute", ())) or ("\0",),
        never=frozenset(table["never"]),
        never_starts=tuple(table["never_starts"]),
        only_before={k: frozenset(v) for k, v in table.get("only_before", {}).items()},
        not_before={k: frozenset(v) for k, v in table.get("not_before", {}).items()},
    )


def has_elision(lang: str) -> bool:
    """Whether it is known what a language elides, if only that it is nothing."""
    base = base_of(lang)
    return elision(lang) is not None or base in _tables()[_NONE]["languages"]


@lru_cache(maxsize=1)
def _tables() -> dict[str, dict[str, Any]]:
    return tomllib.loads(files("audit.text").joinpath("data/elision.toml").read_text("utf-8"))
