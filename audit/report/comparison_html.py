"""A comparison of two runs, as one offline HTML page without scripts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from string import Template

from audit.model import Comparison, Margin, Reported
from audit.report import wording
from audit.report.files import replacing_text
from audit.report.html_text import esc, shown

_DATA = Path(__file__).with_name("data")


def write_comparison(found: Comparison, path: Path) -> None:
    """Write the page. Raises AuditError where it cannot be written."""
    page = Template((_DATA / "comparison.html").read_text(encoding="utf-8"))
    with replacing_text(path) as file:
        file.write(
            page.substitute(
                a=shown(found.a),
                b=shown(found.b),
                title=f"{esc(found.a)} and {esc(found.b)}",
                margins="".join(map(_margin, found.margins)),
                checks="".join(_check(name, counts) for name, counts in found.checks.items()),
                both=f"{found.both:,}",
                only_a="".join(_findings(found.only_a)),
                only_b="".join(_findings(found.only_b)),
                count_a=wording.count(len(found.only_a), "finding"),
                count_b=wording.count(len(found.only_b), "finding"),
                notes="".join(f"<li>{shown(note)}</li>" for note in found.notes),
            )
        )


def _margin(margin: Margin) -> str:
    sure = "sure" if wording.is_sure(margin) else "unsure"
    return (
        f"<tr><th scope=row>{esc(margin.what)}</th><td>{wording.number(margin.a, 3)}</td>"
        f"<td>{wording.number(margin.b, 3)}</td><td>{esc(wording.gain(margin))}</td>"
        f"<td>{wording.count(margin.items, margin.unit.removesuffix('s'))}</td>"
        f'<td class="{sure}">{esc(wording.better(margin))}</td></tr>'
    )


def _check(name: str, counts: Sequence[int]) -> str:
    cells = "".join(f"<td>{count:,}</td>" for count in counts)
    return f"<tr><th scope=row>{esc(name)}</th>{cells}</tr>"


def _findings(findings: Sequence[Reported]) -> Iterator[str]:
    for finding in sorted(findings, key=lambda f: -f.severity.rank):
        yield (
            f'<li><span class="{esc(str(finding.severity))}">{esc(str(finding.severity))}</span> '
            f"<code>{esc(finding.code)}</code> {shown(finding.message)}"
            f'<div><span class="doc">{shown(finding.doc)}</span> '
            f'<q dir="auto">{shown(finding.text)}</q></div></li>'
        )
