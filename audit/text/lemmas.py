"""Which forms a language's dictionary has, and of which lemma: simplemma (about 50 languages, the data in its
wheel)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache


@lru_cache(maxsize=8)
def _dictionary(lang: str) -> Mapping[str, str] | None:
    from simplemma.strategies.dictionaries.dictionary_factory import (
        SUPPORTED_LANGUAGES,
        DefaultDictionaryFactory,
    )

    if lang not in SUPPORTED_LANGUAGES:
        return None
    found: Mapping[str, str] = DefaultDictionaryFactory(cache_max_size=1).get_dictionary(lang)
    return found


def _code(lang: str) -> str:
    base = lang.replace("_", "-").split("-")[0].lower()
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
        found = forms.get(form)
    except UnicodeEncodeError:  # a lone surrogate is in no dictionary
        return None
    return str(found) if found is not None else None
