"""GRA001: what the external grammar checker is sure of."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from functools import lru_cache
from importlib.resources import files

from audit.detect.context import Context
from audit.detect.rule import Example, Hit, Rule
from audit.model import Evidence, GrammarNote, Need, Span, base_of
from audit.mqm import Severity


@lru_cache(maxsize=1)
def _families() -> dict[str, dict[str, list[str]]]:
    return tomllib.loads(files("audit.detect").joinpath("data/grammar.toml").read_text("utf-8"))


def _find(context: Context) -> Iterator[Hit]:
    table = _families().get(base_of(context.target_lang), {})
    keep, drop = tuple(table.get("keep", ())), tuple(table.get("drop", ()))
    trusted = [
        n
        for n in context.grammar
        if n.rule.startswith(keep) and not n.rule.startswith(drop) and not _named(context, n.span)
    ]
    for group in _grouped(context, trusted):
        yield _hit(context, group)


def _named(context: Context, span: Span) -> bool:
    """Whether a note touches a name: a capital beside a capital, where gender and number say nothing."""
    text = context.target
    words = context.tokens(span)
    if not words or not words[0].text[0].isupper():
        return False
    after = text[words[-1].end : words[-1].end + 2]
    return len(after) == 2 and after[0] in " \u00a0\u202f" and after[1].isupper()


def _grouped(context: Context, notes: list[GrammarNote]) -> list[list[GrammarNote]]:
    """Notes on neighbouring words of one sentence are one slip seen from both ends."""
    groups: list[list[GrammarNote]] = []
    for note in notes:
        if groups and not context.target[groups[-1][-1].span.end : note.span.start].strip():
            groups[-1].append(note)
        else:
            groups.append([note])
    return groups


def _hit(context: Context, group: list[GrammarNote]) -> Hit:
    first, last = group[0], group[-1]
    span = Span("target", first.span.start, max(n.span.end for n in group))
    correction = first.suggestions[0] if len(group) == 1 and first.suggestions else None
    return Hit(
        spans=(span,),
        message=last.message.rstrip("."),
        evidence=(Evidence("Grammalecte", ", ".join(n.rule for n in group)),),
        suggestion=correction,
    )


RULE = Rule(
    code="GRA001",
    name="grammar-error",
    check="grammar",
    mqm="Linguistic conventions/Grammar",
    severity=Severity.MINOR,
    confidence=0.85,
    meaning=(
        "Words that belong together do not agree in gender, number or person. An external grammar checker "
        "(Grammalecte, for French) says so; only those of its rules are heard that were right on human "
        "translations."
    ),
    why=(
        "A wrong agreement is seen at once by every native reader, and makes the whole article look unedited."
    ),
    remedy="Read the sentence with its subject in mind and correct the ending, or accept the suggested form.",
    examples=(
        Example("fr", None, "Le pont de la vallée a été ⟦fermée⟧ hier soir."),
        Example("fr", None, "Les voisins sont ⟦venu⟧ avec leurs enfants."),
        Example("fr", None, "Les voisins sont venus avec leurs enfants."),
        Example("fr", None, "La maison que nous avons achetée a été repeinte en 2019."),
    ),
    find=_find,
    needs=frozenset({Need.GRAMMAR}),
)
