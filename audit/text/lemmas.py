"""Which forms a language's dictionary has, and of which lemma: simplemma (about 50 languages, the data in its
wheel)."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files

from audit.model import base_of
from audit.text.lexicon import DOTTED

_STEM = 4  # letters of a word that bears such an ending
_PART = 4  # letters of a part of a compound: with shorter ones, every name is made of words


@lru_cache(maxsize=8)
def _dictionary(lang: str) -> Mapping[str, str] | None:
    from simplemma.strategies.dictionaries.dictionary_factory import SUPPORTED_LANGUAGES
    from simplemma.strategies.dictionaries.stream_dictionary_factory import StreamMap

    # As it lies in the file: ready sooner than a dict, in a fraction of its memory. Looking up takes a few
    # microseconds more, once for every form.
    return StreamMap(lang) if lang in SUPPORTED_LANGUAGES else None


def _code(lang: str) -> str:
    base = base_of(lang)
    return {"no": "nb", "sr": "hbs", "hr": "hbs", "bs": "hbs"}.get(base, base)


def has_dictionary(lang: str) -> bool:
    """Whether the forms of a language are known."""
    return _dictionary(_code(lang)) is not None


@lru_cache(maxsize=100_000)
def lemma(form: str, lang: str) -> str | None:
    """The lemma of a form as cased ("besteht" → "bestehen"); None where the dictionary lacks that form.

    A form found in lower case is an ordinary word; German nouns stand in the dictionary with their capital.
    """
    forms = _dictionary(_code(lang))
    if forms is None:
        return None
    try:
        found = forms.get(form.replace(DOTTED, "i"))
    except UnicodeEncodeError:  # a lone surrogate is in no dictionary
        return None
    return str(found) if found is not None else None


def known(form: str, lang: str) -> bool:
    """Whether a lower-case form is in the dictionary, as it is or without one of the endings that make
    another word of a listed one ("librement", "incorporarse").
    """
    if lemma(form, lang) is not None:
        return True
    return any(
        form.endswith(ending)
        and len(form) - len(ending) >= _STEM
        and lemma(form[: -len(ending)], lang) is not None
        for ending in _endings(_code(lang))
    )


@lru_cache(maxsize=50_000)
def compounded(form: str, lang: str) -> bool:
    """Whether a lower-case form is made of words of a language that joins them ("stapgrootte",
    "Zieladresse"); a dictionary cannot list them all.
    """
    if not joins_words(lang):
        return False
    links = _endings(_code(lang), "links")
    return any(
        _part(form[:at], lang, links) and (_word(form[at:], lang) or compounded(form[at:], lang))
        for at in range(_PART, len(form) - _PART + 1)
    )


def joins_words(lang: str) -> bool:
    """Whether a language is known to write compounds as one word."""
    return _code(lang) in _raw()["links"]


def _part(head: str, lang: str, links: tuple[str, ...]) -> bool:
    """Whether the head of a compound is a word, as it is or without the link that joins it to the next."""
    return _word(head, lang) or any(
        head.endswith(link) and len(head) - len(link) >= _PART and _word(head[: -len(link)], lang)
        for link in links
    )


def _word(form: str, lang: str) -> bool:
    return lemma(form, lang) is not None or lemma(form[:1].upper() + form[1:], lang) is not None


@lru_cache(maxsize=64)
def _endings(code: str, table: str = "endings") -> tuple[str, ...]:
    return tuple(_raw()[table].get(code, ()))


@lru_cache(maxsize=1)
def _raw() -> dict[str, dict[str, list[str]]]:
    return tomllib.loads(files("audit.text").joinpath("data/endings.toml").read_text("utf-8"))
