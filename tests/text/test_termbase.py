"""Term data: every file well formed, and what languages share is not called foreign."""

from __future__ import annotations

from importlib.resources import files

import pytest

from audit.text.stems import same_word, stem
from audit.text.termbase import counterparts, foreign_forms, given_names, long_names, rivals

FILES = sorted(
    f.name for f in files("audit.text").joinpath("data/terms").iterdir() if f.name.endswith(".tsv")
)


def _rows(name: str) -> list[list[str]]:
    text = files("audit.text").joinpath(f"data/terms/{name}").read_text("utf-8")
    return [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]


def test_there_are_files_for_many_languages() -> None:
    assert {
        "fr.tsv",
        "de.tsv",
        "es.tsv",
        "it.tsv",
        "pt.tsv",
        "nl.tsv",
        "pl.tsv",
        "cs.tsv",
        "ro.tsv",
        "ru.tsv",
    } <= set(FILES)
    assert len(FILES) >= 12


@pytest.mark.parametrize("name", FILES)
def test_file_is_well_formed(name: str) -> None:
    rows, english = _rows(name), {row[0] for row in _rows("en.tsv")}
    assert all(len(row) in (2, 3) and row[1].strip() for row in rows)
    assert len({row[0] for row in rows}) == len(rows)
    assert {row[0] for row in rows} <= english
    assert all(form == form.strip() for row in rows for form in row[1].split(" | "))
    assert {row[2] for row in rows if len(row) > 2} <= {"ambiguous", "rivals", "variants"}


def own(source: str, target: str, *words: str) -> tuple[str, ...]:
    return next((k.own for k in foreign_forms(source, target).get(words[0], ()) if k.words == words), ())


def test_acronyms() -> None:
    assert own("en", "fr", "NATO") == ("OTAN",)
    assert own("en", "nl", "NATO") == ("NAVO",)
    assert own("en", "de", "NATO") == ()
    assert own("en", "it", "NATO") == ()
    assert own("fr", "en", "OTAN") == ("NATO",)


def test_places_come_from_cldr_too() -> None:
    assert own("en", "fr", "Germany") == ("Allemagne",)
    assert own("en", "de", "Moscow") == ("Moskau",)
    assert own("en", "fr", "Berlin") == ()
    assert own("en", "es", "Qatar") == (), "Spanish writes Qatar as often as Catar"


def test_unknown_languages_know_nothing() -> None:
    assert foreign_forms("en", "xx") == {}
    assert foreign_forms("en", "../en") == {}
    assert foreign_forms("fr", "fr") == {}
    assert rivals("en", "xx") == ()


def test_rivals_are_not_spellings_of_one_form() -> None:
    forms = {name.concept: name.forms for name in rivals("en", "de")}
    assert "Kiew" in forms["Kyiv"] and "Kyjiw" in forms["Kyiv"]
    assert "NATO" not in forms


@pytest.mark.parametrize(
    ("form", "word", "same"),
    [
        ("Gerichtshofs", "Gerichtshof", True),
        ("Vereinigten", "Vereinigte", True),
        ("NATOs", "NATO", True),
        ("Nato", "NATO", False),
        ("Roman", "Rome", False),
        ("un", "UN", False),
        ("UNITED", "UN", False),
    ],
)
def test_same_word(form: str, word: str, same: bool) -> None:
    assert same_word(form, word) is same


def test_stem_folds_every_word() -> None:
    assert stem("europäischen union") == stem("europäische union")


def test_counterparts_are_known_whether_or_not_both_forms_are_in_use() -> None:
    assert any("Beijing" in theirs and "Peking" in own for theirs, own in counterparts("en", "nl"))
    assert (("Wenen",), ("Vienna",)) in counterparts("nl", "it")


def test_rulers_have_a_name_in_each_language() -> None:
    named = dict(given_names("it", "es"))
    assert named["Elisabetta",] == ("Isabel",)
    assert given_names("it", "xx") == ()


def test_every_ruler_stands_in_every_column() -> None:
    text = files("audit.text").joinpath("data/given.tsv").read_text("utf-8")
    rows = [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]
    assert {len(row) for row in rows} == {len(rows[0])}
    assert all(cell.strip() == cell != "" for row in rows for cell in row)


def test_names_of_several_words_by_their_first() -> None:
    assert "Ciudad del Cabo" in long_names("es")["Ciudad"]
