"""What a language writes how: one TOML table a language, read once. Adding a language is adding a table."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, fields
from functools import lru_cache
from importlib.resources import files


@dataclass(frozen=True)
class Locale:
    """Conventions of one language; empty means "nothing known", and then nothing is claimed.

    ``elisions``: clitics that end in an apostrophe, without it. ``abbreviations``: words after which a full
    stop ends no sentence. ``no_abbreviations``: ordinary words that the segmenter takes for such.
    ``quotes``: (opening, closing) pairs in use, first the primary one. ``decimal``/``group``: number
    separators in use.
    ``strict_quotes``, ``strict_dashes``: papers print no straight quotation marks, and no hyphens for dashes.
    ``decimal_also``: decimal separators that some countries of the language use instead.
    ``space_before``: marks that take a no-break space before. ``noun_capitals``: common nouns are
    capitalized. ``name_capitals``: so is every word of the names of bodies, offices, works and peoples.
    ``ordinal_dot``: a full stop makes a number an ordinal ("am 14. Mai"). ``negations``: words and affixes
    that negate. ``sentence_end``: marks that end sentences. ``counted``: words before the number of a
    version or of a part of a text ("version 2.0", "section 1.3").
    """

    elisions: tuple[str, ...] = ()
    abbreviations: tuple[str, ...] = ()
    no_abbreviations: tuple[str, ...] = ()
    quotes: tuple[tuple[str, str], ...] = ()
    strict_quotes: bool = False
    strict_dashes: bool = False
    decimal: str = ""
    decimal_also: tuple[str, ...] = ()
    group: tuple[str, ...] = ()
    space_before: str = ""
    noun_capitals: bool = False
    name_capitals: bool = False
    negations: tuple[str, ...] = ()
    right_to_left: bool = False
    spaced: bool = True
    ordinal_dot: bool = False
    counted: tuple[str, ...] = ()


@lru_cache(maxsize=1)
def _tables() -> dict[str, Locale]:
    raw = tomllib.loads(files("audit.text").joinpath("data/locales.toml").read_text("utf-8"))
    return {code: _read({**raw.get(code.split("-")[0], {}), **table}) for code, table in raw.items()}


def _read(table: dict[str, object]) -> Locale:
    known = {f.name for f in fields(Locale)}
    return Locale(**{key: _freeze(value) for key, value in table.items() if key in known})  # type: ignore[arg-type]


def _freeze(value: object) -> object:
    return tuple(_freeze(v) for v in value) if isinstance(value, list) else value


@lru_cache(maxsize=256)
def locale(lang: str) -> Locale:
    """Conventions for a BCP 47 code: the exact one ("pt-BR"), else its language ("pt"), else an empty
    table.
    """
    code = lang.replace("_", "-")
    return _tables().get(code) or _tables().get(code.split("-")[0].lower()) or Locale()
