"""Sentences that the alignment gave to a pair and that are none of it, and those that stand alone."""

from __future__ import annotations

import pytest

from audit import audit
from audit.detect.rules import _lone


def _omitted(source: str, target: str, source_lang: str, lang: str) -> list[str]:
    report = audit(
        (source, target),
        source_lang=source_lang,
        target_lang=lang,
        back_translation="none",
        select=("OMI001",),
        cache=False,
    )
    return [source[s.start : s.end] for f in report.findings for s in f.spans]


_PRESS = "The minister mocked the press, which had called his praise of the trainer unworthy of a minister."
_PRESSE = (
    "Le ministre s’est moqué de la presse, qui avait jugé ses éloges de l’entraîneur indignes d’un ministre."
)


def test_a_question_is_no_part_of_a_pair_whose_other_side_asks_none(monkeypatch: pytest.MonkeyPatch) -> None:
    question, rest = "Why did he praise the trainer?", "The meeting went on until midnight."
    source = f"{_PRESS} {question}\n\n{rest}"
    target = f"{_PRESSE}\n\nLa réunion a duré jusqu’à minuit."
    monkeypatch.setattr(_lone, "_ABSORBED", -9.0)
    assert _omitted(source, target, "en", "fr") == [question]
    assert _omitted(source.replace("?", "."), target, "en", "fr") == []
    asked = target.replace("ministre.\n", "ministre, pourquoi donc ?\n")
    assert _omitted(source, asked, "en", "fr") == []


def test_a_title_that_stands_alone_needs_little_to_be_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    title = "On se dispute, puis on s’aime bien"
    body = (
        "Le maire s’est moqué des journaux, qui trouvaient ses éloges de la voisine exagérés.\n\n"
        "La réunion a duré jusqu’à minuit."
    )
    target = (
        "El alcalde bromeó sobre los periódicos, a los que sus elogios de la vecina les parecían "
        "exagerados.\n\nLa reunión duró hasta la medianoche."
    )
    monkeypatch.setattr(_lone, "_BELONGS", -9.0)
    assert _omitted(f"{title}\n\n{body}", target, "fr", "es") == [title]
    assert _omitted(f"{title}. {body}", target, "fr", "es") == []
