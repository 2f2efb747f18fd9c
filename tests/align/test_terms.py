"""Batch evidence: what stands for what, in any order of documents."""

from __future__ import annotations

from audit.align.articles import align_article
from audit.align.terms import batch_evidence
from audit.model import Article, Document, Language, Span
from audit.text.layout import blocks

PAIRS = [
    ("The Senate voted on Monday.", "Le Sénat a voté lundi."),
    ("The bill goes to the Senate now.", "Le texte part maintenant au Sénat."),
    ("A reporter from Berlin asked the Senate.", "Une journaliste de Berlin a interrogé le Sénat."),
    ("The Supreme Court agreed.", "La Cour suprême a donné son accord."),
    ("She sued before the Supreme Court.", "Elle a saisi la Cour suprême."),
    ("Nobody asked the Supreme Court.", "Personne n’a consulté la Cour suprême."),
    ("He flew to Berlin.", "Il s’est envolé pour Berlin."),
]


def article(number: int, source: str, target: str) -> Article:
    both = (Span("source", 0, len(source)), Span("target", 0, len(target)))
    document = Document(f"d{number}", target, Language("fr"), source, Language("en"), None, (both,))
    return align_article(
        document,
        blocks(source, "en", "source", (both[0],)),
        blocks(target, "fr", "target", (both[1],)),
        None,
        0.0,
    )


ARTICLES = [article(i, s, t) for i, (s, t) in enumerate(PAIRS)]


def test_terms_find_their_renderings() -> None:
    evidence = batch_evidence(ARTICLES)
    assert evidence.renderings["senate"] == {"sénat": 3}
    assert evidence.renderings["supreme court"] == {"cour suprême": 3}
    assert evidence.renderings["berlin"] == {"berlin": 2}
    assert evidence.support["senate"] == 3
    assert evidence.documents == len(PAIRS)


def test_the_order_of_documents_does_not_matter() -> None:
    assert batch_evidence(ARTICLES) == batch_evidence(ARTICLES[::-1])


def test_casing_leaves_out_the_first_word() -> None:
    evidence = batch_evidence(ARTICLES)
    assert evidence.casing["sénat"] == (0, 3)
    assert evidence.casing["le"] == (1, 0)
    assert evidence.source_casing["senate"] == (0, 3)


def test_a_target_alone_has_casing_and_no_renderings() -> None:
    document = Document("x", "Il habite à Berlin.", Language("fr"))
    alone = align_article(document, (), blocks(document.target, "fr"), None, 0.0)
    evidence = batch_evidence([alone])
    assert evidence.renderings == {} and evidence.casing["berlin"] == (0, 1)


def test_nothing_gives_nothing() -> None:
    assert batch_evidence([]).renderings == {}
