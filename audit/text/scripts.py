"""Which script a language is written in: CLDR's likely subtags, and the Unicode names of the letters."""

from __future__ import annotations

import tomllib
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

_CASED = frozenset(("LATIN", "CYRILLIC", "GREEK", "ARMENIAN"))  # Unicode gives their letters two cases in use


@dataclass(frozen=True, slots=True)
class Script:
    """A script; ``letters`` are the first words of the names of its letters."""

    letters: tuple[str, ...]

    def has(self, word: str) -> bool:
        """Whether the first letter of a word belongs to the script."""
        first = next((c for c in word if c.isalpha()), "")
        return bool(first) and _name(first) in self.letters

    @property
    def caseless(self) -> bool:
        """Whether the script has no capitals."""
        return not _CASED & set(self.letters)


@lru_cache(maxsize=10_000)
def _name(char: str) -> str:
    return unicodedata.name(char, "").split(" ")[0]


@lru_cache(maxsize=1)
def _letters() -> dict[str, tuple[str, ...]]:
    raw = tomllib.loads(files("audit.text").joinpath("data/scripts.toml").read_text("utf-8"))
    return {code: tuple(names) for code, names in raw.items()}


@lru_cache(maxsize=64)
def script(lang: str) -> Script | None:
    """The usual script of a BCP 47 code ("sr-Latn" names its own); None where it is not known."""
    from babel.core import get_global

    parts = lang.replace("_", "-").split("-")
    named = next((p.title() for p in parts[1:] if len(p) == 4 and p.isalpha()), None)
    likely = str(get_global("likely_subtags").get(parts[0].lower(), "")).split("_")
    code = named or (likely[1] if len(likely) > 1 else "")
    letters = _letters().get(code)
    return Script(letters) if letters else None
