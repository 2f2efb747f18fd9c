"""A decision as a line of JSON: what a person says of the finding of a fingerprint.

    {"fingerprint": "1f0c…", "decision": "false-alarm", "note": "a title", "author": "Ana",
     "date": "2026-05-04T09:12:00.000Z", "expires": null, "doc": "news/a", "code": "CAP001", "text": "Mai"}

``doc``, ``code`` and ``text`` are for people who read the file. ``added`` makes it a finding that the auditor
missed. Of two lines on one fingerprint the later one holds; *open* takes a decision back.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any, Final

from audit.model import Decision, Judgement, Side
from audit.mqm import TYPES, Severity

Json = dict[str, Any]

#: A note or a mark longer than this is no review any more.
_LONGEST: Final = 20_000


@dataclass(frozen=True, slots=True)
class Added:
    """A finding of a reviewer. ``before`` and ``after`` are the text around it, to find it again; ``segment``
    is the row of the page that it was added in.
    """

    doc: str
    side: Side
    start: int
    end: int
    text: str
    severity: Severity
    mqm: str
    before: str = ""
    after: str = ""
    suggestion: str | None = None
    segment: int | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a file of decisions."""

    fingerprint: str
    decision: Decision
    doc: str = ""
    code: str = ""
    text: str = ""
    added: Added | None = None


@dataclass(frozen=True)
class Decisions:
    """The decisions in force, by fingerprint, and what is to be said of them (lines that cannot be read)."""

    entries: Mapping[str, Entry] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


def latest(entries: Iterable[Entry]) -> dict[str, Entry]:
    """Fingerprint → the entry that holds: the one of the latest date, of equal dates the last given."""
    out: dict[str, Entry] = {}
    for entry in entries:
        known = out.get(entry.fingerprint)
        if known is None or known.decision.date <= entry.decision.date:
            out[entry.fingerprint] = entry
    return out


def in_force(entries: Mapping[str, Entry], on: date) -> dict[str, Entry]:
    """Those that have not been taken back and have not expired by a day."""
    return {
        key: entry
        for key, entry in entries.items()
        if entry.decision.judgement is not Judgement.OPEN and not expired(entry, on)
    }


def expired(entry: Entry, on: date) -> bool:
    """Whether a decision holds no more on a day: it does up to the day on which it expires."""
    return entry.decision.expires is not None and entry.decision.expires < on.isoformat()


def parse(line: Any) -> Entry:
    """The entry of a decoded line. Raises ValueError that says what is wrong with it."""
    if not isinstance(line, Mapping):
        raise ValueError("is no JSON object")
    judgement = line.get("decision")
    if judgement not in [str(j) for j in Judgement]:
        raise ValueError(f"'decision' must be one of {', '.join(Judgement)}")
    added = line.get("added")
    return Entry(
        fingerprint=_text(line, "fingerprint", needed=True),
        decision=Decision(
            Judgement(judgement),
            _text(line, "note"),
            _text(line, "author"),
            _instant(_text(line, "date", needed=True)),
            _day(line.get("expires")),
        ),
        doc=_text(line, "doc"),
        code=_text(line, "code"),
        text=_text(line, "text"),
        added=None if added is None else _added(added),
    )


def to_json(entry: Entry) -> Json:
    """The line of an entry."""
    decision = entry.decision
    line: Json = {
        "fingerprint": entry.fingerprint,
        "decision": str(decision.judgement),
        "note": decision.note,
        "author": decision.author,
        "date": decision.date,
        "expires": decision.expires,
        "doc": entry.doc,
        "code": entry.code,
        "text": entry.text,
    }
    if entry.added is not None:
        a = entry.added
        line["added"] = {
            "doc": a.doc,
            "side": a.side,
            "start": a.start,
            "end": a.end,
            "text": a.text,
            "severity": str(a.severity),
            "mqm": a.mqm,
            "before": a.before,
            "after": a.after,
            "suggestion": a.suggestion,
            "segment": a.segment,
        }
    return line


def instant(moment: datetime) -> str:
    """A moment as the lines have it: UTC, to the millisecond."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03}Z"


def _added(value: Any) -> Added:
    if not isinstance(value, Mapping):
        raise ValueError("'added' must be an object")
    start, end = value.get("start"), value.get("end")
    if type(start) is not int or type(end) is not int or not 0 <= start < end:
        raise ValueError("'start' and 'end' of 'added' must be whole numbers, start before end")
    segment = value.get("segment")
    if segment is not None and (type(segment) is not int or segment < 0):
        raise ValueError("'segment' of 'added' must be a whole number")
    side, severity, mqm = value.get("side"), value.get("severity"), value.get("mqm")
    if side not in ("source", "target"):
        raise ValueError("'side' of 'added' must be source or target")
    if severity not in [str(s) for s in Severity]:
        raise ValueError(f"'severity' of 'added' must be one of {', '.join(Severity)}")
    if mqm not in TYPES:
        raise ValueError("'mqm' of 'added' must be an error type of MQM Core, such as Accuracy/Omission")
    return Added(
        doc=_text(value, "doc", needed=True),
        side="source" if side == "source" else "target",
        start=start,
        end=end,
        text=_text(value, "text", needed=True),
        severity=Severity(severity),
        mqm=mqm,
        before=_text(value, "before"),
        after=_text(value, "after"),
        suggestion=None if value.get("suggestion") is None else _text(value, "suggestion"),
        segment=segment,
    )


def _text(line: Mapping[str, Any], key: str, *, needed: bool = False) -> str:
    value = line.get(key, "")
    if value is None and not needed:
        return ""
    if not isinstance(value, str) or len(value) > _LONGEST or (needed and not value):
        raise ValueError(f"{key!r} must be text")
    return value


def _instant(text: str) -> str:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError("'date' must be a date and time, such as 2026-05-04T09:12:00Z") from None
    return instant(moment if moment.tzinfo else moment.replace(tzinfo=UTC))


def _day(value: Any) -> str | None:
    if value is None or value == "":
        return None
    try:
        return date.fromisoformat(value).isoformat()
    except (TypeError, ValueError):
        raise ValueError("'expires' must be a day, such as 2026-12-31") from None
