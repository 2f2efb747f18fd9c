"""Names as words: how they are written, and whether two may be one name in another spelling or form."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from functools import lru_cache

from audit.detect.rules._capital import alike
from audit.text.anchors import fold
from audit.text.spellings import respelled
from audit.text.tokens import APOSTROPHES

APOSTROPHE = re.compile(f"[{APOSTROPHES}]")
SHORTEST, LONG = 3, 5  # letters of a name
_CONTRACTED = re.compile(r"['’](?:d|em|ll|m|re|s|t|ve)$")  # "I've", "Didn't"; "Kapou'e" is a name
GRAMMAR = 6.3  # zipf of words that mean nothing by themselves
_NEAR = 0.6  # two spellings of one name share this much
_OTHER_START = 0.75  # and more where the first letters differ ("Wales", "Gales")
_ENDING = 4  # letters of an ending
_ENDINGS = 8  # and of several, which longer names have in some languages ("Mercedeksellään")


@lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """A folded name without the English genitive: "Martin's" → "martin"."""
    folded = APOSTROPHE.sub("'", fold(word))
    return folded.removesuffix("'s")


@lru_cache(maxsize=100_000)
def is_name(word: str) -> bool:
    """Whether a word is written like a name: a capital, then lower case, three letters or more ("McDonald",
    "Jean-Luc" too)."""
    if not word[0].isupper():
        return False
    bare = word.removesuffix("'s").removesuffix("’s")
    letters = [c for c in bare if c.isalpha()]
    return (
        len(letters) >= SHORTEST
        and any(c.islower() for c in letters)
        and not any(c.isdigit() for c in word)
        and not _CONTRACTED.search(bare)
        and not (len(letters) <= LONG and sum(c.isupper() for c in letters) >= len(letters) - 1)  # "MPs"
    )


def one_script(a: str, b: str) -> bool:
    """Whether two names are written in one script, so that their letters can be compared."""
    return _script(a) == _script(b)


def _script(word: str) -> str:
    return unicodedata.name(word[0], "").split(" ")[0]


def matches(word: str, others: Collection[str]) -> bool:
    """Whether a folded name, or a part of it between hyphens, is among others in any spelling or
    inflection."""
    if word in others:
        return True
    parts = [word, *(p for p in word.split("-") if len(p) >= SHORTEST)] if "-" in word else [word]
    return any(same_name(part, other) for other in others for part in parts)


def same_name(a: str, b: str) -> bool:
    """Whether two folded words may be one name: alike, or one the other with an ending of its own, as they
    stand or spelled as one hears them.
    """
    if a == b:
        return True
    short = min(len(a), len(b))
    if a[0] != b[0]:
        likely = short >= LONG and a[-1] == b[-1] and alike(a, b) >= _OTHER_START
        return likely or _respelled(a, b)
    likeness = alike(a, b)
    return (
        likeness >= _OTHER_START
        or (likeness >= _NEAR and a[:SHORTEST] == b[:SHORTEST] and abs(len(a) - len(b)) <= _ENDING)
        or _inflected(a, b)
        or _inflected(b, a)
        or _respelled(a, b)
    )


def _respelled(a: str, b: str) -> bool:
    """Whether two folded names differ in spelling alone, or in that and little else ("Karta'yı")."""
    left, right = respelled(_head(a)), respelled(_head(b))
    if (left, right) == (a, b) or not left or not right or left[0] != right[0]:
        return False
    if left == right:
        return True
    short = min(len(left), len(right))
    return (short > LONG and (_inflected(left, right) or _inflected(right, left))) or (
        short >= LONG and alike(left, right) >= _OTHER_START
    )


def _head(name: str) -> str:
    """What stands before an ending that an apostrophe sets off; "O'Neill" is one word."""
    head, mark, _ = name.partition("'")
    return head if mark and len(head) > SHORTEST else name


def _inflected(form: str, name: str) -> bool:
    """Whether a word is a name with an ending added, or put in place of its last letter."""
    return len(form) <= len(name) + (_ENDINGS if len(name) > LONG else _ENDING) and (
        (len(name) >= LONG and form.startswith(name[:-1]))
        or (len(name) >= LONG - 1 and form.startswith(name))
    )
