"""Places of quotation marks and apostrophes, and what is no prose."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.text.marks import apostrophes, machine_spans, outside, quotations, straight_quotes


def test_a_measure_is_no_quotation() -> None:
    assert straight_quotes('ein 27" Schirm') == []
    assert straight_quotes('der "Plan 27" gilt') == [4, 12]


def test_marks_of_machine_text_do_not_count() -> None:
    text = 'siehe https://example.org/?q="a" und "b"'
    assert straight_quotes(text) == [text.index('"b"'), text.index('"b"') + 2]


def test_apostrophes_stand_between_letters() -> None:
    assert apostrophes("l'eau l’air 'mot' 5'") == ([1], [7])


def test_outside() -> None:
    spans = machine_spans("a@b.org c www.d.org")
    assert not outside(1, spans)
    assert outside(8, spans)
    assert outside(3, [])


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Er sagte: „Komm!“ Dann ging er.", ["„Komm!“"]),
        ("Il dit : « Viens, “vite”, dit-il. » Puis il partit.", ["« Viens, “vite”, dit-il. »"]),
        ('She said "come" and "go".', ['"come"', '"go"']),
        ("Hij zei: ‘Kom je?’ en liep door.", ["‘Kom je?’"]),
        ("Hij zei 'kom je' en z'n broer liep door.", ["'kom je'"]),
        ("L’été, c'est aujourd’hui.", []),
        ("«Der erste Absatz.\n«Der zweite.» Ende.", ["«Der erste Absatz.", "«Der zweite.»"]),
        ("Und dann: „Es geht weiter", ["„Es geht weiter"]),
    ],
)
def test_quotations(text: str, wanted: list[str]) -> None:
    assert [text[a:b] for a, b in quotations(text)] == wanted


@given(st.text("„“”«»\"'’‘‚ab \n", max_size=40))
def test_quotations_are_in_order_and_apart(text: str) -> None:
    places = [place for span in quotations(text) for place in span]
    assert places == sorted(places) and all(0 <= p <= len(text) for p in places)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("the protocols (TCP/IP).", ["/IP"]),
        ("(see https://example.org/a_(b)).", ["https://example.org/a_(b)"]),
        ("GNU/Linux系统（新）", ["/Linux"]),
        ("at /var/log.", ["/var/log."]),
    ],
)
def test_where_an_address_ends(text: str, wanted: list[str]) -> None:
    assert [text[a:b] for a, b in machine_spans(text)] == wanted
