"""The baseline: what is new, known, gone and suppressed, and a file that people can merge."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.errors import UsageError
from audit.grade.baseline import Audited, Baseline, compare, dumped, known, read, suppress, updated
from audit.model import Finding, Known, Span, Suppression
from audit.mqm import Severity

TODAY = date(2026, 6, 1)
ALL = frozenset({"CAP001", "TYP001"})
SAID = Suppression("a name", "Ada", "2026-05-04")


def finding(fingerprint: str, text: str = "Promise", places: int = 1, code: str = "CAP001") -> Finding:
    spans = tuple(Span("target", 10 * i, 10 * i + 1) for i in range(places))
    return Finding(
        "a", code, "x", "other", "Style/x", Severity.MINOR, 1.0, "", spans, text, fingerprint=fingerprint
    )


def audited(*findings: Finding, doc: str = "a") -> list[Audited]:
    return [Audited(doc, tuple(replace(f, doc=doc) for f in findings), ALL)]


def states(now: list[Audited], *entries: Known, today: date | None = TODAY) -> list[str | None]:
    (marked,), _ = compare(now, Baseline("b", entries), today)
    return ["suppressed" if f.suppressed else f.baseline for f in marked]


def test_only_what_the_baseline_does_not_hold_is_new() -> None:
    old, new = finding("1"), finding("2")
    assert states(audited(old, new), known(old)) == ["unchanged", "new"]
    assert states(audited(old, new)) == ["new", "new"]


def test_the_same_defect_twice_counts_twice() -> None:
    first, second = finding("1", "le"), finding("2", "le")
    assert states(audited(first, second), known(first)) == ["unchanged", "new"]


def test_a_fingerprint_counts_for_its_rule_and_document_alone() -> None:
    old = finding("1")
    assert states(audited(replace(old, code="TYP001")), known(old)) == ["new"]
    assert states(audited(old, doc="b"), known(old)) == ["new"]


def test_a_repeated_cause_is_known_until_it_stands_in_more_places() -> None:
    entry = known(finding("1", "'", places=55, code="TYP001"))
    for places, state in ((54, "unchanged"), (1, "unchanged"), (55, "unchanged"), (56, "new")):
        now = finding("2", "'", places, "TYP001")
        assert states(audited(now), entry) == [state]
    assert states(audited(finding("1", "'", 56, "TYP001")), entry) == ["new"]
    assert states(audited(finding("2", "’", 3, "TYP001")), entry) == ["new"]


def test_what_is_gone_is_told_but_not_where_nobody_looked() -> None:
    mine, other = known(finding("1")), replace(known(finding("1")), doc="elsewhere")
    unjudged = replace(known(finding("2")), code="MIS001")
    _, report = compare(audited(), Baseline("b", (mine, other, unjudged)), TODAY)
    assert report.absent == (mine,)
    kept = updated(audited(), Baseline("b", (mine, other, unjudged)), TODAY)
    assert set(kept) == {other, unjudged}


def test_suppressions_suppress_until_their_day_has_passed() -> None:
    one = finding("1")
    for expires, state in ((None, "suppressed"), ("2026-06-01", "suppressed"), ("2026-05-31", "new")):
        entry = replace(known(one), suppressed=replace(SAID, expires=expires))
        assert states(audited(one), entry) == [state]
    past = replace(known(one), suppressed=replace(SAID, expires="2026-05-31"))
    assert states(audited(one), past, today=None) == ["suppressed"]
    _, report = compare(audited(one), Baseline("b", (past,)), TODAY)
    assert report.expired == (past,) and report.unused == ()


def test_unused_suppressions_are_told() -> None:
    entry = replace(known(finding("1")), suppressed=SAID)
    _, report = compare(audited(finding("2")), Baseline("b", (entry,)), TODAY)
    assert report.unused == (entry,) and report.absent == ()


def test_a_suppressed_cause_stays_so_in_more_places() -> None:
    entry = replace(known(finding("1", "'", 2, "TYP001")), suppressed=SAID)
    assert states(audited(finding("1", "'", 9, "TYP001")), entry) == ["suppressed"]


def test_update_takes_in_and_leaves_out_and_keeps_suppressions() -> None:
    gone, kept, late = known(finding("1")), finding("2", "b"), finding("3", "c")
    said = replace(known(kept), suppressed=SAID)
    expired = replace(known(late), suppressed=replace(SAID, expires="2020-01-01"))
    after = updated(audited(kept, late, finding("4", "d")), Baseline("b", (gone, said, expired)), TODAY)
    assert set(after) == {said, expired, known(finding("4", "d"))}
    # What has expired still counts as new: only a person renews it.
    assert states(audited(kept, late), *after) == ["suppressed", "new"]


def test_after_an_update_nothing_is_new() -> None:
    now = audited(finding("1"), finding("2", "'", 3, "TYP001"))
    assert set(states(now, *updated(now, Baseline("b", ()), TODAY))) == {"unchanged"}


texts = st.text(st.characters(codec="utf-8"), max_size=12)
words = texts.filter(lambda t: bool(t.strip()))
suppressions = st.none() | st.builds(
    Suppression, words, words, st.dates().map(date.isoformat), st.none() | st.dates().map(date.isoformat)
)
entries = st.lists(
    st.builds(Known, texts, texts, texts, texts | st.just("\ud800"), st.integers(1, 99), suppressions),
    unique_by=lambda k: (k.doc, k.fingerprint),
)


@given(entries)
def test_a_file_reads_as_it_was_written(some: list[Known]) -> None:
    from tempfile import TemporaryDirectory

    with TemporaryDirectory() as folder:
        path = Path(folder) / "b.jsonl"
        path.write_text(dumped(some), encoding="utf-8", newline="\n")
        assert sorted(read(path).known, key=repr) == sorted(some, key=repr)


def test_lines_are_sorted_and_one_finding_is_one_line() -> None:
    some = [known(replace(finding(p), doc=d)) for d, p in (("b", "1"), ("a", "9"), ("a", "2"))]
    lines = dumped(some).splitlines()
    assert lines[0] == '{"mtaudit-baseline": 1}'
    assert lines[1] == '{"doc": "a", "fingerprint": "2", "code": "CAP001", "text": "Promise"}'
    assert dumped(some) == dumped(reversed(some)) and len(lines) == 4


HEAD = '{"mtaudit-baseline": 1}\n'
ENTRY = '{"doc": "a", "fingerprint": "1", "code": "C", "text": "t"'


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "b.jsonl:1: is no baseline of format 1"),
        ('{"mtaudit-baseline": 2}', "b.jsonl:1: is no baseline of format 1"),
        ("x", "b.jsonl:1: is no JSON"),
        (
            HEAD + "<<<<<<< ours",
            "b.jsonl:2: is no JSON: Expecting value: line 1 column 1 (char 0) (settle the merge)",
        ),
        (HEAD + "[]", "b.jsonl:2: is no JSON object"),
        (HEAD + '{"doc": "a"}', "b.jsonl:2: 'fingerprint' is missing"),
        (HEAD + '{"doc": 5}', "b.jsonl:2: 'doc' must be text, not 5"),
        (HEAD + ENTRY + ', "line": 5}', "b.jsonl:2: no key is called 'line' (there are: doc, "),
        (HEAD + ENTRY + ', "places": 0}', "b.jsonl:2: 'places' must be a whole number above 0"),
        (HEAD + ENTRY + "}\n\n" + ENTRY + "}", "b.jsonl:4: is the same finding as line 2"),
        (HEAD + ENTRY + ', "suppressed": true}', "b.jsonl:2: 'suppressed' must be an object"),
        (
            HEAD + ENTRY + ', "suppressed": {"author": "A", "date": "2026-05-04"}}',
            "b.jsonl:2: 'reason' is missing",
        ),
        (
            HEAD + ENTRY + ', "suppressed": {"reason": " ", "author": "A", "date": "2026-05-04"}}',
            "b.jsonl:2: a suppression needs its reason",
        ),
        (
            HEAD + ENTRY + ', "suppressed": {"reason": "r", "author": "A", "date": "May"}}',
            "b.jsonl:2: 'May' is no day (write 2026-05-04)",
        ),
    ],
)
def test_mistakes_name_file_line_and_remedy(tmp_path: Path, content: str, said: str) -> None:
    path = tmp_path / "b.jsonl"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(UsageError) as caught:
        read(path)
    assert said in str(caught.value)


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="`mtaudit baseline write` makes one"):
        read(tmp_path / "gone.jsonl")
    (tmp_path / "b.jsonl").write_bytes(b"\xff\xfe")
    with pytest.raises(UsageError, match="no UTF-8"):
        read(tmp_path / "b.jsonl")


def test_a_finding_is_suppressed_by_its_fingerprint_or_the_beginning_of_it() -> None:
    one, other = known(finding("12ab")), known(finding("12cd"))
    baseline = Baseline("b", (one, other))
    assert suppress(baseline, "12a", SAID) == (replace(one, suppressed=SAID), other)
    for wrong in ("12", "9", ""):
        with pytest.raises(UsageError, match="the fingerprint"):
            suppress(baseline, wrong, SAID)
