"""Markdown, rendered by GitHub's own library: hostile text stays text."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import cmarkgfm
import pytest
from cmarkgfm.cmark import Options
from lxml import html

from audit.model import Report
from audit.report import markdown
from tests.report import fixture, states

HOSTILE = (
    "<script>x</script> <img src=y onerror=z> [a](javascript:b) ![c](http://d) http://e.example "
    "www.f.example | g | `h` **i** ~~j~~ #1 @octocat $k$ <!-- l --> &lt; \\ m@n.example\n## o\n- p"
)


def rendered(text: str) -> html.HtmlElement:
    extensions = ["table", "strikethrough", "autolink", "tagfilter", "tasklist"]
    page = cmarkgfm.markdown_to_html_with_extensions(text, Options.CMARK_OPT_UNSAFE, extensions=extensions)
    return html.fragment_fromstring(page, create_parent="div")


def tags(page: html.HtmlElement) -> set[str]:
    return {str(e.tag) for e in page.iterdescendants()}


def hostile() -> Report:
    base = fixture.harbour()
    finding = replace(base.findings[0], message=HOSTILE, text=HOSTILE, suggestion=HOSTILE, name=HOSTILE)
    document = replace(base.document, path=f"news/{HOSTILE}.txt", id=HOSTILE)
    made = replace(base, article=replace(base.article, document=document), findings=(finding,))
    return replace(fixture.report(made, fixture.hostile()), notes=(HOSTILE,), signature=HOSTILE)


@pytest.mark.parametrize("report", [hostile(), fixture.report(), states.with_baseline(), states.empty()])
def test_only_our_own_markup_is_rendered(report: Report) -> None:
    page = rendered(markdown.page(report, Path()))
    own = {"h1", "h2", "p", "ul", "li", "strong", "br", "table", "thead", "tbody", "tr", "th", "td"}
    # A mail address is made a link even where its "@" is escaped; the joiner behind the "@" prevents that.
    assert tags(page) <= own
    assert {len(row.xpath("./td|./th")) for row in page.iter("tr")} <= {5}


def test_the_reader_sees_the_text_as_it_is() -> None:
    cell = rendered(f"| a |\n| --- |\n| {markdown.text(HOSTILE[:190])} |\n").xpath("//td")[0]
    assert cell.text_content().replace("\u2060", "") == HOSTILE[:190].replace("\n", "\\n")


def test_nobody_is_called() -> None:
    assert "@octocat" not in rendered(markdown.page(hostile(), Path())).text_content()


def test_it_says_what_does_not_count() -> None:
    page = rendered(markdown.page(states.with_baseline(), Path())).text_content()
    assert "1 finding known to the baseline" in page and "1 finding suppressed" in page
    assert "Findings that count: 4 major, 5 minor." in page


def test_the_most_severe_come_first_and_the_cut_is_told() -> None:
    base = fixture.harbour()
    many = [replace(base.findings[0], message="long " * 30) for _ in range(5_000)]
    worst = replace(base.findings[1], message="the worst of all")
    page = markdown.page(fixture.report(replace(base, findings=(*many, worst))), Path())
    assert 900_000 < len(page.encode()) <= 1_000_000
    assert "more findings, less severe, left out." in page
    assert page.index("the worst of all") < page.index("long long")
    assert page.rstrip().endswith("encoder\\:use-m3")


def test_it_is_written_under_a_fixed_name(tmp_path: Path) -> None:
    assert markdown.write(states.empty(), tmp_path, Path()) == tmp_path / "report.md"
    assert (tmp_path / "report.md").read_text("utf-8").startswith("# mtaudit: Passed")
