"""How common a word is in a language: wordfreq (about 40 languages, from books, news, subtitles, the web)."""

from __future__ import annotations

from functools import lru_cache

# Their lists are of words that only an extra segmenter (jieba, MeCab) finds; wordfreq fails without it.
_UNSEGMENTED = frozenset({"zh", "ja", "ko"})


@lru_cache(maxsize=64)
def has_lexicon(lang: str) -> bool:
    """Whether word frequencies are known for a language."""
    from wordfreq import available_languages

    base = lang.replace("_", "-").split("-")[0].lower()
    return base in available_languages() and base not in _UNSEGMENTED


@lru_cache(maxsize=200_000)
def zipf(word: str, lang: str) -> float:
    """Zipf frequency: log10 of occurrences per billion words (3 is rare, 6 very common); 0.0 where unknown.

    Case is folded. Raises nothing: a language without a list gives 0.0 for every word.
    """
    if not has_lexicon(lang):
        return 0.0
    from wordfreq import zipf_frequency

    return float(zipf_frequency(word, lang.replace("_", "-").split("-")[0].lower()))
