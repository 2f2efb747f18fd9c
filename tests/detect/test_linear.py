"""The work of the rules grows as the text does: counted in calls, for texts of several shapes."""

from __future__ import annotations

import sys
from collections.abc import Callable
from itertools import cycle, islice
from types import FrameType
from typing import Any

import pytest

from audit.align.articles import align_article
from audit.align.terms import batch_evidence
from audit.detect.catalogue import selected
from audit.detect.context import Context
from audit.detect.select import run_rules
from audit.model import Article, Document, Language
from audit.text.layout import blocks

_SYLLABLES = ("Ba", "Ko", "Mi", "Ru", "Te", "Vo", "La", "Ne")
_PAIRS = (
    ("{0} {1} opened the bridge in the morning.", "{0} {1} öffnete am Morgen die Brücke."),
    (
        "The harbour was not open, and {0} waited {2} days.",
        "Der Hafen war nicht offen, {0} wartete {2} Tage.",
    ),
    ("In {2} people from {1} came to {0}.", "Aus {1} kamen {2} Menschen nach {0}."),
    ("The garden (of {0}) was sold.", "The garden (of {0}) was sold."),
    ("{1} had 3.5 million inhabitants in March.", "{1} Hatte im März 3,5 Millionen Einwohner."),
)
_SHAPES = {
    "paragraphs": lambda s: s + "\n\n",
    "lines": lambda s: s + "\n",
    "one line": lambda s: s + " ",
    "no marks": lambda s: s.replace(".", "") + " ",
    "brackets": lambda s: s.replace(")", "") + " ",
}


def _names(number: int) -> tuple[str, str, int]:
    one, two, three = (_SYLLABLES[number // 8**k % 8] for k in range(3))
    return f"{one}{two.lower()}n", f"{three}{one.lower()}s", 10 + number % 89


def _texts(count: int, shape: Callable[[str], str]) -> tuple[str, str]:
    pairs = [
        (s.format(*_names(i)), t.format(*_names(i))) for i, (s, t) in enumerate(islice(cycle(_PAIRS), count))
    ]
    return "".join(shape(s) for s, _ in pairs), "".join(shape(t) for _, t in pairs)


def _article(source: str, target: str) -> Article:
    document = Document("d", target, Language("de"), source, Language("en"))
    left, right = blocks(source, "en", "source"), blocks(target, "de")
    return align_article(document, left, right, None, 0.0)


def _work(source: str, target: str) -> int:
    """Calls, of Python and of C, that an audit without encoder makes."""
    calls = 0

    def count(frame: FrameType, event: str, argument: Any) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    rules = selected()
    sys.setprofile(count)
    try:
        article = _article(source, target)
        run_rules(Context(article, batch_evidence([article])), rules)
    finally:
        sys.setprofile(None)
    return calls


@pytest.mark.parametrize("shape", list(_SHAPES))
def test_twice_the_text_is_twice_the_work(shape: str) -> None:
    small, large = _texts(150, _SHAPES[shape]), _texts(300, _SHAPES[shape])
    _work(*large)  # tables are read, and every word is known
    assert _work(*large) < 2.4 * _work(*small)
