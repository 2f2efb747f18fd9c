"""GRA003: a participle or an adjective that does not agree, where the sentence is so plain that no parser is
needed."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from audit.detect.context import Context
from audit.detect.rule import Example, Hit, Rule
from audit.model import Evidence, Kind, Need
from audit.mqm import Severity
from audit.text.agreement import Agreement, agreement, has_agreement
from audit.text.lemmas import lemma
from audit.text.lexicon import zipf
from audit.text.tokens import Token

_SUBJECT = 3  # words between the determiner and the verb, at most
_CLOSED = 6.2  # zipf of prepositions, pronouns and the like, which would change the subject


def _find(context: Context) -> Iterator[Hit]:
    rules = agreement(context.target_lang)
    if rules is None:
        return
    for sentence, _ in context.sentences:
        yield from _passive(context, rules, context.tokens(sentence))
    if context.target_lang.startswith("fr"):
        yield from _labels(context)


def _passive(context: Context, rules: Agreement, tokens: list[Token]) -> Iterator[Hit]:
    for i, token in enumerate(tokens):
        word = token.text.lower()
        if word not in rules.determiners:
            continue
        if i and not any(c in ",;:" for c in context.target[tokens[i - 1].end : token.start]):
            continue
        at = next(
            (k for k in range(i + 2, min(i + _SUBJECT + 2, len(tokens))) if _verb(rules, tokens, k)), None
        )
        if at is None or not _plain(context, rules, tokens[i : at + 1]):
            continue
        end = at + _verb(rules, tokens, at)
        if end >= len(tokens) or not context.target[tokens[end - 1].end : tokens[end].start].isspace():
            continue
        right = rules.corrected(word, tokens[i + 1].text.lower(), tokens[end].text)
        if right is not None:
            noun = tokens[i + 1].text
            yield Hit(
                spans=(tokens[end].span("target"),),
                message=f"“{tokens[end].text}” does not agree with “{token.text} {noun}”",
                evidence=(
                    Evidence(
                        "subject", f"“{word}” is {'masculine' if word in rules.masculine else 'feminine'}"
                    ),
                ),
                suggestion=right,
            )


def _verb(rules: Agreement, tokens: list[Token], at: int) -> int:
    """How many tokens of a passive auxiliary start here; 0 for none."""
    words = tuple(t.text.lower().replace("’", "'") for t in tokens[at : at + 4])
    return max((len(p) for p in rules.passive if words[: len(p)] == p), default=0)


def _plain(context: Context, rules: Agreement, tokens: list[Token]) -> bool:
    """Whether determiner and verb have only content words between them, side by side."""
    gaps = (context.target[a.end : b.start] for a, b in pairwise(tokens))
    inner = tokens[1:-1]
    return all(g.isspace() for g in gaps) and all(
        t.text.isalpha() and t.text.islower() and zipf(t.text, rules.lang) < _CLOSED for t in inner
    )


def _labels(context: Context) -> Iterator[Hit]:
    """French labels of two words: a noun in the plural with an adjective in the singular ("Membres
    Publique")."""
    for block in context.blocks():
        if block.kind is not Kind.NAVIGATION:
            continue
        tokens = context.tokens(block.span)
        if len(tokens) != 2 or not all(t.text.isalpha() for t in tokens):
            continue
        noun, adjective = (t.text.lower() for t in tokens)
        stem, masculine = lemma(noun, "fr"), lemma(adjective, "fr")
        plural = stem is not None and stem != noun and noun.endswith("s") and noun[:-1] == stem
        if (
            plural
            and masculine not in (None, adjective)
            and adjective.endswith("e")
            and lemma(adjective + "s", "fr")
        ):
            span = (
                block.span if len(block.span) == tokens[1].end - tokens[0].start else tokens[1].span("target")
            )
            yield Hit(
                spans=(span,),
                message=f"“{tokens[1].text}” does not agree with the plural “{tokens[0].text}”",
                confidence=0.8,
            )


RULE = Rule(
    code="GRA003",
    name="participle-agreement",
    check="grammar",
    mqm="Linguistic conventions/Grammar",
    severity=Severity.MINOR,
    confidence=0.9,
    meaning=(
        "The participle of a plain passive sentence has another gender than the determiner of its subject, "
        "or a label of two words has its noun in the plural and its adjective in the singular. Only "
        "sentences are judged where nothing stands between the subject and its verb."
    ),
    why=(
        "A wrong agreement is seen at once by every native reader, and makes the whole article look unedited."
    ),
    remedy="Give the participle or adjective the gender and number of its noun.",
    examples=(
        Example("fr", None, "Après minuit, un nouveau pont a été ⟦fermée⟧ par la ville."),
        Example("es", None, "Una carta ha sido ⟦enviado⟧ al ministro."),
        Example("it", None, "La strada è stata ⟦chiuso⟧ per la neve."),
        Example("fr", None, "Une chaussée de la vallée a été fermée, et le pont a été repeint."),
        Example("es", None, "El agua fue analizada, y un alma fue salvada."),
        Example("it", None, "La guida del museo è stata letta, il libro è stato venduto."),
    ),
    find=_find,
    needs=frozenset({Need.LANGUAGE}),
    knows=lambda source, target: has_agreement(target),
    hides=("GRA001",),
)
