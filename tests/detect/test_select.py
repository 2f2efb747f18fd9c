"""From hits to findings: what hides what, what is not judged, fingerprints, and the segment of a finding."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from audit.detect.catalogue import catalogue
from audit.detect.context import Context
from audit.detect.rule import Hit, Rule
from audit.detect.select import lacking, run_rules
from audit.model import Article, Finding, Need, Segment, Span
from audit.mqm import Severity
from tests.support import document

TEXT = "Le port est fermé. Le port est fermé. Rien ne bouge."
SENTENCES = (Span("target", 0, 18), Span("target", 19, 37), Span("target", 38, 52))
SEGMENTS = tuple(Segment(i, None, s, (), (s,)) for i, s in enumerate(SENTENCES))


def rule(code: str, *places: tuple[int, int], hides: tuple[str, ...] = (), confidence: float = 0.9,
         needs: Iterable[Need] = ()) -> Rule:  # fmt: skip
    """A rule that marks the same places in every text, one finding each."""
    hits = [Hit((Span("target", *place),), f"{code} at {place[0]}", confidence) for place in places]
    some = next(iter(catalogue().values()))
    return replace(some, code=code, find=lambda context: hits, hides=hides, needs=frozenset(needs))


def context(text: str = TEXT, segments: tuple[Segment, ...] = SEGMENTS, name: str = "d") -> Context:
    return Context(Article(document(None, text, "fr", name), (), (), segments))


def found(*rules: Rule, least: float = 0.0) -> list[tuple[str, int]]:
    return [(f.code, f.start) for f in run_rules(context(), rules, least)]


def test_findings_stand_in_the_order_of_the_text_and_quote_it() -> None:
    first, second = run_rules(context(), (rule("BBB001", (19, 37)), rule("AAA001", (38, 42), (0, 2))))[:2]
    assert (first.code, first.text, second.code, second.text) == (
        "AAA001",
        "Le",
        "BBB001",
        "Le port est fermé.",
    )


def test_what_lies_inside_a_stronger_finding_is_hidden() -> None:
    strong = rule("STR001", (0, 18), hides=("WEA001",))
    assert found(strong, rule("WEA001", (3, 7), (10, 25), (38, 42))) == [
        ("STR001", 0),
        ("WEA001", 10),  # reaches out of it
        ("WEA001", 38),
    ]
    assert found(strong, rule("OTH001", (3, 7))) == [("STR001", 0), ("OTH001", 3)]


def test_a_finding_of_several_places_is_hidden_only_as_a_whole() -> None:
    two = replace(
        rule("WEA001"), find=lambda c: [Hit((Span("target", 3, 7), Span("target", 22, 26)), "twice", 0.9)]
    )
    assert found(rule("STR001", (0, 18), hides=("WEA001",)), two) == [("STR001", 0), ("WEA001", 3)]
    assert found(rule("STR001", (0, 18), (19, 37), hides=("WEA001",)), two) == [("STR001", 0), ("STR001", 19)]


def test_confidence_below_the_least_is_left_out_and_hides_nothing() -> None:
    weak, strong = (
        rule("WEA001", (3, 7), confidence=0.9),
        rule("STR001", (0, 18), hides=("WEA001",), confidence=0.5),
    )
    assert found(weak, strong) == [("STR001", 0)]
    assert found(weak, strong, least=0.6) == [("WEA001", 3)]
    assert found(weak, strong, least=0.9) == [("WEA001", 3)]
    assert found(weak, strong, least=0.95) == []


def test_the_rule_gives_confidence_and_severity_where_the_hit_has_none() -> None:
    plain = replace(rule("PLA001"), confidence=0.42, severity=Severity.MINOR)
    plain = replace(plain, find=lambda c: [Hit((Span("target", 0, 2),), "m")])
    (finding,) = run_rules(context(), (plain,))
    assert (finding.confidence, finding.severity) == (0.42, Severity.MINOR)
    assert run_rules(context(), (plain,), 0.5) == ()


def test_without_its_evidence_a_rule_does_not_speak() -> None:
    needy = rule("NEE001", (0, 2), needs=(Need.ENCODER, Need.SOURCE))
    assert found(needy) == []
    article = context().article
    sourced = replace(article, evidence=frozenset({Need.SOURCE}))
    assert lacking((needy,), sourced) == {Need.ENCODER: ("NEE001",)}
    assert lacking((needy,), replace(article, evidence=frozenset({Need.SOURCE, Need.ENCODER}))) == {}


def test_a_rule_without_its_tables_for_the_languages_does_not_speak() -> None:
    needy = replace(rule("NEE001", (0, 2), needs=(Need.LANGUAGE,)), knows=lambda source, target: False)
    assert found(needy) == []
    assert lacking((needy,), context().article) == {Need.LANGUAGE: ("NEE001",)}
    assert found(replace(needy, knows=lambda source, target: target == "fr")) == [("NEE001", 0)]


def test_the_tables_are_asked_for_where_all_other_evidence_is_there() -> None:
    needy = rule("NEE001", (0, 2), needs=(Need.ENCODER, Need.LANGUAGE))
    needy = replace(needy, knows=lambda source, target: False)
    assert lacking((needy,), context().article) == {Need.ENCODER: ("NEE001",)}


def prints(text: str, *places: tuple[int, int], name: str = "d", code: str = "AAA001") -> list[str]:
    made: tuple[Finding, ...] = run_rules(context(text, (), name), (rule(code, *places),))
    return [f.fingerprint for f in made]


def test_the_same_defect_twice_has_two_fingerprints() -> None:
    one, two = prints("Un mot, puis un mot, puis", (3, 6), (16, 19))
    assert one != two
    repeated = "a b c mot d e f. " * 2
    assert len(set(prints(repeated, (6, 9), (23, 26)))) == 2


def test_a_fingerprint_survives_an_edit_elsewhere_and_tells_rules_and_documents_apart() -> None:
    (before,) = prints("Le vieux port est Fermé depuis hier soir. Fin.", (18, 23))
    (after,) = prints("Ajout tout neuf.\n\nLe vieux port est Fermé depuis hier soir. Autre fin.", (36, 41))
    assert before == after
    assert prints("Le vieux port est Fermé depuis hier soir. Fin.", (18, 23), code="BBB001") != [before]
    assert prints("Le vieux port est Fermé depuis hier soir. Fin.", (18, 23), name="e") != [before]


def test_the_segment_of_a_finding() -> None:
    made = run_rules(context(), (rule("AAA001", (0, 2), (18, 18), (19, 20), (37, 37), (45, 52)),))
    assert [f.segment for f in made] == [0, 0, 1, 1, 2]


def test_where_segments_touch_a_finding_belongs_to_the_one_it_starts_in() -> None:
    touching = (Segment(0, None, Span("target", 0, 5)), Segment(1, None, Span("target", 5, 9)))
    made = run_rules(context("港は開く。船が来る", touching), (rule("AAA001", (4, 5), (5, 6), (9, 9)),))
    assert [f.segment for f in made] == [0, 1, 1]


def test_what_lies_between_segments_has_none() -> None:
    apart = (Segment(0, None, Span("target", 0, 2)), Segment(1, None, Span("target", 10, 12)))
    made = run_rules(context(TEXT, apart), (rule("AAA001", (5, 6), (50, 51)),))
    assert [f.segment for f in made] == [None, None]


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 12)), max_size=12), st.data())
def test_hidden_is_what_one_stronger_span_covers(covers: list[tuple[int, int]], data: st.DataObject) -> None:
    text = "x " * 40
    strong = [(a, a + n) for a, n in covers]
    weak = data.draw(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 12)), min_size=1, max_size=6))
    weak = [(a, a + n) for a, n in weak]
    found = run_rules(context(text, ()), [rule("AAA001", *strong, hides=("BBB001",)), rule("BBB001", *weak)])
    left = sorted((f.start, f.end) for f in found if f.code == "BBB001")
    assert left == sorted((a, b) for a, b in weak if not any(c <= a and b <= d for c, d in strong))
