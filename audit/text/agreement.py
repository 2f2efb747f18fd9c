"""Gender of determiners and participles, for the plainest passive sentences. Data by language, read once."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib.resources import files
from typing import Any

from audit.model import base_of
from audit.text.lemmas import lemma

_NONE = "none"  # the table that lists the languages without such rules


@dataclass(frozen=True)
class Agreement:
    """See ``data/agreement.toml`` for the meaning of each field."""

    masculine: frozenset[str]
    feminine: frozenset[str]
    passive: frozenset[tuple[str, ...]]
    endings: tuple[tuple[str, str], ...]
    euphonic: frozenset[str]
    lang: str

    @cached_property
    def determiners(self) -> frozenset[str]:
        """Of either gender."""
        return self.masculine | self.feminine

    def corrected(self, determiner: str, noun: str, participle: str) -> str | None:
        """The participle as the determiner wants it; None where it agrees, or where that is not certain."""
        low = participle.lower()
        male = determiner in self.masculine
        if male and determiner in self.euphonic and (noun[:1] in "aàâáeéèêiîoôuhœæ"):
            return None
        for masculine, feminine in self.endings:
            wrong, right = (feminine, masculine) if male else (masculine, feminine)
            if low.endswith(wrong):
                form = low[: -len(wrong)] + right
                return (
                    form if lemma(form, self.lang) is not None and lemma(low, self.lang) is not None else None
                )
        return None


@lru_cache(maxsize=64)
def agreement(lang: str) -> Agreement | None:
    """What is known of a language; None where nothing is."""
    base = base_of(lang)
    table = _tables().get(base)
    if table is None or base == _NONE:
        return None
    return Agreement(
        masculine=frozenset(table["masculine"]),
        feminine=frozenset(table["feminine"]),
        passive=frozenset(tuple(p.replace("’", "'").replace("'", "' ").split()) for p in table["passive"]),
        endings=tuple((str(m), str(f)) for m, f in sorted(table["endings"], key=lambda e: -len(e[1]))),
        euphonic=frozenset(table.get("euphonic", ())),
        lang=base,
    )


def has_agreement(lang: str) -> bool:
    """Whether it is known what a language makes agree, if only that it is nothing."""
    base = base_of(lang)
    return agreement(lang) is not None or base in _tables()[_NONE]["languages"]


@lru_cache(maxsize=1)
def _tables() -> dict[str, dict[str, Any]]:
    return tomllib.loads(files("audit.text").joinpath("data/agreement.toml").read_text("utf-8"))
