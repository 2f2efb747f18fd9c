"""The HTML report: one file that opens anywhere, offline, and is readable with scripts forbidden.

All of it is static HTML; the script only filters, sorts and opens what is there. A content security policy
allows the page's own style and its one script, by hash, and no request. Everything that comes from outside is
escaped in ``html_text``.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from string import Template
from typing import Final

from audit.model import Report
from audit.report.files import replacing_text
from audit.report.html_documents import SHAPES, document
from audit.report.html_overview import Explained, RuleText, documents_table, overview, rules_list, title
from audit.report.html_text import esc
from audit.report.wording import SEVERITIES
from audit.version import VERSION

__all__ = ["RuleText", "rule_texts", "write"]

_DATA: Final = Path(__file__).with_name("data")
#: Where the template is cut, to write the texts document by document.
_TEXTS: Final = "<!-- texts -->"
#: From this many segments on, rows out of sight are not laid out until they come near.
_MANY: Final = 500


def rule_texts(rules: Mapping[str, Explained]) -> dict[str, RuleText]:
    """Code → explanation, of anything that has the fields of a rule."""
    return {c: RuleText(r.code, r.name, r.check, r.mqm, r.meaning, r.why, r.remedy) for c, r in rules.items()}


def write(report: Report, path: Path, rules: Mapping[str, RuleText]) -> None:
    """Write the report to one self-contained HTML file.

    Parameters
    ----------
    rules: explanations of the rules by code; a code without one is shown without.

    Raises
    ------
    AuditError: where the file cannot be written.
    """
    with replacing_text(path) as file:
        file.writelines(_page(report, rules))


def _page(report: Report, rules: Mapping[str, RuleText]) -> Iterator[str]:
    script = _read("report.js")
    digest = base64.b64encode(hashlib.sha256(script.encode("utf-8")).digest()).decode("ascii")
    page = Template(_read("report.html")).substitute(
        title=esc(title(report)),
        script_hash=digest,
        style=_read("report.css"),
        script=script,
        overview=overview(report),
        documents=documents_table(report),
        severity_filters="".join(_severity_filter(str(s), SHAPES[s]) for s in SEVERITIES),
        check_options="".join(_option(c) for c in sorted({f.check for f in report.findings})),
        document_options="".join(_option(d.document.id, f"d{i}") for i, d in enumerate(report.documents, 1)),
        rules=rules_list(report, rules),
        many=' class="many"' if sum(len(d.segments) for d in report.documents) > _MANY else "",
        signature=esc(report.signature),
        version=esc(VERSION),
    )
    before, after = page.split(_TEXTS)
    yield before
    first = 1
    for number, item in enumerate(report.documents, 1):
        yield from document(item, number, first, rules)
        first += len(item.findings)
    yield after


def _severity_filter(name: str, shape: str) -> str:
    return (
        f'<button type="button" class="chip {name}" data-sev="{name}" aria-pressed="true">'
        f'<span class="shape" aria-hidden="true">{shape}</span>{name}</button>'
    )


def _option(text: str, value: str | None = None) -> str:
    return f'<option value="{esc(value or text)}">{esc(text)}</option>'


def _read(name: str) -> str:
    return (_DATA / name).read_text(encoding="utf-8")
