"""How common a word is in a language: wordfreq (about 40 languages, from books, news, subtitles, the web)."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from audit.model import base_of

# Their lists are of words that only an extra segmenter (jieba, MeCab) finds; wordfreq fails without it.
_UNSEGMENTED = frozenset({"zh", "ja", "ko"})
# Letters before this one (Latin, Greek, Cyrillic) are one word where nothing else stands between them.
_PLAIN = "\u0530"
#: What "İ" becomes in lower case, where Turkish has a plain "i".
DOTTED = "i\u0307"


@lru_cache(maxsize=64)
def has_lexicon(lang: str) -> bool:
    """Whether word frequencies are known for a language."""
    from wordfreq import available_languages

    base = base_of(lang)
    return base in available_languages() and base not in _UNSEGMENTED


@lru_cache(maxsize=200_000)
def zipf(word: str, lang: str) -> float:
    """Zipf frequency: log10 of occurrences per billion words (3 is rare, 6 very common); 0.0 where unknown.

    Case is folded. Raises nothing: a language without a list gives 0.0 for every word.
    """
    if not has_lexicon(lang):
        return 0.0
    from wordfreq import zipf_frequency

    word = word.replace(DOTTED, "i")
    table = _plain_table(base_of(lang))
    if table is not None and word.isalpha() and (word.isascii() or max(word) < _PLAIN):
        # What wordfreq would do, without its search for words: for letters alone it finds the one.
        frequency = table.get(unicodedata.normalize("NFC", word).casefold())
        return _zipf_of(frequency) if frequency is not None else 0.0
    return float(zipf_frequency(word, base_of(lang)))


@lru_cache(maxsize=64)
def _plain_table(base: str) -> dict[str, float] | None:
    """Word → frequency, of a language whose words wordfreq looks up as they stand but for their case."""
    from wordfreq import get_frequency_dict
    from wordfreq.language_info import get_language_info

    info = get_language_info(base)
    changed = ("dotless_i", "diacritics_under", "transliteration", "lookup_transliteration", "remove_marks")
    if info["tokenizer"] != "regex" or info["normal_form"] != "NFC" or any(info[key] for key in changed):
        return None
    table: dict[str, float] = get_frequency_dict(base)
    return table


@lru_cache(maxsize=2_000)
def _zipf_of(frequency: float) -> float:
    from wordfreq import freq_to_zipf

    return float(round(freq_to_zipf(frequency), 2))
