"""Words whose capital inside a sentence is no surprise: forms of address, bodies and offices, regions. Data,
read once."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from importlib.resources import files

from audit.model import base_of
from audit.text.anchors import fold
from audit.text.lemmas import compounded, known
from audit.text.lexicon import zipf
from audit.text.locale import locale

_RARE = 2.0  # zipf of a word that says nothing of the language it is of
_EITHER = 0.3  # how much rarer in one of two languages a name is that both use


@lru_cache(maxsize=1)
def _tables() -> dict[str, dict[str, list[str]]]:
    return tomllib.loads(files("audit.text").joinpath("data/capitals.toml").read_text("utf-8"))


@lru_cache(maxsize=64)
def _words(lang: str) -> frozenset[str]:
    table = _table(lang)
    return frozenset(w for key in ("polite", "winds", "lone") for w in table.get(key, ()))


def _table(lang: str) -> dict[str, list[str]]:
    return _tables().get(base_of(lang), {})


@lru_cache(maxsize=1)
def _stems() -> tuple[str, ...]:
    return tuple(_tables()["stems"]["all"])


def expected_capital(folded: str, lang: str) -> bool:
    """Whether a folded word is a polite pronoun, a part of the sky, or one of the few others that a language
    capitalizes."""
    return folded in _words(lang)


@lru_cache(maxsize=50_000)
def institution(folded: str) -> bool:
    """Whether a folded word begins like the name of a body, an office or a document ("parlement",
    "gobierno")."""
    return folded.startswith(_stems())


@lru_cache(maxsize=64)
def _peoples(lang: str) -> tuple[str, ...]:
    return tuple(_table(lang).get("peoples", ()))


@lru_cache(maxsize=50_000)
def people(folded: str, lang: str) -> bool:
    """Whether a folded word begins like the name of a people that the language capitalizes."""
    return folded.startswith(_peoples(lang))


@lru_cache(maxsize=64)
def noun_makers(lang: str) -> frozenset[str]:
    """Words after which a language that capitalizes nouns may make a noun of any word ("das Neue", "beim
    Verlassen")."""
    return frozenset(_table(lang).get("nominal", ()))


@lru_cache(maxsize=64)
def determiners(lang: str) -> frozenset[str]:
    """Articles and the like, after which a noun stands and rarely a name."""
    return frozenset(_table(lang).get("determiners", ()))


@lru_cache(maxsize=64)
def verb_makers(lang: str) -> frozenset[str]:
    """Words right before which stands a verb and no noun ("wir", "zu")."""
    return frozenset(_table(lang).get("verbal", ()))


@lru_cache(maxsize=64)
def bare_stems(lang: str) -> tuple[str, ...]:
    """Endings of verb stems that are no form of the verb by themselves, but nouns ("die Kuppel": "kuppeln",
    "ich kupple").
    """
    return tuple(_table(lang).get("bare", ())) or ("\0",)


@lru_cache(maxsize=1)
def links() -> frozenset[str]:
    """Small words that join the parts of one name, folded, of all languages."""
    return frozenset(_tables()["links"]["all"])


def noun_capital(word: str, lang: str, other: str) -> bool:
    """Whether a word owes its capital to a language that capitalizes nouns and forms of address.

    What the ``other`` language uses as much is a name ("Labour", "Harlem").
    """
    if not locale(lang).noun_capitals:
        return False
    low = word.lower()
    noun = (
        known(word, lang) or known(low, lang) or compounded(low, lang) or expected_capital(fold(word), lang)
    )
    return noun and zipf(low, other) < max(_RARE, zipf(low, lang) - _EITHER)
