"""Names of countries, languages, days and months in any language: CLDR through Babel."""

from __future__ import annotations

from functools import lru_cache

from audit.text.anchors import fold

_SHORTEST = 4  # letters
_LONGEST = 3  # words


@lru_cache(maxsize=32)
def _names(lang: str) -> tuple[tuple[str, str], ...]:
    """(code, name) of every territory; empty where CLDR does not know the language."""
    from babel import Locale, UnknownLocaleError

    try:
        found = Locale.parse(lang.replace("-", "_").split("_")[0]).territories
    except (UnknownLocaleError, ValueError):
        return ()
    return tuple(sorted((str(code), str(name)) for code, name in found.items()))


@lru_cache(maxsize=32)
def _starts(lang: str) -> dict[str, tuple[str, ...]]:
    """First four folded letters → folded words of territory names that begin so."""
    found: dict[str, set[str]] = {}
    for _, name in _names(lang):
        if len(name.split()) > _LONGEST:
            continue  # "République démocratique du Congo": most of its words are no name
        for word in fold(name).replace("-", " ").replace("’", " ").replace("'", " ").split():
            if len(word) >= _SHORTEST and name[:1].isupper():
                found.setdefault(word[:_SHORTEST], set()).add(word)
    return {start: tuple(sorted(words)) for start, words in found.items()}


@lru_cache(maxsize=50_000)
def country_likeness(folded: str, lang: str) -> float:
    """How much of a country's name a word begins with, 0–1: "espagnols" begins with 6 of the 7 letters of
    "Espagne"."""
    best = 0.0
    for name in _starts(lang).get(folded[:_SHORTEST], ()):
        short = min(len(name), len(folded))
        same = next((i for i in range(short) if name[i] != folded[i]), short)
        if same > _SHORTEST or same == len(name):
            best = max(best, same / len(name))
    return best


@lru_cache(maxsize=32)
def calendar(lang: str) -> dict[str, bool]:
    """Folded names of days and months → whether CLDR writes them with a capital."""
    from babel import Locale, UnknownLocaleError

    try:
        known = Locale.parse(lang.replace("-", "_").split("_")[0])
    except (UnknownLocaleError, ValueError):
        return {}
    names = [*known.days["format"]["wide"].values(), *known.months["format"]["wide"].values()]
    return {fold(name): name[:1].isupper() for name in map(str, names) if name.isalpha()}
