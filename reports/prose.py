"""Sentences that people wrote and translated: the pages of GNOME's user documentation (CC BY-SA 3.0).

    apt-get download gnome-user-docs && dpkg-deb -x gnome-user-docs_*.deb docs     # docs/usr/share/help

A page has the same paragraphs in every language, in the same order; what was left in English is no
translation.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

_BLOCKS = {"p", "title"}
_SPACE = re.compile(r"\s+")
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[^\W\d_a-z])")
_WHOLE = re.compile(r"[.!?]$")


@dataclass(frozen=True)
class Translated:
    """An English sentence and what people made of it."""

    source: str
    target: str
    lang: str


def translated(folder: Path, lang: str) -> list[Translated]:
    """The sentences of all pages, each once; a paragraph stays whole where they differ in number."""
    out: dict[str, Translated] = {}
    for page in sorted((folder / "C").rglob("*.page")):
        other = folder / lang / page.relative_to(folder / "C")
        if not other.exists():
            continue
        these, those = list(_paragraphs(page)), list(_paragraphs(other))
        if len(these) != len(those):
            continue
        for source, target in zip(these, those, strict=True):
            left, right = _SENTENCE.split(source), _SENTENCE.split(target)
            both = zip(left, right, strict=True) if len(left) == len(right) else [(source, target)]
            for a, b in both:
                if a != b and _WHOLE.search(a) and len(b) > 15:
                    out.setdefault(b, Translated(a, b, lang.replace("_", "-")))
    return list(out.values())


def _paragraphs(page: Path) -> Iterator[str]:
    for element in ElementTree.parse(page).iter():
        name = str(element.tag).rpartition("}")[2]
        if name in _BLOCKS:
            text = _SPACE.sub(" ", "".join(element.itertext())).strip()
            yield text
