"""The report for the terminal, as a linter prints: a finding a line, the place under it, a summary last.

Lines are built as ``rich.text.Text``, never as markup, so "[/b]" in a translation is four characters. Nothing
is wrapped; what does not show, or would move the cursor or turn the text round, is printed as an escape.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from audit.model import DocumentReport, Finding, NotJudged, Report, Span
from audit.mqm import Severity
from audit.report import wording
from audit.report.visible import visible

_STYLE: Final = {
    Severity.CRITICAL: "bold white on red",
    Severity.MAJOR: "bold red",
    Severity.MINOR: "yellow",
    Severity.NEUTRAL: "cyan",
}

#: Columns of an excerpt where the width of the terminal is not known.
_WIDTH: Final = 110
_INDENT: Final = "    "
_PLACES: Final = 5
#: Documents in the summary table; a long batch is in the HTML report and summary.json.
_DOCUMENTS: Final = 30

Piece = tuple[str, str]  # text, style


def render(
    report: Report,
    console: Console,
    *,
    quiet: bool = False,
    gated: bool = False,
    limit: int | None = 20,
    show: Severity = Severity.NEUTRAL,
    html: Path | None = None,
) -> None:
    """Print a report.

    Parameters
    ----------
    console: where to; colours follow it (none in a pipe, none with NO_COLOR).
    quiet: only the documents that failed, and the verdict of a gate that did not pass.
    gated: whether a gate was asked for, so that no verdict is one that could not be reached.
    limit: findings listed for each document; None lists all.
    show: the mildest severity that is listed. The counts are over all.
    html: where the HTML report lies, to say so.
    """
    page = _Page(console)
    if quiet:
        page.failures(report)
        if report.verdict.passed is False or (gated and not report.verdict.passed):
            page.verdict(report)
        return
    names = _names(report)
    for document, name in zip(report.documents, names, strict=True):
        page.document(document, name, limit, show)
    page.documents(report, names)
    page.failures(report)
    page.not_judged(report.not_judged)
    for note in report.notes:
        page.line(("note: ", "bold"), (note, ""))
    page.total(report)
    page.verdict(report)
    if html is not None:
        page.line(("Report: ", "bold"), (str(html), "cyan"))


def _names(report: Report) -> list[str]:
    """The path of a document that has a file to itself, so that editors can jump to the line; else its id."""
    paths = Counter(d.document.path for d in report.documents)
    documents = [d.document for d in report.documents]
    return [d.path if d.path and paths[d.path] == 1 else d.id for d in documents]


class _Page:
    """Prints to one console."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._width = max(40, console.width - len(_INDENT) - 2) if console.is_terminal else _WIDTH

    def line(self, *pieces: Piece) -> None:
        """One line, whatever the pieces hold, in characters that the console can encode."""
        text = Text(no_wrap=True, overflow="ignore", end="\n")
        for content, style in pieces:
            shown = visible(content).encode(self._console.encoding, "backslashreplace")
            text.append(shown.decode(self._console.encoding), style or None)
        self._console.print(text, soft_wrap=True, highlight=False)

    def document(self, report: DocumentReport, name: str, limit: int | None, show: Severity) -> None:
        """The notes and findings of one document."""
        for note in report.document.notes:
            self.line((f"{name}: ", "bold"), ("note: ", "bold"), (note, ""))
        listed = [f for f in report.findings if f.counts and f.severity.rank >= show.rank]
        for finding in listed[:limit]:
            self._finding(report, finding, name)
        if limit is not None and len(listed) > limit:
            more = wording.count(len(listed) - limit, "more finding")
            self.line((f"{name}: {more}, listed in findings.jsonl and in the HTML report", "dim"))
            self.line()

    def _finding(self, report: DocumentReport, finding: Finding, name: str) -> None:
        text = report.document.text(finding.side)
        place = f"{name}{_side(finding.span)}:{_place(text, finding.span)}"
        style = _STYLE[finding.severity]
        severity = str(finding.severity)
        self.line(
            (place, "bold"), (" ", ""), (finding.code, "bold cyan"), (" ", ""), (severity, style),
            (f" {finding.message}", ""),
            (f"  [{finding.name}, {wording.percent(finding.confidence)}]", "dim"),
        )  # fmt: skip
        self._excerpt(text, finding.span, style)
        for evidence in finding.evidence:
            self._remark(evidence.label, evidence.text, "")
        if finding.suggestion is not None:
            self._remark("suggestion", finding.suggestion or "(delete it)", "green")
        if len(finding.spans) > 1:
            self._remark("also at", _others(report, finding), "")
        self.line()

    def _remark(self, label: str, text: str, style: str) -> None:
        self.line((f"{_INDENT}= ", "blue"), (f"{label}: ", "bold"), (text, style))

    def _excerpt(self, text: str, span: Span, style: str) -> None:
        """The line of text around the mark, and a line of carets under the mark."""
        begin = text.rfind("\n", 0, span.start) + 1
        end = text.find("\n", span.start)
        end = len(text) if end < 0 else end
        stop = min(span.end, end)
        far = self._width + 1  # a line may be very long: nothing further than this is ever shown
        # A mark that is only a line break shows as its escape.
        marked = visible(text[span.start : min(stop, span.start + far)] or text[span.start : span.end][:far])
        marked = _cut(marked, self._width * 2 // 3) + ("…" if span.end > max(stop, span.start + 1) else "")
        room = self._width - cell_len(marked)
        after = _cut(visible(text[stop : min(end, stop + far)].rstrip("\r")), room // 2)
        before = visible(text[max(begin, span.start - far) : span.start])
        before = _cut(before, room - cell_len(after), keep_end=True)
        carets = "^" * max(1, cell_len(marked))
        self.line((f"{_INDENT}| ", "blue"), (before, ""), (marked, f"{style} underline"), (after, ""))
        self.line((f"{_INDENT}| ", "blue"), (" " * cell_len(before), ""), (carets, style))

    def documents(self, report: Report, names: Sequence[str]) -> None:
        """The table of documents, the worst first."""
        order = sorted(range(len(names)), key=lambda i: (_rank(report.documents[i]), names[i]))
        shown = order[:_DOCUMENTS]
        rows = [_row(_cut(visible(names[i]), 60, keep_end=True), report.documents[i]) for i in shown]
        if not rows:
            return
        head = ("document", "words", *(str(s) for s in wording.SEVERITIES), "score", "evidence")
        widths = [max(cell_len(r[i]) for r in (head, *rows)) for i in range(len(head))]
        for number, row in enumerate((head, *rows)):
            styles = ["bold"] * len(row) if number == 0 else _row_styles(row)
            self.line(*_padded(row, widths, styles))
        if len(order) > len(shown):
            more = wording.count(len(order) - len(shown), "more document")
            self.line((f"and {more}, with higher scores", "dim"))
        self.line()

    def total(self, report: Report) -> None:
        """Findings and score over the whole run."""
        score, findings = report.score, [f for f in report.findings if f.counts]
        sample = f"{wording.count(len(report.documents), 'document')}, {wording.count(score.words, 'word')}"
        counts = Counter(f.severity for f in findings)
        parts = [f"{counts[s]:,} {s}" for s in wording.SEVERITIES if counts[s]]
        self.line(
            (wording.count(len(findings), "finding"), "bold"),
            (f" ({', '.join(parts)})" if parts else "", ""),
            (f" in {sample}", ""),
        )
        self.baseline(report)
        if score.calibrated is None:
            self.line(("Score: ", "bold"), ("none, there are no words to judge", ""))
            return
        self.line(
            ("Score: ", "bold"), (wording.number(score.calibrated, 1), _passed(score.passed)),
            (f" of 100, {wording.standing(score)}", ""),
            (f" (penalty {wording.number(score.penalty, 1)}, ", "dim"),
            (f"{wording.number(score.per_thousand, 1)} per 1,000 words, ", "dim"),
            (f"raw {wording.number(score.raw, 1)})", "dim"),
        )  # fmt: skip
        if report.standing:
            self.line((wording.basis(report.standing), "dim"))
        if report.confirmed is not None:
            value = wording.number(report.confirmed.calibrated, 1)
            self.line((f"{wording.CONFIRMED} ", ""), (value, "bold"))
        if score.small_sample:
            self.line((wording.SMALL_SAMPLE, "dim"))

    def baseline(self, report: Report) -> None:
        """What is not listed because somebody knows it, and what the baseline holds in vain."""
        suppressed = sum(f.suppressed is not None for f in report.findings)
        known = sum(not f.counts for f in report.findings) - suppressed
        parts = [f"{wording.number(known)} known to the baseline"] if known else []
        parts += [f"{wording.number(suppressed)} suppressed"] if suppressed else []
        if parts:
            self.line((f"{_INDENT}and {', '.join(parts)}", "dim"))
        if report.baseline is None:
            return
        for what, entries in (
            ("suppression unused", report.baseline.unused),
            ("suppression expired", report.baseline.expired),
        ):
            for known_one in entries:
                place = f"{known_one.doc}: {known_one.code} “{known_one.text}”"
                self.line((f"{what} ", "bold yellow"), (f"{place} [{known_one.fingerprint}]", ""))

    def verdict(self, report: Report) -> None:
        """The verdict and why."""
        self.line(("Verdict: ", "bold"), (wording.verdict(report), _passed(report.verdict.passed)))
        for reason in report.verdict.reasons:
            self.line((f"{_INDENT}{reason}", ""))

    def failures(self, report: Report) -> None:
        """What could not be audited at all."""
        for failure in report.failures:
            remedy = f" ({failure.remedy})" if failure.remedy else ""
            self.line(("failed ", "bold red"), (f"{failure.where}: {failure.problem}{remedy}", ""))

    def not_judged(self, notes: Iterable[NotJudged]) -> None:
        """What evidence was missing."""
        for note in notes:
            rules = f" [{', '.join(note.codes)}]" if note.codes else ""
            self.line(
                ("not judged ", "bold yellow"), (f"{note.need}: {note.reason}", ""), (rules, "dim"),
                (f"; to get it: {note.remedy}" if note.remedy else "", ""),
            )  # fmt: skip


def _place(text: str, span: Span) -> str:
    """ "line:column" of its start, both from 1, columns in code points."""
    return f"{text.count(chr(10), 0, span.start) + 1}:{span.start - text.rfind(chr(10), 0, span.start)}"


def _side(span: Span) -> str:
    return " (source)" if span.side == "source" else ""


def _others(report: DocumentReport, finding: Finding) -> str:
    rest = finding.spans[1:]
    places = [f"{_place(report.document.text(s.side), s)}{_side(s)}" for s in rest[:_PLACES]]
    more = [f"and {wording.count(len(rest) - _PLACES, 'more place')}"] if len(rest) > _PLACES else []
    return ", ".join([*places, *more])


def _cut(text: str, width: int, *, keep_end: bool = False) -> str:
    """As much of the text as fits into ``width`` columns, with an ellipsis where it was cut."""
    near = text[-width - 1 :] if keep_end else text[: width + 1]
    if len(near) == len(text) and cell_len(text) <= width:
        return text
    while near and cell_len(near) > width - 1:
        near = near[1:] if keep_end else near[:-1]
    return f"…{near}" if keep_end else f"{near}…"


def _rank(report: DocumentReport) -> float:
    """The worst score first; without words, last."""
    return report.score.calibrated if report.score.calibrated is not None else float("inf")


def _row(name: str, report: DocumentReport) -> tuple[str, ...]:
    counts = Counter(f.severity for f in report.findings if f.counts)
    return (
        name,
        wording.number(report.score.words),
        *(wording.number(counts[s]) if counts[s] else "·" for s in wording.SEVERITIES),
        wording.number(report.score.calibrated, 1),
        wording.level_name(report.article),
    )


def _row_styles(row: Sequence[str]) -> list[str]:
    counts = zip(row[2:6], wording.SEVERITIES, strict=True)
    return ["", "", *("dim" if cell == "·" else _STYLE[s] for cell, s in counts), "bold", "dim"]


def _padded(row: Sequence[str], widths: Sequence[int], styles: Sequence[str]) -> list[Piece]:
    """The cells of a row two blanks apart: the first and the last to the left, the figures to the right."""
    out: list[Piece] = []
    for i, (cell, width, style) in enumerate(zip(row, widths, styles, strict=True)):
        blank = " " * (width - cell_len(cell))
        if i == 0:
            out += [(cell, style), (blank, "")]
        elif i < len(row) - 1:
            out += [(f"  {blank}", ""), (cell, style)]
        else:
            out += [("  ", ""), (cell, style)]
    return out


def _passed(passed: bool | None) -> str:
    return {True: "bold green", False: "bold red", None: "bold"}[passed]
