"""PUN001: a bracket or a quotation mark that is opened and not closed, or closed and not opened."""

from __future__ import annotations

import re
from collections.abc import Iterator

from audit.detect.context import Context
from audit.detect.rule import Example, Hit, Rule
from audit.model import Block, Span
from audit.mqm import Severity
from audit.text.marks import outside

_PAIRS = {"(": ")", "[": "]", "（": "）", "【": "】", "「": "」", "『": "』", "《": "》"}
_CLOSING = {right: left for left, right in _PAIRS.items()}
_BRACKET = re.compile("[" + re.escape("".join((*_PAIRS, *_CLOSING))) + "]")
_LABEL = re.compile(r"(?:^|(?<=[\s;,]))(?:\d{1,3}|[^\W\d_]{1,4})\s?\)|[:;=8][-o]?[()\[\]]+", re.MULTILINE)


def _find(context: Context) -> Iterator[Hit]:
    machine = context.machine
    source = {
        left: context.source.count(left) - context.source.count(right) for left, right in _PAIRS.items()
    }
    blocks = context.blocks()
    for number, block in enumerate(blocks):
        later: dict[str, bool] = {}
        for place in _unpaired(context.target, block.span, machine):
            mark = context.target[place]
            left = mark if mark in _PAIRS else _CLOSING[mark]
            if mark in _PAIRS and left not in later:
                later[left] = _closed_later(context, blocks[number + 1 : number + 4], left)
            if source[left] or (mark in _PAIRS and later[left]):
                continue  # as unpaired in the source, or a bracket around several paragraphs
            what = "is opened and not closed" if mark in _PAIRS else "is closed and not opened"
            yield Hit(spans=(Span("target", place, place + 1),), message=f"“{mark}” {what}")


def _unpaired(text: str, span: Span, machine: list[tuple[int, int]]) -> list[int]:
    labels = {m.end() - 1 for m in _LABEL.finditer(text, span.start, span.end)}
    stack: list[int] = []
    lone: list[int] = []
    for m in _BRACKET.finditer(text, span.start, span.end):
        mark, place = m.group(), m.start()
        if not outside(place, machine):
            continue
        if mark in _PAIRS:
            stack.append(place)
        elif stack and _PAIRS[text[stack[-1]]] == mark:
            stack.pop()
        elif place not in labels:
            lone.append(place)
    return sorted(lone + stack)


def _closed_later(context: Context, blocks: tuple[Block, ...], left: str) -> bool:
    return any(_surplus(context, b, left) > 0 for b in blocks)


def _surplus(context: Context, block: Block, left: str) -> int:
    """How many more of a bracket a block closes than it opens."""
    low, high = block.span.start, block.span.end
    return context.target.count(_PAIRS[left], low, high) - context.target.count(left, low, high)


RULE = Rule(
    code="PUN001",
    name="unpaired-bracket",
    check="punctuation",
    mqm="Linguistic conventions/Punctuation",
    severity=Severity.MINOR,
    confidence=0.9,
    meaning=(
        "A bracket is opened in a paragraph and not closed, or closed without having been opened. Lists "
        "like “a)” and faces like “:)” are left alone, and so is what the source leaves unpaired too."
    ),
    why=(
        "The reader cannot tell where the aside ends; often a piece of the sentence has been lost with the "
        "bracket."
    ),
    remedy="Compare with the source, and put the missing bracket where the aside ends.",
    examples=(
        Example("fr", None, "Le pont ⟦(⟧construit en 1932 sera repeint cet été."),
        Example("de", None, "Die Brücke wird im Sommer neu gestrichen⟦)⟧, sagte der Leiter."),
        Example("ja", None, "新しい橋⟦「⟧は夏に塗り直されます。"),
        Example("fr", None, "Le pont (construit en 1932) sera repeint : a) en vert, b) en bleu."),
        Example("es", None, "El puente se pintará de nuevo este verano :)"),
        Example("cs", None, "Most byl uzavřen (pro chodce/cyklisty). Opraví se v létě."),
        Example("de", None, "Die Brücke (gebaut 1932 [oder 1933]) wird gestrichen."),
    ),
    find=_find,
)
