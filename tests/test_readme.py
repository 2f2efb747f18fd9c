"""What the README says is so: its Python runs, its configuration loads, its options and files exist."""

from __future__ import annotations

import doctest
import json
import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from audit import config
from audit.cli.main import cli
from tests.support import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = (ROOT / "README.md", ROOT / "audit/text/data/README.md", ROOT / "CHANGELOG.md")


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)


def test_the_python_runs() -> None:
    (code,) = blocks("python")
    test = doctest.DocTestParser().get_doctest(code, {}, "README", "README.md", 0)
    said: list[str] = []
    result = doctest.DocTestRunner().run(test, out=said.append)
    assert result.attempted > 3 and not result.failed, "".join(said)


def test_the_configuration_loads(tmp_path: Path) -> None:
    (text,) = blocks("toml")
    (tmp_path / "mtaudit.toml").write_text(text, encoding="utf-8")
    settings = config.load(start=tmp_path, gated=True)
    assert settings.gate is not None and settings.gate.max_failing_documents == 0.1
    assert settings.per_file_ignores == {"archive/*": ("typography",)}


def test_the_options_exist() -> None:
    known = {"--help", "--index-url", "--quiet"}
    for command in _commands(cli):
        known |= {o for p in command.params if isinstance(p, click.Option) for o in p.opts}
    said = set(re.findall(r"(?<![\w-])--[a-z][a-z0-9-]*", README))
    assert said <= known, said - known
    assert set(re.findall(r"`mtaudit ([a-z]+)", README)) <= set(cli.commands)


def _commands(group: click.Group) -> Iterator[click.Command]:
    for command in group.commands.values():
        yield command
        if isinstance(command, click.Group):
            yield from _commands(command)


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    anchors = {
        re.sub(r"[^\w -]", "", t.lower()).replace(" ", "-") for t in re.findall(r"^#+ (.+)$", text, re.M)
    }
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if target.startswith("#"):
            assert target[1:] in anchors, target
        elif not target.startswith("http"):
            assert (page.parent / target).exists(), target


def test_the_findings_shown_are_those_of_the_sample() -> None:
    lines = (ROOT / "reports/sample/findings.jsonl").read_text(encoding="utf-8").splitlines()
    found = [json.loads(line) for line in lines]
    shown = re.findall(
        r"^corpora/news/(\S+)\.txt( \(source\))?:(\d+):(\d+) (\w+) (\w+) (.+)  \[([\w-]+), (\d+) %\]$",
        README,
        re.MULTILINE,
    )
    assert shown
    for doc, source, line, column, code, severity, message, name, confidence in shown:
        side = "source" if source else "target"
        text = (ROOT / f"corpora/news/{doc.split('.')[0] + '.en' if source else doc}.txt").read_text("utf-8")
        before = text.split("\n")[: int(line) - 1]
        start = sum(len(part) + 1 for part in before) + int(column) - 1
        fits = [f for f in found if (f["doc"], f["side"], f["start"], f["code"]) == (doc, side, start, code)]
        assert len(fits) == 1, (doc, line, column, code)
        assert (fits[0]["severity"], fits[0]["message"], fits[0]["name"]) == (severity, message, name)
        assert round(100 * fits[0]["confidence"]) == int(confidence)
