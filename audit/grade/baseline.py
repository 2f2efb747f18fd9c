"""The baseline: findings that are known, so that only new ones fail, and suppressions with their reasons.

A file of JSON Lines, sorted by document and fingerprint so that two versions compare line by line. The first
line names the format, every other is a finding:

    {"mtaudit-baseline": 1}
    {"doc": "a.fr", "fingerprint": "3f…", "code": "CAP001", "text": "Promise"}
    {"doc": "b.fr", "fingerprint": "9c…", "code": "TRM001", "text": "NATO", "suppressed": {"reason": "a name",
     "author": "Ada", "date": "2026-05-04", "expires": "2026-12-31"}}

A finding is known by its fingerprint, which holds no place in the text. One that marks several places is also
known by its rule and text, as long as it marks no more places than before: mending one straight apostrophe of
55 makes nothing new.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from audit.errors import UsageError
from audit.model import BaselineReport, Finding, Known, Suppression

_HEADER = "mtaudit-baseline"
_VERSION = 1
_MOST_TEXT = 80


@dataclass(frozen=True)
class Baseline:
    """What a file of known findings holds, in its order."""

    path: str
    known: tuple[Known, ...]


@dataclass(frozen=True)
class Audited:
    """A document as the baseline sees it: its findings, and the rules that could speak about it."""

    doc: str
    findings: tuple[Finding, ...]
    judged: Collection[str]


def read(path: Path) -> Baseline:
    """The baseline of a file. Raises UsageError, which names file and line."""
    try:
        lines = path.read_bytes().decode("utf-8-sig").split("\n")
    except OSError as error:
        raise UsageError(
            f"the baseline cannot be read: {error.strerror}",
            where=str(path),
            remedy="`mtaudit baseline write` makes one",
        ) from None
    except UnicodeDecodeError:
        raise UsageError("the baseline is no UTF-8", where=str(path), remedy="save as UTF-8") from None
    items = [(n, _object(line, f"{path}:{n}")) for n, line in enumerate(lines, 1) if line.strip()]
    if not items or items[0][1].get(_HEADER) != _VERSION:
        raise UsageError(
            f"is no baseline of format {_VERSION}",
            where=f"{path}:{items[0][0] if items else 1}",
            remedy=f'its first line is {{"{_HEADER}": {_VERSION}}}; `mtaudit baseline write` makes one',
        )
    seen: dict[tuple[str, str], int] = {}
    out: list[Known] = []
    for number, item in items[1:]:
        known = _known(item, f"{path}:{number}")
        first = seen.setdefault((known.doc, known.fingerprint), number)
        if first != number:
            raise UsageError(
                f"is the same finding as line {first}", where=f"{path}:{number}", remedy="keep one of them"
            )
        out.append(known)
    return Baseline(str(path), tuple(out))


def dumped(known: Iterable[Known]) -> str:
    """The content of a baseline file."""
    lines = [json.dumps({_HEADER: _VERSION})]
    for item in sorted(known, key=lambda k: (k.doc, k.fingerprint)):
        made: dict[str, Any] = {
            "doc": item.doc,
            "fingerprint": item.fingerprint,
            "code": item.code,
            "text": item.text,
        }
        if item.places > 1:
            made["places"] = item.places
        if item.suppressed is not None:
            said = item.suppressed
            made["suppressed"] = {"reason": said.reason, "author": said.author, "date": said.date}
            if said.expires is not None:
                made["suppressed"]["expires"] = said.expires
        # A lone surrogate, which UTF-8 cannot hold, is written as an escape.
        text = json.dumps(made, ensure_ascii=False)
        lines.append(text if text.isascii() or _whole(text) else json.dumps(made))
    return "\n".join(lines) + "\n"


class Against:
    """A baseline that documents are held against one by one.

    ``today`` None lets no suppression expire. Entries of documents that were not audited, and of rules that
    could not speak, are left out of the account: nobody looked.
    """

    def __init__(self, baseline: Baseline, today: date | None) -> None:
        self._path = baseline.path
        self._today = today
        self._entries = _by_document(baseline.known)
        self._absent: list[Known] = []
        self._unused: list[Known] = []
        self._expired: list[Known] = []

    def mark(self, document: Audited) -> tuple[Finding, ...]:
        """The findings of a document with their state."""
        mine = self._entries.get(document.doc, [])
        fits = _fit(document.findings, mine)
        used = {id(entry) for entry in fits.values()}
        for entry in mine:
            if id(entry) not in used:
                if entry.code in document.judged:
                    (self._unused if entry.suppressed else self._absent).append(entry)
            elif _over(entry, self._today):
                self._expired.append(entry)
        return tuple(_marked(f, fits.get(i), self._today) for i, f in enumerate(document.findings))

    def report(self) -> BaselineReport:
        """What became of the entries."""
        return BaselineReport(self._path, tuple(self._absent), tuple(self._unused), tuple(self._expired))


def compare(
    audited: Sequence[Audited], baseline: Baseline, today: date | None
) -> tuple[list[tuple[Finding, ...]], BaselineReport]:
    """The findings of each document with their state, and what became of the entries: see ``Against``."""
    against = Against(baseline, today)
    return [against.mark(document) for document in audited], against.report()


def updated(audited: Sequence[Audited], baseline: Baseline, today: date | None) -> tuple[Known, ...]:
    """The entries as they are to be now: what is gone left out, what is new taken in.

    Suppressions that still fit stay, expired ones too: only a person renews them. So does what nobody looked
    at.
    """
    entries = _by_document(baseline.known)
    out: list[Known] = []
    for document in audited:
        mine = entries.pop(document.doc, [])
        fits = _fit(document.findings, mine)
        used = {id(entry) for entry in fits.values()}
        out += [e for e in mine if id(e) not in used and e.code not in document.judged]
        for i, finding in enumerate(document.findings):
            entry = fits.get(i)
            out.append(replace(known(finding), suppressed=entry.suppressed if entry else None))
    return (*out, *(entry for rest in entries.values() for entry in rest))


def known(finding: Finding) -> Known:
    """The entry of a finding."""
    return Known(
        finding.doc, finding.fingerprint, finding.code, finding.text[:_MOST_TEXT], len(finding.spans)
    )


def suppress(baseline: Baseline, fingerprint: str, said: Suppression) -> tuple[Known, ...]:
    """The entries with one suppressed, named by its fingerprint or the beginning of it.

    Raises UsageError where it names none or several.
    """
    found = [k for k in baseline.known if fingerprint and k.fingerprint.startswith(fingerprint)]
    if len(found) != 1:
        problem = f"{len(found)} findings begin with" if found else "no finding has"
        raise UsageError(
            f"{problem} the fingerprint {fingerprint!r}",
            where=baseline.path,
            remedy="findings.jsonl names them; `mtaudit baseline update` takes new ones in",
        )
    return tuple(replace(k, suppressed=said) if k is found[0] else k for k in baseline.known)


def _by_document(known: Iterable[Known]) -> dict[str, list[Known]]:
    out: dict[str, list[Known]] = defaultdict(list)
    for entry in known:
        out[entry.doc].append(entry)
    return out


def _fit(findings: Sequence[Finding], entries: Sequence[Known]) -> dict[int, Known]:
    """Number of a finding → its entry; every entry fits one finding at most."""
    out: dict[int, Known] = {}
    by_print = {(e.code, e.fingerprint): e for e in entries}
    for i, finding in enumerate(findings):
        if (entry := by_print.pop((finding.code, finding.fingerprint), None)) is not None:
            out[i] = entry
    left: dict[tuple[str, str], list[Known]] = defaultdict(list)
    for entry in by_print.values():
        left[entry.code, entry.text].append(entry)
    for i, finding in enumerate(findings):
        for entry in left[finding.code, finding.text[:_MOST_TEXT]] if i not in out else ():
            if max(len(finding.spans), entry.places) > 1:
                out[i] = entry
                left[entry.code, entry.text].remove(entry)
                break
    return out


def _marked(finding: Finding, entry: Known | None, today: date | None) -> Finding:
    if entry is None or _over(entry, today):
        return replace(finding, baseline="new")
    if entry.suppressed is not None:
        return replace(finding, baseline="unchanged", suppressed=entry.suppressed)
    return replace(finding, baseline="new" if len(finding.spans) > entry.places else "unchanged")


def _over(entry: Known, today: date | None) -> bool:
    expires = entry.suppressed.expires if entry.suppressed else None
    return expires is not None and today is not None and date.fromisoformat(expires) < today


def _object(line: str, where: str) -> dict[str, Any]:
    try:
        item = json.loads(line)
    except (ValueError, RecursionError) as error:
        remedy = "settle the merge" if line.startswith(("<<<<<<<", "=======", ">>>>>>>")) else None
        raise UsageError(f"is no JSON: {error}", where=where, remedy=remedy) from None
    if not isinstance(item, dict):
        raise UsageError("is no JSON object", where=where)
    return item


def _known(item: dict[str, Any], where: str) -> Known:
    get = _getter(item, where, ("doc", "fingerprint", "code", "text", "places", "suppressed"))
    places = item.get("places", 1)
    if isinstance(places, bool) or not isinstance(places, int) or places < 1:
        raise UsageError(f"'places' must be a whole number above 0, not {places!r}", where=where)
    said = item.get("suppressed")
    if said is not None and not isinstance(said, dict):
        raise UsageError("'suppressed' must be an object", where=where, remedy='{"reason": …, "author": …}')
    return Known(
        get("doc"),
        get("fingerprint"),
        get("code"),
        get("text"),
        places,
        _suppression(said, where) if said is not None else None,
    )


def _suppression(item: dict[str, Any], where: str) -> Suppression:
    get = _getter(item, where, ("reason", "author", "date", "expires"))
    expires = get("expires") if item.get("expires") is not None else None
    for day in (get("date"), expires):
        try:
            date.fromisoformat(day or "2000-01-01")
        except ValueError:
            raise UsageError(f"{day!r} is no day", where=where, remedy="write 2026-05-04") from None
    for key in ("reason", "author"):
        if not get(key).strip():
            raise UsageError(f"a suppression needs its {key}", where=where)
    return Suppression(get("reason"), get("author"), get("date"), expires)


def _getter(item: dict[str, Any], where: str, names: tuple[str, ...]) -> Callable[[str], str]:
    for name in item:
        if name not in names:
            raise UsageError(
                f"no key is called {name!r}", where=where, remedy=f"there are: {', '.join(names)}"
            )

    def get(name: str) -> str:
        value = item.get(name)
        if not isinstance(value, str):
            problem = "is missing" if value is None else f"must be text, not {value!r}"
            raise UsageError(f"{name!r} {problem}", where=where)
        return value

    return get


def _whole(text: str) -> bool:
    return not any("\ud800" <= char <= "\udfff" for char in text)
