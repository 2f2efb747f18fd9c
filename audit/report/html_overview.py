"""The first screen of the HTML report: verdict, score and what made it, evidence, documents; the rules."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from audit.model import DocumentReport, Report, Score
from audit.report import html_charts, wording
from audit.report.html_parts import listed, not_judged, severity_badge, severity_counts
from audit.report.html_text import esc, shown


class Explained(Protocol):
    """What a rule tells of itself."""

    @property
    def code(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def check(self) -> str: ...
    @property
    def mqm(self) -> str: ...
    @property
    def meaning(self) -> str: ...
    @property
    def why(self) -> str: ...
    @property
    def remedy(self) -> str: ...


@dataclass(frozen=True, slots=True)
class RuleText:
    """The explanation of a rule, for the reader of the report."""

    code: str
    name: str
    check: str
    mqm: str
    meaning: str
    why: str
    remedy: str


#: Heads of the table of documents, and how each column sorts: by its text, by a figure, by a rank.
_COLUMNS = (
    ("text", "Document"),
    ("text", "Languages"),
    ("num", "Words"),
    ("num", "Score"),
    ("rank", "Findings"),
    ("rank", "Evidence"),
)


#: Documents and findings that the page shows without its script; with it, it shows all.
_MOST_DOCUMENTS: Final = 100
_MOST_FINDINGS: Final = 20


def overview(report: Report, runs: Sequence[html_charts.Run] = ()) -> str:
    """Verdict, score, findings by severity, type and check, segment scores, trend, evidence."""
    return (
        '<section id="overview" aria-labelledby="verdict">'
        f'<div class="hero">{_verdict(report)}{_score(report)}</div>{_failures(report)}'
        f'<div class="panels two"><div class="stack">{html_charts.severities(report)}'
        f"{html_charts.segment_scores(report)}{html_charts.trend(runs, report.score.threshold)}</div>"
        f"{html_charts.types(report)}</div>"
        f'<div class="panels two">{html_charts.checks(report)}{_evidence(report)}</div></section>'
    )


def title(report: Report) -> str:
    """The title of the page."""
    found = wording.count(len(report.standing), "finding")
    return f"Translation audit: {wording.verdict(report).lower()}, {found}"


def documents_table(report: Report) -> str:
    """The list of documents, the worst first."""
    heads = "".join(
        f'<th scope="col" class="{kind}" data-kind="{kind}">{name}</th>' for kind, name in _COLUMNS
    )
    order = sorted(enumerate(report.documents, 1), key=lambda pair: (_rank(pair[1].score), pair[0]))
    rows = "".join(_document_row(d, i) for i, d in order[:_MOST_DOCUMENTS])
    if len(order) > _MOST_DOCUMENTS:
        more = wording.count(len(order) - _MOST_DOCUMENTS, "more document")
        rows += (
            f'<tr><td colspan="{len(_COLUMNS)}">and {more}, with higher scores: see summary.json</td></tr>'
        )
    body = rows or f'<tr><td colspan="{len(_COLUMNS)}">No document was audited.</td></tr>'
    return (
        '<div class="scroll" tabindex="0" role="region" aria-label="Table of documents"><table class="docs">'
        f"<thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def worst_findings(report: Report) -> str:
    """The most severe findings, for readers without the script that draws the texts."""
    order = sorted(report.standing, key=lambda f: -f.severity.rank)
    items = "".join(
        f"<li>{severity_badge(f.severity)} <b>{shown(f.doc)}</b>: {shown(f.message)} "
        f"<code>{esc(f.code)}</code></li>"
        for f in order[:_MOST_FINDINGS]
    )
    more = len(order) - _MOST_FINDINGS
    rest = f"<p>{wording.count(more, 'more finding')} in findings.jsonl.</p>" if more > 0 else ""
    return f'<ul class="plain">{items}</ul>{rest}' if items else "<p>Nothing was found.</p>"


def rules_list(report: Report, rules: Mapping[str, RuleText]) -> str:
    """Explanations of the rules that found something."""
    counts = Counter(f.code for f in report.standing)
    told = [_rule(rules[code], counts[code]) for code in sorted(counts) if code in rules]
    return "".join(told) or '<p class="quiet">No rule found anything.</p>'


def _rule(rule: RuleText, found: int) -> str:
    return (
        f'<details class="rule" id="rule-{esc(rule.code)}"><summary><code>{esc(rule.code)}</code> '
        f"<b>{esc(rule.name)}</b> "
        f'<span class="quiet">{esc(rule.mqm)} · {wording.count(found, "finding")}</span></summary>'
        f'<div class="rulebody"><p>{shown(rule.meaning)}</p>'
        f"<p><b>Why it matters.</b> {shown(rule.why)}</p>"
        f"<p><b>What to do.</b> {shown(rule.remedy)}</p></div></details>"
    )


def _verdict(report: Report) -> str:
    state, sign = {True: ("pass", "✓"), False: ("fail", "✕"), None: ("open", "–")}[report.verdict.passed]
    reasons = "".join(f"<li>{shown(r)}</li>" for r in report.verdict.reasons)
    found = wording.count(len(report.standing), "finding")
    documents = wording.count(len(report.documents), "document")
    words = wording.count(report.score.words, "word")
    hidden = ""
    if many := len(report.findings) - len(report.standing):
        hidden = f'<p class="unconfirmed">{wording.suppressed(many)}</p>'
    return (
        f'<div class="verdict {state}"><p class="eyebrow">Verdict</p>'
        f'<h2 id="verdict"><span class="sign" aria-hidden="true">{sign}</span>{wording.verdict(report)}</h2>'
        f"{listed('reasons', reasons)}"
        f'<p class="lead">{found} in {documents}, {words}.</p>{hidden}</div>'
    )


def _score(report: Report) -> str:
    score = report.score
    if score.calibrated is None:
        return (
            '<div class="score"><p class="eyebrow">Quality score</p>'
            '<p class="lead">There are no words to judge.</p></div>'
        )
    n = wording.number
    parts = (
        ("words", "Words", n(score.words), "evaluation words of the translations"),
        ("penalty", "Penalty", n(score.penalty, 1), "APT = Σ weight × findings × severity multiplier"),
        ("per_word", "Penalty per word", n(score.per_word, 4), "PWPT = APT ÷ words"),
        ("per_thousand", "Penalty per 1,000 words", n(score.per_thousand, 1), "NPT = PWPT × 1,000"),
        ("raw", "Raw score", n(score.raw, 1), "RQS = 100 × (1 − PWPT)"),
        (
            "calibrated",
            "Calibrated score",
            n(score.calibrated, 1),
            "CQS = 100 − NPT × (100 − PT) ÷ acceptable points",
        ),
        ("threshold", "Passing threshold", n(score.threshold, 1), "PT; nothing critical may be found either"),
    )
    rows = "".join(
        f'<div><dt>{name} <small>{how}</small></dt><dd data-part="{key}">{value}</dd></div>'
        for key, name, value, how in parts
    )
    small = f'<p class="warn">{wording.SMALL_SAMPLE}</p>' if score.small_sample else ""
    return (
        f'<div class="score {"pass" if score.passed else "fail"}">'
        '<p class="eyebrow">Quality score<span class="scope"></span></p>'
        f'<p class="figure"><b>{n(score.calibrated, 1)}</b> '
        f'<span class="standing">of 100, {wording.standing(score)}</span></p>'
        f"{_gauge(score.calibrated, score.threshold)}"
        f'<p class="basis">{esc(wording.basis(report.standing))}</p>'
        f"{_confirmed(report.confirmed)}{small}"
        f'<details class="parts"><summary>What made it</summary><dl>{rows}</dl><p class="quiet">'
        f"Scoring profile <code>{esc(report.profile)}</code>, after the MQM scoring models.</p>"
        "</details></div>"
    )


def _confirmed(score: Score | None) -> str:
    known = score is not None and score.calibrated is not None
    value = wording.number(score.calibrated, 1) if score is not None else ""
    return f'<p class="confirmed"{"" if known else " hidden"}>{wording.CONFIRMED} <b>{value}</b></p>'


def _rank(score: Score) -> float:
    """The worst score first; without words, last."""
    return float("inf") if score.calibrated is None else score.calibrated


def _gauge(value: float, goal: float) -> str:
    value, goal = (max(0.0, min(100.0, x)) for x in (value, goal))
    return (
        '<svg class="gauge" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">'
        f'<rect class="track" width="100" height="6"/><rect class="fill" width="{value:.1f}" height="6"/>'
        f'<rect class="goal" x="{max(0.0, goal - 0.25):.2f}" width="0.5" height="6"/></svg>'
    )


def _evidence(report: Report) -> str:
    levels = Counter(wording.level_name(d.article) for d in report.documents).most_common()
    seen = "".join(f"<li>{wording.count(many, 'document')} judged on {name}</li>" for name, many in levels)
    missing = "".join(map(not_judged, report.not_judged))
    notes = "".join(f"<li>{shown(note)}</li>" for note in report.notes)
    return (
        f'<section class="panel"><h2>Evidence</h2>{listed("plain", seen)}'
        f'<dl class="tools"><div><dt>Back-translation</dt><dd>{shown(report.engine)}</dd></div>'
        f"<div><dt>Sentence encoder</dt><dd>{shown(report.encoder)}</dd></div></dl>"
        f"{listed('missing', missing, 'Not judged')}{listed('plain', notes, 'Notes')}</section>"
    )


def _failures(report: Report) -> str:
    if not report.failures:
        return ""
    items: list[str] = []
    for failure in report.failures:
        remedy = f'<span class="remedy">{shown(failure.remedy)}</span>' if failure.remedy else ""
        items.append(f"<li><code>{shown(failure.where)}</code>: {shown(failure.problem)} {remedy}</li>")
    head = f"{wording.count(len(report.failures), 'document')} could not be audited"
    return f'<section class="callout"><h2>{head}</h2><ul>{"".join(items)}</ul></section>'


def _document_row(report: DocumentReport, number: int) -> str:
    score, item = report.score, report.document
    low = " low" if score.passed is False else ""
    last = 1e9  # a document without words sorts after every score
    languages = " → ".join(language.code for language in (item.source_lang, item.target_lang) if language)
    return (
        f'<tr><th scope="row"><a href="#d{number}">{shown(item.id)}</a></th><td>{esc(languages)}</td>'
        f'<td class="num" data-v="{score.words}">{wording.number(score.words)}</td>'
        f'<td class="num{low}" data-v="{last if score.calibrated is None else score.calibrated}">'
        f"{wording.number(score.calibrated, 1)}</td>"
        f'<td data-v="{len(report.standing)}">'
        f'<span class="badges">{severity_counts(report.standing)}</span></td>'
        f'<td data-v="{wording.level(report.article)}">{wording.level_name(report.article)}</td></tr>'
    )
