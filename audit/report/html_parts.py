"""Small pieces of HTML that several parts of the summary share."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Final

from audit.model import Finding, NotJudged
from audit.mqm import Severity
from audit.report import wording
from audit.report.html_text import esc, shown

#: A shape for each severity, so that none is told by its colour alone.
SHAPES: Final = {Severity.CRITICAL: "◆", Severity.MAJOR: "▲", Severity.MINOR: "●", Severity.NEUTRAL: "○"}


def shape(severity: Severity) -> str:
    """The shape of a severity, which a screen reader skips."""
    return f'<span class="shape" aria-hidden="true">{SHAPES[severity]}</span>'


def severity_badge(severity: Severity) -> str:
    """The shape and the name of a severity."""
    return f'<span class="sev {severity}">{shape(severity)}{severity}</span>'


def severity_counts(findings: Sequence[Finding]) -> str:
    """Badges with the counts of the severities that occur."""
    counts = Counter(f.severity for f in findings)
    badges = [
        f'<span class="sev {s}" title="{s}">{shape(s)}{counts[s]:,}<span class="sr"> {s}</span></span>'
        for s in wording.SEVERITIES
        if counts[s]
    ]
    return "".join(badges) or '<span class="quiet">none</span>'


def not_judged(note: NotJudged) -> str:
    """One list item: what, why, how to get it, and which rules could not speak."""
    codes = f' <span class="codes">{esc(", ".join(note.codes))}</span>' if note.codes else ""
    remedy = ""
    if note.remedy:
        remedy = f' <span class="remedy">To get it: <code>{shown(note.remedy)}</code></span>'
    return f"<li><strong>{esc(str(note.need))}</strong>: {shown(note.reason)}.{remedy}{codes}</li>"


def listed(name: str, items: str, head: str = "") -> str:
    """A list of a class, with a heading where one is given; nothing where there are no items."""
    if not items:
        return ""
    return f'{f"<h3>{head}</h3>" if head else ""}<ul class="{name}">{items}</ul>'
