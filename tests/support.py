"""What several tests use: marked texts, and one example run through the real pipeline."""

from __future__ import annotations

from pathlib import Path

from audit import pipeline
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


def audit_example(example: Example) -> tuple[Finding, ...]:
    """The findings on one example, with its glossary, in a batch with its other documents."""
    source = unmark(example.source)[0] if example.source is not None else None
    items = [document(source, unmark(example.target)[0], example.languages)]
    items += [document(s, t, example.languages, f"other {i}") for i, (s, t) in enumerate(example.others, 1)]
    glossary = Glossary(example.glossary) if example.glossary else None
    report = pipeline.run(items, Settings(back_translation="none"), glossary=glossary)
    return tuple(f for f in report.findings if f.doc == "example")
