"""Exit codes: 0 passed, 1 failed, 2 usage or configuration, 3 could not judge. An outage is never a pass."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import pytest

from audit.backtranslate import Choice
from audit.errors import EngineError
from tests.cli.project import CALM_ENGLISH, CALM_FRENCH, CLEAN, ENGLISH, FRENCH, QUICK, mtaudit, put
from tests.cli.support import Done


@pytest.fixture
def news(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return put(tmp_path / "news", a_en=ENGLISH, a_fr=CLEAN)


def gate(*options: str) -> Done:
    return mtaudit("gate", "news", "--encoder", "none", "-q", *options)


def reasons() -> list[str]:
    return list(json.loads(Path("reports/news/summary.json").read_text("utf-8"))["verdict"]["reasons"])


def test_0_passed(news: Path) -> None:
    assert gate("--back-translation", "none").code == 0


def test_0_findings_without_a_gate(news: Path) -> None:
    put(news, a_fr=FRENCH)
    assert mtaudit("run", "news", *QUICK, "-q").code == 0


def test_1_the_gate_failed(news: Path) -> None:
    put(news, a_fr=FRENCH)
    assert gate("--back-translation", "none").code == 1
    assert mtaudit("run", "news", *QUICK, "-q", "--gate").code == 1


def test_1_a_threshold_by_rule(news: Path) -> None:
    put(news, a_en=ENGLISH + CALM_ENGLISH, a_fr=FRENCH + CALM_FRENCH)
    lax = ("--back-translation", "none", "--threshold", "0")
    assert gate(*lax).code == 0
    assert gate(*lax, "--max-by-rule", "number=0").code == 1
    assert reasons()[0] == "1 finding of number, at most 0 allowed"


@pytest.mark.parametrize(
    "options",
    [
        ("--threshold", "101"),
        ("--select", "XYZ"),
        ("--format", "docx"),
        ("--config", "gone.toml"),
        ("--nope",),
    ],
)
def test_2_usage_and_configuration(news: Path, options: tuple[str, ...]) -> None:
    done = gate(*options)
    assert done.code == 2 and "Traceback" not in done.err


def test_3_a_document_cannot_be_read(news: Path) -> None:
    (news / "b.fr.txt").write_bytes(b"\xff\xfeU\x00n\x00")
    assert gate("--back-translation", "none").code == 3
    assert reasons()[0] == "1 document could not be read, the first: news/b.fr.txt"


def test_3_nothing_could_be_read(news: Path) -> None:
    for path in news.iterdir():
        path.write_bytes(b"\x00\x01")
    assert gate("--back-translation", "none").code == 3
    assert mtaudit("run", "news", *QUICK, "-q").code == 3


def test_3_an_engine_that_is_not_there(news: Path) -> None:
    done = gate("--back-translation", "transformers:no/such/folder")
    assert done.code in (2, 3) and done.code != 0


def test_3_an_engine_that_breaks_down(news: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Broken:
        name = "broken"

        def signature(self, source: str, target: str) -> str:
            return "broken-1"

        def translate(self, texts: object, source: str, target: str) -> object:
            raise EngineError("the engine died")

    monkeypatch.setattr("audit.backtranslate.choose", lambda *a, **k: Choice(Broken(), None, None))  # type: ignore[arg-type]
    assert gate("--back-translation", "apertium", "--no-cache").code == 3
    assert reasons()[0].startswith("1 document without back-translation, which the gate requires")
    # Evidence that nobody asked for by name or by --require is not missed ...
    assert gate("--back-translation", "auto", "--no-cache").code == 0
    # ... and what fails, fails beside an outage.
    put(news, a_fr=FRENCH)
    assert gate("--back-translation", "apertium", "--no-cache").code == 1


def test_standard_input(news: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def given(target: str) -> None:
        line = json.dumps(
            {"id": "a", "source_lang": "en", "target_lang": "fr", "source": ENGLISH, "target": target}
        )
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(line.encode())))

    given(FRENCH)
    assert mtaudit("gate", "-", *QUICK, "-q", "--format", "sarif").code == 1
    log = json.loads(Path("reports/stdin/report.sarif").read_text("utf-8"))
    place = log["runs"][0]["results"][0]["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "a"
    given(CLEAN)
    assert mtaudit("gate", "-", *QUICK, "-q").code == 0
