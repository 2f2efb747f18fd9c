"""Whatever the text: no crash, exact spans, unique fingerprints, no dependence on the order of a batch."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from audit import pipeline
from audit.config import Settings
from audit.detect.catalogue import catalogue
from audit.model import Document, Language, Need, Report, Side, Span
from audit.report import record
from audit.text.layout import blocks

LANGUAGES = ("en", "fr", "de", "es", "it", "pt", "nl", "ja", "ar")

#: Natural sentences to start from, written for this test.
NATURAL = {
    "en": [
        "The harbour opens on 4 May.",
        "“We were never told,” said Ms. Okafor, 41, of the NATO office.",
        "It cost $3,500 (about 12%) and nobody paid.",
        "Read also",
        "The old quay was promised to Ukraine in 2019; it is not finished.",
    ],
    "fr": [
        "Le port ouvre le 14 mai.",
        "« On ne nous a rien dit », a déclaré Mme Okafor, de l’OTAN.",
        "Il a coûté 3 500 euros (environ 12 %) et personne n'a payé.",
        "Lire aussi :",
        "Le vieux quai a été Promis à l’Ukraine en 2019 ; il n’est pas fini.",
    ],
    "de": ["Der Hafen öffnet am 14. Mai.", "„Nichts“, sagte Frau Okafor (NATO).", "3.500 Euro"],
    "es": ["El puerto abre el 14 de mayo.", "¿Quién pagó 3.500 euros? «Nadie», dijo la OTAN.", "Lea también"],
    "it": ["Il porto apre il 14 maggio.", "«Nessuno ci ha detto niente», ha detto l'Ucraina.", "3.500 euro"],
    "pt": ["O porto abre em 14 de maio.", "“Ninguém nos disse nada”, disse a Sra. Okafor.", "3.500 euros"],
    "nl": ["De haven opent op 14 mei.", "‘Niemand heeft ons iets verteld’, zei mevr. Okafor.", "3.500 euro"],
    "ja": ["港は5月14日に開く。", "「誰も教えてくれなかった」と彼女は言った。", "3500ユーロ"],
    "ar": ["يفتح الميناء في 14 مايو.", "قالت: «لم يخبرنا أحد»، ثم غادرت.", "3500 يورو"],
}  # fmt: skip

ODD = [
    "\n", "\n\n", "\r\n", "\r", "\t", " ", "\u00a0", "\u202f", "\u2028", "\u200b", "\u202e", "\ufeff",
    "«", "»", "“", "”", "„", "‘", "’", "'", '"', "(", ")", "[", "<b>", "</p>", "&amp;", "&#39;", "…", "?!",
    ".", ",", ";", ":", "-", "–", "—", "/", "@", "%", "€", "°", "1", "23", "1,234.5", "2,5", "18:30",
    "IX", "4th", "e\u0301", "\u0301", "Ã©", "â€™", "İ", "ß", "ﬁ", "ǆ", "ς", "😀", "👩\u200d🚀", "\U0001d54f",
    "中", "ก็", "한", "я", "ω", "א", "ا", "NATO", "OTAN", "l'", "aujourd’hui", "http://a.b/c?d=e", "a.b", "M.",
]  # fmt: skip

_pieces = st.one_of(
    st.sampled_from(ODD),
    st.sampled_from([s for sentences in NATURAL.values() for s in sentences]),
    st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=8),
)


@st.composite
def texts(draw: st.DrawFn, lang: str) -> str:
    """Natural sentences of a language, mutated: pieces put in, taken out, doubled, or only pieces."""
    parts = draw(st.lists(st.sampled_from(NATURAL[lang]), max_size=4))
    words = [w for p in parts for w in (*p.split(" "), draw(st.sampled_from(["", "\n\n", "\n"])))]
    for at, piece, how in draw(
        st.lists(st.tuples(st.integers(0, 60), _pieces, st.sampled_from(["in", "out", "twice"])), max_size=6)
    ):
        place = at % (len(words) + 1)
        if how == "in":
            words.insert(place, piece)
        elif how == "out":
            del words[place : place + 2]
        else:
            words[place:place] = words[place : place + 4]
    return " ".join(words)


@st.composite
def documents(draw: st.DrawFn, name: str = "d", alone: bool | None = None) -> Document:
    """A document of any two languages, with a source or (``alone``) without, whole or as segments."""
    source_lang, target_lang = draw(st.sampled_from(LANGUAGES)), draw(st.sampled_from(LANGUAGES))
    lone = draw(st.booleans()) if alone is None else alone
    left, right = Language(source_lang, "option"), Language(target_lang, "option")
    if lone:
        return Document(name, draw(texts(target_lang)), right)
    if draw(st.booleans()):
        return Document(name, draw(texts(target_lang)), right, draw(texts(source_lang)), left)
    pairs = draw(st.lists(st.tuples(texts(source_lang), texts(target_lang)), min_size=1, max_size=3))
    ends = [
        (sum(len(s) + 1 for s, _ in pairs[:i]), sum(len(t) + 1 for _, t in pairs[:i]))
        for i in range(len(pairs))
    ]
    aligned = tuple(
        (Span("source", a, a + len(s)), Span("target", b, b + len(t)))
        for (a, b), (s, t) in zip(ends, pairs, strict=True)
    )
    return Document(
        name, "\n".join(t for _, t in pairs), right, "\n".join(s for s, _ in pairs), left, None, aligned
    )


#: What asks an external program is left to its own tests: it would start one for every example.
INSIDE = tuple(code for code, rule in catalogue().items() if Need.GRAMMAR not in rule.needs)


def run(batch: Sequence[Document], **chosen: Any) -> Report:
    return pipeline.run(batch, Settings(back_translation="none", select=INSIDE, **chosen))


often = settings(
    max_examples=40, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)


def check(report: Report) -> None:
    for made in report.documents:
        document = made.document
        for finding in made.findings:
            assert finding.spans
            for span in finding.spans:
                assert 0 <= span.start <= span.end <= len(document.text(span.side)), finding
            assert finding.text == document.at(finding.span)
            assert 0 < finding.confidence <= 1
            assert finding.message and "\n" not in finding.message
            if finding.segment is not None:
                segment = made.segments[finding.segment]
                place = segment.target if finding.side == "target" else segment.source
                assert place is not None and place.start <= finding.start <= place.end
    prints = Counter(f.fingerprint for f in report.findings)
    assert all(n == 1 for n in prints.values())
    for line in (*record.findings_lines(report), *record.segments_lines(report)):
        record._line(line).decode("utf-8")


@settings(often, max_examples=15)  # the encoder takes its time
@given(documents())
def test_any_text_is_audited(document: Document) -> None:
    check(run([document]))


@often
@given(documents(alone=False))
def test_any_text_is_audited_without_an_encoder(document: Document) -> None:
    check(run([document], encoder="none"))


@often
@given(st.lists(st.integers(0, 10**6), min_size=2, max_size=4, unique=True), st.data())
def test_the_order_of_a_batch_does_not_matter(names: list[int], data: st.DataObject) -> None:
    batch = [data.draw(documents(str(name))) for name in names]
    there = run(batch, encoder="none")
    back = run(batch[::-1], encoder="none")
    assert there.documents == back.documents
    assert (there.score, there.signature, set(there.not_judged)) == (
        back.score,
        back.signature,
        set(back.not_judged),
    )


@often
@given(documents())
def test_segments_hold_every_sentence_once(document: Document) -> None:
    (made,) = run([document], encoder="none").documents
    sides: tuple[Side, ...] = ("source", "target")
    for side in sides:
        laid = made.article.source_blocks if side == "source" else made.article.target_blocks
        held = [
            s
            for seg in made.segments
            for s in (seg.source_sentences if side == "source" else seg.target_sentences)
        ]
        assert sorted(held) == [s for b in laid for s in b.sentences]
    assert [s.index for s in made.segments] == list(range(len(made.segments)))
    if document.aligned is not None:
        assert len(made.segments) == len(document.aligned)


@often
@given(st.sampled_from(LANGUAGES).flatmap(lambda lang: st.tuples(st.just(lang), texts(lang))))
def test_blocks_and_sentences_cover_what_is_no_white_space(case: tuple[str, str]) -> None:
    lang, text = case
    at = 0
    for block in blocks(text, lang):
        assert text[at : block.span.start].strip() == ""
        at = block.span.start
        for sentence in block.sentences:
            assert text[at : sentence.start].strip() == ""
            assert block.span.start <= sentence.start < sentence.end <= block.span.end
            assert text[sentence.start : sentence.end].strip() == text[sentence.start : sentence.end]
            at = sentence.end
        assert text[at : block.span.end].strip() == ""
        at = block.span.end
    assert text[at:].strip() == ""


@often
@given(st.data())
def test_the_same_text_gives_the_same_report(data: st.DataObject) -> None:
    document = data.draw(documents())
    random.seed(data.draw(st.integers()))
    assert run([document], encoder="none") == run([document], encoder="none")
