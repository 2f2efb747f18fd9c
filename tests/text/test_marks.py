"""Places of quotation marks and apostrophes, and what is no prose."""

from __future__ import annotations

from audit.text.marks import apostrophes, machine_spans, outside, straight_quotes


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
