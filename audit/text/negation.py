"""Whether a sentence is negated: plainly, perhaps, or not at all. Data, read once; a language without a table
is unknown.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from audit.model import base_of
from audit.text.anchors import fold
from audit.text.lexicon import zipf
from audit.text.tokens import APOSTROPHES, Token

_ENDING = {3: 2, 4: 3, 5: 3}  # letters that may follow a short beginning: "far" is not "farmer"
_LONGEST = 12  # letters of a beginning
_RARER = 0.3  # how much rarer than its opposite a word with an affix may not be ("déclaré" opposes nothing)
_ALONE = 7  # letters of a word whose affix is one letter: "scena" is no "cena" denied
_KNOWN = 2.8  # Zipf frequency of a word that an affix can negate


@dataclass(frozen=True, slots=True)
class Polarity:
    """``plain``: the words that negate; ``strict``: those of them that nearly every translation negates too;
    ``partners``: words that only stand beside a plain one ("pas");

    ``carriers``: other words that could carry a negation, or undo one; ``implied``: words that could carry
    one; ``idiom``: whether a turn could.
    """

    plain: tuple[Token, ...]
    strict: tuple[Token, ...]
    partners: tuple[Token, ...]
    carriers: tuple[Token, ...]
    implied: tuple[Token, ...]
    idiom: bool

    @property
    def perhaps(self) -> bool:
        """Whether anything but the plain words could carry a negation, or undo one."""
        return bool(self.carriers or self.implied) or self.idiom


@dataclass(frozen=True, slots=True)
class _Table:
    plain: frozenset[str]
    strict: frozenset[str]
    ending: tuple[str, ...]
    inverted: frozenset[str]
    partner: frozenset[str]
    indirect: frozenset[str]
    whole: frozenset[str]
    implied: frozenset[str]
    affixes: tuple[str, ...]
    suffixes: tuple[str, ...]
    unaffixed: frozenset[str]
    idioms: tuple[tuple[str, ...], ...]
    phrases: tuple[tuple[str, ...], ...]


@lru_cache(maxsize=64)
def _table(lang: str) -> _Table | None:
    raw = tomllib.loads(files("audit.text").joinpath("data/negation.toml").read_text("utf-8"))
    found = raw.get(base_of(lang))
    if found is None:
        return None
    return _Table(
        plain=frozenset(fold(w) for w in found["plain"]),
        strict=frozenset(fold(w) for w in found.get("strict", found["plain"])),
        ending=tuple(found.get("ending", ())),
        inverted=frozenset(found.get("inverted", ())),
        partner=frozenset(fold(w) for w in found.get("partner", ())),
        indirect=frozenset(fold(w) for w in found["indirect"]),
        whole=frozenset(fold(w) for w in found.get("whole", ())),
        implied=frozenset(fold(w) for w in found.get("implied", ())),
        affixes=tuple(found.get("affixes", ())),
        suffixes=tuple(found.get("suffixes", ())),
        unaffixed=frozenset(found.get("unaffixed", ())),
        idioms=_turns(found["idioms"]),
        phrases=_turns(found.get("phrases", ())),
    )


def _turns(turns: Iterable[str]) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(fold(w) for w in turn.split()) for turn in turns)


def negates(source_lang: str, target_lang: str) -> bool:
    """Whether it is known how both languages negate."""
    return _table(source_lang) is not None and _table(target_lang) is not None


def negated(tokens: Sequence[Token], lang: str) -> bool:
    """Whether any word negates by itself: without one, no sentence is plainly negated."""
    return _table(lang) is not None and any(_marks(t.text, lang).plain for t in tokens)


def polarity(tokens: Sequence[Token], lang: str) -> Polarity | None:
    """What negates a sentence; None for a language without data."""
    table = _table(lang)
    if table is None:
        return None
    marks = [_marks(t.text, lang) for t in tokens]
    words = [m.word for m in marks]
    known = set(words)
    alone = bool(table.partner) and not table.partner & known
    both = list(zip(tokens, marks, strict=True))
    plain = [] if alone else [(t, m) for t, m in both if m.plain]
    rest = [(t, m) for t, m in both if alone or not m.plain]
    after = {t.start: word for t, word in zip(tokens, words[1:], strict=False)}
    return Polarity(
        plain=tuple(t for t, _ in plain),
        strict=tuple(
            t for t, m in plain if m.strict or (m.ends and after.get(t.start) not in table.inverted)
        ),
        partners=tuple(t for t, m in rest if plain and m.word in table.partner),
        carriers=tuple(t for t, m in rest if m.carries),
        implied=tuple(t for t, m in rest if m.implies),
        idiom=any(known.issuperset(idiom) and _holds(words, idiom) for idiom in table.idioms)
        or any(known.issuperset(phrase) and _joined(words, phrase) for phrase in table.phrases),
    )


@dataclass(frozen=True, slots=True)
class _Marks:
    """A word folded, and what it is by itself; ``ends``: by its ending, ``carries`` and ``implies`` as if it
    were not plain.
    """

    word: str
    plain: bool
    strict: bool
    ends: bool
    carries: bool
    implies: bool


@lru_cache(maxsize=100_000)
def _marks(text: str, lang: str) -> _Marks:
    table = _table(lang)
    assert table is not None
    word, lower = fold(text).rstrip(APOSTROPHES), text.casefold()
    ends = lower.endswith(table.ending or ("\0",))
    return _Marks(
        word,
        word in table.plain or ends,
        word in table.strict,
        ends,
        _indirect(word, table) or _affixed(lower, lang),
        _begins(word, table.implied),
    )


def _indirect(word: str, table: _Table) -> bool:
    return word in table.plain | table.indirect | table.whole or _begins(word, table.indirect - table.partner)


def _begins(word: str, beginnings: frozenset[str]) -> bool:
    """Whether a word is one of these beginnings with an ending; short ones bear short endings only."""
    return any(
        word[:n] in beginnings and len(word) - n <= _ENDING.get(n, len(word))
        for n in range(3, min(len(word), _LONGEST) + 1)
    )


def _affixed(word: str, lang: str) -> bool:
    """Whether a word is another word of the language with a negative affix ("unsicher", "impossible",
    "careless").
    """
    table = _table(lang)
    if table is None or len(word) < 5 or _begins(fold(word), table.unaffixed):
        return False
    return any(
        word.startswith(a)
        and len(word) >= (len(a) + 4 if len(a) > 1 else _ALONE)
        and zipf(word[len(a) :].lstrip("-"), lang) >= max(_KNOWN, zipf(word, lang) - _RARER)
        for a in table.affixes
    ) or any(word.endswith(s) and len(word) >= len(s) + 3 and zipf(word, lang) > 0 for s in table.suffixes)


def _holds(words: Sequence[str], idiom: tuple[str, ...]) -> bool:
    """Whether the words of an idiom stand in the sentence in their order, others between them or not."""
    rest = iter(words)
    return all(any(w == part for w in rest) for part in idiom)


def _joined(words: Sequence[str], phrase: tuple[str, ...]) -> bool:
    """Whether the words of a phrase stand side by side."""
    n = len(phrase)
    return any(tuple(words[i : i + n]) == phrase for i in range(len(words) - n + 1))
