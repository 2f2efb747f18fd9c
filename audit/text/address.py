"""Which words address a person formally or informally ("Sie", "du"). Data by language, read once; a language
without a table is unknown.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any, Literal

from audit.model import base_of

Manner = Literal["formal", "informal"]


@dataclass(frozen=True)
class Address:
    """The words of a language; see ``data/address.toml``."""

    anywhere: Mapping[str, Manner]
    first: Mapping[str, Manner]  # with the capital of a sentence's beginning
    inside: Mapping[str, Manner]  # not at the beginning of a sentence

    def manner(self, word: str, first: bool) -> Manner | None:
        """How a word addresses somebody; None where it does not, or not for certain."""
        return self.anywhere.get(word) or (self.first if first else self.inside).get(word)


@lru_cache(maxsize=64)
def address(lang: str) -> Address | None:
    """The words of a language; None without a table."""
    table = _tables().get(base_of(lang))
    if not isinstance(table, dict):
        return None
    anywhere = {w: m for m, w in _entries(table) if m == "informal" or w.islower()}
    first = {w.capitalize(): m for w, m in anywhere.items()}
    inside = {w: m for m, w in _entries(table) if w not in anywhere}
    return Address(anywhere, first, inside)


def tells_manner(source_lang: str, target_lang: str) -> bool:
    """Whether it is known how the target language addresses people."""
    base = base_of(target_lang)
    return address(target_lang) is not None or base in _tables()["none"]


def _entries(table: Mapping[str, Any]) -> Iterator[tuple[Manner, str]]:
    manners: tuple[Manner, ...] = ("formal", "informal")
    return ((manner, word) for manner in manners for word in table[manner])


@lru_cache(maxsize=1)
def _tables() -> dict[str, Any]:
    return tomllib.loads(files("audit.text").joinpath("data/address.toml").read_text("utf-8"))
