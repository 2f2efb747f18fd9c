"""Decisions as lines, which of two holds, and what is no decision."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest

from audit.model import Decision, Judgement
from audit.mqm import Severity
from audit.review import Added, Entry, in_force, latest
from audit.review.decisions import expired, instant, parse, to_json

ADDED = Added("news/a", "target", 3, 6, "mot", Severity.MAJOR, "Accuracy/Omission", "le ", " dit", "mort", 2)
ENTRY = Entry(
    "f1",
    Decision(Judgement.ACCEPT, "n", "Ana", "2026-05-04T09:12:00.000Z", "2026-12-31"),
    "news/a",
    "X1",
    "t",
    ADDED,
)


def line(**changes: Any) -> dict[str, Any]:
    return {**to_json(ENTRY), **changes}


def test_an_entry_comes_back_from_its_line() -> None:
    assert parse(json.loads(json.dumps(to_json(ENTRY)))) == ENTRY
    assert parse(to_json(replace(ENTRY, added=None))) == replace(ENTRY, added=None)


def test_the_least_that_is_a_decision() -> None:
    made = parse({"fingerprint": "f", "decision": "fixed", "date": "2026-05-04T11:12:00+02:00", "note": None})
    assert made.decision == Decision(Judgement.FIXED, "", "", "2026-05-04T09:12:00.000Z")


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ([], "no JSON object"),
        (None, "no JSON object"),
        (line(decision="wrong"), "'decision' must be one of"),
        (line(fingerprint=""), "'fingerprint' must be text"),
        (line(note=3), "'note' must be text"),
        (line(note="x" * 20_001), "'note' must be text"),
        (line(date="yesterday"), "'date' must be a date and time"),
        (line(expires="soon"), "'expires' must be a day"),
        (line(expires=5), "'expires' must be a day"),
        (line(added=3), "'added' must be an object"),
        (line(added={**to_json(ENTRY)["added"], "start": 6}), "start before end"),
        (line(added={**to_json(ENTRY)["added"], "start": True}), "whole numbers"),
        (line(added={**to_json(ENTRY)["added"], "side": "back"}), "source or target"),
        (line(added={**to_json(ENTRY)["added"], "severity": "grave"}), "'severity' of 'added'"),
        (line(added={**to_json(ENTRY)["added"], "mqm": "Style/Ugly"}), "error type of MQM Core"),
        (line(added={**to_json(ENTRY)["added"], "segment": -1}), "'segment' of 'added'"),
    ],
)
def test_what_is_no_decision_says_why(wrong: Any, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        parse(wrong)


def test_the_later_decision_holds_whatever_the_order() -> None:
    early = replace(ENTRY, decision=Decision(Judgement.FIXED, date="2026-05-04T09:11:59.999Z"))
    same = replace(ENTRY, decision=replace(ENTRY.decision, judgement=Judgement.OPEN))
    assert latest([ENTRY, early]) == latest([early, ENTRY]) == {"f1": ENTRY}
    assert latest([ENTRY, same]) == {"f1": same}


def test_what_was_taken_back_or_has_expired_is_not_in_force() -> None:
    back = replace(ENTRY, decision=replace(ENTRY.decision, judgement=Judgement.OPEN))
    assert in_force({"f1": back}, date(2026, 1, 1)) == {}
    assert in_force({"f1": ENTRY}, date(2026, 12, 31)) == {"f1": ENTRY}
    assert in_force({"f1": ENTRY}, date(2027, 1, 1)) == {}
    assert not expired(replace(ENTRY, decision=replace(ENTRY.decision, expires=None)), date(2999, 1, 1))


def test_moments_are_utc_to_the_millisecond_and_sort_as_text() -> None:
    moment = datetime(2026, 5, 4, 11, 12, 0, 7_999, timezone(timedelta(hours=2)))
    assert instant(moment) == "2026-05-04T09:12:00.007Z"
    assert instant(moment) < instant(datetime(2026, 5, 4, 9, 12, 0, 8_000, UTC))
