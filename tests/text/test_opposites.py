"""Words that are known not to be synonyms."""

from __future__ import annotations

import tomllib
from importlib.resources import files

import pytest

from audit.text.opposites import apart


@pytest.mark.parametrize(
    ("one", "other", "lang"),
    [
        ("increase", "decrease", "en"),
        ("possible", "impossible", "en-GB"),
        ("unhappy", "happy", "en"),
        ("monday", "tuesday", "en"),
        ("juillet", "aout", "fr"),
        ("steigen", "sinken", "de"),
        ("frio", "caliente", "es"),
    ],
)
def test_apart(one: str, other: str, lang: str) -> None:
    assert apart([one], [other], lang)
    assert apart([other], [one], lang)


@pytest.mark.parametrize(
    ("one", "other", "lang"),
    [
        ("begin", "start", "en"),
        ("big", "large", "en"),
        ("monday", "monday", "en"),
        ("to", "into", "en"),
        ("increase", "grow", "en"),
        ("increase", "decrease", "sv"),
    ],
)
def test_not_apart(one: str, other: str, lang: str) -> None:
    assert not apart([one], [other], lang)


def test_a_form_that_both_have_makes_them_one_word() -> None:
    assert not apart(["rise", "x"], ["fall", "x"], "en")


def test_no_set_of_one_word() -> None:
    for table in tomllib.loads(
        files("audit.text").joinpath("data/opposites.toml").read_text("utf-8")
    ).values():
        assert all(len(set(line.split())) == len(line.split()) >= 2 for line in table["sets"])
