"""Languages that are named for a text and are not those that it reads like."""

from __future__ import annotations

from pathlib import Path

import pytest

from audit import pipeline
from audit.config import Settings
from audit.model import Document, Language
from audit.pipeline import doubts
from audit.pipeline.doubts import unlike, with_doubts

FR = "Le port est resté fermé deux jours à cause de la tempête, et aucun ferry n'a quitté l'île. "
DE = "Der Hafen blieb wegen des Sturms zwei Tage lang geschlossen, und keine Fähre verließ die Insel. "


def named(target: str, code: str, source: str | None = None, origin: str = "input") -> Document:
    language = Language(code, origin)
    return Document("a", target, language, source, language if source else None, notes=("first",))


def test_a_long_text_that_reads_like_another_language_is_doubted() -> None:
    assert unlike(named(DE * 5, "fr")) == (("target", "de"),)
    assert unlike(named(DE * 5, "de", FR * 5)) == (("source", "fr"),)
    assert unlike(named(DE * 5, "fr", DE * 5)) == (("target", "de"), ("source", "de"))


@pytest.mark.parametrize(
    "document",
    [
        pytest.param(named(DE, "fr"), id="short"),
        pytest.param(named(DE * 5, "de-AT"), id="of a region"),
        pytest.param(named(DE * 5, "fr", origin="detected"), id="nobody named it"),
        pytest.param(named("1234 – 5678 " * 30, "fr"), id="no letters"),
    ],
)
def test_no_doubt(document: Document) -> None:
    assert unlike(document) == ()
    assert with_doubts(document, ()) is document


def test_a_doubt_is_said_after_other_notes_and_before_that_both_sides_are_alike() -> None:
    made = with_doubts(named(DE * 5, "fr", FR, "option"), (("target", "de"),))
    assert made.notes == (
        "first",
        "the target is named fr (by option), but reads like de",
        "source and target are both in fr",
    )
    assert with_doubts(named("Un.", "und", "Un."), ()).notes == ("first",)


def test_a_document_from_the_cache_is_not_asked_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def notes(origin: str) -> tuple[str, ...]:
        settings = Settings(back_translation="none", encoder="none", cache_dir=tmp_path, workers=1)
        return pipeline.run([named(DE * 5, "fr", origin=origin)], settings).documents[0].document.notes

    said = "the target is named fr (by {}), but reads like de"
    assert notes("file name") == ("first", said.format("file name"))

    def asked(text: str) -> tuple[str, float]:
        raise AssertionError("asked again")

    monkeypatch.setattr(doubts, "identify", asked)
    assert notes("option") == ("first", said.format("option"))
