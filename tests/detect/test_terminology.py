"""The terminology rules beyond their examples: exact spans, batches, glossaries, hostile text."""

from __future__ import annotations

from dataclasses import replace

import pytest

from audit.align.articles import align_article
from audit.align.terms import batch_evidence
from audit.detect.catalogue import selected
from audit.detect.context import Context
from audit.detect.select import run_rules
from audit.model import Article, Document, Finding, Glossary, GlossaryTerm, Language, Need, Span
from audit.text.layout import blocks

RULES = selected(("terminology",))


def article(languages: str, rows: list[tuple[str | None, str]], name: str = "d") -> Article:
    """Given segments, one a row; without sources a target alone."""
    *before, target_lang = languages.split("-")
    target = "\n".join(t for _, t in rows)
    if not before:
        document = Document(name, target, Language(target_lang))
        return align_article(document, (), blocks(target, target_lang), None, 0.0)
    source = "\n".join(s or "" for s, _ in rows)
    aligned: list[tuple[Span, Span]] = []
    left = right = 0
    for s, t in rows:
        aligned.append((Span("source", left, left + len(s or "")), Span("target", right, right + len(t))))
        left, right = left + len(s or "") + 1, right + len(t) + 1
    document = Document(
        name, target, Language(target_lang), source, Language(before[0]), None, tuple(aligned)
    )
    return align_article(
        document,
        blocks(source, before[0], "source", tuple(s for s, _ in aligned)),
        blocks(target, target_lang, "target", tuple(t for _, t in aligned)),
        None,
        0.0,
    )


def find(articles: list[Article], glossary: Glossary | None = None) -> tuple[Finding, ...]:
    """Findings on the first article of a batch."""
    first = articles[0]
    if glossary is not None:
        first = replace(first, evidence=first.evidence | {Need.GLOSSARY})
    return run_rules(Context(first, batch_evidence(articles), glossary), RULES)


def marked(found: tuple[Finding, ...], one: Article) -> list[tuple[str, list[str]]]:
    return [(f.code, [one.document.at(s) for s in f.spans]) for f in found]


def test_every_place_of_a_drifting_acronym_is_marked() -> None:
    one = article(
        "fr", [(None, "L’OTAN et le NATO-Rat. La NATO parle. L’OTAN répond aux alliés de la NATO.")]
    )
    assert marked(find([one]), one) == [("TRM002", ["NATO", "NATO", "NATO", "OTAN"])]


def test_a_sentence_in_the_source_language_is_not_a_term() -> None:
    text = (
        "L’OTAN se réunit. During the meeting they asked for help from countries beyond NATO and its friends."
    )
    one = article("fr", [(None, text)])
    assert find([one]) == ()


def test_capital_lines_hold_no_acronyms() -> None:
    one = article("fr", [(None, "UN ACCORD TROUVÉ\n\nLes élus de l’ONU saluent un accord historique.")])
    assert find([one]) == ()


@pytest.mark.parametrize(
    ("languages", "source", "target"),
    [
        ("en-fr", "He left the Bank of England.", "Il a quitté la Bank of England."),
        ("en-de", "She reads “Letters from Greece”.", "Sie liest „Letters from Greece“."),
        ("en-es", "Scotland Yard asks for help.", "Scotland Yard pide ayuda."),
        ("en-fr", "See example.org/London for more.", "Voir example.org/London pour la suite."),
        ("en-it", "Follow @NATO today.", "Seguite @NATO oggi."),
        ("en-es", "The case was in Qatar.", "El caso ocurrió en Qatar."),
    ],
)
def test_names_and_titles_keep_their_form(languages: str, source: str, target: str) -> None:
    assert find([article(languages, [(source, target)])]) == ()


def test_the_batch_proves_a_term_that_no_data_knows() -> None:
    usual = [
        ("The Treasury pays.", "Le Trésor paie."),
        ("We asked the Treasury.", "Nous avons interrogé le Trésor."),
        ("A note from the Treasury came.", "Une note du Trésor est arrivée."),
        ("The Treasury is silent.", "Le Trésor se tait."),
    ]
    one = article("en-fr", [("They blame the Treasury for it.", "Ils en accusent le Treasury.")])
    others = [article("en-fr", [row], f"o{i}") for i, row in enumerate(usual)]
    found = find([one, *others])
    assert marked(found, one) == [("TRM001", ["Treasury"])]
    assert found[0].suggestion == "Trésor"
    assert find([one]) == (), "one text alone proves nothing"


def test_a_glossary_is_checked_in_every_segment() -> None:
    glossary = Glossary((GlossaryTerm("heat pump", ("Wärmepumpe",), forbidden=("Hitzepumpe",)),))
    rows: list[tuple[str | None, str]] = [
        ("Heat pumps sell well.", "Hitzepumpen verkaufen sich gut."),
        ("A heat pump is quiet.", "Eine Wärmepumpe ist leise."),
        ("The heat pump act passed.", "Das Wärmepumpengesetz ist durch."),
        ("He bought a heat pump.", "Er kaufte ein Gerät."),
        ("He sat down.", "Er setzte sich auf die Hitzepumpe."),
    ]
    one = article("en-de", rows)
    assert marked(find([one], glossary), one) == [
        ("TRM004", ["Hitzepumpen"]),
        ("TRM004", ["heat pump"]),
    ] or marked(find([one], glossary), one) == [("TRM004", ["heat pump"]), ("TRM004", ["Hitzepumpen"])]


def test_a_glossary_of_other_languages_is_silent() -> None:
    glossary = Glossary((GlossaryTerm("heat pump", ("pompe",), source_lang="en", target_lang="fr"),))
    assert find([article("en-de", [("A heat pump.", "Ein Gerät.")])], glossary) == ()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n\n",
        "NATO" * 20_000,
        "NATO-" * 20_000,
        "日本語" * 5_000,
        "“" * 5_000,
        "שלום NATO עולם",
    ],
)
@pytest.mark.parametrize("lang", ["fr", "ja", "xx"])
def test_any_text_is_read(text: str, lang: str) -> None:
    for one in (article(lang, [(None, text)]), article(f"en-{lang}", [(text, text)])):
        for finding in find([one]):
            assert all(0 <= s.start <= s.end <= len(text) for s in finding.spans)
