"""Numbers of a text in digits and in words, with all the values that they may have, and what makes two of
them the same.
"""

from __future__ import annotations

import math
import re
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from itertools import pairwise
from typing import Any

from audit.model import base_of
from audit.text.anchors import fold
from audit.text.locale import locale
from audit.text.tokens import Token

_SEPARATORS = ".,’'\u00a0\u202f\u2009"
_GROUPED = rf"(?<![\d])\d{{1,3}}(?P<g>[{_SEPARATORS}])\d{{3}}(?:(?P=g)\d{{3}})*(?!\d)(?:[.,]\d+)?"
_SPACED = r"(?<![\d.,])\d{1,3}(?: \d{3})+(?![\d])(?:[.,]\d+)?"
_CHAIN = r"(?<![\d.,])\d{1,4}(?:\.\d{1,4}){2,}(?![\d])"  # a date ("21.10.2018"), a version
_PLAIN = r"\d+(?:[.,]\d+)?"
_DIGITS = re.compile(f"{_GROUPED}|{_CHAIN}|{_PLAIN}")
_DIGITS_SPACED = re.compile(f"{_GROUPED}|{_SPACED}|{_CHAIN}|{_PLAIN}")
# A clock: hour, mark, minutes; a full stop only where a word for the hour stands beside it.
_HOURS = (
    r"(?<![\d:.,])(?P<h>[01]?\d|2[0-4])"
    r"(?:\s?[:hH]\s?(?P<m>[0-5]\d)(?![\d:])|\.(?P<d>[0-5]\d)(?=\s?(?:{after})))"
)
_DOTTED = r"|(?:{before})(?P<b>[01]?\d|2[0-4])\.(?P<c>[0-5]\d)(?!\.?\d)"
_HOUR = r"|(?<![\d:.,])(?P<o>[01]?\d|2[0-4])(?=\s?(?:[ap]\.?\s?m\b|Uhr\b|h\b|o’clock|o'clock))"
_AFTER_TIME = r"[ap]\.?m\b|Uhr|uhr|kl|h\b"
_ROMAN = re.compile(
    r"(?=[IVXLC]{2}|[VX])(X{0,3}(?:IX|IV|V?I{0,3})|[XL]{1,3}(?:IX|IV|V?I{0,3}))(?:e|è|ème|er|º|ª|\.)?"
)
_ROMAN_VALUE = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}
_SMALL = 1e-9
_YEARS = range(1000, 2101)


@dataclass(frozen=True, slots=True)
class Number:
    """A number and its place. ``values`` holds every reading ("1,234" may be 1234 or 1.234; with and without
    its scale).

    ``word`` marks number words and Roman numerals, ``hour`` and ``minute`` parts of a time of day; ``scaled``
    are the readings with the scale alone ("1.3 million" is 1,300,000).
    """

    start: int
    end: int
    text: str
    values: frozenset[float]
    word: bool = False
    hour: bool = False
    minute: bool = False
    scaled: frozenset[float] = frozenset()


@lru_cache(maxsize=1)
def _tables() -> dict[str, Any]:
    return tomllib.loads(files("audit.text").joinpath("data/numbers.toml").read_text("utf-8"))


@lru_cache(maxsize=1)
def _units() -> tuple[tuple[tuple[str, ...], tuple[float, ...], float], ...]:
    raw = tomllib.loads(files("audit.text").joinpath("data/units.toml").read_text("utf-8"))
    return tuple(
        (tuple(map(fold, u["cues"])), tuple(u["factors"]), float(u.get("offset", 0.0))) for u in raw.values()
    )


def has_number_words(lang: str) -> bool:
    """Whether the number words of a language are known."""
    return "units" in _tables().get(base_of(lang), {})


@lru_cache(maxsize=64)
def _words(lang: str) -> dict[str, float]:
    """Folded number word → value, with the joined forms from 21 to 99."""
    table = _tables().get(base_of(lang), {})
    units, tens = table.get("units", []), table.get("tens", [])
    found = {fold(w): float(v) for w, v in table.get("words", {}).items()}
    found |= {fold(w): float(v) for v, w in enumerate(units)}
    for x, ten in enumerate(tens):
        value = 20.0 + 10 * x
        found[fold(ten)] = value
        for unit in range(1, 10):
            if len(units) <= unit:
                continue
            if table.get("join") == "units":
                short = {"eins": "ein"}.get(units[unit], units[unit])
                found[fold(short + table["and"] + ten)] = value + unit
            else:
                for joined in (f"{ten}-{units[unit]}", f"{ten}{units[unit]}", f"{ten}-et-{units[unit]}"):
                    found[fold(joined)] = value + unit
    return found


@lru_cache(maxsize=64)
def _scales(lang: str) -> dict[str, float]:
    tables = _tables()
    return {
        fold(w): float(v)
        for code in ("any", base_of(lang))
        for w, v in tables.get(code, {}).get("scales", {}).items()
    }


@lru_cache(maxsize=64)
def _clock(lang: str) -> re.Pattern[str]:
    """Times of day as a language writes them."""
    table = _tables().get(base_of(lang), {})
    after = "|".join([_AFTER_TIME, *(rf"{re.escape(w)}\b" for w in table.get("hours", ()))])
    before = "|".join(rf"(?<=\b(?i:{re.escape(w)})\s)" for w in table.get("at", ()))
    return re.compile(_HOURS.format(after=after) + (_DOTTED.format(before=before) if before else "") + _HOUR)


def digits(text: str, lang: str, start: int, end: int) -> list[Number]:
    """Numbers written in digits inside ``text[start:end]``; the hour and the minutes of a time of day are two
    numbers.
    """
    if not _DIGIT.search(text, start, end):
        return []
    clocks = list(_clock(lang).finditer(text, start, end))
    found: list[Number] = []
    for match in clocks:
        for name, part in match.groupdict().items():
            if part is not None:
                role = name in "hob"
                found.append(
                    Number(*match.span(name), part, frozenset({float(part)}), hour=role, minute=not role)
                )
    pattern = _DIGITS_SPACED if " " in locale(lang).group else _DIGITS
    scales = _scales(lang)
    taken = [m.span() for m in clocks]
    at = 0
    for match in pattern.finditer(text, start, end):
        while at < len(taken) and taken[at][1] <= match.start():
            at += 1
        if at < len(taken) and taken[at][0] < match.end():
            continue
        if _APART.search(match.group()) and _AFTER_DIGIT.search(
            text[max(0, match.start() - 3) : match.start()]
        ):
            found += _split(text, *match.span())  # "0800 555 111" is no number in groups
            continue
        if match["g"] is None and match.group().count(".") > 1:
            found += _split(text, *match.span())
            continue
        readings = _readings(match.group())
        after = _AFTER.match(text, match.end(), min(end, match.end() + 40))
        factors = []
        if after and (scale := scales.get(fold(after.group(1)))):
            factors.append(scale)
            if after.group(2) and (second := scales.get(fold(after.group(2)))):
                factors.append(scale * second)  # "mil millones"
        elif (beside := text[match.end() : min(end, match.end() + 2)].lstrip()[:1]) and beside in scales:
            factors.append(scales[beside])  # scripts without spaces
        scaled = frozenset(v * f for v in readings for f in factors)
        found.append(
            Number(match.start(), match.end(), match.group(), frozenset(readings | scaled), scaled=scaled)
        )
    found.sort(key=lambda n: n.start)
    return found


def joined(text: str, found: Sequence[Number], other: Iterable[Number]) -> tuple[Number, ...]:
    """Numbers of a text, those in groups of three digits with spaces between made one where ``other``, the
    numbers of the other side, has it: "2 500" for 2500, also in a language that has another separator.
    """
    values = {v for n in other for v in n.values}
    out: list[Number] = []
    rest = list(found)
    while rest:
        last = 0
        while last + 1 < len(rest) and _continues(text, rest[last], rest[last + 1]):
            last += 1
        start, end = rest[0].start, rest[last].end
        value = float("".join(n.text for n in rest[: last + 1])) if last else 0.0
        if last and len(rest[0].text) <= 3 and value in values:
            out.append(Number(start, end, text[start:end], frozenset({value})))
        else:
            out += rest[: last + 1]
        del rest[: last + 1]
    return tuple(out)


def clocked(found: Sequence[Number], other: Sequence[Number]) -> tuple[Number, ...]:
    """Numbers of a text, those with a full stop that are a time of day of the other side read as one: "21.30"
    beside 9:30 p.m., in a language whose words for the hour are not known.
    """
    times = {
        (hour.values, minute.values)
        for hour, minute in pairwise(other)
        if hour.hour and minute.minute and minute.start == hour.end + 1
    }
    out: list[Number] = []
    for number in found:
        dotted = _DOT_TIME.fullmatch(number.text)
        if dotted and any(
            (float(dotted[1]) - h) % 12 == 0 and float(dotted[2]) == m
            for hs, ms in times
            for h in hs
            for m in ms
        ):
            at = number.start + dotted.start(2)
            out.append(Number(number.start, at - 1, dotted[1], frozenset({float(dotted[1])}), hour=True))
            out.append(Number(at, number.end, dotted[2], frozenset({float(dotted[2])}), minute=True))
        else:
            out.append(number)
    return tuple(out)


def _continues(text: str, before: Number, after: Number) -> bool:
    """Whether a group of three digits follows after a space."""
    return (
        before.text.isdecimal()
        and after.text.isdecimal()
        and len(after.text) == 3
        and text[before.end : after.start] in _SPACES
    )


def _split(text: str, start: int, end: int) -> list[Number]:
    return [
        Number(*m.span(), m.group(), frozenset({float(m.group())}))
        for m in re.compile(r"\d+").finditer(text, start, end)
    ]


_DIGIT = re.compile(r"\d")
_DOT_TIME = re.compile(r"([01]?\d|2[0-4])\.([0-5]\d)")
_SPACES = (" ", "\u00a0", "\u202f", "\u2009")
_APART = re.compile(r"\d[ \u00a0\u202f\u2009]\d")
_AFTER_DIGIT = re.compile(r"\d[ \u00a0\u202f\u2009]$")
_AFTER = re.compile(r"[\s\u00a0-]{0,2}([^\W\d_]{1,12})\.?(?:\s([^\W\d_]{1,12}))?")


def _readings(text: str) -> set[float]:
    """All values that a string of digits and separators can have."""
    marks = [c for c in text if not c.isdigit()]
    plain = "".join(c for c in text if c.isdigit())[:300]
    if not marks:
        return {float(plain)}
    last = text.rindex(marks[-1])
    tail = text[last + 1 :]
    head = "".join(c for c in text[:last] if c.isdigit())[:300]
    decimal = float(f"{head}.{tail[:20]}")
    if marks[-1] not in ".,":
        return {float(plain)}
    if len(set(marks)) > 1:
        return {decimal}
    if len(marks) > 1:
        return {float(plain)}
    return {float(plain), decimal} if len(tail) == 3 else {decimal}


def spelled(tokens: Sequence[Token], lang: str) -> list[Number]:
    """Number words and Roman numerals among the tokens; words in a row are one number where they make one
    ("two hundred").
    """
    words, scales = _words(lang), _scales(lang)
    found: list[Number] = []
    run: list[tuple[Token, float | None, float | None]] = []
    for token in tokens:
        folded = fold(token.text)
        value, scale = words.get(folded), scales.get(folded) if len(folded) > 2 else None
        if value is None and scale is None:
            if run:
                found += _number(run)
                run = []
            for part in token.text.split("-") if "-" in token.text else ():  # "four-day"
                if (inner := words.get(fold(part))) is not None:
                    found.append(Number(token.start, token.end, part, frozenset({inner}), word=True))
            if token.text[0] in _ROMAN_VALUE and _ROMAN.fullmatch(token.text):
                found.append(
                    Number(token.start, token.end, token.text, frozenset({_roman(token.text)}), word=True)
                )
        else:
            run.append((token, value, scale))
    return found + _number(run)


def _number(run: list[tuple[Token, float | None, float | None]]) -> list[Number]:
    """The run as one number and as its parts: each may be what the other text has."""
    if not run:
        return []
    total = current = 0.0
    seen = False
    parts: set[float] = set()
    for _, value, scale in run:
        if scale is not None and not (value is not None and current == 0):
            current = (current if seen and current else 1.0) * scale
            if scale >= 1000:
                total, current = total + current, 0.0
        elif value is not None:
            current += value
            parts.add(value)
        seen = True
    whole = total + current
    return [Number(run[0][0].start, run[-1][0].end, run[0][0].text, frozenset(parts | {whole}), word=True)]


def _roman(text: str) -> float:
    values = [_ROMAN_VALUE[c] for c in text if c in _ROMAN_VALUE]
    return float(sum(-v if v < max(values[i:]) else v for i, v in enumerate(values)))


def same(source: Number, target: Number) -> bool:
    """Whether two numbers say the same: a common value, a year and its last digits, a century, a time on a
    clock of 12 hours.
    """
    for s in source.values:
        for t in target.values:
            if math.isclose(s, t, rel_tol=_SMALL, abs_tol=_SMALL):
                return True
            if _year(s, t) or _year(t, s):
                return True
            if (source.hour or target.hour) and s <= 24 and t <= 24 and (s - t) % 12 == 0:
                return True
    return False


def _year(long: float, short: float) -> bool:
    """1985 and 85; 1700 (the 1700s) and the 18th century."""
    if not (long.is_integer() and short.is_integer() and int(long) in _YEARS and 0 <= short < 100):
        return False
    return int(long) % 100 == short or (int(long) % 100 == 0 and int(long) // 100 + 1 == short)


def shown_units(tokens: Iterable[Token], text: str = "") -> tuple[tuple[tuple[float, ...], float], ...]:
    """(factors, offset) of the units that words of a text show; ``text`` is searched for degree signs."""
    shown = {i for t in tokens for i in _units_of(t.text)}
    signs = {c for c in "°º" if c in text}
    return tuple(
        (factors, offset)
        for i, (cues, factors, offset) in enumerate(_units())
        if i in shown or signs & set(cues)
    )


@lru_cache(maxsize=100_000)
def _units_of(text: str) -> tuple[int, ...]:
    """Which units a word shows."""
    words = fold(text).split("-")
    return tuple(
        i
        for i, (cues, _, _) in enumerate(_units())
        if any(w.startswith(c) if len(c) > 3 else w in (c, c + "s") for c in cues for w in words)
    )


def converted(source: Number, target: Number, units: Sequence[tuple[tuple[float, ...], float]]) -> bool:
    """Whether the target is the source in another unit, within the rounding that translators allow themselves
    (8 %, or 1).
    """
    if _is_year(source) or _is_year(target):
        return False
    for factors, offset in units:
        for s in source.values:
            for t in target.values:
                for factor in factors:
                    for a, b in ((s * factor, t), ((s + offset) * factor, t), (t * factor, s)):
                        if (
                            abs(a - b) <= max(0.08 * abs(b), 0.99 if abs(b) >= 2 else 0.1)
                            or abs(a + b) <= 0.5
                        ):
                            return True
                    if offset and abs((s / factor) - offset - t) <= 1.5:
                        return True
    return False


def _is_year(number: Number) -> bool:
    return number.text.isdigit() and len(number.text) == 4 and int(number.text) in range(1800, 2100)


def feet_and_inches(text: str) -> list[float]:
    """Metres and centimetres of heights such as “6-foot-2” or “6 ft 2”, feet alone left out."""
    out: list[float] = []
    for match in _HEIGHT.finditer(text):
        metres = int(match[1]) * 0.3048 + int(match[2]) * 0.0254
        out += [round(metres, 2), float(round(metres * 100))]
    return out


_HEIGHT = re.compile(r"(?<!\d)([1-9])[\s-]?(?:foot|feet|ft|['’′])[\s-]?(\d{1,2})(?!\d)")
