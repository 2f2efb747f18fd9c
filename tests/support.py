"""What several tests use: marked texts, and one example run through the real pipeline."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from unittest.mock import patch

from audit import pipeline
from audit.backtranslate import Choice, Translation
from audit.config import Settings
from audit.detect.rule import Example
from audit.model import Document, Finding, Glossary, Language

ROOT = Path(__file__).resolve().parent.parent
BENCH = ROOT.parent / "shared" / "bench"


def unmark(marked: str) -> tuple[str, list[tuple[int, int]]]:
    """The text without ⟦ ⟧, and the half-open spans that they marked."""
    plain: list[str] = []
    spans: list[tuple[int, int]] = []
    start = length = 0
    for char in marked:
        if char == "⟦":
            start = length
        elif char == "⟧":
            spans.append((start, length))
        else:
            plain.append(char)
            length += 1
    return "".join(plain), spans


def document(source: str | None, target: str, languages: str, name: str = "example") -> Document:
    """A document of "en-fr", or of "fr" alone."""
    *before, target_lang = languages.split("-")
    return Document(
        id=name,
        target=target,
        target_lang=Language(target_lang, "option"),
        source=source,
        source_lang=Language(before[0], "option") if before else None,
    )


class _Saying:
    """An engine that says what an example tells it to."""

    name = "example"

    def __init__(self, text: str) -> None:
        self._text = text

    def signature(self, source: str, target: str) -> str:
        return "example 1"

    def supports(self, source: str, target: str) -> bool:
        return True

    def translate(self, texts: Sequence[str], source: str, target: str) -> list[Translation]:
        return [Translation(self._text) for _ in texts]


def audit_example(example: Example, select: tuple[str, ...] = ()) -> tuple[Finding, ...]:
    """The findings on one example, with its glossary and back-translation, in a batch with its others."""
    source = unmark(example.source)[0] if example.source is not None else None
    items = [document(source, unmark(example.target)[0], example.languages)]
    items += [document(s, t, example.languages, f"other {i}") for i, (s, t) in enumerate(example.others, 1)]
    glossary = Glossary(example.glossary) if example.glossary else None
    settings = Settings(back_translation="none", estimate="none", select=select)
    if example.back is None:
        report = pipeline.run(items, settings, glossary=glossary)
    else:
        with patch("audit.backtranslate.choose", lambda *_, **__: Choice(_Saying(str(example.back)))):
            report = pipeline.run(items, replace(settings, cache=False), glossary=glossary)
    return tuple(f for f in report.findings if f.doc == "example")
