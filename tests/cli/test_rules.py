"""``mtaudit rules``: the list, one page, all pages, in every format."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import pytest
from click.testing import CliRunner

from audit.cli import rule_pages
from audit.cli.rules import rules
from audit.detect.catalogue import catalogue
from audit.detect.measured import Measured
from audit.detect.rule import Example, Rule
from audit.errors import UsageError
from audit.model import GlossaryTerm
from audit.mqm import Severity


def run(*args: str) -> str:
    result = CliRunner().invoke(rules, args, catch_exceptions=False)
    assert result.exit_code == 0
    return result.output


@pytest.fixture
def figures(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    found = {
        "CAP001": (Measured("planted <news>", "0.1.0", 118, 0.974, 131, 0.88), Measured("clean", "0.1", 0))
    }
    monkeypatch.setattr(rule_pages, "measured", lambda: found)
    yield


def test_the_list_has_a_line_for_each_rule() -> None:
    lines = run().splitlines()
    assert [line.split()[0] for line in lines] == list(catalogue())


@pytest.mark.parametrize("code", catalogue())
def test_every_rule_has_a_page(code: str) -> None:
    rule = catalogue()[code]
    page, plain = run(code.lower(), "--format", "md"), run(code)
    assert page.startswith(f"# {code} {rule.name}\n") and plain.startswith(f"{code} {rule.name}\n")
    for title in ("What it is", "Why it matters", "What to do", "Reported (⟦marked⟧)", "Left alone"):
        assert f"**{title}" in page and f"\n{title}\n" in plain
    for example in rule.examples:
        first = re.split(r"\r?\n", example.target)[0]
        assert first in page and first in plain
    fences = re.findall(r"^(`{3,})(text)?$", page, re.MULTILINE)
    assert [kind for _, kind in fences] == ["text", "", "text", ""]


def test_one_page_with_all_rules() -> None:
    page = run("--format", "md")
    headings = [line[3:] for line in page.splitlines() if line.startswith("## ")]
    assert headings == [f"{r.code} {r.name}" for r in catalogue().values()]
    for rule in catalogue().values():
        assert f"| [{rule.code}](#{rule.code.lower()}-{rule.name}) | {rule.name} |" in page


def test_json() -> None:
    everything = json.loads(run("--format", "json"))
    assert [r["code"] for r in everything] == list(catalogue())
    (one,) = json.loads(run("CAP001", "--format", "json"))
    assert one == next(r for r in everything if r["code"] == "CAP001")
    assert {"meaning", "why", "remedy", "examples", "measured", "needs"} <= set(one)


def test_figures(figures: None) -> None:
    page = run("CAP001", "--format", "md")
    assert r"| planted \<news\> | 118 | 97 % | 88 % of 131 | 0.1.0 |" in page
    assert "| clean | 0 | – | – | 0.1 |" in page
    text = run("CAP001")
    assert "precision 97 % of 118 findings, recall 88 % of 131 (planted <news>; mtaudit 0.1.0)" in text
    assert "**Measured.** Not measured." in run("TRM001", "--format", "md")
    assert "\nMeasured\n  not measured\n" in run("TRM001")


def test_what_an_example_brings_is_shown_and_nothing_is_markup() -> None:
    term = GlossaryTerm("port", ("Hafen", "Seehafen"), forbidden=("Portal",))
    example = Example("en-de", "a\nb", "⟦c⟧ ``` d", "back", (term,), (("x", "y"),))
    rule = Rule(
        "XYZ001", "a-b", "other", "Accuracy/Addition", Severity.MINOR, 0.5, "An <i>x</i> | *y*.", "Why.",
        "Do.", (example,), lambda context: (),
    )  # fmt: skip
    page = rule_pages.markdown(rule)
    assert r"An \<i\>x\</i\> \| \*y\*." in page
    assert "en               a↵b\nde               ⟦c⟧ ``` d\ntranslated back  back\n" in page
    assert "glossary         port = Hafen | Seehafen, never Portal\nother document   x / y\n````" in page


def test_an_unknown_code_is_told() -> None:
    with pytest.raises(UsageError, match="no rule is called 'XXX'"):
        run("XXX")
