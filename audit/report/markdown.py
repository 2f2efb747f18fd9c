"""The report as GitHub-flavoured Markdown: verdict, score, documents, and the findings that count.

It is also the job summary of GitHub Actions, which takes 1 MiB a step: the most severe findings come first,
and what was cut is said. Texts are hostile: every mark that means something is escaped, which leaves no tag,
link, image or table cell, and an "@" is parted from the name behind it, so that nobody is called.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from audit.model import DocumentReport, Finding, Report
from audit.report import wording
from audit.report.files import replacing_text
from audit.report.places import Place, Places
from audit.report.ranking import counting, ranked
from audit.report.visible import encodable, visible

NAME: Final = "report.md"

#: A little below the 1 MiB that GitHub takes of a job summary.
MOST_BYTES: Final = 1_000_000
_MOST_TEXT: Final = 200
_MOST_DOCUMENTS: Final = 100

# What begins markup in CommonMark, in GitHub's tables and autolinks, and in its mathematics.
_MARK = re.compile(r"[\\`*_\[\]<>&|~#!:@$]|(?<=www)\.", re.IGNORECASE)
_CALL = re.compile(r"@(?=\w)")


def write(report: Report, folder: Path, root: Path) -> Path:
    """Write report.md; paths are relative to ``root``. Raises AuditError where it cannot be written."""
    path = folder / NAME
    with replacing_text(path) as file:
        file.write(page(report, root))
    return path


def page(report: Report, root: Path) -> str:
    """The whole page, not longer than a job summary may be."""
    # The end of the page says what was cut: what it needs is set aside first.
    head, tail = encodable("".join(_head(report))), encodable("".join(_tail(report)))
    out, size, shown = [head], len((head + tail).encode()) + 1_000, 0
    pairs = counting(ranked(report))
    places: dict[str, Places] = {}
    for document, finding in pairs:
        item = document.document
        at = places.setdefault(item.id, Places(item, root, "code points")).of(finding.span)
        line = encodable(_row(finding, at))
        if (size := size + len(line.encode())) > MOST_BYTES:
            break
        out.append(line)
        shown += 1
    if pairs:
        out.insert(1, f"\n## Findings\n\n{_table('Severity', 'Place', 'Rule', 'Text', 'What is wrong')}")
    if shown < len(pairs):
        out.append(f"\n{wording.count(len(pairs) - shown, 'more finding')}, less severe, left out.\n")
    return "".join([*out, tail])


def text(value: str) -> str:
    """A text as it is, on one line, with nothing in it that Markdown or GitHub would act on."""
    shown = visible(value if len(value) <= _MOST_TEXT else f"{value[:_MOST_TEXT]}…")
    return _CALL.sub("@\u2060", _MARK.sub(r"\\\g<0>", shown))


def _head(report: Report) -> Iterator[str]:
    yield f"# mtaudit: {wording.verdict(report)}\n\n"
    for reason in report.verdict.reasons:
        yield f"- {text(reason)}\n"
    score = report.score
    counts = Counter(f.severity for f in report.findings if f.counts)
    parts = ", ".join(f"{counts[s]:,} {s}" for s in wording.SEVERITIES if counts[s]) or "none"
    yield "\n"
    yield f"Findings that count: {parts}. "
    yield f"{wording.count(len(report.documents), 'document')}, {wording.count(score.words, 'word')}.  \n"
    if score.calibrated is None:
        yield "Score: none, there are no words to judge.\n"
    else:
        yield f"Score: **{wording.number(score.calibrated, 1)}** of 100, {wording.standing(score)}.  \n"
        yield f"{wording.UNCONFIRMED}\n"
        if score.small_sample:
            yield f"{wording.SMALL_SAMPLE}\n"
    if len(report.documents) > 1:
        yield from _documents(report.documents)


def _documents(documents: Sequence[DocumentReport]) -> Iterator[str]:
    worst = sorted(
        documents, key=lambda d: d.score.calibrated if d.score.calibrated is not None else float("inf")
    )
    yield f"\n## Documents\n\n{_table('Document', 'Words', 'Findings', 'Score', 'Evidence')}"
    for document in worst[:_MOST_DOCUMENTS]:
        score = document.score
        yield _cells(
            text(document.document.id),
            wording.number(score.words),
            wording.number(sum(f.counts for f in document.findings)),
            wording.number(score.calibrated, 1),
            wording.level_name(document.article),
        )
    if len(worst) > _MOST_DOCUMENTS:
        yield f"\n{wording.count(len(worst) - _MOST_DOCUMENTS, 'more document')}, with higher scores.\n"


def _row(finding: Finding, place: Place) -> str:
    said = text(finding.message)
    if finding.suggestion is not None:
        said += f" → {text(finding.suggestion)}"
    at = f"{text(place.path)}:{place.line}:{place.column}" if place.exact else text(place.path)
    return _cells(str(finding.severity), at, text(f"{finding.code} {finding.name}"), text(finding.text), said)


def _tail(report: Report) -> Iterator[str]:
    known = sum(f.baseline == "unchanged" and f.suppressed is None for f in report.findings)
    suppressed = sum(f.suppressed is not None for f in report.findings)
    lines = [f"{wording.count(known, 'finding')} known to the baseline"] if known else []
    lines += [f"{wording.count(suppressed, 'finding')} suppressed"] if suppressed else []
    lines += [
        f"could not be read: {text(f.where)}: {text(f.problem)}{f' ({text(f.remedy)})' if f.remedy else ''}"
        for f in report.failures
    ]
    lines += [
        f"not judged: {text(n.need)}: {text(n.reason)}; to get it: {text(n.remedy)}"
        for n in report.not_judged
    ]
    lines += [f"note: {text(note)}" for note in report.notes]
    if lines:
        yield "\n## Not counted, and notes\n\n" + "".join(f"- {line}\n" for line in lines)
    yield f"\n{text(report.signature)}\n"


def _table(*names: str) -> str:
    return _cells(*names) + _cells(*("---" for _ in names))


def _cells(*cells: str) -> str:
    return f"| {' | '.join(cells)} |\n"
