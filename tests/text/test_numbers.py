"""Numbers in digits and words, with every value that they may have."""

from __future__ import annotations

import pytest

from audit.text.numbers import (
    Number,
    clocked,
    converted,
    digits,
    feet_and_inches,
    has_number_words,
    joined,
    same,
    shown_units,
    spelled,
)
from audit.text.tokens import tokenize


def found(text: str, lang: str) -> list[tuple[str, set[float]]]:
    made = digits(text, lang, 0, len(text))
    assert all(text[n.start : n.end] == n.text for n in made)
    return [(n.text, set(n.values)) for n in made]


def said(text: str, lang: str) -> list[set[float]]:
    return [set(n.values) for n in spelled(tokenize(text, lang), lang)]


def one(text: str, lang: str = "en") -> Number:
    (number,) = digits(text, lang, 0, len(text))
    return number


@pytest.mark.parametrize(
    ("lang", "text", "wanted"),
    [
        ("en", "paid 3,500.75 today", [("3,500.75", {3500.75})]),
        ("en", "1,234 or 1.5", [("1,234", {1234.0, 1.234}), ("1.5", {1.5})]),
        ("de", "1.234,5 und 2,5", [("1.234,5", {1234.5}), ("2,5", {2.5})]),
        ("fr", "3 500 euros et 12", [("3 500", {3500.0}), ("12", {12.0})]),
        ("fr", "1\u202f000\u202f000", [("1\u202f000\u202f000", {1e6})]),
        ("en", "3 million", [("3", {3.0, 3e6})]),
        ("es", "2 mil millones", [("2", {2.0, 2e3, 2e9})]),
        ("fr", "0800 555 111", [("0800", {800.0}), ("555", {555.0}), ("111", {111.0})]),
        ("en", "no number", []),
        ("ru", "21.10.2018", [("21", {21}), ("10", {10}), ("2018", {2018})]),
        ("de", "1.234.567", [("1.234.567", {1234567})]),
    ],
)
def test_digits(lang: str, text: str, wanted: list[tuple[str, set[float]]]) -> None:
    assert found(text, lang) == wanted


def test_a_clock_is_hour_and_minutes() -> None:
    hour, minute = digits("à 18h30", "fr", 0, 7)
    assert (hour.text, hour.hour, minute.text, minute.minute) == ("18", True, "30", True)
    assert same(one("6 p.m."), hour) and not same(one("7 p.m."), hour)


@pytest.mark.parametrize(
    ("lang", "text", "value"),
    [
        ("en", "two hundred", 200), ("en", "twenty-one", 21), ("en", "three million", 3e6),
        ("fr", "vingt-deux", 22), ("fr", "trois cents", 300), ("de", "einundzwanzig", 21),
        ("de", "zwei Millionen", 2e6), ("es", "treinta", 30), ("it", "venti", 20),
        ("en", "the XIX century", 19),
    ],
)  # fmt: skip
def test_words(lang: str, text: str, value: float) -> None:
    assert has_number_words(lang)
    assert any(value in values for values in said(text, lang))


def test_what_is_the_same_and_what_is_not() -> None:
    assert same(one("1985"), one("85")) and same(one("1700"), one("18")), "a year and its decade, a century"
    assert same(one("3,500"), one("3.500", "de")) and not same(one("3,500"), one("5.300", "de"))
    assert not same(one("3500"), one("35"))


def test_units_are_converted_within_rounding() -> None:
    units = shown_units(tokenize("ten miles to go", "en"))
    assert converted(one("10"), one("16"), units) and not converted(one("10"), one("25"), units)
    assert not converted(one("10"), one("16"), ())
    assert feet_and_inches("He is 6 ft 2 tall") == [1.88, 188.0]


def test_very_long_digits_are_no_crash() -> None:
    assert found("9" * 1000, "en")[0][0] == "9" * 1000
    assert found("1e999 1.2.3.4", "en")


@pytest.mark.parametrize(
    ("lang", "text"),
    [("nl", "om 16.15 uur"), ("it", "Alle 16.15"), ("es", "a las 16.15"), ("de", "16.15 Uhr")],
)
def test_a_time_is_one_with_a_full_stop_too_where_a_word_beside_it_says_so(lang: str, text: str) -> None:
    hour, minute = digits(text, lang, 0, len(text))
    assert (hour.text, hour.hour, minute.text, minute.minute) == ("16", True, "15", True)


def test_a_time_is_one_where_the_other_side_has_it() -> None:
    text, source = "kello 21.30", "at 9:30pm"
    other = digits(source, "en", 0, len(source))
    read = clocked(digits(text, "fi", 0, len(text)), other)
    assert [(n.text, n.hour, n.minute) for n in read] == [("21", True, False), ("30", False, True)]
    assert [text[n.start : n.end] for n in read] == ["21", "30"]
    for plain in ("21.45", "3.30", "21,30"):
        (number,) = clocked(digits(plain, "fi", 0, len(plain)), other)
        assert number.text == plain


def test_a_decimal_is_no_time() -> None:
    assert [n.text for n in digits("un aumento del 16.15", "it", 0, 20)] == ["16.15"]


@pytest.mark.parametrize(
    ("text", "other", "wanted"),
    [
        ("over 2 500 mm in 3 800 days", "2500 3800", ["2 500", "3 800"]),
        ("1 234 567 people", "1234567", ["1 234 567"]),
        ("in 2019 300 people", "2019 300", ["2019", "300"]),
        ("rooms 12 345", "12 345", ["12", "345"]),
        ("none", "5", []),
    ],
)
def test_groups_with_spaces_are_one_number_where_the_other_side_has_it(
    text: str, other: str, wanted: list[str]
) -> None:
    mine, theirs = (digits(t, "en", 0, len(t)) for t in (text, other))
    assert [n.text for n in joined(text, mine, theirs)] == wanted
