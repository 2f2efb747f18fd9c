"""Capitals, names, typography, punctuation, boilerplate: what the examples do not show."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest

from audit.align.articles import align_article
from audit.align.terms import batch_evidence
from audit.detect.catalogue import selected
from audit.detect.context import Context
from audit.detect.rules._capital import NAMES, Capitals, alike
from audit.detect.rules._names import same_name, stem
from audit.detect.select import run_rules
from audit.detect.trees import trees
from audit.model import Article, Document, Finding, Language
from audit.text.layout import blocks

_CODES = ("CAP", "NAM", "GRA", "TYP", "PUN", "BPL")


def article(target: str, lang: str, source: str | None = None) -> Article:
    document = Document("d", target, Language(lang), source, Language("en") if source is not None else None)
    left = blocks(source, "en", "source") if source is not None else ()
    return align_article(document, left, blocks(target, lang), None, 0.0)


def found(target: str, lang: str, source: str | None = None) -> tuple[Finding, ...]:
    one = article(target, lang, source)
    return run_rules(Context(one, batch_evidence([one])), selected(_CODES))


def test_same_cause_is_one_finding() -> None:
    text = 'Il a dit "oui". Elle a dit "non". On a dit "peut-être".'
    (finding,) = [f for f in found(text, "fr") if f.code == "TYP001"]
    assert [text[s.start : s.end] for s in finding.spans] == ['"'] * 6


def test_repeated_labels_are_boilerplate_only_when_repeated() -> None:
    body = "Il a neigé toute la nuit sur la ville et sur la vallée."
    twice = f"Carnet bleu\n\n{body}\n\nCarnet bleu\n\n{body[:-1]} encore.\n\nLa route est fermée."
    assert [f.text for f in found(twice, "fr") if f.code == "BPL001"] == ["Carnet bleu"] * 2
    assert not [f for f in found(twice.replace("Carnet bleu", "Carnet vert", 1), "fr") if f.code == "BPL001"]


def test_names_of_another_script_are_not_judged() -> None:
    source = "Norah Whitfield opened the fair in Leeds. Whitfield thanked the staff."
    target = "Нора Уитфилд открыла ярмарку в Лидсе. Уитфилд поблагодарила сотрудников."
    assert not [f for f in found(target, "ru", source) if f.code == "NAM001"]


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("wales", "gales"),
        ("whitfield", "whitfieldowi"),
        ("moskva", "moskvy"),
        ("christopher", "kristofferin"),
        ("caledon", "kaledonia"),
        ("martha", "marta'yi"),
        ("quenoth", "kuyenot"),
    ],
)
def test_one_name_in_two_forms(a: str, b: str) -> None:
    assert same_name(a, b)


def test_a_name_with_either_apostrophe_is_one_name() -> None:
    assert stem("Ka’lian") == stem("Ka'lian") and stem("Martin’s") == stem("Martin's") == "martin"


@pytest.mark.parametrize(
    ("a", "b"),
    [("eden", "den"), ("palu", "paludismo"), ("mario", "marcel"), ("kim", "kip"), ("marks", "marque")],
)
def test_two_names(a: str, b: str) -> None:
    assert not same_name(a, b)


def test_alike_is_symmetric_and_bounded() -> None:
    assert alike("a", "a") == 1.0 and alike("", "") == 0.0
    assert alike("londres", "london") == alike("london", "londres")


def test_the_model_knows_its_measures() -> None:
    one = article("Il a vu la mer Bleue hier soir.", "fr", "He saw the blue sea last night.")
    capitals = Capitals(Context(one, batch_evidence([one])))
    for place in capitals.places():
        measures = capitals.measures(place)
        assert len(measures) == len(NAMES)
        for kind in ("source", "alone"):
            assert 0.0 <= trees("capital", kind).probability(measures) <= 1.0


@pytest.mark.parametrize("lang", ["fr", "de", "es", "ja", "ar", "xx", ""])
@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n\n",
        "\x00 \ufffe\u202e",
        "((((",
        '"' * 3_000,
        "A" * 50_000,
        "Été " * 5_000,
        "。" * 5_000,
        "a, , " * 4_000,
        "'’" * 5_000,
        "L'" * 5_000,
        "12.3," * 9_000,
    ],
    ids=lambda t: repr(t[:6]),
)
def test_hostile_text(text: str, lang: str) -> None:
    start = time.perf_counter()
    for source in (None, text, "One. Two."):
        for finding in found(text, lang, source):
            assert all(
                0 <= s.start <= s.end <= len(text if s.side == "target" else source or "")
                for s in finding.spans
            )
    assert time.perf_counter() - start < 20


def test_a_language_without_data_stays_silent() -> None:
    text = "Nunc “est” bibendum: nunc 'pede' libero ; pulsanda tellus!\n\nRoma urbs Magna est."
    assert not found(text, "la")


def test_rules_do_not_need_the_source_to_be_there() -> None:
    one = article("La ville est calme.", "fr")
    assert not run_rules(Context(replace(one, segments=())), selected(_CODES))
