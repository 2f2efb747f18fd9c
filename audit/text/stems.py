"""Inflected forms of one word, told by how they begin: coarse, but the same for every language that puts
endings behind.
"""

from __future__ import annotations

from functools import lru_cache

from audit.text.anchors import fold

_SHORT = 5  # letters
_ENDING = 3  # letters that a form may have beyond the word it is a form of


@lru_cache(maxsize=200_000)
def stem(form: str) -> str:
    """The beginning that inflected forms mostly share: four to seven folded letters of each word."""
    return " ".join(fold(word)[: max(4, min(7, len(word) - 2))] for word in form.split(" "))


@lru_cache(maxsize=100_000)
def same_word(form: str, word: str) -> bool:
    """Whether ``form`` is ``word`` or looks like an inflected form of it ("Gerichtshofs", "Gerichtshof").

    Acronyms keep their letters and take an ending behind them ("NATOs"); of other words all but two letters
    must be shared, of short ones all but one.
    """
    if form == word:
        return True
    if word.isupper():
        return form.startswith(word) and len(form) <= len(word) + 2 and form[len(word) :].islower()
    if form[:1].isupper() < word[:1].isupper():
        return False
    left, right = fold(form), fold(word)
    shared = 0
    while shared < min(len(left), len(right)) and left[shared] == right[shared]:
        shared += 1
    if len(right) <= _SHORT:  # "Rome" is not "Roman"
        longest = len(right) + 2 if shared == len(right) else len(right)
        return shared >= len(right) - 1 and len(left) <= longest
    return shared >= len(right) - 2 and len(left) <= shared + _ENDING
