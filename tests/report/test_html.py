"""The HTML report as text: escaped, self-contained, and every mark at its place."""

from __future__ import annotations

import base64
import hashlib
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.errors import AuditError
from audit.model import Span
from audit.mqm import Severity
from audit.report import html
from audit.report.html_marks import Mark, cells, marked
from tests.report import fixture


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("html") / "report.html"
    html.write(fixture.report(), path, fixture.RULES)
    return path.read_text("utf-8")


class Marks(HTMLParser):
    """Collects the text, and the text of the pieces of each finding."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.stack: list[list[str]] = []
        self.pieces: dict[str, str] = {}
        self.plain = ""
        self.tags: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        if tag == "mark":
            ids = (dict(attrs)["data-f"] or "").split()
            self.stack.append(ids)
            for i in ids:
                self.pieces.setdefault(i, "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "mark":
            self.stack.pop()

    def handle_data(self, data: str) -> None:
        self.plain += data
        for ids in self.stack:
            for i in ids:
                self.pieces[i] += data


_TEXT = st.text(alphabet="ab é𝄞<&\"'\n \u202e", max_size=40)


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_pieces_of_any_spans_joined_are_the_marked_text(data: st.DataObject) -> None:
    text = data.draw(_TEXT)
    place = st.integers(0, len(text))
    ends = sorted(data.draw(st.lists(place, min_size=2, max_size=8)))
    spans = [Span("target", a, b) for a, b in zip(ends[::2], ends[1::2], strict=False) if a < b]
    pairs = data.draw(st.lists(st.tuples(place, place), max_size=6))
    marks = [
        Mark(i, data.draw(st.sampled_from(Severity)), Span("target", min(p), max(p)), "m", True)
        for i, p in enumerate(pairs)
    ]
    laid = cells(text, spans, marks)
    assert len(laid) == len(spans)
    if not spans:
        return
    reader = Marks()
    for cell in laid:
        assert cell is not None
        reader.feed(marked(text, cell))
    for mark in marks:
        assert reader.pieces[str(mark.finding)] == text[mark.span.start : mark.span.end]
    for span, cell in zip(spans, laid, strict=True):
        assert cell is not None and cell.start <= span.start and span.end <= cell.end
    assert reader.tags <= {"mark", "a", "span"}
    # Nothing but blank is left out, and nothing is shown twice.
    assert [c for c in reader.plain if not c.isspace()] == [c for c in text if not c.isspace()]


def test_the_most_severe_finding_gives_a_piece_its_look() -> None:
    text = "abcdef"
    marks = [
        Mark(1, Severity.MINOR, Span("target", 0, 6), "wide", True),
        Mark(2, Severity.CRITICAL, Span("target", 2, 4), "narrow", True),
    ]
    (cell,) = cells(text, [Span("target", 0, 6)], marks)
    assert cell is not None
    out = marked(text, cell)
    assert re.findall(r'<mark class="m (\w+)" data-f="([\d ]+)">', out) == [
        ("minor", "1"),
        ("critical", "2 1"),
        ("minor", "1"),
    ]
    assert out.count('tabindex="-1"') == 1  # the tail of the wide one is no second stop


def test_no_markup_of_a_translation_reaches_the_page(page: str) -> None:
    assert page.count("<script>") == 1 and page.count("</script>") == 1
    assert fixture.EVIL not in page
    assert not re.search(r"<[^>]+\son\w+\s*=", re.sub(r'"[^"]*"', '""', page))
    assert "\u202e" in page and re.search('<span class="c" data-c="U\\+202E">\u202e</span>', page)
    assert "\x00" not in page


def test_the_policy_allows_this_script_and_no_request(page: str) -> None:
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', page)
    script = re.search(r"<script>(.*?)</script>", page, re.S)
    assert policy and script
    digest = base64.b64encode(hashlib.sha256(script[1].encode("utf-8")).digest()).decode()
    assert f"script-src 'sha256-{digest}'" in policy[1]
    assert "default-src 'none'" in policy[1] and "connect-src" not in policy[1]
    assert not re.search(r"""(?:src|href)=["'](?!#|data:,)""", page)
    assert "url(" not in page and "@import" not in page


def test_the_page_says_what_stands_behind_the_score(page: str) -> None:
    for text in (
        "No person has confirmed these findings",
        "APT = Σ",
        "what is critical fails it",
        "could not be audited",
        "no engine translates fi to en",
        "--back-translation transformers:FOLDER",
        "detected, 97 % sure",
        "2 of 5 documents are shorter than 100 words",
        "mtaudit:0.1.0|rules:7",
    ):
        assert text in page, text


def test_rules_are_explained_where_their_texts_were_given(page: str, tmp_path: Path) -> None:
    assert 'id="rule-NUM001"' in page and "A wrong figure is believed" in page
    html.write(fixture.report(), tmp_path / "bare.html", {})
    bare = (tmp_path / "bare.html").read_text("utf-8")
    assert 'id="rule-' not in bare and 'href="#rule-' not in bare and "NUM001" in bare


def test_rule_texts_reads_anything_with_the_fields_of_a_rule() -> None:
    assert html.rule_texts(fixture.RULES) == fixture.RULES


def test_findings_outside_every_segment_are_listed_too(tmp_path: Path) -> None:
    draft = fixture.Draft("empty").segment("Only a source.", None)
    draft.finding("OMI001", Severity.MAJOR, "the translation is empty", [(0, 0)])
    html.write(fixture.report(draft.done()), tmp_path / "r.html", fixture.RULES)
    assert "the translation is empty" in (tmp_path / "r.html").read_text("utf-8")


def test_a_file_that_cannot_be_written_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "report.html").mkdir()
    with pytest.raises(AuditError, match=r"report\.html: cannot be written"):
        html.write(fixture.report(), tmp_path / "report.html", fixture.RULES)
    assert [p.name for p in tmp_path.iterdir()] == ["report.html"]
