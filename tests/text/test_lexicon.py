"""Word frequencies are those of wordfreq, whatever the way they are looked up."""

from __future__ import annotations

import pytest
from wordfreq import top_n_list, zipf_frequency

from audit.text.lexicon import has_lexicon, zipf

ODD = [
    "Straße",
    "STRASSE",
    "l’eau",
    "well-known",
    "3,500",
    "NATO",
    "İstanbul",
    "cafe\u0301",
    "naïve",
    "",
    "’",
    "ﬁn",
]


@pytest.mark.parametrize("lang", ["en", "de", "fr", "es", "ru", "el", "tr", "ro", "sh", "he", "hi"])
def test_the_same_as_wordfreq(lang: str) -> None:
    words = [*top_n_list(lang, 300), *ODD]
    for word in (form for w in words for form in (w, w.upper(), w.title(), w + "q")):
        assert zipf(word, lang) == zipf_frequency(word, lang), word


def test_unknown_languages_know_no_word() -> None:
    assert not has_lexicon("zh") and zipf("the", "zh") == 0.0
    assert not has_lexicon("xx") and zipf("the", "xx") == 0.0
